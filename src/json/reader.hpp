// Reads JSON into typed values, one walk over each object's keys. Layer: json.
// Thread safety: one thread at a time; `parse` keeps a parser for each thread.
//
// A type is readable when a function `bool read(Value&, Type&)` exists beside it:
//
//   bool read(json::Value& value, User& user) {
//     return json::read_object(value, [&](json::Key key, json::Value& field) {
//       switch (key.hash) {
//         case "id"_key: return read(field, user.id);
//         case "username"_key: return read(field, user.username);
//         default: return true;  // unknown fields never fail
//       }
//     });
//   }
//
// Asking an object for its fields by name costs three times as much as one such walk, because
// every question searches from the last answer on.
//
// `read` returns false at the first value that does not fit, and the path to that value is put
// together on the way out. simdjson On-Demand does not validate what is skipped.
#pragma once

#include <simdjson.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/result.hpp"
#include "json/key.hpp"
#include "json/parse.hpp"
#include "json/text.hpp"
#include "pincer/snowflake.hpp"

namespace pincer::json {

/// How deep objects and arrays may nest in what we read: it bounds our recursion.
inline constexpr int depth_max = 64;

/// The state of one walk: where it is, and what went wrong.
struct Walk {
  int depth = 0;
  std::string path;    ///< Of the value that did not fit; built from the inside out.
  std::string reason;  ///< Empty while all is well.
  /// Whether an element of a list that does not fit is left out, and how many were.
  bool leaves_out = false;
  int left_out = 0;
};

/// A value that has not been read yet. It can be read once.
class Value {
 public:
  Value(simdjson::ondemand::value json, Walk& walk) : json_(json), walk_(&walk) {}

  [[nodiscard]] simdjson::ondemand::value& json() noexcept { return json_; }
  [[nodiscard]] Walk& walk() noexcept { return *walk_; }

  [[nodiscard]] bool is_null();
  /// For a value that may have one of several types. `json_type::null` for text that is no value.
  [[nodiscard]] simdjson::ondemand::json_type type();
  /// For a number: whether it has neither a point nor an exponent.
  [[nodiscard]] bool is_integer();
  /// The name of an entry, when this value is a field and the walk fails in it.
  void fail_in_field(std::string_view name);
  void fail_in_element(std::size_t index);

  /// Ends the walk here: "expected <what>". Returns false.
  bool expected(std::string_view what);
  /// For a value of the wrong type. True for null, which reads as an absent field wherever it
  /// stands: the target keeps its default. Otherwise as `expected`.
  bool null_or_expected(std::string_view what);
  /// Ends the walk with our own words. Returns false.
  bool fail(std::string reason);
  /// After a failure in an element of a list at `depth`: whether the walk goes on without it.
  bool leave_out(int depth);

