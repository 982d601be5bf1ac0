// Base64 (RFC 4648, section 4), for HTTP's Basic credentials and for the first part of a token.
// Layer: base. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pincer {

/// With padding.
std::string base64_encode(std::string_view bytes);

/// Reads the ordinary and the URL-safe alphabet, with or without padding; nothing for other text.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace pincer
