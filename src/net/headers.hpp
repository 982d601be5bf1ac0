// Look-up in a list of HTTP headers. Layer: net.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pincer::net {

/// The value of the first header called `name`, or empty. Names are compared without regard to
/// ASCII case (RFC 9110, section 5.1).
inline std::string_view find_header(const std::vector<std::pair<std::string, std::string>>& headers,
                                    std::string_view name) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  for (const auto& [known, value] : headers) {
    if (std::equal(known.begin(), known.end(), name.begin(), name.end(),
                   [lower](char a, char b) { return lower(a) == lower(b); })) {
      return value;
    }
  }
  return {};
}

}  // namespace pincer::net
