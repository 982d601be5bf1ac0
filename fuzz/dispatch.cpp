// Whatever text a gateway sends, reading it ends in a payload or an error, and a payload that was
// read survives being written and read again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "wire/dispatch.hpp"
#include "wire/gateway_info.hpp"
#include "wire/gateway_url.hpp"
#include "wire/session_payload.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace pincer;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  // Kept from one input to the next, as a connection keeps it from one event to the next.
  static GatewayDispatch dispatch;
  if (wire::parse_dispatch(text, dispatch)) {
    (void)wire::parse_hello(dispatch.data);
    (void)wire::parse_ready(dispatch.data);
    GatewayDispatch again;
    if (!wire::parse_dispatch(dispatch.to_string(), again) || again != dispatch) std::abort();
  }
  (void)wire::parse_gateway_info(text);
  (void)wire::mask_token(text);
  if (wire::resume_url_is_acceptable(text, "wss://gateway.discord.gg") &&
      !wire::gateway_url(text, TransportCompression::zlib_stream)) {
    std::abort();  // The session counts on this.
  }
  return 0;
}
