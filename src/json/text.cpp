#include "json/text.hpp"

#include <simdjson.h>

#include "json/key.hpp"

namespace pincer::json {

static_assert(padding >= simdjson::SIMDJSON_PADDING);

std::string_view padded(Text text, std::string& buffer) {
  if (text.is_padded()) return text.view();
  buffer.reserve(text.view().size() + padding);
  return buffer.assign(text.view());
}

std::string_view without_trailing_space(std::string_view raw) noexcept {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!raw.empty() && is_space(raw.back())) raw.remove_suffix(1);
  return raw;
}

std::string unescaped(Key key) {
  if (key.text.find('\\') == std::string_view::npos) return std::string(key.text);
  // Rare: only people give such names, in the metadata of a lobby. A key's text ends at its first
  // quote, though that may be escaped.
  const char* end = key.text.data();
  while (*end != '"') end += *end == '\\' ? 2 : 1;
  const std::string quoted = '"' + std::string(key.text.data(), end) + '"';
  simdjson::dom::parser parser;
  std::string_view plain;
  if (parser.parse(quoted).get(plain) != simdjson::SUCCESS) return std::string(key.text);
  return std::string(plain);
}

}  // namespace pincer::json
