// The framing of multipart/form-data bodies (RFC 7578). Layer: wire. Thread safety: one thread at
// a time.
#pragma once

#include <string>
#include <string_view>

#include "base/random.hpp"

namespace pincer::wire {

/// Gives what stands before each part's content and after the last one, so that contents can come
/// from anywhere and are copied nowhere: head, content, head, content, end.
/// https://discord.com/developers/docs/reference#uploading-files
class Multipart {
 public:
  /// Draws the boundary. 24 letters of 36 are 124 bits: no content is searched for it.
  explicit Multipart(Random& random);

  /// The value of Content-Type.
  [[nodiscard]] std::string content_type() const;

  /// Before the JSON parameters of a request that also carries files.
  std::string payload_json_head();
  /// Before the next file: `files[0]`, `files[1]`, ... An attachment's `id` in the JSON is that
  /// number. An empty `content_type` leaves it to Discord to guess.
  std::string file_head(std::string_view filename, std::string_view content_type);
  /// Before a file under a name of its own (`file`, for Create Guild Sticker).
  std::string file_field_head(std::string_view name, std::string_view filename,
                              std::string_view content_type);
  /// Before the value of a plain form field.
  std::string field_head(std::string_view name);
  /// After the last part.
  [[nodiscard]] std::string end() const;

 private:
  std::string part_head(const std::string& lines);

  std::string boundary_;
  bool is_first_ = true;
  int files_ = 0;
};

}  // namespace pincer::wire
