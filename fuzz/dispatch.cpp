// Whatever text a gateway sends, reading it ends in a payload or an error, and a payload that was
// read survives being written and read again. A parser of whole documents finds the same in it.
#include <boost/json/parse.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "wire/dispatch.hpp"
#include "wire/gateway_info.hpp"
#include "wire/gateway_url.hpp"
#include "wire/session_payload.hpp"

namespace {

using pincer::GatewayDispatch;

/// Aborts when Boost.JSON can read the text, and finds in it what is not in `dispatch`.
void compare(std::string_view text, const GatewayDispatch* dispatch) {
  if (text.find("\\u") != std::string_view::npos) return;  // It may spell a name in another way.
  boost::system::error_code error;
  const auto whole = boost::json::parse({text.data(), text.size()}, error);
  if (error || !whole.is_object()) return;
  const auto& members = whole.as_object();
  const auto* const op = members.if_contains("op");
  if (op == nullptr || !op->is_int64() || !std::in_range<int>(op->get_int64())) return;
  if (dispatch == nullptr || dispatch->op != op->get_int64()) std::abort();
  const auto* const data = members.if_contains("d");
  if (boost::json::parse(dispatch->data) != (data != nullptr ? *data : nullptr)) std::abort();
  const auto* const seq = members.if_contains("s");
  if (dispatch->seq.has_value() != (seq != nullptr && seq->is_int64())) std::abort();
  if (dispatch->seq && *dispatch->seq != seq->get_int64()) std::abort();
  const auto* const name = members.if_contains("t");
  const bool has_name = name != nullptr && name->is_string();
  if (dispatch->event_name != (has_name ? std::string_view(name->get_string()) : "")) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace pincer;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  // Kept from one input to the next, as a connection keeps it from one event to the next.
  static GatewayDispatch dispatch;
  const bool is_payload = wire::parse_dispatch(text, dispatch).has_value();
  compare(text, is_payload ? &dispatch : nullptr);
  if (is_payload) {
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
