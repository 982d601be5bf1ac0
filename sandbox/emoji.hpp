// What counts as an emoji. Thread-safe: pure functions.
#pragma once

#include <string_view>

namespace pincer::sandbox {

/// True for what may be a Unicode emoji: a short text that is not ASCII (but for the keycaps, which
/// begin with a digit, # or *). The sandbox has no custom emoji, and does not carry Unicode's list.
bool is_emoji(std::string_view text) noexcept;

}  // namespace pincer::sandbox
