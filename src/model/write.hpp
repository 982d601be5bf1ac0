// Writing the model's types as JSON. Layer: model.
// A type is writable when a function `void write(json::Writer&, const Type&)` exists beside it;
// argument-dependent look-up finds it, hence no such function stands in an unnamed namespace.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "json/writer.hpp"
#include "pincer/boxed.hpp"
#include "pincer/color.hpp"
#include "pincer/data_uri.hpp"
#include "pincer/flags.hpp"
#include "pincer/image_hash.hpp"
#include "pincer/permissions.hpp"
#include "pincer/raw_json.hpp"
#include "pincer/snowflake.hpp"
#include "pincer/timestamp.hpp"

namespace pincer {

/// Whatever the writer itself takes.
template <class T>
requires requires(json::Writer& writer, const T& value) { writer.value(value); }
void write(json::Writer& writer, const T& value) { writer.value(value); }

template <class Enum>
requires std::is_enum_v<Enum>
void write(json::Writer& writer, Enum value) {
  writer.value(static_cast<std::underlying_type_t<Enum>>(value));
}

template <class Kind>
void write(json::Writer& writer, Snowflake<Kind> id) {
  writer.value(id.to_string());
}

template <class Bit>
void write(json::Writer& writer, Flags<Bit> flags) {
  writer.value(flags.bits());
}

inline void write(json::Writer& writer, Permissions permissions) {
  writer.value(std::to_string(permissions.bits()));
}

inline void write(json::Writer& writer, Timestamp timestamp) {
  writer.value(timestamp.to_string());
}

inline void write(json::Writer& writer, Color color) { writer.value(color.rgb()); }

inline void write(json::Writer& writer, const ImageHash& hash) { writer.value(hash.to_string()); }

inline void write(json::Writer& writer, const DataUri& file) { writer.value(file.to_string()); }

/// A number in the duration's own unit.
template <class Number, class Period>
void write(json::Writer& writer, std::chrono::duration<Number, Period> duration) {
  writer.value(duration.count());
}

inline void write(json::Writer& writer, const RawJson& json) { writer.raw(json.text); }

template <class... Types>
void write(json::Writer& writer, const std::variant<Types...>& variant) {
  std::visit([&writer](const auto& value) { write(writer, value); }, variant);
}

template <class T>
void write(json::Writer& writer, const std::vector<T>& list) {
  writer.begin_array();
  for (const T& element : list) write(writer, element);
  writer.end_array();
}

template <class T>
void write(json::Writer& writer, const std::map<std::string, T>& map) {
  writer.begin_object();
  for (const auto& [name, element] : map) {
    writer.key(name);
    write(writer, element);
  }
  writer.end_object();
}

template <class Kind, class T>
void write(json::Writer& writer, const std::map<Snowflake<Kind>, T>& map) {
  writer.begin_object();
  for (const auto& [id, element] : map) {
    writer.key(id.to_string());
    write(writer, element);
  }
  writer.end_object();
}

/// null when there is no value: what a request says to remove something.
template <class T>
void write(json::Writer& writer, const std::optional<T>& value) {
  if (value) return write(writer, *value);
  writer.value(nullptr);
}

template <class T>
void write_required(json::Writer& writer, std::string_view name, const T& value) {
  writer.key(name);
  write(writer, value);
}

// What says nothing is not written: no value, false, no id, no bits, an empty list or map. A reader
// takes its absence for the same.

template <class T>
void write_field(json::Writer& writer, std::string_view name, const T& value) {
  write_required(writer, name, value);
}

template <class T>
void write_field(json::Writer& writer, std::string_view name, const Boxed<T>& value) {
  if (value) write_required(writer, name, *value);
}

template <class T>
void write_field(json::Writer& writer, std::string_view name, const std::optional<T>& value) {
  if (value) write_required(writer, name, *value);
}

template <class T>
void write_field(json::Writer& writer, std::string_view name, const std::vector<T>& list) {
  if (!list.empty()) write_required(writer, name, list);
}

template <class Key, class T>
void write_field(json::Writer& writer, std::string_view name, const std::map<Key, T>& map) {
  if (!map.empty()) write_required(writer, name, map);
}

template <class Kind>
void write_field(json::Writer& writer, std::string_view name, const Snowflake<Kind>& id) {
  if (id) write_required(writer, name, id);
}

template <class Bit>
void write_field(json::Writer& writer, std::string_view name, const Flags<Bit>& flags) {
  if (!flags.empty()) write_required(writer, name, flags);
}

inline void write_field(json::Writer& writer, std::string_view name, const ImageHash& hash) {
  if (hash) write_required(writer, name, hash);
}

inline void write_field(json::Writer& writer, std::string_view name, const RawJson& json) {
  if (!json.empty()) write_required(writer, name, json);
}

inline void write_field(json::Writer& writer, std::string_view name, bool truth) {
  if (truth) writer.field(name, true);
}

/// For a field that says something by being there: see read_presence.
inline void write_presence(json::Writer& writer, std::string_view name, bool present) {
  if (present) writer.field(name, nullptr);
}

/// For an object of which only the id is kept: see read_id_of.
template <class Kind>
void write_id_of(json::Writer& writer, std::string_view name, Snowflake<Kind> id) {
  if (!id) return;
  writer.key(name).begin_object();
  write_required(writer, "id", id);
  writer.end_object();
}

}  // namespace pincer