 private:
  simdjson::ondemand::value json_;
  Walk* walk_;
};

bool read(Value& value, bool& out);
bool read(Value& value, std::string& out);
bool read(Value& value, double& out);
bool read(Value& value, std::int64_t& out);
bool read(Value& value, std::uint64_t& out);
bool read(Value& value, std::int32_t& out);

/// The decimal digits of a snowflake.
bool read_snowflake(Value& value, std::uint64_t& out);
/// A string, or a number as its digits: Discord allows both for a nonce.
bool read_text_or_number(Value& value, std::string& out);
/// The value as it stands in the document, for what is read later or never.
bool read_raw(Value& value, std::string& out);

template <class Kind>
bool read(Value& value, Snowflake<Kind>& out) {
  std::uint64_t number = out.value();
  if (!read_snowflake(value, number)) return false;
  out = Snowflake<Kind>(number);
  return true;
}

/// Enumerations are open: a number that has no name yet is kept.
template <class Enum>
requires std::is_enum_v<Enum>
bool read(Value& value, Enum& out) {
  auto number = static_cast<std::underlying_type_t<Enum>>(out);
  if (!read(value, number)) return false;
  out = static_cast<Enum>(number);
  return true;
}

/// A number in the duration's own unit.
template <class Number, class Period>
bool read(Value& value, std::chrono::duration<Number, Period>& duration) {
  std::conditional_t<std::is_floating_point_v<Number>, double, std::int64_t> count =
      duration.count();
  if (!read(value, count)) return false;
  duration = std::chrono::duration<Number, Period>(count);
  return true;
}

template <class T>
bool read(Value& value, std::optional<T>& out) {
  if (value.is_null()) {
    out.reset();
    return true;
  }
  return read(value, out.emplace());
}

/// Reads one field of an object ahead of the rest, wherever it stands: for objects whose other
/// fields depend on it. Without that field `out` stays as it is. The object can be read as usual
/// afterwards, unless `is_empty`, which null is too.
template <class T>
bool read_ahead(Value& value, std::string_view name, T& out, bool& is_empty) {
  is_empty = value.is_null();
  if (is_empty) return true;
  simdjson::ondemand::object object;
  if (value.json().get_object().get(object) != simdjson::SUCCESS) {
    return value.expected("an object");
  }
  simdjson::ondemand::value field;
  const auto error = object.find_field(name).get(field);
  if (error == simdjson::SUCCESS) {
    Value inner(field, value.walk());
    if (!read(inner, out)) {
      value.fail_in_field(name);
      return false;
    }
  } else if (error != simdjson::NO_SUCH_FIELD) {
    return value.fail(simdjson::error_message(error));
  }
  bool has_fields = false;
  if (const auto failed = object.reset().get(has_fields)) {
    return value.fail(simdjson::error_message(failed));
  }
  is_empty = !has_fields;
  return true;
}

/// Calls `on_field(Key, Value&) -> bool` for each field, in the document's order. A field that is
/// not read is skipped.
template <class OnField>
bool read_object(Value& value, OnField&& on_field) {
  // Asked first, because simdjson loses its place over an object that is none.
  if (value.is_null()) return true;
  simdjson::ondemand::object object;
  if (value.json().get_object().get(object) != simdjson::SUCCESS) {
    return value.expected("an object");
  }
  if (++value.walk().depth > depth_max) return value.fail("nested too deep");
  for (auto entry : object) {
    simdjson::ondemand::field field;
    if (const auto error = std::move(entry).get(field)) {
      return value.fail(simdjson::error_message(error));
    }
    const Key key = key_at(field.key().raw());
    Value inner(field.value(), value.walk());
    if (!on_field(key, inner)) {
      value.fail_in_field(key.text);
      return false;
    }
  }
  --value.walk().depth;
  return true;
}

/// Calls `on_element(Value&) -> bool` for each element.
template <class OnElement>
bool read_array(Value& value, OnElement&& on_element) {
  if (value.is_null()) return true;  // asked first, as in read_object
  simdjson::ondemand::array array;
  if (value.json().get_array().get(array) != simdjson::SUCCESS) return value.expected("an array");
  if (++value.walk().depth > depth_max) return value.fail("nested too deep");
  std::size_t index = 0;
  for (auto entry : array) {
    simdjson::ondemand::value element;
    if (const auto error = std::move(entry).get(element)) {
      return value.fail(simdjson::error_message(error));
    }
    Value inner(element, value.walk());
    if (!on_element(inner)) {
      value.fail_in_element(index);
      return false;
    }
    ++index;
  }
  --value.walk().depth;
  return true;
}

/// Elements that are null are left out: there is nothing to be known of them.
template <class T>
bool read(Value& value, std::vector<T>& out) {
  out.clear();
  const int depth = value.walk().depth + 1;
  return read_array(value, [&out, depth](Value& element) {
    if (element.is_null() || read(element, out.emplace_back())) return true;
    out.pop_back();
    return element.leave_out(depth);
  });
}

/// An object whose names are data, such as a map from locale to text.
template <class T>
bool read(Value& value, std::map<std::string, T>& out) {
  out.clear();
  return read_object(value,
                     [&out](Key key, Value& field) { return read(field, out[unescaped(key)]); });
}

/// An object whose names are ids, such as the resolved users of an interaction.
template <class Kind, class T>
bool read(Value& value, std::map<Snowflake<Kind>, T>& out) {
  out.clear();
  return read_object(value, [&out](Key key, Value& field) {
    const auto id = Snowflake<Kind>::from_string(key.text);
    return id ? read(field, out[*id]) : field.expected("a snowflake as the name");
  });
}

/// Fails with "<name>: missing" when `id` is none. To be asked after the walk, for the ids without
/// which an object cannot be used.
template <class Kind>
bool require(Value& value, Snowflake<Kind> id, std::string_view name) {
  if (id) return true;
  value.fail("missing");
  value.fail_in_field(name);
  return false;
}

/// Lends this thread's parser for one document, whose text must stay until it is read. Nested use
/// is a mistake of ours and is asserted.
class Document {
 public:
  explicit Document(Text text);
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;
  ~Document();

  /// From here on elements of lists that do not fit are left out, where they would end the walk.
  void leave_out_what_does_not_fit() noexcept { walk_.leaves_out = true; }
  [[nodiscard]] int left_out() const noexcept { return walk_.left_out; }

  /// Calls `reader(Value&) -> bool` with the root.
  template <class Reader>
  Result<void> read_with(Reader&& reader) {
    simdjson::ondemand::value root;
    if (error_) return malformed(error_);
    if (const auto error = document_.get_value().get(root)) return malformed(error);
    Value value(root, walk_);
    if (!reader(value)) return failure();
    // simdjson 3.0 answers the question "is this the end?" only by failing to say where it is.
    const char* rest = nullptr;
    if (document_.current_location().get(rest) == simdjson::SUCCESS) {
      return malformed(simdjson::TRAILING_CONTENT);
    }
    return {};
  }

 private:
  static Error malformed(simdjson::error_code error);
  [[nodiscard]] Error failure() const;

  simdjson::ondemand::document document_;
  simdjson::error_code error_ = simdjson::SUCCESS;
  Walk walk_;
};

}  // namespace pincer::json
