// Whatever bytes a gateway sends as a zlib-stream, decoding them ends, within the bound.
#include "stream.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  pincer::fuzz::decode(pincer::TransportCompression::zlib_stream, bytes, size);
  return 0;
}
