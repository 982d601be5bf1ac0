#include "sandbox/websocket_frame.hpp"

#include <algorithm>
#include <cstdint>

namespace pincer::sandbox {

std::string websocket_frame(std::string_view payload, bool binary, bool first, bool last) {
  constexpr unsigned fin = 0x80;
  constexpr unsigned continuation = 0;
  constexpr unsigned text = 1;
  const unsigned data = binary ? 2 : text;
  std::string frame;
  frame += static_cast<char>((last ? fin : 0U) | (first ? data : continuation));
  const std::uint64_t size = payload.size();
  int length_bytes = 0;
  if (size < 126) {
    frame += static_cast<char>(size);
  } else if (size <= 0xffff) {
    frame += static_cast<char>(126);
    length_bytes = 2;
  } else {
    frame += static_cast<char>(127);
    length_bytes = 8;
  }
  while (length_bytes > 0) {
    --length_bytes;
    frame += static_cast<char>(size >> (8U * static_cast<unsigned>(length_bytes)) & 0xffU);
  }
  frame += payload;
  return frame;
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
