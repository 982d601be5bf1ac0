// Reading the body of a request: JSON, a form, or a form with files. Thread-safe: pure functions.
// https://discord.com/developers/docs/reference#uploading-files
#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "sandbox/http.hpp"
#include "sandbox/objects.hpp"
#include "sandbox/schema.hpp"

namespace pincer::sandbox {

inline constexpr std::size_t file_size_max = 10U << 20U;     // Bytes.
inline constexpr std::size_t request_size_max = 25U << 20U;  // Bytes, all files together.

/// What a request carries; of a form the fields are members of `json`, as text.
struct RequestBody {
  boost::json::value json;                        ///< Null where the operation takes no body.
  std::map<std::uint64_t, Upload> files;          ///< By the n of files[n].
  std::set<std::string, std::less<>> file_parts;  ///< The names of other parts that are files.
};

/// Reads the body that the operation takes. Throws `Refused`: 40005, 50035, 50109.
RequestBody read_request_body(const HttpRequest& request, const Operation& operation);

/// A file name as Discord shows it: letters, digits and ._- of the given one.
std::string safe_filename(std::string_view name);

/// The type of a file, or nothing when it could not stand in a header of the CDN's reply.
std::string safe_content_type(std::string_view type);

}  // namespace pincer::sandbox
