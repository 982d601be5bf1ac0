// One gateway session, through all the connections that carry it. Layer: core.
// Thread safety: one strand. Pure: no socket, no clock, no random device; inputs return the actions
// that a shell performs, and the shell calls `on_tick` at `deadline()`.
// https://discord.com/developers/docs/events/gateway#connection-lifecycle
#pragma once

#include <cstdint>
#include <deque>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"
#include "core/backoff.hpp"
#include "core/heartbeat.hpp"
#include "core/send_budget.hpp"
#include "core/session_action.hpp"
#include "pincer/compression.hpp"
#include "pincer/gateway_dispatch.hpp"
#include "pincer/intents.hpp"
#include "pincer/shard_id.hpp"
#include "pincer/token.hpp"

namespace pincer::core {

/// Commands that may wait for READY, RESUMED or their rate limit, a shard.
inline constexpr std::size_t command_queue_size_max = 1024;
/// A payload to the gateway, in bytes; larger ones would be answered with close code 4002.
/// https://discord.com/developers/docs/events/gateway#sending-events
inline constexpr std::size_t payload_size_max = 4096;
/// A session whose resume stays unanswered, or whose replay cannot be read, so often in a row is
/// given up: better a new session than a shard that never comes back.
inline constexpr int failed_resumes_max = 5;

struct SessionOptions {
  Token token;
  Intents intents = Intents::unprivileged;
  ShardId shard;
  std::string gateway_url = "wss://gateway.discord.gg/";
  TransportCompression compression = TransportCompression::zstd_stream;
  bool payload_compression = false;  ///< Only has an effect without transport compression.
  std::string presence;              ///< The presence to start with, as raw JSON; may be empty.
  int large_threshold = 50;          ///< 50 to 250 members.
  bool follow_resume_url = true;     ///< False: `gateway_url` is a proxy that must not be left.
  Duration dial_timeout = std::chrono::seconds(30);   ///< Until the WebSocket is open.
  Duration hello_timeout = std::chrono::seconds(20);  ///< From there until Hello.
  /// From Identify until READY. Long, because in an outage the gateway answers late but does
  /// answer, and because each further attempt spends one of the day's session starts.
  /// https://discord.com/developers/docs/events/gateway#sending-heartbeats
  Duration ready_timeout = std::chrono::minutes(5);
  Duration resumed_timeout = std::chrono::seconds(60);  ///< From Resume or a replayed event on.
  BackoffOptions backoff;
};

/// What a session needs to be resumed, by this process or the next one.
/// https://discord.com/developers/docs/events/gateway#preparing-to-resume
struct ResumeState {
  std::string session_id;
  std::string resume_url;
  std::int64_t sequence = 0;
  friend bool operator==(const ResumeState&, const ResumeState&) = default;
};

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

/// "waiting identify", ...
std::string_view to_string(SessionState state) noexcept;
std::ostream& operator<<(std::ostream& out, SessionState state);

class Session {
 public:
  /// With `resume`, the first attempt resumes that session.
  Session(SessionOptions options, Random random, std::optional<ResumeState> resume = std::nullopt);

  /// Starts, or starts again after `stop` or `Fail`. Options that can never work fail here.
  Actions start_loop(TimePoint now);
  /// Ends. With `keep_session` Discord keeps the session for a later resume; without, the bot goes
  /// offline at once. Waiting commands are dropped.
  /// https://discord.com/developers/docs/events/gateway#initiating-a-disconnect
  Actions stop(TimePoint now, bool keep_session);

