#include "sandbox/validate_embeds.hpp"

#include <algorithm>
#include <cctype>

namespace pincer::sandbox {
namespace {

constexpr std::size_t embeds_max = 10;
constexpr std::size_t title_length_max = 256;
constexpr std::size_t description_length_max = 4096;
constexpr std::size_t fields_max = 25;
constexpr std::size_t field_name_length_max = 256;
constexpr std::size_t field_value_length_max = 1024;
constexpr std::size_t footer_length_max = 2048;
constexpr std::size_t author_length_max = 256;
constexpr std::size_t total_length_max = 6000;  // Of all embeds of a message together.
constexpr std::int64_t color_max = 0xffffff;

/// Reads a text and adds its length to the total.
void count_text(const FieldReader& reader, std::string_view key, std::size_t max,
                std::size_t& total) {
  if (const auto text = reader.text(key, max)) total += character_count(*text);
}

/// "2025-01-01", optionally with a time: enough to tell a timestamp from something else.
bool looks_like_iso8601(std::string_view text) {
  constexpr std::string_view pattern = "0000-00-00";
  if (text.size() < pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool is_digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    if (pattern[i] == '0' ? !is_digit : text[i] != '-') return false;
  }
  return text.size() == pattern.size() || text[pattern.size()] == 'T' ||
         text[pattern.size()] == ' ';
}

void check_fields(const FieldReader& embed, std::size_t& total) {
  const auto* fields = embed.list("fields", fields_max);
  if (fields == nullptr) return;
  for (std::size_t i = 0; i < fields->size(); ++i) {
    const auto field = embed.child("fields", *fields, i);
    if (!field) continue;
    // Both must be there, and may be empty: the OpenAPI description gives them a greatest length
    // only.
    field->require("name");
    field->require("value");
    count_text(*field, "name", field_name_length_max, total);
    count_text(*field, "value", field_value_length_max, total);
    field->boolean("inline");
  }
}

void check_embed(const FieldReader& embed, std::size_t& total) {
  count_text(embed, "title", title_length_max, total);
  count_text(embed, "description", description_length_max, total);
  embed.url("url");
  embed.integer("color", 0, color_max);
  if (const auto timestamp = embed.text("timestamp", 64);
      timestamp && !looks_like_iso8601(*timestamp)) {
    embed.add("timestamp", "DATE_TIME_TYPE_PARSE",
              "Could not parse \"" + *timestamp + "\". Should be ISO8601.");
  }
  if (const auto footer = embed.child("footer")) {
    footer->require("text");
    count_text(*footer, "text", footer_length_max, total);
    footer->url("icon_url", true);
  }
  if (const auto author = embed.child("author")) {
    author->require("name");
    count_text(*author, "name", author_length_max, total);
    author->url("url");
    author->url("icon_url", true);
  }
  for (const char* media : {"image", "thumbnail"}) {
    if (const auto reader = embed.child(media); reader && reader->require("url")) {
      reader->url("url", true);
    }
  }
  check_fields(embed, total);
}

}  // namespace

std::optional<boost::json::array> read_embeds(const FieldReader& message) {
  const auto* embeds = message.list("embeds", embeds_max);
  if (embeds == nullptr) return std::nullopt;
  std::size_t total = 0;
  for (std::size_t i = 0; i < embeds->size(); ++i) {
    const auto embed = message.child("embeds", *embeds, i);
    if (embed) check_embed(*embed, total);
  }
  if (total > total_length_max) {
    message.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
  }
  return *embeds;
}

}  // namespace pincer::sandbox
