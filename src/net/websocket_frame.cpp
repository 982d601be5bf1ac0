#include "net/websocket_frame.hpp"

#include <algorithm>
#include <array>

namespace pincer::net {
namespace {

void append_big_endian(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned i = bytes; i-- > 0;) out += static_cast<char>(value >> (8U * i) & 0xffU);
}

}  // namespace

void append_frame_header(std::string& out, FrameOpcode opcode, bool last, bool masked,
                         std::uint64_t payload_size) {
  const unsigned fin = last ? 0x80 : 0;
  const unsigned mask = masked ? 0x80 : 0;
  out += static_cast<char>(fin | static_cast<unsigned>(opcode));
  if (payload_size < 126) {
    out += static_cast<char>(mask | payload_size);
  } else if (payload_size <= 0xffff) {
    out += static_cast<char>(mask | 126U);
    append_big_endian(out, payload_size, 2);
  } else {
    out += static_cast<char>(mask | 127U);
    append_big_endian(out, payload_size, 8);
  }
}

std::string client_frame(FrameOpcode opcode, std::string_view payload, std::uint32_t mask) {
  constexpr std::size_t header_size_max = 14;
  std::string frame;
  frame.reserve(header_size_max + payload.size());
  append_frame_header(frame, opcode, /*last=*/true, /*masked=*/true, payload.size());
  append_big_endian(frame, mask, 4);
  const std::array<char, 4> key{static_cast<char>(mask >> 24U), static_cast<char>(mask >> 16U),
                                static_cast<char>(mask >> 8U), static_cast<char>(mask)};
  for (std::size_t i = 0; i < payload.size(); ++i) {
    frame += static_cast<char>(payload[i] ^ key[i % key.size()]);
  }
  return frame;
}

std::string close_payload(std::uint16_t code, std::string_view reason) {
  std::string payload;
  append_big_endian(payload, code, 2);
  std::size_t size = std::min(reason.size(), control_payload_size_max - payload.size());
  // A byte 10xxxxxx continues a character of UTF-8.
  const auto continues = [&reason](std::size_t at) {
    return at < reason.size() && (static_cast<unsigned char>(reason[at]) & 0xc0U) == 0x80U;
  };
  while (size > 0 && continues(size)) --size;
  return payload.append(reason.substr(0, size));
}

}  // namespace pincer::net
