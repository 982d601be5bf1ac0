// The URL to dial for a gateway connection. Layer: wire. Thread-safe: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "pincer/compression.hpp"

namespace pincer::wire {

/// `base` with `v`, `encoding=json` and, unless none, `compress` set in its query. Scheme, host,
/// port, path and other parameters stay, so that a proxy can be dialled. The same for a first
/// connection and for a resume, which must agree in all of these.
/// https://discord.com/developers/docs/events/gateway#connecting-gateway-url-query-string-params
/// Errors (`ErrorKind::invalid_argument`): `base` is not a ws or wss URL.
Result<std::string> gateway_url(std::string_view base, TransportCompression compression);

/// Whether a resume URL that the peer named may be dialled: it is usable, and it does not turn an
/// encrypted connection to `base` into a plain one, which would show the token to the network.
bool resume_url_is_acceptable(std::string_view resume_url, std::string_view base);

}  // namespace pincer::wire
