// The readers of the model, for each other. Layer: model. See json/reader.hpp.
#pragma once

#include "json/reader.hpp"
#include "model/decode.hpp"
#include "pincer/boxed.hpp"
#include "pincer/flags.hpp"
#include "pincer/raw_json.hpp"
#include "pincer/timestamp.hpp"

namespace pincer {

using namespace json::literals;

struct Activity;
struct ApplicationCommand;
struct Attachment;
struct Channel;
class CommandOption;
class Embed;
struct Emoji;
struct Guild;
struct Interaction;
struct Member;
struct Message;
struct Presence;
struct Role;
struct UnavailableGuild;
struct User;
struct VoiceState;

bool read(json::Value& value, Activity& activity);
bool read(json::Value& value, ApplicationCommand& command);
bool read(json::Value& value, Attachment& attachment);
bool read(json::Value& value, Channel& channel);
bool read(json::Value& value, CommandOption& option);
bool read(json::Value& value, Embed& embed);
bool read(json::Value& value, Emoji& emoji);
bool read(json::Value& value, Guild& guild);
bool read(json::Value& value, Interaction& interaction);
bool read(json::Value& value, Member& member);
bool read(json::Value& value, Message& message);
bool read(json::Value& value, Presence& presence);
bool read(json::Value& value, Role& role);
bool read(json::Value& value, UnavailableGuild& guild);
bool read(json::Value& value, User& user);
bool read(json::Value& value, VoiceState& state);

// For events that are an object and more: the object's own fields, one at a time.
bool read_field(json::Key key, json::Value& field, Guild& guild);
bool read_field(json::Key key, json::Value& field, Member& member);

bool read(json::Value& value, RawJson& raw);
bool read(json::Value& value, Timestamp& timestamp);
/// A number, or a string of digits where it may outgrow one. null is the empty set.
bool read_bits(json::Value& value, std::uint64_t& bits);

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
Result<T> decode(std::string_view raw_json) {
  return json::parse<T>(raw_json);
}

}  // namespace pincer
