// Reads the envelope of a gateway payload. Layer: wire. Thread-safe for distinct outputs.
#pragma once

#include "base/result.hpp"
#include "json/text.hpp"
#include "pincer/gateway_dispatch.hpp"

namespace pincer::wire {

/// Reads `op`, `s` and `t`, and copies `d` as the raw JSON it is. On success every member of `out`
/// is replaced; its strings keep their capacity up to 64 KB, so that a stream of events allocates
/// nothing. `out.data` has room for simdjson's padding behind its end, so that it is read in place.
///
/// `text` may be changed afterwards. A missing or unreadable `op` is an error
/// (`ErrorKind::protocol`), and so is text that is not JSON; `s`, `t` or `d` that are missing, null
/// or of an odd type count as absent, and unknown members are skipped. The inside of `d` is checked
/// only for UTF-8, closed strings and its end: simdjson On-Demand does not validate what it skips.
/// After an error `out` is valid and unspecified.
Result<void> parse_dispatch(json::Text text, GatewayDispatch& out);

}  // namespace pincer::wire
