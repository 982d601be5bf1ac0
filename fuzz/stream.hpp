// What the fuzz targets of the two compressed streams share.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "wire/stream_decoder.hpp"

namespace pincer::fuzz {

/// Feeds a stream in messages whose sizes the input's first byte decides.
inline void decode(TransportCompression compression, const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return;
  // Just beyond what decoders keep for the next payload.
  constexpr std::size_t inflated_size_max = 70'000;
  const std::size_t message_size = bytes[0] == 0 ? size : bytes[0];
  std::string_view rest(reinterpret_cast<const char*>(bytes + 1), size - 1);
  const auto decoder = wire::StreamDecoder::create(compression, inflated_size_max);
  while (!rest.empty()) {
    const std::string_view message = rest.substr(0, message_size);
    rest.remove_prefix(message.size());
    const auto result = decoder->push(message, true);
    if (!result) return;
    if (!*result) continue;
    const std::string_view text = (*result)->view();
    if (text.empty() || text.size() > inflated_size_max || !(*result)->is_padded()) std::abort();
    // A copy, padding and all, so that memory that is not ours is noticed. A loop over the bytes
    // took up to half of the time: the sanitizer checks each of them, but what is copied all at
    // once.
    static std::string copy;
    copy.assign(text.data(), text.size() + json::padding);
  }
}

}  // namespace pincer::fuzz
