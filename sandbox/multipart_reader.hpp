// Reads multipart/form-data (RFC 7578). Thread-safe: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pincer::sandbox {

struct MultipartPart {
  std::string name;
  std::string filename;      ///< Empty: not a file.
  std::string content_type;  ///< Empty: not given.
  std::string_view body;     ///< Into the request's body.
};

/// More parts than this are refused.
inline constexpr std::size_t multipart_parts_max = 64;

/// The parts of `body`, whose boundary is in `content_type`. Errors: protocol, saying what is
/// wrong.
Result<std::vector<MultipartPart>> read_multipart(std::string_view content_type,
                                                  std::string_view body);

}  // namespace pincer::sandbox
