// The body of a response with content codings, whatever the peer sends: the result is bounded.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/content_encoding.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr std::size_t size_max = 100'000;
  constexpr std::string_view codings[] = {"gzip", "deflate", "gzip, deflate", "deflate,gzip ,",
                                          "br"};
  const std::string_view coding = codings[data[0] % std::size(codings)];
  const auto result = pincer::net::decode_content(
      coding, std::string(reinterpret_cast<const char*>(data + 1), size - 1), size_max);
  if (result ? result->size() > size_max : result.error().message.empty()) std::abort();
  return 0;
}
