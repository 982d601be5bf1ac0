// Sets of named bits. Layer: model. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <type_traits>

namespace pincer {

/// True for an enumeration whose enumerators are bits to combine. Opted into by specialisation.
template <class Bit>
inline constexpr bool is_flag = false;

/// A set of bits, such as a message's flags. Bits without a name yet are kept.
/// `message.flags.contains(MessageFlag::ephemeral)`.
template <class Bit>
class Flags {
 public:
  constexpr Flags() = default;
  // Implicit: one bit is a set of one.
  constexpr Flags(Bit bit) : bits_(static_cast<std::uint64_t>(bit)) {}
  constexpr explicit Flags(std::uint64_t bits) : bits_(bits) {}

  [[nodiscard]] constexpr std::uint64_t bits() const noexcept { return bits_; }
  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
  /// True when every bit of `other` is in this set.
  [[nodiscard]] constexpr bool contains(Flags other) const noexcept {
    return (bits_ & other.bits_) == other.bits_;
  }
  [[nodiscard]] constexpr bool intersects(Flags other) const noexcept {
    return (bits_ & other.bits_) != 0;
  }

  friend constexpr Flags operator|(Flags a, Flags b) { return Flags(a.bits_ | b.bits_); }
  friend constexpr Flags operator&(Flags a, Flags b) { return Flags(a.bits_ & b.bits_); }
  friend constexpr Flags operator-(Flags a, Flags b) { return Flags(a.bits_ & ~b.bits_); }
  constexpr Flags& operator|=(Flags other) {
    bits_ |= other.bits_;
    return *this;
  }
  friend constexpr bool operator==(Flags, Flags) = default;

 private:
  std::uint64_t bits_ = 0;
};

/// `Permission::send_messages | Permission::embed_links`.
template <class Bit>
requires is_flag<Bit>
constexpr Flags<Bit> operator|(Bit a, Bit b) { return Flags<Bit>(a) | Flags<Bit>(b); }

}  // namespace pincer
