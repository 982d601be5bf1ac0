// Reads single values out of payloads as the machines write them, for those who must not ask the
// machines. Thread-safe: pure functions.
#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>

namespace pincer::sim {

/// What follows `key` in JSON that was written without white space, up to a comma or bracket.
inline std::string_view raw_value(std::string_view json, std::string_view key) {
  const auto at = json.find(key);
  if (at == std::string_view::npos) return {};
  json.remove_prefix(at + key.size());
  return json.substr(0, json.find_first_of(",}]"));
}
inline std::string_view text_value(std::string_view json, std::string_view key) {
  std::string_view value = raw_value(json, key);
  if (value.size() < 2) return {};
  return value.substr(1, value.size() - 2);
}
inline std::int64_t to_number(std::string_view text) {
  std::int64_t number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}
inline int opcode_of(std::string_view payload) {
  return static_cast<int>(to_number(raw_value(payload, "\"op\":")));
}

}  // namespace pincer::sim
