// What a client may ask of the gateway, read from the data of its payloads.
// https://discord.com/developers/docs/events/gateway-events#send-events
// Thread safety: as value types.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "pincer/token.hpp"
#include "wire/opcode.hpp"

namespace pincer::sandbox {

struct IdentifyCommand {
  Token token;
  std::uint64_t intents = 0;  ///< As sent; the hub judges unknown bits.
  std::optional<std::pair<std::int64_t, std::int64_t>> shard;
  bool compress = false;
  std::optional<boost::json::object> presence;
};
struct ResumeCommand {
  Token token;
  std::string session_id;
  std::uint64_t sequence = 0;
};
struct PresenceCommand {
  boost::json::object presence;
};
struct VoiceStateCommand {
  std::uint64_t guild_id = 0;
  std::optional<std::uint64_t> channel_id;
  bool self_mute = false;
  bool self_deaf = false;
};
struct RequestMembersCommand {
  std::uint64_t guild_id = 0;
  std::optional<std::string> query;
  std::size_t limit = 0;
  bool presences = false;
  std::vector<std::uint64_t> user_ids;
  std::string nonce;  ///< Empty: none, or one that is too long.
};
struct SoundboardSoundsCommand {
  std::vector<std::uint64_t> guild_ids;
};
struct ChannelInfoCommand {
  std::uint64_t guild_id = 0;
  bool status = false;  ///< Which fields to tell of each channel.
  bool voice_start_time = false;
};
struct NoCommand {};  ///< The peer dealt with it.

using GatewayCommand =
    std::variant<NoCommand, IdentifyCommand, ResumeCommand, PresenceCommand, VoiceStateCommand,
                 RequestMembersCommand, SoundboardSoundsCommand, ChannelInfoCommand>;

/// True for the opcodes of the commands above.
bool is_command(wire::Opcode opcode) noexcept;

/// Reads the `d` of a command; the opcode must be one. The error (protocol) names the field that
/// does not fit, in words that a close frame can carry.
Result<GatewayCommand> read_command(wire::Opcode opcode, const boost::json::object& data);

}  // namespace pincer::sandbox
