// The readers of handwritten types, and what all readers need. Layer: model. See json/reader.hpp.
#pragma once

#include "json/reader.hpp"
#include "model/decode.hpp"
#include "model/generated/read_objects.hpp"
#include "pincer/boxed.hpp"
#include "pincer/color.hpp"
#include "pincer/flags.hpp"
#include "pincer/image_hash.hpp"
#include "pincer/raw_json.hpp"
#include "pincer/timestamp.hpp"

namespace pincer {

using namespace json::literals;

struct ApplicationCommand;
class CommandOption;
class Embed;
struct Interaction;

bool read(json::Value& value, ApplicationCommand& command);
bool read(json::Value& value, CommandOption& option);
bool read(json::Value& value, Embed& embed);
bool read(json::Value& value, Interaction& interaction);

bool read(json::Value& value, RawJson& raw);
bool read(json::Value& value, Timestamp& timestamp);
bool read(json::Value& value, Color& color);
bool read(json::Value& value, ImageHash& hash);
/// A number, or a string of digits where it may outgrow one. null is the empty set.
bool read_bits(json::Value& value, std::uint64_t& bits);

/// For a field that says something by being there, with null for its value.
inline bool read_presence(json::Value&, bool& present) {
  present = true;
  return true;
}

/// A string, or a number as its digits.
bool read_text_or_number(json::Value& value, std::optional<std::string>& text);

/// Of an object only its id.
template <class Kind>
bool read_id_of(json::Value& value, Snowflake<Kind>& id) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    return key.hash == "id"_key ? read(field, id) : true;
  });
}

template <class Bit>
bool read(json::Value& value, Flags<Bit>& flags) {
  std::uint64_t bits = 0;
  if (!read_bits(value, bits)) return false;
  flags = Flags<Bit>(bits);
  return true;
}

template <class T>
bool read(json::Value& value, Boxed<T>& boxed) {
  if (value.is_null()) {
    boxed.reset();
    return true;
  }
  return read(value, boxed.emplace());
}

template <class T>
Result<T> decode(json::Text raw_json) {
  return json::parse<T>(raw_json);
}

template <class T>
Result<T> decode_what_fits(json::Text raw_json, int& left_out) {
  return json::parse<T>(raw_json, &left_out);
}

}  // namespace pincer
