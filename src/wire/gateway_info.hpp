// Reads the answer of GET /gateway/bot. Layer: wire. Thread-safe: pure function.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "pincer/gateway_info.hpp"

namespace pincer::wire {

/// Errors (`ErrorKind::protocol`): `json` is not an object with a `url`. The members that only
/// GET /gateway/bot has keep their defaults when the answer is that of GET /gateway.
/// https://discord.com/developers/docs/events/gateway#get-gateway-bot
Result<GatewayInfo> parse_gateway_info(std::string_view json);

}  // namespace pincer::wire
