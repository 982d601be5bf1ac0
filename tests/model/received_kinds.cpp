#include "model/received_kinds.hpp"

#include <cstdint>
#include <vector>

#include "model/decode.hpp"
#include "model/generated/event_list.hpp"
#include "model/generated/object_list.hpp"
#include "pincer/error.hpp"
#include "pincer/events.hpp"
#include "pincer/gateway_dispatch.hpp"
#include "pincer/model/command.hpp"
#include "pincer/model/sku.hpp"
#include "wire/error_body.hpp"
#include "wire/gateway_info.hpp"
#include "wire/session_payload.hpp"

namespace pincer::test {
namespace {

template <class T>
std::string attempt(std::string_view json) {
  const Result<T> result = decode<T>(json);
  return result ? "" : result.error().message;
}

std::string attempt_gateway_info(std::string_view json) {
  const auto result = wire::parse_gateway_info(json);
  return result ? "" : result.error().message;
}

/// An error of a status other than 2xx: its code is what callers decide on.
std::string attempt_error(std::string_view json) {
  const Error error = wire::parse_error_body(400, "GET", "/", json);
  return error.message.empty() ? "no message was found" : "";
}

std::string attempt_payload(std::string_view json) {
  try {
    const GatewayDispatch dispatch = GatewayDispatch::from_string(json);
    constexpr int hello = 10;
    if (dispatch.op == hello && !wire::parse_hello(dispatch.data)) return "d: no interval";
    return "";
  } catch (const Exception& exception) {
    return exception.what();
  }
}

}  // namespace

const std::map<std::string, Decoder, std::less<>>& received_kinds() {
  static const std::map<std::string, Decoder, std::less<>> all = [] {
    std::map<std::string, Decoder, std::less<>> kinds;
#define PINCER_ADD(Type) kinds[#Type] = attempt<Type>;
    PINCER_FOR_EACH_ANSWER(PINCER_ADD)
#undef PINCER_ADD
#define PINCER_ADD(Event) kinds[std::string(event_name_of<Event>)] = attempt<Event>;
    PINCER_FOR_EACH_EVENT(PINCER_ADD)
#undef PINCER_ADD
    // What no generated list has.
    kinds["ApplicationCommand"] = attempt<ApplicationCommand>;
    kinds["Error"] = attempt_error;
    kinds["GatewayInfo"] = attempt_gateway_info;
    kinds["GatewayPayload"] = attempt_payload;
    kinds["GuildRoleMemberCounts"] = attempt<std::map<std::string, std::int32_t>>;
    kinds["Skus"] = attempt<std::vector<Sku>>;
    return kinds;
  }();
  return all;
}

}  // namespace pincer::test
