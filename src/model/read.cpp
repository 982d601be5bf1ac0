#include "model/read.hpp"

namespace pincer {

bool read(json::Value& value, RawJson& raw) { return json::read_raw(value, raw.text); }

bool read(json::Value& value, Timestamp& timestamp) {
  simdjson::ondemand::raw_json_string raw;
  if (value.json().get(raw) != simdjson::SUCCESS) {
    return value.null_or_expected("an ISO 8601 timestamp");
  }
  const auto time = Timestamp::from_string(json::key_at(raw.raw()).text);
  if (!time) return value.expected("an ISO 8601 timestamp");
  timestamp = *time;
  return true;
}

bool read(json::Value& value, Color& color) {
  std::int32_t rgb = color.rgb();
  if (!read(value, rgb)) return false;
  color = Color(rgb);
  return true;
}

bool read(json::Value& value, ImageHash& hash) {
  std::string text;
  if (!read(value, text)) return false;
  hash = ImageHash(std::move(text));
  return true;
}

bool read_text_or_number(json::Value& value, std::optional<std::string>& text) {
  return value.is_null() || json::read_text_or_number(value, text.emplace());
}

bool read_bits(json::Value& value, std::uint64_t& bits) {
  if (value.type() != simdjson::ondemand::json_type::string) return read(value, bits);
  return json::read_snowflake(value, bits) || value.expected("a set of bits");
}

// Counts by id: the answer of `GET /guilds/{guild_id}/roles/member-counts`.
template Result<std::map<std::string, std::int32_t>> decode<std::map<std::string, std::int32_t>>(
    json::Text);

}  // namespace pincer
