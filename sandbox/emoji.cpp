#include "sandbox/emoji.hpp"

#include <algorithm>

namespace pincer::sandbox {

bool is_emoji(std::string_view text) noexcept {
  constexpr std::size_t size_max = 64;  // Bytes: families and flags are long sequences.
  constexpr std::string_view keycaps = "0123456789#*";
  if (text.empty() || text.size() > size_max) return false;
  if (keycaps.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

}  // namespace pincer::sandbox
