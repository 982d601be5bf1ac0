// What the payloads of the gateway do to a session.
#include <algorithm>
#include <utility>

#include "core/session.hpp"
#include "wire/close_code.hpp"
#include "wire/opcode.hpp"
#include "wire/session_payload.hpp"

namespace pincer::core {

using wire::Opcode;

Actions Session::handle_data(ConnectionId connection, const GatewayDispatch& dispatch,
                             TimePoint now) {
  Actions actions;
  if (!is_current(connection) || state_ == SessionState::dialing) return actions;
  const auto opcode = static_cast<Opcode>(dispatch.op);
  if (opcode == Opcode::dispatch) {
    handle_dispatch(dispatch, now, actions);
    return actions;
  }
  // The user sees every payload; an opcode that this library does not know changes nothing here.
  actions.emplace_back(Deliver{kept_.number(), std::nullopt});
  switch (opcode) {
    case Opcode::heartbeat: handle_heartbeat_req(now, actions); break;
    case Opcode::reconnect: handle_reconnect(now, actions); break;
    case Opcode::invalid_session: handle_invalid_session(dispatch, now, actions); break;
    case Opcode::hello: identify_and_handle_hello(dispatch, now, actions); break;
    case Opcode::heartbeat_ack: handle_heartbeat(now); break;
    default: break;
  }
  return actions;
}

/// https://discord.com/developers/docs/events/gateway#dispatch-events
void Session::handle_dispatch(const GatewayDispatch& dispatch, TimePoint now, Actions& actions) {
  if (state_ == SessionState::identifying && dispatch.event_name == "READY") {
    return handle_ready(dispatch, now, actions);
  }
  if (state_ == SessionState::resuming) {
    if (dispatch.event_name == "RESUMED") return handle_resumed(dispatch, now, actions);
    // A long replay is progress, not silence.
    phase_deadline_ = now + options_.resumed_timeout;
  } else if (state_ != SessionState::ready) {
    // Outside of a session a sequence number means nothing.
    actions.emplace_back(Deliver{kept_.number(), std::nullopt});
    return;
  }
  if (dispatch.seq && !kept_.receive(*dispatch.seq)) return;
  if (state_ == SessionState::resuming) ++replayed_;
  actions.emplace_back(Deliver{kept_.number(), dispatch.seq});
}

/// https://discord.com/developers/docs/events/gateway#ready-event
void Session::handle_ready(const GatewayDispatch& dispatch, TimePoint now, Actions& actions) {
  wire::ReadyData ready = wire::parse_ready(dispatch.data);
  kept_.start(std::move(ready.session_id), std::move(ready.resume_gateway_url), dispatch.seq);
  actions.emplace_back(Deliver{kept_.number(), dispatch.seq});
  actions.emplace_back(Ready{});
  enter(SessionState::ready);
  flush(now, actions);
}

/// https://discord.com/developers/docs/events/gateway#preparing-to-resume
void Session::handle_resumed(const GatewayDispatch& dispatch, TimePoint now, Actions& actions) {
  Deliver deliver{kept_.number(), std::nullopt};
  if (dispatch.seq && kept_.receive(*dispatch.seq)) deliver.sequence = dispatch.seq;
  actions.emplace_back(deliver);
  actions.emplace_back(Resumed{replayed_});
  enter(SessionState::ready);
  flush(now, actions);
}

/// https://discord.com/developers/docs/events/gateway#heartbeat-requests
void Session::handle_heartbeat_req(TimePoint now, Actions& actions) {
  beat_owed_ = true;
  beat(now, actions);
}

/// https://discord.com/developers/docs/events/gateway-events#reconnect
void Session::handle_reconnect(TimePoint now, Actions& actions) {
  drop_connection(wire::close_code_resumable, "reconnect was asked for", actions);
  reconnect("the gateway asked to reconnect", backoff_.next_at_once(random_, now), now, actions);
}

/// https://discord.com/developers/docs/events/gateway-events#invalid-session
void Session::handle_invalid_session(const GatewayDispatch& dispatch, TimePoint now,
                                     Actions& actions) {
  if (state_ == SessionState::resuming) kept_.count_failed_resume();
  if (!wire::parse_invalid_session(dispatch.data)) kept_.forget();
  drop_and_reconnect("the session is invalid", now, actions);
}

/// https://discord.com/developers/docs/events/gateway#hello-event
void Session::identify_and_handle_hello(const GatewayDispatch& dispatch, TimePoint now,
                                        Actions& actions) {
  if (state_ != SessionState::waiting_hello) return;
  const auto interval = wire::parse_hello(dispatch.data);
  if (!interval) return drop_and_reconnect("a Hello without interval", now, actions);
  heartbeat_.start(*interval, now, random_);
  outbox_.budget().reserve_heartbeats(*interval);
  if (kept_.can_resume()) {
    replayed_ = 0;
    login_sent_at_ = now;
    send_own(wire::resume_payload(options_.token, kept_.id(), *kept_.received()), now, actions);
    enter(SessionState::resuming, now + options_.resumed_timeout);
  } else {
    actions.emplace_back(RequestIdentify{});
    enter(SessionState::waiting_identify);
  }
}

void Session::handle_heartbeat(TimePoint now) {
  heartbeat_.acknowledged(now);
  // Before RESUMED an ACK may overtake what is still to be replayed.
  if (state_ == SessionState::ready) {
    received_until_ = std::max(received_until_, heartbeat_.answered_until());
  }
}

}  // namespace pincer::core
