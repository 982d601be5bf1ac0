// A server's WebSocket frames, in pieces whose size the first byte decides: what comes out is
// bounded, and does not depend on how the bytes are cut.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "net/websocket_frame.hpp"
#include "net/websocket_reader.hpp"

namespace {

using Kind = pincer::net::WebSocketReader::Kind;
constexpr std::size_t message_size_max = 70'000;

/// Everything that was read, as one text.
std::string read_all(std::string_view bytes, std::size_t piece_size) {
  std::string all;
  pincer::net::WebSocketReader reader(message_size_max);
  while (!bytes.empty()) {
    const auto room = reader.prepare();
    if (room.size() < pincer::net::WebSocketReader::read_size) std::abort();
    const std::string_view piece = bytes.substr(0, std::min(piece_size, room.size()));
    std::memcpy(room.data(), piece.data(), piece.size());
    reader.commit(piece.size());
    bytes.remove_prefix(piece.size());
    for (;;) {
      const auto incoming = reader.next();
      if (!incoming) return all + "error: " + incoming.error().message;
      if (!*incoming) break;
      const bool is_message = (*incoming)->kind == Kind::text || (*incoming)->kind == Kind::binary;
      const std::size_t size_max =
          is_message ? message_size_max : pincer::net::control_payload_size_max;
      if ((*incoming)->data.size() > size_max) std::abort();
      all += std::to_string(static_cast<int>((*incoming)->kind)) + ' ' +
             std::to_string((*incoming)->close_code) + ' ';
      all.append((*incoming)->data) += '\n';
    }
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const std::size_t piece_size = data[0] == 0 ? 1 : data[0];
  if (read_all(bytes, piece_size) != read_all(bytes, bytes.size() + 1)) std::abort();
  return 0;
}
