// Turns WebSocket messages into the text of gateway payloads. Layer: wire.
// Thread safety: one thread at a time. One decoder for each connection: the compression context
// spans the messages of a connection and is worthless to the next one.
// https://discord.com/developers/docs/events/gateway#encoding-and-compression
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "json/text.hpp"
#include "pincer/compression.hpp"

namespace pincer::wire {

/// A payload that grows beyond this many bytes when it is inflated is refused.
inline constexpr std::size_t inflated_size_max_default = std::size_t{64} << 20U;

/// The largest zstd window that a peer may ask for, as a power of two: 8 MiB, what RFC 8878
/// (section 3.1.1.1.2) recommends every decoder to support. The memory taken is what the peer's
/// frame declares, not this bound.
inline constexpr int zstd_window_log_max = 23;

class StreamDecoder {
 public:
  static std::unique_ptr<StreamDecoder> create(
      TransportCompression compression, std::size_t inflated_size_max = inflated_size_max_default);

  StreamDecoder(const StreamDecoder&) = delete;
  StreamDecoder& operator=(const StreamDecoder&) = delete;
  virtual ~StreamDecoder() = default;

  /// Takes one whole WebSocket message. Returns a payload's text, valid until the next push and as
  /// long as `message` is, or nothing when more messages are needed for it. What was inflated is
  /// padded. A text message is returned as it came, whatever the compression, because a peer or
  /// proxy that ignores `compress` sends nothing else.
  /// Errors (`ErrorKind::protocol`): the data is corrupt, or inflates beyond the bound. The decoder
  /// is of no use afterwards.
  virtual Result<std::optional<json::Text>> push(std::string_view message, bool binary) = 0;

 protected:
  StreamDecoder() = default;
};

}  // namespace pincer::wire
