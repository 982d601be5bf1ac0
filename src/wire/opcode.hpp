// The gateway's opcodes. Layer: wire. Thread-safe: constants and pure functions.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-opcodes
#pragma once

#include <string_view>

namespace pincer::wire {

/// With a fixed underlying type, so that an opcode that Discord invents later is still a value.
enum class Opcode : int {
  dispatch = 0,
  heartbeat = 1,
  identify = 2,
  presence_update = 3,
  voice_state_update = 4,
  resume = 6,
  reconnect = 7,
  request_guild_members = 8,
  invalid_session = 9,
  hello = 10,
  heartbeat_ack = 11,
  request_soundboard_sounds = 31,
  request_channel_info = 43,
};

/// Discord's name, "Heartbeat ACK"; "Unknown" for an opcode that this library does not know.
std::string_view to_string(Opcode opcode) noexcept;

}  // namespace pincer::wire
