// Moments as Discord writes them. Layer: model. Thread safety: as a value type.
#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace pincer {

/// A moment in UTC, in microseconds. The default is the first moment of 1970.
/// https://discord.com/developers/docs/reference#iso8601-datetime
class Timestamp {
 public:
  using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;

  constexpr Timestamp() = default;
  constexpr explicit Timestamp(TimePoint time) : time_(time) {}

  /// Reads "2024-02-29T12:30:00.123456+00:00": a date, a time, up to nine digits of a fraction
  /// (what is finer than a microsecond is dropped), and "Z" or an offset. Nothing for any other
  /// text.
  static std::optional<Timestamp> from_string(std::string_view text) noexcept;

  static Timestamp now() {
    return Timestamp(
        std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()));
  }

  [[nodiscard]] constexpr TimePoint time() const noexcept { return time_; }

  /// "2024-02-29T12:30:00.123456+00:00", in UTC.
  [[nodiscard]] std::string to_string() const;

  friend constexpr auto operator<=>(Timestamp, Timestamp) = default;

 private:
  TimePoint time_;
};

}  // namespace pincer
