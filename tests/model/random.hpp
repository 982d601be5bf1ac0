// Test-only: random values from a seed, within given bounds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

#include "pincer/data_uri.hpp"
#include "pincer/flags.hpp"
#include "pincer/permissions.hpp"
#include "pincer/snowflake.hpp"
#include "pincer/timestamp.hpp"

namespace pincer::test {

template <class T>
inline constexpr bool is_snowflake = false;
template <class Kind>
inline constexpr bool is_snowflake<Snowflake<Kind>> = true;

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// 0 to `bound` - 1.
  std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
  /// Whether a field is set, and whether to nothing.
  bool is_set() { return below(2) == 0; }
  bool is_null() { return below(4) == 0; }

  /// Characters of one to four bytes, and those that JSON escapes; no white space at the ends,
  /// because Discord trims it. Often as short or as long as it may be.
  std::string text(std::size_t least, std::size_t most);
  /// Lower-case ASCII, as names of commands are.
  std::string word(std::size_t least, std::size_t most);

  template <class Number>
  Number number(double least, double most) {
    const std::uint64_t pick = below(4);
    if (pick == 0) return static_cast<Number>(least);
    if (pick == 1) return static_cast<Number>(most);
    const auto width = static_cast<std::uint64_t>(most - least) + 1;
    return static_cast<Number>(least + static_cast<double>(below(width)));
  }

  template <class T>
  T value() {
    if constexpr (std::is_same_v<T, bool>) {
      return below(2) == 0;
    } else if constexpr (std::is_same_v<T, Timestamp>) {
      return timestamp();
    } else if constexpr (std::is_same_v<T, DataUri>) {
      return DataUri::from_bytes("GIF89a" + word(0, 9));
    } else if constexpr (std::is_enum_v<T>) {
      return static_cast<T>(below(30));  // Enumerations are open.
    } else if constexpr (is_snowflake<T>) {
      return T(engine_() | 1U);  // Zero is none.
    } else {
      return T(std::uint64_t{1} << below(50));  // A set of bits.
    }
  }

  template <class T, class Make>
  std::vector<T> list(std::size_t least, std::size_t most, Make make) {
    std::vector<T> made;
    for (std::size_t left = size(least, most); left > 0; --left) made.push_back(make());
    return made;
  }
  template <class T, class Make>
  std::map<std::string, T> map(std::size_t least, std::size_t most, Make make) {
    std::map<std::string, T> made;
    for (std::size_t left = size(least, most); left > 0; --left) {
      made.emplace("key" + std::to_string(left), make());
    }
    return made;
  }

 private:
  std::size_t size(std::size_t least, std::size_t most);
  Timestamp timestamp();

  std::mt19937_64 engine_;
};

}  // namespace pincer::test
