#include "model/random.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

namespace pincer::test {

std::size_t Random::size(std::size_t least, std::size_t most) {
  constexpr std::size_t usual_width = 3;
  constexpr std::size_t largest = 100;
  // What may be very long seldom is, for the tests' sake.
  const std::uint64_t pick = below(8);
  if (pick == 0) return least;
  if (pick == 1) return std::min(most, std::max(least, largest));
  return least + below(std::min(most - least, usual_width) + 1);
}

std::string Random::text(std::size_t least, std::size_t most) {
  constexpr std::array<std::string_view, 10> characters{
      "a", "Z", "7", "-", "\"", "\\", "/", "\u00e9", "\u6f6e", "\U0001f9ed"};
  constexpr std::string_view inside = " \n";
  std::size_t left = below(8) == 0 ? std::min<std::size_t>(most, 4000)
                                   : least + below(std::min<std::size_t>(most - least, 8) + 1);
  std::string made;
  for (std::size_t place = 0; place < left; ++place) {
    const bool is_inside = place > 0 && place + 1 < left;
    if (is_inside && below(8) == 0) {
      made += inside[below(inside.size())];
    } else {
      made += characters[below(characters.size())];
    }
  }
  return made;
}

std::string Random::word(std::size_t least, std::size_t most) {
  std::string made;
  const std::size_t width = std::min<std::size_t>(most - least, 8) + 1;
  for (std::size_t left = least + below(width); left > 0; --left) {
    made += static_cast<char>('a' + below(26));
  }
  return made;
}

Timestamp Random::timestamp() {
  constexpr std::uint64_t ten_years = 315'360'000'000'000;  // in microseconds
  constexpr std::uint64_t year_2020 = 1'577'836'800'000'000;
  return Timestamp(std::chrono::sys_time<std::chrono::microseconds>(
      std::chrono::microseconds(year_2020 + below(ten_years))));
}

}  // namespace pincer::test
