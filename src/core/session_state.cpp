#include "core/session_state.hpp"

#include <ostream>

namespace pincer::core {

std::string_view to_string(SessionState state) noexcept {
  switch (state) {
    case SessionState::stopped: return "stopped";
    case SessionState::backing_off: return "backing off";
    case SessionState::dialing: return "dialing";
    case SessionState::waiting_hello: return "waiting for Hello";
    case SessionState::waiting_identify: return "waiting to identify";
    case SessionState::identifying: return "identifying";
    case SessionState::resuming: return "resuming";
    case SessionState::ready: return "ready";
    case SessionState::failed: return "failed";
  }
  return "unknown";
}

std::ostream& operator<<(std::ostream& out, SessionState state) { return out << to_string(state); }

}  // namespace pincer::core
