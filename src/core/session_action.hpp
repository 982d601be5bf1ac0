// What a Session tells its shell to do. Layer: core. Thread safety: as value types.
// The shell obeys the actions of a list in their order. There is no timer among them: the one timer
// of a session is its `deadline()`.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <variant>

#include "base/time.hpp"
#include "pincer/error.hpp"

namespace pincer::core {

/// Numbers the connections of a session from 1. An input that names any but the current one is
/// ignored, so that nothing from an old connection can disturb a new one.
using ConnectionId = std::uint64_t;

/// Numbers a command that the shell gave to `Session::send`, as the shell likes, but not 0.
using CommandNumber = std::uint64_t;

/// Open a WebSocket to `url`; then `on_open` or `on_dial_failed`.
struct Dial {
  ConnectionId connection = 0;
  std::string url;
  friend bool operator==(const Dial&, const Dial&) = default;
};

/// Ask the identify queue for a turn; then `on_identify_granted` or `on_identify_refused`.
struct RequestIdentify {
  friend bool operator==(const RequestIdentify&, const RequestIdentify&) = default;
};

/// Leave the identify queue: the connection that waited there is gone.
struct CancelIdentify {
  friend bool operator==(const CancelIdentify&, const CancelIdentify&) = default;
};

/// Write `payload` as a text message to the current connection.
struct Send {
  std::string payload;        ///< May hold the token: print a Send with <<, which masks it.
  CommandNumber command = 0;  ///< The command that this was, or 0 for the session's own.
  friend bool operator==(const Send&, const Send&) = default;
};

/// Send a close frame and drop the connection, or give up its dial. Nothing waits for the peer's
/// answer: whatever the connection still reports is ignored.
struct Close {
  ConnectionId connection = 0;
  int code = 0;
  std::string reason;
  friend bool operator==(const Close&, const Close&) = default;
};

/// Hand the payload just given to `handle_data` to the user, then give this to `on_delivered`.
struct Deliver {
  std::uint64_t session = 0;             ///< Which of the sessions since construction.
  std::optional<std::int64_t> sequence;  ///< The payload's `s`, when it counts in the session.
  friend bool operator==(const Deliver&, const Deliver&) = default;
};

/// A notice: a new session began. Its READY has just been delivered.
struct Ready {
  friend bool operator==(const Ready&, const Ready&) = default;
};

/// A notice: the session goes on. Its RESUMED has just been delivered.
struct Resumed {
  std::uint64_t replayed = 0;  ///< Events that the gateway sent again because they were missed.
  friend bool operator==(const Resumed&, const Resumed&) = default;
};

/// A notice: the connection is gone, or could not be had, and another attempt starts in `delay`.
struct Reconnecting {
  std::string reason;
  Duration delay{};
  bool resumes = false;  ///< Whether the session is kept.
  friend bool operator==(const Reconnecting&, const Reconnecting&) = default;
};

/// The command will never be sent, for this reason.
struct CommandDropped {
  CommandNumber command = 0;
  Error error;
  friend bool operator==(const CommandDropped&, const CommandDropped&) = default;
};

/// The session ended for good, and only `start_loop` begins again.
struct Fail {
  Error error;
  friend bool operator==(const Fail&, const Fail&) = default;
};

/// `stop` is complete.
struct Stopped {
  friend bool operator==(const Stopped&, const Stopped&) = default;
};

using Action = std::variant<Dial, RequestIdentify, CancelIdentify, Send, Close, Deliver, Ready,
                            Resumed, Reconnecting, CommandDropped, Fail, Stopped>;

/// A delivered event is one action, so that the steady state allocates nothing.
using Actions = boost::container::small_vector<Action, 2>;

/// For logs and test failures. A Send prints with its token masked.
std::ostream& operator<<(std::ostream& out, const Action& action);

}  // namespace pincer::core
