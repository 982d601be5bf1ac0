// WebSocket frames to send (RFC 6455, section 5): a client's are single and masked. Layer: net.
// Thread-safe. What a client receives is `WebSocketReader`'s.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pincer::net {

enum class FrameOpcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10,
};

/// A control frame's payload is at most so long (section 5.5).
inline constexpr std::size_t control_payload_size_max = 125;

/// The first bytes of a frame, up to the mask, which follows in a masked one. `last`: FIN.
void append_frame_header(std::string& out, FrameOpcode opcode, bool last, bool masked,
                         std::uint64_t payload_size);

/// A whole message, or control frame, in one frame. `mask` must be unpredictable (section 10.3).
std::string client_frame(FrameOpcode opcode, std::string_view payload, std::uint32_t mask);

/// The payload of a close frame (section 5.5.1); the reason is cut to fit, between characters.
std::string close_payload(std::uint16_t code, std::string_view reason);

}  // namespace pincer::net
