// Look-up in a list of HTTP headers. Layer: net.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pincer::net {

/// Names are compared without regard to ASCII case (RFC 9110, section 5.1).
inline bool is_same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [lower](char x, char y) {
           return lower(x) == lower(y);
         });
}

/// The value of the first header called `name`, in any case, or empty.
inline std::string_view find_header(const std::vector<std::pair<std::string, std::string>>& headers,
                                    std::string_view name) {
  const auto found = std::ranges::find_if(
      headers, [name](const auto& header) { return is_same_name(header.first, name); });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace pincer::net
