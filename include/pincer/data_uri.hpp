// Small files inside of JSON. Layer: model. Thread safety: as a value type.
#pragma once

#include <string>
#include <string_view>

namespace pincer {

/// An image or a sound that is sent in a body, as avatars, icons, emojis and soundboard sounds are:
/// `EditGuild().icon(DataUri::from_file("harbour.png"))`.
/// https://discord.com/developers/docs/reference#image-data
class DataUri {
 public:
  /// The bytes of a file: PNG, JPEG, GIF, WebP, AVIF, MP3 or Ogg, which their beginning tells.
  /// Errors: `Exception` (`invalid_argument`) for bytes of another kind.
  static DataUri from_bytes(std::string_view bytes);
  /// Reads the whole file. Errors: as `from_bytes`, and for a file that cannot be read.
  static DataUri from_file(const std::string& path);

  /// "data:image/png;base64,iVBORw0..."
  [[nodiscard]] const std::string& to_string() const noexcept { return text_; }

  friend bool operator==(const DataUri&, const DataUri&) = default;

 private:
  explicit DataUri(std::string text);

  std::string text_;
};

}  // namespace pincer
