#include "pincer/snowflake.hpp"

#include <charconv>

namespace pincer {

std::optional<std::uint64_t> parse_snowflake(std::string_view text) noexcept {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

}  // namespace pincer
