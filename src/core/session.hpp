// One gateway session, through all the connections that carry it. Layer: core.
// Thread safety: one strand. Pure: no socket, no clock, no random device; inputs return the actions
// that a shell performs, and the shell calls `on_tick` at `deadline()`.
// https://discord.com/developers/docs/events/gateway#connection-lifecycle
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "core/backoff.hpp"
#include "core/heartbeat.hpp"
#include "core/kept_session.hpp"
#include "core/outbox.hpp"
#include "core/session_action.hpp"
#include "core/session_options.hpp"
#include "core/session_state.hpp"
#include "pincer/gateway_dispatch.hpp"

namespace pincer::core {

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
  Actions on_close(ConnectionId connection, int close_code, std::string_view reason, TimePoint now);
  Actions on_identify_granted(TimePoint now);
  /// The identify queue gave up. That it cannot be reached (`network`, `timeout`) may pass, so that
  /// another attempt follows; anything else, such as that the day's session starts are spent, ends.
  Actions on_identify_refused(const Error& error, TimePoint now);
  /// Time passed; does nothing before `deadline()`.
  Actions on_tick(TimePoint now);

  /// Sends a command, or keeps it until the session is ready and the rate limits have room. It ends
  /// as one `Send` or one `CommandDropped` with this number.
  Actions send(CommandNumber command, const GatewayDispatch& payload, TimePoint now);
  /// Sends a heartbeat before its time, for instance to measure `latency()`.
  Actions send_next_heartbeat(TimePoint now);

  /// The presence, as raw JSON, that Identify carries from now on: it outlives the session that it
  /// was sent to. Error (`invalid_argument`): Identify would be too large; the old one stays.
  Result<void> set_presence(std::string presence);

  /// The event is with the user now: a session stored from here on need not replay it.
  void on_delivered(const Deliver& delivered) { kept_.deliver(delivered); }
  /// The shell stops reading because the user's handlers are behind: what the peer sends stays
  /// unread, so nothing that is missing proves that the connection is dead.
  void pause_receiving();
  void resume_receiving(TimePoint now);

  /// When to call `on_tick`; nothing when no time is awaited.
  [[nodiscard]] std::optional<TimePoint> deadline() const;
  [[nodiscard]] SessionState state() const noexcept { return state_; }
  /// From a heartbeat to its ACK, the last one measured on this connection.
  [[nodiscard]] std::optional<Duration> latency() const noexcept { return heartbeat_.latency(); }
  /// Everything that the gateway sent to this session before then has been delivered; nothing
  /// before READY or RESUMED.
  [[nodiscard]] std::optional<TimePoint> received_until() const noexcept { return received_until_; }
  /// The last event of this session that was handed to the user.
  [[nodiscard]] std::optional<std::int64_t> sequence() const noexcept { return kept_.delivered(); }
  /// The session as it should be stored; nothing when there is none to resume.
  [[nodiscard]] std::optional<ResumeState> resume_state() const { return kept_.resume_state(); }
  /// Replaces the session to resume at the next `start_loop`. Only while stopped or failed.
  void set_session_id(ResumeState resume);
  [[nodiscard]] const SessionOptions& options() const noexcept { return options_; }

 private:
  void handle_dispatch(const GatewayDispatch& dispatch, TimePoint now, Actions& actions);
  void handle_ready(const GatewayDispatch& dispatch, TimePoint now, Actions& actions);
  void handle_resumed(const GatewayDispatch& dispatch, TimePoint now, Actions& actions);
  void handle_heartbeat_req(TimePoint now, Actions& actions);
  void handle_reconnect(TimePoint now, Actions& actions);
  void handle_invalid_session(const GatewayDispatch& dispatch, TimePoint now, Actions& actions);
  void identify_and_handle_hello(const GatewayDispatch& dispatch, TimePoint now, Actions& actions);
  void handle_heartbeat(TimePoint now);

  void enter(SessionState state, std::optional<TimePoint> phase_deadline = std::nullopt);
  void dial(TimePoint now, Actions& actions);
  void drop_connection(int code, std::string reason, Actions& actions);
  void leave_connection(Actions& actions);
  void reconnect(std::string reason, Duration delay, TimePoint now, Actions& actions);
  void drop_and_reconnect(std::string reason, TimePoint now, Actions& actions);
  void on_phase_timeout(TimePoint now, Actions& actions);
  void fail(const Error& error, Actions& actions);
  void beat(TimePoint now, Actions& actions);
  void flush(TimePoint now, Actions& actions);
  void send_own(std::string payload, TimePoint now, Actions& actions);

  [[nodiscard]] bool is_running() const noexcept;
  [[nodiscard]] bool is_current(ConnectionId connection) const noexcept;
  [[nodiscard]] std::optional<TimePoint> phase_due() const;
  [[nodiscard]] std::optional<TimePoint> beat_due() const;
  [[nodiscard]] Duration phase_timeout() const noexcept;

  SessionOptions options_;
  Random random_;
  Backoff backoff_;
  Heartbeat heartbeat_;
  Outbox outbox_;
  KeptSession kept_;
  SessionState state_ = SessionState::stopped;
  std::optional<TimePoint> phase_deadline_;  ///< When the wait that `state_` names is over.
  TimePoint login_sent_at_{};                ///< Identify or Resume, of this connection.
  std::optional<TimePoint> received_until_;
  ConnectionId connection_ = 0;     ///< The last one dialled.
  std::uint64_t replayed_ = 0;      ///< Events since the Resume of this connection.
  bool beat_owed_ = false;          ///< An op 1 is not answered yet, for want of budget.
  bool dialed_resume_url_ = false;  ///< Where the current connection goes.
  bool next_at_base_url_ = false;   ///< The resume URL failed; the base URL's turn.
};

}  // namespace pincer::core
