#include "sandbox/websocket_frame.hpp"

#include <algorithm>

#include "net/websocket_frame.hpp"

namespace pincer::sandbox {

std::string websocket_frame(std::string_view payload, bool binary, bool first, bool last) {
  using net::FrameOpcode;
  const FrameOpcode kind = binary ? FrameOpcode::binary : FrameOpcode::text;
  std::string frame;
  net::append_frame_header(frame, first ? kind : FrameOpcode::continuation, last,
                           /*masked=*/false, payload.size());
  return frame += payload;
}

std::vector<std::string> websocket_fragments(std::string_view payload, bool binary,
                                             std::size_t count) {
  count = std::clamp<std::size_t>(count, 1, std::max<std::size_t>(payload.size(), 1));
  std::vector<std::string> frames;
  for (std::size_t i = 0; i < count; ++i) {
    const auto begin = payload.size() * i / count;
    const auto end = payload.size() * (i + 1) / count;
    frames.push_back(
        websocket_frame(payload.substr(begin, end - begin), binary, i == 0, i + 1 == count));
  }
  return frames;
}

}  // namespace pincer::sandbox
