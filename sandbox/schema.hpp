// What a request may be, for every operation that Discord describes: the types of the tables in
// sandbox/generated. Thread-safe: constants.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace pincer::sandbox {

struct Property;

/// What one value may be.
struct Schema {
  enum class Kind : std::uint8_t {
    anything,
    boolean,
    integer,
    number,
    text,
    timestamp,  ///< ISO 8601.
    url,
    snowflake,
    list,
    map,  ///< An object with any keys.
    object,
    any_of,
  };

  static constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  static constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

  Kind kind = Kind::anything;
  bool nullable = false;
  bool unique = false;  ///< Of a list: no element twice.
  /// Of a number its value, of a text its characters, of a list or map its elements.
  std::int64_t least = lowest;
  std::int64_t most = highest;
  std::span<const std::int64_t> choices = {};    ///< Of an integer; empty: any.
  std::span<const std::string_view> words = {};  ///< Of a text; empty: any.
  std::string_view pattern = {};                 ///< Of a text: a regular expression, or empty.
  const Schema* element = nullptr;               ///< Of a list or map.
  std::span<const Property> properties = {};     ///< Of an object.
  std::span<const Schema* const> arms = {};      ///< Of any_of.
  /// Of any_of: the member whose value tells the arms apart, or empty.
  std::string_view discriminator = {};

  [[nodiscard]] constexpr Schema or_null() const {
    Schema copy = *this;
    copy.nullable = true;
    return copy;
  }
};

/// A member of an object, or a parameter of a path or query.
struct Property {
  std::string_view name;
  Schema schema;
  bool required = false;
};

/// A part of a form that is a file and has a name of its own, unlike files[n].
struct FilePart {
  std::string_view name = {};  ///< Empty: none.
  bool required = false;
};

/// One operation of Discord's API, as the OpenAPI description has it.
struct Operation {
  std::string_view id;  ///< Its operationId: "create_message".
  std::string_view method;
  std::string_view path;     ///< "/channels/{channel_id}/messages"; without "/api/v10".
  std::uint8_t credentials;  ///< Bits of namespace schema: bot, user, none.
  std::span<const Property> path_parameters = {};
  std::span<const Property> query = {};
  std::uint8_t media = 0;  ///< Bits: json, form, multipart. Zero: no body.
  Schema body = {};
  FilePart file = {};
};

/// All of them.
std::span<const Operation> described_operations();

/// The words of which the tables are made.
namespace schema {

inline constexpr std::uint8_t bot = 1;   ///< "Authorization: Bot <token>".
inline constexpr std::uint8_t user = 2;  ///< "Authorization: Bearer <token>".
inline constexpr std::uint8_t none = 4;  ///< No token, or one in the path.

inline constexpr std::uint8_t no_body = 0;
inline constexpr std::uint8_t json = 1;
inline constexpr std::uint8_t form = 2;
inline constexpr std::uint8_t multipart = 4;

inline constexpr bool required = true;
inline constexpr std::int64_t lowest = Schema::lowest;
inline constexpr std::int64_t highest = Schema::highest;

template <std::int64_t... Values>
inline constexpr std::int64_t numbers[] = {Values...};

constexpr Schema of(Schema::Kind kind, std::int64_t least = lowest, std::int64_t most = highest) {
  Schema schema;
  schema.kind = kind;
  schema.least = least;
  schema.most = most;
  return schema;
}

constexpr Schema anything() { return {}; }
constexpr Schema boolean() { return of(Schema::Kind::boolean); }
constexpr Schema snowflake() { return of(Schema::Kind::snowflake); }
constexpr Schema timestamp() { return of(Schema::Kind::timestamp); }
constexpr Schema url(std::int64_t most = highest) { return of(Schema::Kind::url, 0, most); }
constexpr Schema integer(std::int64_t least = lowest, std::int64_t most = highest) {
  return of(Schema::Kind::integer, least, most);
}
constexpr Schema number(std::int64_t least = lowest, std::int64_t most = highest) {
  return of(Schema::Kind::number, least, most);
}
constexpr Schema text(std::int64_t least = 0, std::int64_t most = highest) {
  return of(Schema::Kind::text, least, most);
}
constexpr Schema matching(std::int64_t least, std::int64_t most, std::string_view pattern) {
  Schema schema = text(least, most);
  schema.pattern = pattern;
  return schema;
}
constexpr Schema word(std::span<const std::string_view> words) {
  Schema schema = text();
  schema.words = words;
  return schema;
}
template <std::int64_t... Values>
constexpr Schema choice() {
  Schema schema = integer();
  schema.choices = numbers<Values...>;
  return schema;
}
constexpr Schema list(const Schema& element, std::int64_t least = 0, std::int64_t most = highest) {
  Schema schema = of(Schema::Kind::list, least, most);
  schema.element = &element;
  return schema;
}
constexpr Schema set(const Schema& element, std::int64_t least = 0, std::int64_t most = highest) {
  Schema schema = list(element, least, most);
  schema.unique = true;
  return schema;
}
constexpr Schema map(const Schema& element, std::int64_t least = 0, std::int64_t most = highest) {
  Schema schema = of(Schema::Kind::map, least, most);
  schema.element = &element;
  return schema;
}
constexpr Schema object(std::span<const Property> properties) {
  Schema schema = of(Schema::Kind::object);
  schema.properties = properties;
  return schema;
}
constexpr Schema any_of(std::span<const Schema* const> arms, std::string_view discriminator) {
  Schema schema = of(Schema::Kind::any_of);
  schema.arms = arms;
  schema.discriminator = discriminator;
  return schema;
}

}  // namespace schema
}  // namespace pincer::sandbox
