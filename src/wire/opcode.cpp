#include "wire/opcode.hpp"

namespace pincer::wire {

std::string_view to_string(Opcode opcode) noexcept {
  switch (opcode) {
    case Opcode::dispatch: return "Dispatch";
    case Opcode::heartbeat: return "Heartbeat";
    case Opcode::identify: return "Identify";
    case Opcode::presence_update: return "Presence Update";
    case Opcode::voice_state_update: return "Voice State Update";
    case Opcode::resume: return "Resume";
    case Opcode::reconnect: return "Reconnect";
    case Opcode::request_guild_members: return "Request Guild Members";
    case Opcode::invalid_session: return "Invalid Session";
    case Opcode::hello: return "Hello";
    case Opcode::heartbeat_ack: return "Heartbeat ACK";
    case Opcode::request_soundboard_sounds: return "Request Soundboard Sounds";
    case Opcode::request_channel_info: return "Request Channel Info";
  }
  return "Unknown";
}

}  // namespace pincer::wire
