// multipart/form-data bodies (RFC 7578). Layer: wire. Thread safety: one thread at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"

namespace pincer::wire {

struct MultipartBody {
  std::string content_type;  ///< The header's value, with the boundary.
  std::string body;
};

/// Collects parts and writes them once. Keeps views: what is added must live until `encode`.
/// https://discord.com/developers/docs/reference#uploading-files
class Multipart {
 public:
  /// The JSON parameters of a request that also carries files.
  Multipart& add_payload_json(std::string_view json);
  /// The next file: `files[0]`, `files[1]`, ... An attachment's `id` in the JSON is that number. An
  /// empty `content_type` leaves it to Discord to guess.
  Multipart& add_file(std::string_view filename, std::string_view content_type,
                      std::string_view content);
  /// A file under a name of its own (`file`, for Create Guild Sticker).
  Multipart& add_file_field(std::string_view name, std::string_view filename,
                            std::string_view content_type, std::string_view content);
  /// A plain form field.
  Multipart& add_field(std::string_view name, std::string_view value);

  /// The whole body. `random` draws the boundary, again until it occurs in no part. Encoding twice
  /// gives the same parts, so a retry may encode anew or keep the body.
  [[nodiscard]] MultipartBody encode(Random& random) const;

 private:
  struct Part {
    std::string head;  // The header lines, each with its CR LF.
    std::string_view content;
  };

  std::vector<Part> parts_;
  std::size_t files_ = 0;
};

}  // namespace pincer::wire
