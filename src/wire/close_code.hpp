// What a gateway close code means for the session. Layer: wire. Thread-safe: pure functions.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
#pragma once

#include <string_view>

#include "pincer/error.hpp"
#include "pincer/intents.hpp"

namespace pincer::wire {

/// Sent by a client, these two end the session; everything else leaves it alive for a resume.
/// https://discord.com/developers/docs/events/gateway#initiating-a-disconnect
inline constexpr int close_code_normal = 1000;
inline constexpr int close_code_going_away = 1001;
/// What this library sends when it drops a connection and wants to resume the session.
inline constexpr int close_code_resumable = 4000;

enum class CloseAction {
  resume,       ///< Connect again and resume.
  new_session,  ///< The session is gone: connect again and identify.
  fatal,        ///< Connecting again would end the same way; a person must change something.
};

/// Codes that Discord does not document, 1000 and 1001 from the server, and connections that ended
/// without a code at all are `resume`: when the session is really gone, op 9 says so.
CloseAction classify_close_code(int code) noexcept;

/// The error that ends a shard after a fatal close: what happened and what to do about it. For 4014
/// it names those of `intents` that must be enabled, and where. `reason` is the peer's own text.
Error fatal_close_error(int code, std::string_view reason, Intents intents);

}  // namespace pincer::wire
