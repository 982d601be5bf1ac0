#include "sandbox/validate_embeds.hpp"

namespace pincer::sandbox {
namespace {

constexpr std::size_t total_length_max = 6000;  // Characters of all embeds of a message together.

std::size_t length_of(const FieldReader& reader, std::string_view key) {
  const auto text = reader.text(key);
  return text ? character_count(*text) : 0;
}

/// Checks the addresses of an embed; returns its length.
std::size_t check_embed(const FieldReader& embed) {
  std::size_t length = length_of(embed, "title") + length_of(embed, "description");
  embed.check_scheme("url");
  if (const auto footer = embed.child("footer")) {
    length += length_of(*footer, "text");
    footer->check_scheme("icon_url", true);
  }
  if (const auto author = embed.child("author")) {
    length += length_of(*author, "name");
    author->check_scheme("url");
    author->check_scheme("icon_url", true);
  }
  for (const char* media : {"image", "thumbnail"}) {
    if (const auto reader = embed.child(media); reader && reader->require("url")) {
      reader->check_scheme("url", true);
    }
  }
  for (const FieldReader& field : embed.children("fields")) {
    length += length_of(field, "name") + length_of(field, "value");
  }
  return length;
}

}  // namespace

std::optional<boost::json::array> read_embeds(const FieldReader& message) {
  const auto* embeds = message.list("embeds");
  if (embeds == nullptr) return std::nullopt;
  std::size_t total = 0;
  for (const FieldReader& embed : message.children("embeds")) total += check_embed(embed);
  if (total > total_length_max) {
    message.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
  }
  return *embeds;
}

}  // namespace pincer::sandbox
