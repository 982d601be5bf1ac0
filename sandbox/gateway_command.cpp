#include "sandbox/gateway_command.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cassert>

#include "pincer/snowflake.hpp"

namespace pincer::sandbox {
namespace {

using wire::Opcode;

Error wrong(std::string_view field, std::string_view expected) {
  return {ErrorKind::protocol, "\"" + std::string(field) + "\" must be " + std::string(expected)};
}

std::optional<std::uint64_t> to_snowflake(const boost::json::value& value) {
  if (const auto* text = value.if_string()) {
    return parse_snowflake(std::string_view(text->data(), text->size()));
  }
  boost::system::error_code error;
  const auto number = value.to_number<std::uint64_t>(error);
  return error ? std::nullopt : std::optional(number);
}

std::optional<std::uint64_t> snowflake_field(const boost::json::object& object,
                                             std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr ? to_snowflake(*value) : std::nullopt;
}

/// One snowflake or an array of them; nothing when it is anything else.
std::optional<std::vector<std::uint64_t>> to_snowflakes(const boost::json::value& value) {
  std::vector<std::uint64_t> ids;
  if (const auto* array = value.if_array()) {
    for (const auto& element : *array) {
      const auto id = to_snowflake(element);
      if (!id) return std::nullopt;
      ids.push_back(*id);
    }
    return ids;
  }
  const auto id = to_snowflake(value);
  if (!id) return std::nullopt;
  return std::vector{*id};
}

std::optional<std::int64_t> integer_field(const boost::json::object& object,
                                          std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return std::nullopt;
  boost::system::error_code error;
  const auto number = value->to_number<std::int64_t>(error);
  return error ? std::nullopt : std::optional(number);
}

std::optional<std::string> text_field(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  const auto* text = value != nullptr ? value->if_string() : nullptr;
  return text != nullptr ? std::optional(std::string(text->data(), text->size())) : std::nullopt;
}

bool true_field(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

/// A copy on the default storage: the one it was parsed into ends with the call.
boost::json::object keep(const boost::json::object& object) {
  return {object, boost::json::storage_ptr()};
}

Result<GatewayCommand> read_identify(const boost::json::object& data) {
  IdentifyCommand command;
  const auto token = text_field(data, "token");
  if (!token) return wrong("token", "a string");
  command.token = Token(*token);
  const auto* properties = data.if_contains("properties");
  if (properties == nullptr || !properties->is_object()) return wrong("properties", "an object");
  const auto* intents = data.if_contains("intents");
  boost::system::error_code error;
  if (intents != nullptr) command.intents = intents->to_number<std::uint64_t>(error);
  if (intents == nullptr || error) return wrong("intents", "an integer");
  if (const auto* shard = data.if_contains("shard")) {
    const auto* pair = shard->if_array();
    if (pair == nullptr || pair->size() != 2) return wrong("shard", "an array of two integers");
    command.shard.emplace();
    command.shard->first = (*pair)[0].to_number<std::int64_t>(error);
    if (!error) command.shard->second = (*pair)[1].to_number<std::int64_t>(error);
    if (error) return wrong("shard", "an array of two integers");
  }
  command.compress = true_field(data, "compress");
  if (const auto threshold = integer_field(data, "large_threshold")) {
    if (*threshold < 50 || *threshold > 250) return wrong("large_threshold", "50 to 250");
  }
  if (const auto* presence = data.if_contains("presence"); presence != nullptr) {
    if (presence->is_object()) command.presence = keep(presence->get_object());
    if (!presence->is_object() && !presence->is_null()) return wrong("presence", "an object");
  }
  return command;
}

Result<GatewayCommand> read_resume(const boost::json::object& data) {
  const auto token = text_field(data, "token");
  if (!token) return wrong("token", "a string");
  auto session = text_field(data, "session_id");
  if (!session) return wrong("session_id", "a string");
  const auto sequence = integer_field(data, "seq");
  if (!sequence || *sequence < 0) return wrong("seq", "an integer");
  return ResumeCommand{Token(*token), *std::move(session), static_cast<std::uint64_t>(*sequence)};
}

Result<GatewayCommand> read_presence(const boost::json::object& data) {
  constexpr std::array<std::string_view, 5> known{"online", "dnd", "idle", "invisible", "offline"};
  const auto status = text_field(data, "status");
  if (!status || std::find(known.begin(), known.end(), *status) == known.end()) {
    return wrong("status", "one of online, dnd, idle, invisible, offline");
  }
  const auto* activities = data.if_contains("activities");
  if (activities == nullptr || !activities->is_array()) return wrong("activities", "an array");
  return PresenceCommand{keep(data)};
}

Result<GatewayCommand> read_voice_state(const boost::json::object& data) {
  VoiceStateCommand command;
  const auto guild = snowflake_field(data, "guild_id");
  if (!guild) return wrong("guild_id", "a snowflake");
  command.guild_id = *guild;
  const auto* channel = data.if_contains("channel_id");
  if (channel != nullptr && !channel->is_null()) {
    command.channel_id = to_snowflake(*channel);
    if (!command.channel_id) return wrong("channel_id", "a snowflake or null");
  }
  command.self_mute = true_field(data, "self_mute");
  command.self_deaf = true_field(data, "self_deaf");
  return command;
}

/// https://discord.com/developers/docs/events/gateway-events#request-guild-members
Result<GatewayCommand> read_request_members(const boost::json::object& data) {
  constexpr std::size_t nonce_size_max = 32;
  constexpr std::size_t matches_max = 100;
  RequestMembersCommand command;
  const auto guild = snowflake_field(data, "guild_id");
  if (!guild) return wrong("guild_id", "a snowflake");
  command.guild_id = *guild;
  command.query = text_field(data, "query");
  const auto* users = data.if_contains("user_ids");
  if (users != nullptr) {
    auto ids = to_snowflakes(*users);
    if (!ids || ids->empty() || ids->size() > matches_max) {
      return wrong("user_ids", "1 to 100 snowflakes");
    }
    command.user_ids = *std::move(ids);
  } else {
    if (!command.query) return wrong("query", "given, or \"user_ids\"");
    const auto limit = integer_field(data, "limit");
    if (!limit || *limit < 0) return wrong("limit", "an integer from 0");
    command.limit = static_cast<std::size_t>(*limit);
    const bool by_prefix = !command.query->empty();
    if (by_prefix && (command.limit == 0 || command.limit > matches_max)) {
      command.limit = matches_max;
    }
  }
  command.presences = true_field(data, "presences");
  command.nonce = text_field(data, "nonce").value_or("");
  if (command.nonce.size() > nonce_size_max) command.nonce.clear();
  return command;
}

Result<GatewayCommand> read_soundboard_sounds(const boost::json::object& data) {
  const auto* guilds = data.if_contains("guild_ids");
  auto ids = guilds != nullptr && guilds->is_array() ? to_snowflakes(*guilds) : std::nullopt;
  if (!ids) return wrong("guild_ids", "an array of snowflakes");
  return SoundboardSoundsCommand{*std::move(ids)};
}

Result<GatewayCommand> read_channel_info(const boost::json::object& data) {
  const auto guild = snowflake_field(data, "guild_id");
  if (!guild) return wrong("guild_id", "a snowflake");
  ChannelInfoCommand command{*guild};
  const auto* names = data.if_contains("fields");
  if (names == nullptr || !names->is_array()) return wrong("fields", "an array of strings");
  for (const auto& name : names->get_array()) {
    if (!name.is_string()) return wrong("fields", "an array of strings");
    command.status |= name.get_string() == "status";
    command.voice_start_time |= name.get_string() == "voice_start_time";
  }
  return command;
}

/// The commands that have an object as data. Null for an opcode that clients do not send.
using ReadCommand = Result<GatewayCommand> (*)(const boost::json::object&);
ReadCommand reader_of(Opcode opcode) {
  switch (opcode) {
    case Opcode::identify: return read_identify;
    case Opcode::presence_update: return read_presence;
    case Opcode::voice_state_update: return read_voice_state;
    case Opcode::resume: return read_resume;
    case Opcode::request_guild_members: return read_request_members;
    case Opcode::request_soundboard_sounds: return read_soundboard_sounds;
    case Opcode::request_channel_info: return read_channel_info;
    default: return nullptr;
  }
}

}  // namespace

bool is_command(Opcode opcode) noexcept { return reader_of(opcode) != nullptr; }

Result<GatewayCommand> read_command(Opcode opcode, const boost::json::object& data) {
  const ReadCommand read = reader_of(opcode);
  assert(read != nullptr);
  return read(data);
}

}  // namespace pincer::sandbox
