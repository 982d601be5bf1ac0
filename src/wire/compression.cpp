#include "pincer/compression.hpp"

namespace pincer {

std::string_view to_string(TransportCompression compression) noexcept {
  switch (compression) {
    case TransportCompression::none: return "none";
    case TransportCompression::zlib_stream: return "zlib-stream";
    case TransportCompression::zstd_stream: return "zstd-stream";
  }
  return "unknown";
}

std::optional<TransportCompression> transport_compression_from_name(
    std::string_view name) noexcept {
  for (const auto compression : {TransportCompression::none, TransportCompression::zlib_stream,
                                 TransportCompression::zstd_stream}) {
    if (name == to_string(compression)) return compression;
  }
  return std::nullopt;
}

}  // namespace pincer
