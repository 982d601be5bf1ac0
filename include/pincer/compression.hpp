// How gateway payloads are compressed on the wire. Layer: wire. Thread safety: as a value type.
#pragma once

#include <optional>
#include <string_view>

namespace pincer {

/// Transport compression: one stream for the life of a connection.
/// https://discord.com/developers/docs/events/gateway#transport-compression
enum class TransportCompression {
  none,         ///< Plain JSON; single payloads may still be compressed (payload compression).
  zlib_stream,  ///< The smallest memory: about 48 KB a connection.
  zstd_stream,  ///< The fastest, and the fewest bytes; the peer chooses the window.
};

/// The name that Discord's `compress` parameter takes, "zlib-stream" or "zstd-stream"; "none" for
/// none.
std::string_view to_string(TransportCompression compression) noexcept;

/// The reverse of `to_string`; nothing for an unknown name.
std::optional<TransportCompression> transport_compression_from_name(std::string_view name) noexcept;

}  // namespace pincer