  Actions on_open(ConnectionId connection, TimePoint now);
  Actions on_dial_failed(ConnectionId connection, const Error& error, TimePoint now);
  /// A payload came. The actions may ask to hand that same payload on (`Deliver`).
  Actions handle_data(ConnectionId connection, const GatewayDispatch& dispatch, TimePoint now);
  /// A message came that cannot be inflated or is no payload.
  Actions on_bad_data(ConnectionId connection, const Error& error, TimePoint now);
  /// The peer closed, or the connection broke (codes 1005 and 1006 of RFC 6455, or any).
  Actions on_close(ConnectionId connection, int close_code, std::string_view reason,
                   TimePoint now);
  Actions on_identify_granted(TimePoint now);
  /// The identify queue gave up, for instance because the day's session starts are spent.
  Actions on_identify_refused(const Error& error, TimePoint now);
  /// Time passed; does nothing before `deadline()`.
  Actions on_tick(TimePoint now);

  /// Sends a command, or keeps it until the session is ready and the rate limits have room. It ends
  /// as one `Send` or one `CommandDropped` with this number.
  Actions send(CommandNumber command, const GatewayDispatch& payload, TimePoint now);
  /// Sends a heartbeat before its time, for instance to measure `latency()`.
  Actions send_next_heartbeat(TimePoint now);

  /// The event is with the user now: a session stored from here on need not replay it.
  void on_delivered(const Deliver& delivered);
  /// The shell stops reading because the user's handlers are behind: what the peer sends stays
  /// unread, so nothing that is missing proves that the connection is dead.
  void pause_receiving();
  void resume_receiving(TimePoint now);

  /// When to call `on_tick`; nothing when no time is awaited.
  [[nodiscard]] std::optional<TimePoint> deadline() const;
  [[nodiscard]] SessionState state() const noexcept { return state_; }
  /// From a heartbeat to its ACK, the last one measured on this connection.
  [[nodiscard]] std::optional<Duration> latency() const noexcept { return heartbeat_.latency(); }
  /// The last event of this session that was handed to the user.
  [[nodiscard]] std::optional<std::int64_t> sequence() const noexcept;
  /// The session as it should be stored; nothing when there is none to resume.
  [[nodiscard]] std::optional<ResumeState> resume_state() const;
  /// Replaces the session to resume at the next `start_loop`. Only while stopped or failed.
  void set_session_id(ResumeState resume);
  [[nodiscard]] const SessionOptions& options() const noexcept { return options_; }

 private:
  struct Command {
    CommandNumber number = 0;
    std::string payload;
  };

  void handle_dispatch(const GatewayDispatch& dispatch, TimePoint now, Actions& actions);
  void handle_heartbeat_req(TimePoint now, Actions& actions);
  void handle_reconnect(TimePoint now, Actions& actions);
  void handle_invalid_session(const GatewayDispatch& dispatch, TimePoint now, Actions& actions);
  void identify_and_handle_hello(const GatewayDispatch& dispatch, TimePoint now, Actions& actions);
  void handle_heartbeat(TimePoint now);
  void handle_ready(const GatewayDispatch& dispatch, TimePoint now, Actions& actions);
  void handle_resumed(TimePoint now, Actions& actions);

  void dial(TimePoint now, Actions& actions);
  void drop_connection(int code, std::string reason, Actions& actions);
  void leave_connection(Actions& actions);
  void reconnect(std::string reason, Duration delay, TimePoint now, Actions& actions);
  void fail(Error error, Actions& actions);
  void drop_commands(const Error& error, Actions& actions);
  void forget_session();
  void count_failed_resume();
  void enter(SessionState state, std::optional<TimePoint> phase_deadline);
  void flush(TimePoint now, Actions& actions);
  void beat_if_due(TimePoint now, Actions& actions);
  void on_phase_timeout(TimePoint now, Actions& actions);
  [[nodiscard]] std::optional<Error> check_options() const;
  [[nodiscard]] bool is_current(ConnectionId connection) const noexcept;
  [[nodiscard]] std::optional<Duration> phase_timeout() const;
  [[nodiscard]] std::optional<TimePoint> next_send() const;

  SessionOptions options_;
  Random random_;
  Backoff backoff_;
  Heartbeat heartbeat_;
  SendBudget budget_;
};

}  // namespace pincer::core
