#include "pincer/timestamp.hpp"

#include <array>
#include <cstdio>

namespace pincer {
namespace {

/// Takes fixed parts off the front of a text; the first that does not fit spoils it.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  template <std::size_t count>
  int digits() {
    if (rest_.size() < count) rest_ = std::string_view("xxxx");  // no digits
    int number = 0;
    for (std::size_t i = 0; i < count; ++i) number = number * 10 + digit(rest_[i]);
    rest_.remove_prefix(count);
    return number;
  }

  void literal(char c) {
    if (!take(c)) good_ = false;
  }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// The digits after the point, as microseconds.
  int fraction() {
    constexpr int digits_max = 9;
    int microseconds = 0;
    int count = 0;
    for (; count < digits_max && next_is_digit(); ++count) {
      const int value = digit(rest_.front());
      rest_.remove_prefix(1);
      if (count < 6) microseconds = microseconds * 10 + value;
    }
    if (count == 0) good_ = false;
    for (; count < 6; ++count) microseconds *= 10;
    return microseconds;
  }

  [[nodiscard]] bool done() const { return good_ && rest_.empty(); }

 private:
  [[nodiscard]] bool next_is_digit() const {
    return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }

  /// A small number whatever the character is: one branch, in `done`, serves all.
  int digit(char c) {
    const auto value = static_cast<unsigned char>(c - '0');
    good_ &= value < 10;
    return value % 16;
  }

  std::string_view rest_;
  bool good_ = true;
};

}  // namespace

std::optional<Timestamp> Timestamp::from_string(std::string_view text) noexcept {
  namespace chr = std::chrono;
  Scanner in(text);
  const chr::year year(in.digits<4>());
  in.literal('-');
  const chr::month month(static_cast<unsigned>(in.digits<2>()));
  in.literal('-');
  const chr::day day(static_cast<unsigned>(in.digits<2>()));
  in.literal('T');
  const int hour = in.digits<2>();
  in.literal(':');
  const int minute = in.digits<2>();
  in.literal(':');
  const int second = in.digits<2>();
  const int microsecond = in.take('.') ? in.fraction() : 0;
  int offset_minutes = 0;
  if (!in.take('Z')) {
    const int sign = in.take('-') ? -1 : 1;
    if (sign == 1) in.literal('+');
    const int offset_hours = in.digits<2>();
    in.literal(':');
    offset_minutes = sign * (offset_hours * 60 + in.digits<2>());
  }
  // 60 is a leap second; it reads as the first moment of the next minute.
  const chr::year_month_day date(year, month, day);
  if (!in.done() || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return Timestamp(TimePoint(chr::sys_days(date)) + chr::hours(hour) +
                   chr::minutes(minute - offset_minutes) + chr::seconds(second) +
                   chr::microseconds(microsecond));
}

std::string Timestamp::to_string() const {
  namespace chr = std::chrono;
  const auto day = chr::floor<chr::days>(time_);
  const chr::year_month_day date(day);
  const chr::hh_mm_ss<chr::microseconds> clock(time_ - day);
  std::array<char, 64> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06d+00:00", int(date.year()),
      unsigned(date.month()), unsigned(date.day()), int(clock.hours().count()),
      int(clock.minutes().count()), int(clock.seconds().count()), int(clock.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace pincer
