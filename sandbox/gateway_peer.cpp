#include "sandbox/gateway_peer.hpp"

#include <algorithm>
#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <charconv>
#include <limits>

#include "json/writer.hpp"
#include "net/url.hpp"
#include "pincer/snowflake.hpp"
#include "pincer/version.hpp"

namespace pincer::sandbox {
namespace {

using wire::Opcode;

/// Why a payload does not fit, in the words that the close frame carries to the client.
struct DecodeError {
  std::string reason;
};
template <class T>
using Decoded = std::variant<T, DecodeError>;

DecodeError wrong(std::string_view field, std::string_view expected) {
  return {"\"" + std::string(field) + "\" must be " + std::string(expected)};
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

Decoded<GatewayCommand> read_identify(const boost::json::object& data) {
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

Decoded<GatewayCommand> read_resume(const boost::json::object& data) {
  const auto token = text_field(data, "token");
  if (!token) return wrong("token", "a string");
  auto session = text_field(data, "session_id");
  if (!session) return wrong("session_id", "a string");
  const auto sequence = integer_field(data, "seq");
  if (!sequence || *sequence < 0) return wrong("seq", "an integer");
  return ResumeCommand{Token(*token), *std::move(session), static_cast<std::uint64_t>(*sequence)};
}

Decoded<GatewayCommand> read_presence(const boost::json::object& data) {
  constexpr std::array<std::string_view, 5> known{"online", "dnd", "idle", "invisible", "offline"};
  const auto status = text_field(data, "status");
  if (!status || std::find(known.begin(), known.end(), *status) == known.end()) {
    return wrong("status", "one of online, dnd, idle, invisible, offline");
  }
  const auto* activities = data.if_contains("activities");
  if (activities == nullptr || !activities->is_array()) return wrong("activities", "an array");
  return PresenceCommand{keep(data)};
}

Decoded<GatewayCommand> read_voice_state(const boost::json::object& data) {
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
Decoded<GatewayCommand> read_request_members(const boost::json::object& data) {
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

Decoded<GatewayCommand> read_soundboard_sounds(const boost::json::object& data) {
  const auto* guilds = data.if_contains("guild_ids");
  auto ids = guilds != nullptr && guilds->is_array() ? to_snowflakes(*guilds) : std::nullopt;
  if (!ids) return wrong("guild_ids", "an array of snowflakes");
  return SoundboardSoundsCommand{*std::move(ids)};
}

Decoded<GatewayCommand> read_channel_info(const boost::json::object& data) {
  const auto guild = snowflake_field(data, "guild_id");
  if (!guild) return wrong("guild_id", "a snowflake");
  return ChannelInfoCommand{*guild};
}

/// The commands that have an object as data. Null for an opcode that clients do not send.
using ReadCommand = Decoded<GatewayCommand> (*)(const boost::json::object&);
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

/// No reader takes it.
constexpr int unknown_opcode = -1;

std::string control_payload(Opcode opcode, std::string_view data) {
  json::Writer writer;
  writer.begin_object()
      .field("t", nullptr)
      .field("s", nullptr)
      .field("op", static_cast<int>(opcode));
  writer.key("d").raw(data).end_object();
  return writer.take();
}

}  // namespace

GatewayQuery GatewayQuery::parse(std::string_view text) {
  constexpr int version_min = 9;
  GatewayQuery query;
  while (!text.empty()) {
    const auto part = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    const auto equals = part.find('=');
    const auto name = part.substr(0, equals);
    const auto value =
        net::percent_decode(equals == part.npos ? std::string_view() : part.substr(equals + 1));
    if (name == "v") {
      const auto* end = value.data() + value.size();
      const auto [rest, error] = std::from_chars(value.data(), end, query.version);
      if (error != std::errc() || rest != end || query.version < version_min ||
          query.version > discord_api_version) {
        query.refusal.emplace(CloseCode::invalid_api_version, "Invalid API version: use v=10");
      }
    } else if (name == "encoding" && value != "json") {
      query.refusal.emplace(CloseCode::decode_error, "The sandbox speaks encoding=json only");
    } else if (name == "compress") {
      if (const auto known = transport_compression_from_name(value)) {
        query.compression = *known;
      } else {
        query.refusal.emplace(CloseCode::decode_error, "compress is zlib-stream or zstd-stream");
      }
    }
  }
  return query;
}

GatewayPeer::GatewayPeer(ConnectionId id, GatewayQuery query, const GatewaySettings& settings,
                         TimePoint now)
    : id_(id),
      query_(std::move(query)),
      settings_(settings),
      encoder_(query_.refusal ? TransportCompression::none : query_.compression),
      last_heartbeat_(now) {}

void GatewayPeer::start(GatewayOutputs& out) {
  if (query_.refusal) return close(query_.refusal->first, query_.refusal->second, out);
  const auto interval =
      std::chrono::duration_cast<std::chrono::milliseconds>(settings_.heartbeat_interval);
  send(control_payload(Opcode::hello,
                       "{\"heartbeat_interval\":" + std::to_string(interval.count()) + "}"),
       out);
}

bool GatewayPeer::over_rate_limit(TimePoint now) {
  while (!commands_.empty() && commands_.front() + settings_.commands.per <= now) {
    commands_.pop_front();
  }
  commands_.push_back(now);
  return commands_.size() > static_cast<std::size_t>(settings_.commands.limit);
}

GatewayCommand GatewayPeer::receive(std::string_view bytes, TimePoint now, GatewayOutputs& out) {
  if (ended_ || half_open_) return NoCommand{};
  if (bytes.size() > command_size_max) {
    close(CloseCode::decode_error, "Payloads must not exceed 4096 bytes", out);
    return NoCommand{};
  }
  if (over_rate_limit(now)) {
    close(CloseCode::rate_limited, "You are being rate limited", out);
    return NoCommand{};
  }
  return read_payload(bytes, now, out);
}

GatewayCommand GatewayPeer::read_payload(std::string_view bytes, TimePoint now,
                                         GatewayOutputs& out) {
  const auto refuse = [&](CloseCode code, std::string reason) {
    close(code, std::move(reason), out);
    return NoCommand{};
  };
  // A heartbeat fits into the buffer: the most common payload costs no allocation.
  std::array<unsigned char, 1024> buffer;
  boost::json::monotonic_resource storage(buffer.data(), buffer.size());
  boost::system::error_code error;
  const auto payload = boost::json::parse({bytes.data(), bytes.size()}, error, &storage);
  const auto* object = error ? nullptr : payload.if_object();
  if (object == nullptr) return refuse(CloseCode::decode_error, "The payload is no JSON object");
  const auto number = integer_field(*object, "op");
  if (!number) return refuse(CloseCode::decode_error, "\"op\" must be an integer");
  const bool fits = *number >= 0 && *number <= std::numeric_limits<int>::max();
  const Opcode opcode{fits ? static_cast<int>(*number) : unknown_opcode};
  const auto* data = object->if_contains("d");

  if (opcode == Opcode::heartbeat) {
    if (data != nullptr && !data->is_null() && !data->is_number()) {
      return refuse(CloseCode::decode_error, "\"d\" of a heartbeat must be an integer or null");
    }
    last_heartbeat_ = now;
    if (acknowledges_) send_opcode(Opcode::heartbeat_ack, out);
    return NoCommand{};
  }
  const ReadCommand read = reader_of(opcode);
  if (read == nullptr) {
    return refuse(CloseCode::unknown_opcode, "Unknown opcode " + std::to_string(*number));
  }
  const bool is_login = opcode == Opcode::identify || opcode == Opcode::resume;
  if (is_login && !session_id_.empty()) {
    return refuse(CloseCode::already_authenticated, "Already authenticated");
  }
  if (!is_login && session_id_.empty()) {
    return refuse(CloseCode::not_authenticated, "Not authenticated: identify first");
  }
  if (data == nullptr || !data->is_object()) {
    return refuse(CloseCode::decode_error, "\"d\" must be an object");
  }
  auto command = read(data->get_object());
  if (auto* wrong = std::get_if<DecodeError>(&command)) {
    return refuse(CloseCode::decode_error, std::move(wrong->reason));
  }
  return std::get<GatewayCommand>(std::move(command));
}

void GatewayPeer::tick(TimePoint now, GatewayOutputs& out) {
  const auto due = deadline();
  if (due && *due <= now) close(CloseCode::session_timed_out, "Session timed out", out);
}

std::optional<TimePoint> GatewayPeer::deadline() const {
  if (ended_ || half_open_) return std::nullopt;
  // Half an interval of tolerance covers the network, so that clients need not.
  return last_heartbeat_ + settings_.heartbeat_interval * 3 / 2;
}

void GatewayPeer::enable_payload_compression() {
  // "Payload compression will be disabled if you use transport compression."
  compress_payload_ = encoder_.compression() == TransportCompression::none;
}

void GatewayPeer::send(std::string_view payload, GatewayOutputs& out) {
  if (ended_ || half_open_) return;
  const bool binary = compress_payload_ || encoder_.compression() != TransportCompression::none;
  send_unencoded(compress_payload_ ? compress_payload(payload) : encoder_.encode(payload), binary,
                 out);
}

void GatewayPeer::send_unencoded(std::string bytes, bool binary, GatewayOutputs& out) {
  if (ended_ || half_open_) return;
  GatewayOutput output;
  output.connection = id_;
  output.bytes = std::move(bytes);
  output.binary = binary;
  out.push_back(std::move(output));
}

void GatewayPeer::send_opcode(Opcode opcode, GatewayOutputs& out) {
  send(control_payload(opcode, "null"), out);
}

void GatewayPeer::send_invalid_session(bool resumable, GatewayOutputs& out) {
  send(control_payload(Opcode::invalid_session, resumable ? "true" : "false"), out);
}

void GatewayPeer::close(int code, std::string reason, GatewayOutputs& out) {
  if (ended_) return;
  ended_ = true;
  GatewayOutput output;
  output.connection = id_;
  output.kind = GatewayOutput::Kind::close;
  output.close_code = code;
  output.reason = std::move(reason);
  out.push_back(std::move(output));
}

void GatewayPeer::close(CloseCode code, std::string reason, GatewayOutputs& out) {
  close(static_cast<int>(code), std::move(reason), out);
}

void GatewayPeer::drop(GatewayOutputs& out) {
  if (ended_) return;
  ended_ = true;
  GatewayOutput output;
  output.connection = id_;
  output.kind = GatewayOutput::Kind::drop;
  out.push_back(std::move(output));
}

}  // namespace pincer::sandbox
