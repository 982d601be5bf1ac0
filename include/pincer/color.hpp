// Colours as Discord counts them. Layer: model. Thread safety: as a value type.
#pragma once

#include <cstdint>

namespace pincer {

/// 0xRRGGBB. The default is 0, which Discord shows as "no colour" where a role or an embed has it.
class Color {
 public:
  constexpr Color() = default;
  /// Implicit, so that a literal can be given: `Embed().color(0x5865f2)`.
  constexpr Color(std::int32_t rgb) : rgb_(rgb) {}
  constexpr Color(std::uint8_t red, std::uint8_t green, std::uint8_t blue)
      : rgb_(red << 16 | green << 8 | blue) {}

  [[nodiscard]] constexpr std::int32_t rgb() const noexcept { return rgb_; }
  [[nodiscard]] constexpr std::uint8_t red() const noexcept { return part(16); }
  [[nodiscard]] constexpr std::uint8_t green() const noexcept { return part(8); }
  [[nodiscard]] constexpr std::uint8_t blue() const noexcept { return part(0); }

  friend constexpr bool operator==(Color, Color) = default;

 private:
  [[nodiscard]] constexpr std::uint8_t part(int shift) const noexcept {
    return static_cast<std::uint8_t>(rgb_ >> shift & 0xff);
  }

  std::int32_t rgb_ = 0;
};

}  // namespace pincer
