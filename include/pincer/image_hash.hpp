// The names of images that Discord keeps. Layer: model. Thread safety: as a value type.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace pincer {

/// Names an image of a user, a guild and so on; pincer/cdn.hpp makes its address. Empty: there is
/// none.
/// https://discord.com/developers/docs/reference#image-formatting
class ImageHash {
 public:
  ImageHash() = default;
  explicit ImageHash(std::string text) : text_(std::move(text)) {}

  /// As Discord writes it: "a_1269e74af4df7417b13759eae50c83dc".
  [[nodiscard]] const std::string& to_string() const noexcept { return text_; }
  explicit operator bool() const noexcept { return !text_.empty(); }
  [[nodiscard]] bool is_animated() const noexcept { return text_.starts_with("a_"); }

  friend bool operator==(const ImageHash&, const ImageHash&) = default;

 private:
  std::string text_;
};

}  // namespace pincer
