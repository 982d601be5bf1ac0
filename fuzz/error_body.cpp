// The body of an error response, whatever the peer sends: the Error must be bounded and printable.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "wire/error_body.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int bad_request = 400;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const pincer::Error error =
      pincer::wire::parse_error_body(bad_request, "POST", "/channels/{channel_id}", body);
  const bool bounded = error.field_errors.size() <= pincer::wire::field_errors_max &&
                       error.message.size() <= 1'024 && static_cast<int>(error.discord_code) >= 0;
  if (error.message.empty() || !bounded || error.to_string().empty()) std::abort();
  return 0;
}
