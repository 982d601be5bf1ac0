#include "core/session.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "wire/close_code.hpp"
#include "wire/gateway_url.hpp"
#include "wire/session_payload.hpp"

namespace pincer::core {
namespace {

std::optional<TimePoint> earlier(std::optional<TimePoint> a, std::optional<TimePoint> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

}  // namespace

Session::Session(SessionOptions options, Random random, std::optional<ResumeState> resume)
    : options_(std::move(options)), random_(random), backoff_(options_.backoff) {
  if (resume) set_session_id(std::move(*resume));
}

// ---- The life of the session

Actions Session::start_loop(TimePoint now) {
  Actions actions;
  if (is_running()) return actions;
  if (const std::optional<Error> error = options_.check()) {
    fail(*error, actions);
    return actions;
  }
  backoff_.reset();
  kept_.forgive_failed_resumes();
  next_at_base_url_ = false;
  dial(now, actions);
  return actions;
}

Actions Session::stop(TimePoint, bool keep_session) {
  Actions actions;
  if (state_ == SessionState::stopped) return actions;
  if (is_current(connection_)) {
    drop_connection(keep_session ? wire::close_code_resumable : wire::close_code_normal, "stopped",
                    actions);
  }
  if (!keep_session) kept_.forget();
  enter(SessionState::stopped);
  outbox_.drop_all({ErrorKind::cancelled, "the shard was stopped before the command was sent"},
                   actions);
  actions.emplace_back(Stopped{});
  return actions;
}

Actions Session::on_open(ConnectionId connection, TimePoint now) {
  if (is_current(connection) && state_ == SessionState::dialing) {
    enter(SessionState::waiting_hello, now + options_.hello_timeout);
  }
  return {};
}

Actions Session::on_dial_failed(ConnectionId connection, const Error& error, TimePoint now) {
  Actions actions;
  if (!is_current(connection)) return actions;
  leave_connection(actions);
  reconnect(error.to_string(), backoff_.next(random_), now, actions);
  return actions;
}

Actions Session::on_close(ConnectionId connection, int close_code, std::string_view reason,
                          TimePoint now) {
  Actions actions;
  if (!is_current(connection)) return actions;
  leave_connection(actions);
  switch (wire::classify_close_code(close_code)) {
    case wire::CloseAction::fatal:
      kept_.forget();
      fail(wire::fatal_close_error(close_code, reason, options_.intents), actions);
      return actions;
    case wire::CloseAction::new_session: kept_.forget(); break;
    case wire::CloseAction::resume: break;
  }
  std::string text = "closed with " + std::to_string(close_code);
  if (!reason.empty()) text.append(": ").append(reason);
  reconnect(std::move(text), backoff_.next(random_), now, actions);
  return actions;
}

Actions Session::on_bad_data(ConnectionId connection, const Error& error, TimePoint now) {
  Actions actions;
  if (!is_current(connection)) return actions;
  if (state_ == SessionState::resuming) kept_.count_failed_resume();
  drop_connection(wire::close_code_resumable, "unreadable data", actions);
  reconnect(error.to_string(), backoff_.next(random_), now, actions);
  return actions;
}

/// https://discord.com/developers/docs/events/gateway#identifying
Actions Session::on_identify_granted(TimePoint now) {
  Actions actions;
  if (state_ != SessionState::waiting_identify) return actions;
  kept_.begin();
  received_until_.reset();
  login_sent_at_ = now;
  send_own(options_.identify_payload(), now, actions);
  enter(SessionState::identifying, now + options_.ready_timeout);
  return actions;
}

Actions Session::on_identify_refused(const Error& error, TimePoint now) {
  Actions actions;
  if (state_ != SessionState::waiting_identify) return actions;
  if (error.kind == ErrorKind::network || error.kind == ErrorKind::timeout) {
    drop_and_reconnect(error.to_string(), now, actions);
    return actions;
  }
  drop_connection(wire::close_code_normal, "no session start left", actions);
  fail(error, actions);
  return actions;
}

Actions Session::on_tick(TimePoint now) {
  Actions actions;
  if (const auto due = phase_due(); due && now >= *due) {
    on_phase_timeout(now, actions);
    return actions;
  }
  beat(now, actions);
  flush(now, actions);
  return actions;
}

void Session::on_phase_timeout(TimePoint now, Actions& actions) {
  switch (state_) {
    case SessionState::backing_off: return dial(now, actions);
    case SessionState::dialing: return drop_and_reconnect("dial timed out", now, actions);
    case SessionState::waiting_hello: return drop_and_reconnect("no Hello in time", now, actions);
    case SessionState::identifying: return drop_and_reconnect("no READY in time", now, actions);
    case SessionState::resuming:
      kept_.count_failed_resume();
      return drop_and_reconnect("no RESUMED in time", now, actions);
    default: assert(false && "this state awaits nothing");
  }
}

// ---- Connections

void Session::enter(SessionState state, std::optional<TimePoint> phase_deadline) {
  state_ = state;
  phase_deadline_ = phase_deadline;
  if (state != SessionState::ready) return;
  received_until_ = login_sent_at_;
  backoff_.reset();
  kept_.forgive_failed_resumes();
  next_at_base_url_ = false;
}

void Session::dial(TimePoint now, Actions& actions) {
  dialed_resume_url_ = kept_.can_resume() && options_.follow_resume_url && !next_at_base_url_ &&
                       wire::resume_url_is_acceptable(kept_.resume_url(), options_.gateway_url);
  const std::string& base = dialed_resume_url_ ? kept_.resume_url() : options_.gateway_url;
  // Both kinds were checked: this one by `SessionOptions::check`, the other one above.
  const Result<std::string> url = wire::gateway_url(base, options_.compression);
  outbox_.budget().start_connection();
  actions.emplace_back(Dial{++connection_, *url});
  enter(SessionState::dialing, now + options_.dial_timeout);
}

void Session::drop_connection(int code, std::string reason, Actions& actions) {
  actions.emplace_back(Close{connection_, code, std::move(reason)});
  leave_connection(actions);
}

void Session::leave_connection(Actions& actions) {
  if (state_ == SessionState::waiting_identify) actions.emplace_back(CancelIdentify{});
  // "If the reconnect fails", the other URL is tried next, with the session kept.
  // https://discord.com/developers/docs/events/gateway#handling-a-disconnect
  if (state_ != SessionState::ready) next_at_base_url_ = dialed_resume_url_;
  heartbeat_.stop();
  beat_owed_ = false;
}

void Session::reconnect(std::string reason, Duration delay, TimePoint now, Actions& actions) {
  actions.emplace_back(Reconnecting{std::move(reason), delay, kept_.can_resume()});
  if (delay > Duration::zero()) return enter(SessionState::backing_off, now + delay);
  dial(now, actions);
}

void Session::drop_and_reconnect(std::string reason, TimePoint now, Actions& actions) {
  drop_connection(wire::close_code_resumable, reason, actions);
  reconnect(std::move(reason), backoff_.next(random_), now, actions);
}

void Session::fail(const Error& error, Actions& actions) {
  enter(SessionState::failed);
  outbox_.drop_all(error, actions);
  actions.emplace_back(Fail{error});
}

// ---- Payloads to the gateway

void Session::send_own(std::string payload, TimePoint now, Actions& actions) {
  outbox_.budget().record(now);
  actions.emplace_back(Send{std::move(payload), 0});
}

Result<void> Session::set_presence(std::string presence) {
  SessionOptions changed = options_;
  changed.presence = std::move(presence);
  if (const auto error = changed.check()) return *error;
  options_ = std::move(changed);
  return {};
}

Actions Session::send_next_heartbeat(TimePoint now) {
  Actions actions;
  if (heartbeat_.due()) handle_heartbeat_req(now, actions);
  return actions;
}

/// https://discord.com/developers/docs/events/gateway#heartbeat-interval
void Session::beat(TimePoint now, Actions& actions) {
  const std::optional<TimePoint> due = heartbeat_.due();
  const bool periodic = due && now >= *due;
  if (periodic && heartbeat_.is_zombie()) {
    return drop_and_reconnect("no heartbeat ACK in time", now, actions);
  }
  const SendBudget& budget = outbox_.budget();
  if (!periodic && !beat_owed_) return;
  if (now < (periodic ? budget.heartbeat_at() : budget.requested_heartbeat_at())) return;
  beat_owed_ = false;
  if (periodic) {
    heartbeat_.periodic_sent(now);
  } else {
    heartbeat_.sent(now);
  }
  send_own(wire::heartbeat_payload(kept_.received()), now, actions);
}

Actions Session::send(CommandNumber command, const GatewayDispatch& payload, TimePoint now) {
  Actions actions;
  if (!is_running()) {
    actions.emplace_back(
        CommandDropped{command, {ErrorKind::cancelled, "the shard is not running"}});
  } else if (const std::optional<Error> error = outbox_.push(command, payload)) {
    actions.emplace_back(CommandDropped{command, *error});
  } else {
    flush(now, actions);
  }
  return actions;
}

void Session::flush(TimePoint now, Actions& actions) {
  if (state_ == SessionState::ready) outbox_.flush(now, actions);
}

// ---- Persistence and flow control

void Session::pause_receiving() { heartbeat_.set_paused(true); }

void Session::resume_receiving(TimePoint now) {
  const bool held = phase_deadline_ && !phase_due();
  heartbeat_.set_paused(false);
  // What was awaited may be waiting in the socket: it gets its whole time again.
  if (held) phase_deadline_ = now + phase_timeout();
}

void Session::set_session_id(ResumeState resume) {
  assert(!is_running());
  kept_.restore(std::move(resume));
}

// ---- Time and state

std::optional<TimePoint> Session::deadline() const {
  const auto due = earlier(phase_due(), beat_due());
  return state_ == SessionState::ready ? earlier(due, outbox_.due()) : due;
}

/// Nothing while what is awaited may be unread, which proves nothing.
std::optional<TimePoint> Session::phase_due() const {
  const bool awaits_peer = state_ == SessionState::waiting_hello ||
                           state_ == SessionState::identifying || state_ == SessionState::resuming;
  return awaits_peer && heartbeat_.paused() ? std::nullopt : phase_deadline_;
}

std::optional<TimePoint> Session::beat_due() const {
  std::optional<TimePoint> due = heartbeat_.due();
  if (due && !heartbeat_.is_zombie()) due = std::max(*due, outbox_.budget().heartbeat_at());
  return beat_owed_ ? earlier(due, outbox_.budget().requested_heartbeat_at()) : due;
}

Duration Session::phase_timeout() const noexcept {
  switch (state_) {
    case SessionState::waiting_hello: return options_.hello_timeout;
    case SessionState::identifying: return options_.ready_timeout;
    default: return options_.resumed_timeout;
  }
}

bool Session::is_running() const noexcept {
  return state_ != SessionState::stopped && state_ != SessionState::failed;
}

bool Session::is_current(ConnectionId connection) const noexcept {
  return connection == connection_ && is_running() && state_ != SessionState::backing_off;
}

}  // namespace pincer::core
