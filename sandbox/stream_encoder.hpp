// Compression of what the gateway sends: the server's end of transport and payload compression.
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "pincer/compression.hpp"

namespace pincer::sandbox {

/// One connection's transport compression: one context that lives as long as the connection.
/// https://discord.com/developers/docs/events/gateway#transport-compression
class StreamEncoder {
 public:
  explicit StreamEncoder(TransportCompression compression);
  StreamEncoder(StreamEncoder&&) noexcept;
  StreamEncoder& operator=(StreamEncoder&&) noexcept;
  ~StreamEncoder();

  [[nodiscard]] TransportCompression compression() const noexcept { return compression_; }

  /// One gateway message as it crosses the wire: a zlib-stream message ends with the Z_SYNC_FLUSH
  /// suffix, a zstd-stream message is one flushed piece of an endless frame.
  std::string encode(std::string_view json);

  /// A message that inflates to about `inflated_size` spaces from a thousandth of it or less.
  /// Without transport compression it is a whole zlib document, as payload compression sends them.
  /// What is encoded after it cannot be read by a peer that read the whole of it: the next message
  /// of a zstd stream may refer to history that only the encoder has.
  std::string encode_bomb(std::size_t inflated_size);

 private:
  struct Contexts;

  TransportCompression compression_;
  std::unique_ptr<Contexts> contexts_;  ///< Empty without transport compression.
};

/// One document in the zlib format (RFC 1950), without shared context.
/// https://discord.com/developers/docs/events/gateway#payload-compression
std::string compress_payload(std::string_view json);

}  // namespace pincer::sandbox
