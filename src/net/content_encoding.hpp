// Content codings of HTTP (RFC 9110, section 8.4.1). Layer: net. Thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pincer::net {

/// What `decode_content` knows, as the value of Accept-Encoding.
inline constexpr std::string_view accepted_encodings = "gzip, deflate";

/// Undoes the codings that a Content-Encoding header lists. `size_max`: bytes of the result; a few
/// kilobytes can inflate to gigabytes.
/// Errors: protocol for an unknown coding, for data that is damaged, cut or larger than that.
Result<std::string> decode_content(std::string_view content_encoding, std::string body,
                                   std::size_t size_max);

}  // namespace pincer::net
