// Where a session stands. Layer: core. Thread safety: as a value type.
#pragma once

#include <iosfwd>
#include <string_view>

namespace pincer::core {

enum class SessionState {
  stopped,           ///< Before `start_loop` and after `stop`.
  backing_off,       ///< Waiting before the next attempt.
  dialing,           ///< Until the WebSocket is open.
  waiting_hello,     ///< Open, until Hello.
  waiting_identify,  ///< In the identify queue; the heart already beats.
  identifying,       ///< Identify is sent, until READY.
  resuming,          ///< Resume is sent, until RESUMED.
  ready,             ///< Events flow and commands are sent.
  failed,            ///< Ended for good, see `Fail`.
};

/// "waiting for Hello", ...
std::string_view to_string(SessionState state) noexcept;
std::ostream& operator<<(std::ostream& out, SessionState state);

}  // namespace pincer::core
