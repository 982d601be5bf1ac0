// JSON to be read, and whether it can be read where it lies. Layer: json. Thread safety: as a view.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pincer::json {

/// simdjson loads up to so many bytes from behind a text, whatever they are.
inline constexpr std::size_t padding = 64;

/// A view of JSON. It is read without a copy where `padding` bytes of the same allocation lie
/// behind it, as they do in a string with so much spare capacity; any other text is copied once.
class Text {
 public:
  // Text from anywhere is text to read.
  Text(std::string_view text) noexcept : view_(text) {}  // NOLINT(*-explicit-*)
  Text(const char* text) noexcept : view_(text) {}       // NOLINT(*-explicit-*)
  Text(const std::string& text) noexcept                 // NOLINT(*-explicit-*)
      : view_(text), padded_(text.capacity() - text.size() >= padding) {}

  /// For text with `padding` bytes behind it.
  static Text padded(std::string_view text) noexcept {
    Text padded(text);
    padded.padded_ = true;
    return padded;
  }

  [[nodiscard]] std::string_view view() const noexcept { return view_; }
  [[nodiscard]] bool is_padded() const noexcept { return padded_; }

 private:
  std::string_view view_;
  bool padded_ = false;
};

/// The text itself, or a copy of it in `buffer` where it has no padding.
std::string_view padded(Text text, std::string& buffer);

/// What follows a value belongs to no value: space as JSON knows it.
std::string_view without_trailing_space(std::string_view raw) noexcept;

}  // namespace pincer::json
