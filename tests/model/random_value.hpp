// Random values for round trips: seeded, and with the extremes among them. See json/reader.hpp for
// which JSON they have to survive.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "pincer/boxed.hpp"
#include "pincer/color.hpp"
#include "pincer/flags.hpp"
#include "pincer/image_hash.hpp"
#include "pincer/raw_json.hpp"
#include "pincer/snowflake.hpp"
#include "pincer/timestamp.hpp"

namespace pincer {

class RandomValues {
 public:
  explicit RandomValues(std::uint64_t seed) : random_(seed) {}

  std::uint64_t next() { return random_.next(); }
  std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }
  double unit() { return random_.unit(); }
  /// Whether what may be absent is there: the deeper, the less often, so that objects which hold
  /// their own kind end.
  bool is_there() { return depth_ <= 3 && random_.below(2 + static_cast<unsigned>(depth_)) == 0; }

 private:
  friend class Nested;
  Random random_;
  int depth_ = -1;  // of objects within objects
};

/// Stands in the `fill` of each object.
class Nested {
 public:
  explicit Nested(RandomValues& random) : random_(random) { ++random_.depth_; }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;
  ~Nested() { --random_.depth_; }

 private:
  RandomValues& random_;
};

void fill(RandomValues& random, bool& out);
void fill(RandomValues& random, double& out);
void fill(RandomValues& random, std::int32_t& out);
void fill(RandomValues& random, std::int64_t& out);
void fill(RandomValues& random, std::uint64_t& out);
void fill(RandomValues& random, std::string& out);
void fill(RandomValues& random, Timestamp& out);
void fill(RandomValues& random, RawJson& out);
void fill(RandomValues& random, Color& out);
void fill(RandomValues& random, ImageHash& out);
/// What an arm of a union knows of an object that it does not know.
void fill_unknown(RandomValues& random, std::int32_t& type, RawJson& json);

template <class Enum>
requires std::is_enum_v<Enum>
void fill_unknown(RandomValues& random, Enum& type, RawJson& json) {
  std::int32_t number = 0;
  fill_unknown(random, number, json);
  type = Enum(number);
}

/// Half of them have no name.
template <class Enum>
requires std::is_enum_v<Enum>
void fill(RandomValues& random, Enum& out) {
  std::int32_t number = static_cast<std::int32_t>(random.below(20));
  if (random.below(2) == 0) fill(random, number);
  out = static_cast<Enum>(number);
}

template <class Kind>
void fill(RandomValues& random, Snowflake<Kind>& out) {
  std::uint64_t number = 0;
  fill(random, number);
  out = Snowflake<Kind>(number);
}

/// An id that must not be none.
template <class Kind>
void fill_id(RandomValues& random, Snowflake<Kind>& out) {
  out = Snowflake<Kind>(1 + random.below(~std::uint64_t{0}));
}

template <class Number, class Period>
void fill(RandomValues& random, std::chrono::duration<Number, Period>& out) {
  std::conditional_t<std::is_floating_point_v<Number>, double, std::int32_t> count = 0;
  fill(random, count);
  out = std::chrono::duration<Number, Period>(count);
}

template <class Bit>
void fill(RandomValues& random, Flags<Bit>& out) {
  std::uint64_t bits = 0;
  fill(random, bits);
  out = Flags<Bit>(bits);
}

template <class T>
void fill(RandomValues& random, std::optional<T>& out) {
  if (random.is_there()) fill(random, out.emplace());
}

template <class T>
void fill(RandomValues& random, Boxed<T>& out) {
  if (random.is_there()) fill(random, out.emplace());
}

template <class T>
void fill(RandomValues& random, std::vector<T>& out) {
  if (!random.is_there()) return;
  out.resize(random.below(4));
  for (T& element : out) fill(random, element);
}

template <class Key, class T>
void fill(RandomValues& random, std::map<Key, T>& out) {
  if (!random.is_there()) return;
  for (std::uint64_t count = random.below(4); count > 0; --count) {
    Key key{};
    fill(random, key);
    fill(random, out[std::move(key)]);
  }
}

}  // namespace pincer
