// Test-only: reads JSON into what bots send, through the public constructors and setters, and makes
// random values of it. A reader takes every field or throws, with the path of what it cannot take.
#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "model/random.hpp"
#include "pincer/color.hpp"
#include "pincer/data_uri.hpp"
#include "pincer/flags.hpp"
#include "pincer/permissions.hpp"
#include "pincer/raw_json.hpp"
#include "pincer/snowflake.hpp"
#include "pincer/timestamp.hpp"

namespace pincer::test {

namespace dom = boost::json;

/// Names the type that is wanted: `from_json(As<EditGuild>(), value)`.
template <class T>
struct As {};

/// A value that cannot be read, with the path to it.
class NotReadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

bool from_json(As<bool>, const dom::value& value);
double from_json(As<double>, const dom::value& value);
std::int32_t from_json(As<std::int32_t>, const dom::value& value);
std::int64_t from_json(As<std::int64_t>, const dom::value& value);
std::uint64_t from_json(As<std::uint64_t>, const dom::value& value);
std::string from_json(As<std::string>, const dom::value& value);
Timestamp from_json(As<Timestamp>, const dom::value& value);
Permissions from_json(As<Permissions>, const dom::value& value);
RawJson from_json(As<RawJson>, const dom::value& value);
Color from_json(As<Color>, const dom::value& value);
DataUri from_json(As<DataUri>, const dom::value& value);
std::uint64_t read_id(const dom::value& value);

template <class Kind>
Snowflake<Kind> from_json(As<Snowflake<Kind>>, const dom::value& value) {
  return Snowflake<Kind>(read_id(value));
}
template <class Number, class Period>
std::chrono::duration<Number, Period> from_json(As<std::chrono::duration<Number, Period>>,
                                                const dom::value& value) {
  using Count = std::conditional_t<std::is_floating_point_v<Number>, double, std::int64_t>;
  return std::chrono::duration<Number, Period>(from_json(As<Count>(), value));
}
template <class Bit>
Flags<Bit> from_json(As<Flags<Bit>>, const dom::value& value) {
  return Flags<Bit>(from_json(As<std::uint64_t>(), value));
}
template <class Enum>
requires std::is_enum_v<Enum> Enum from_json(As<Enum>, const dom::value& value) {
  return static_cast<Enum>(from_json(As<std::underlying_type_t<Enum>>(), value));
}
/// Null is nothing.
template <class T>
std::optional<T> from_json(As<std::optional<T>>, const dom::value& value) {
  if (value.is_null()) return std::nullopt;
  return from_json(As<T>(), value);
}
template <class T>
std::vector<T> from_json(As<std::vector<T>>, const dom::value& value) {
  if (!value.is_array()) throw NotReadable("expected an array");
  std::vector<T> list;
  for (const dom::value& element : value.get_array()) list.push_back(from_json(As<T>(), element));
  return list;
}
template <class T>
std::map<std::string, T> from_json(As<std::map<std::string, T>>, const dom::value& value) {
  if (!value.is_object()) throw NotReadable("expected an object");
  std::map<std::string, T> map;
  for (const auto& [key, element] : value.get_object()) {
    map.emplace(key, from_json(As<T>(), element));
  }
  return map;
}

/// The fields of an object, each to be asked for.
class Fields {
 public:
  explicit Fields(const dom::value& value);

  /// Null when it is absent.
  const dom::value* find(std::string_view key);
  const dom::value& get(std::string_view key);
  template <class T>
  T required(std::string_view key) {
    return from_json(As<T>(), get(key));
  }
  template <class T>
  std::optional<T> optional(std::string_view key) {
    const dom::value* const value = find(key);
    return value == nullptr ? std::nullopt : std::optional<T>(from_json(As<T>(), *value));
  }
  /// A field that says what the type says: throws when it says something else.
  void expect(std::string_view key, const dom::value& value);
  /// Throws for a field that nobody asked for.
  void expect_no_more() const;

 private:
  const dom::object* object_;
  std::set<std::string_view> asked_;
};

}  // namespace pincer::test
