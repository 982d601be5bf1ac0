// Faults as the hub brings them about, and what it tells people of itself.
#include "sandbox/gateway_hub.hpp"

namespace pincer::sandbox {
namespace {

using Kind = TrafficEntry::Kind;

}  // namespace

GatewayTarget GatewayHub::target_of(const GatewayPeer& peer) const {
  const auto session = sessions_.find(peer.session_id());
  GatewayTarget target = session != sessions_.end() ? target_of(session->second) : GatewayTarget();
  target.connection = peer.id();
  return target;
}

GatewayTarget GatewayHub::target_of(const GatewaySession& session) {
  GatewayTarget target;
  target.connection = session.connection().value_or(0);
  target.session = session.identity().id;
  target.shard = session.identity().shard;
  target.application = session.identity().application;
  return target;
}

void GatewayHub::apply_message_faults(GatewayOutput& output, TimePoint now) {
  const GatewayPeer& peer = peers_.at(output.connection);
  const GatewayTarget target = target_of(peer);
  for (const FaultKind kind :
       {FaultKind::delay, FaultKind::split, FaultKind::corrupt, FaultKind::truncate}) {
    // Only a delay means anything to a close or a cut.
    if (output.kind != GatewayOutput::Kind::message && kind != FaultKind::delay) continue;
    const auto fault = faults_.take(FaultTrigger::next_message, [&](const Fault& armed) {
      return armed.kind == kind && matches(armed, target);
    });
    if (!fault) continue;
    alter(*fault, output);
    // A standing delay would fill the log with itself.
    if (fault->times != 0) {
      log(Kind::fault, peer, std::string(info(kind).name), now);
    }
  }
}

std::size_t GatewayHub::inject(const Fault& fault, TimePoint now) {
  std::size_t met = 0;
  if (fault.kind == FaultKind::forget_session) {
    met = forget_sessions(fault, now);
  } else {
    for (auto& [id, peer] : peers_) {
      if (!matches(fault, target_of(peer))) continue;
      ++met;
      log(Kind::fault, peer, std::string(info(fault.kind).name), now);
      inject_into(peer, fault, now);
    }
  }
  settle(now);
  return met;
}

std::size_t GatewayHub::forget_sessions(const Fault& fault, TimePoint now) {
  std::size_t met = 0;
  for (auto session = sessions_.begin(); session != sessions_.end();) {
    if (!matches(fault, target_of(session->second))) {
      ++session;
      continue;
    }
    ++met;
    const auto connection = session->second.connection();
    session = forget(session);
    if (!connection) continue;
    GatewayPeer& peer = peers_.at(*connection);
    log(Kind::fault, peer, "forget_session", now);
    peer.drop(pending_);
  }
  return met;
}

void GatewayHub::inject_into(GatewayPeer& peer, const Fault& fault, TimePoint now) {
  const auto session = sessions_.find(peer.session_id());
  switch (fault.kind) {
    case FaultKind::drop: return peer.drop(pending_);
    case FaultKind::close: return peer.close(fault.code, fault.reason, pending_);
    case FaultKind::op1: return peer.send_opcode(wire::Opcode::heartbeat, pending_);
    case FaultKind::op7: return peer.send_opcode(wire::Opcode::reconnect, pending_);
    case FaultKind::op9:
      // Either way the session is no longer this connection's: the client may close the connection,
      // or send Resume or Identify on it.
      if (!fault.resumable && session != sessions_.end()) forget(session);
      detach(peer, now);
      peer.set_session({});
      return peer.send_invalid_session(fault.resumable, pending_);
    case FaultKind::stop_acks: return peer.stop_acknowledging();
    case FaultKind::half_open: return peer.half_open();
    case FaultKind::garbage: return peer.send("{\"op\": this is not JSON", pending_);
    case FaultKind::unknown_opcode:
      return peer.send(R"({"t":null,"s":null,"op":99,"d":{"from":"the sandbox"}})", pending_);
    case FaultKind::unknown_event:
      if (session == sessions_.end()) return;
      return send_event(session->second, "SANDBOX_UNKNOWN_EVENT", {{"from", "the sandbox"}}, now);
    case FaultKind::huge_message:
      // White space is JSON's cheapest way to be long.
      return peer.send_unencoded(std::string(fault.megabytes << 20U, ' '), false, pending_);
    case FaultKind::bomb:
      return peer.send_unencoded(peer.encoder().encode_bomb(fault.megabytes << 20U), true,
                                 pending_);
    default: break;  // The other triggers.
  }
}

// --- For people.

void GatewayHub::log(TrafficEntry::Kind kind, const GatewayPeer& peer, std::string summary,
                     TimePoint now, boost::json::object details) {
  details["connection"] = peer.id();
  const auto session = sessions_.find(peer.session_id());
  if (session != sessions_.end()) {
    const auto& identity = session->second.identity();
    details["session"] = identity.id;
    details["shard"] = {identity.shard, identity.num_shards};
    details["application"] = std::to_string(identity.application);
  }
  summary += kind == Kind::gateway_event ? " -> connection " : " (connection ";
  summary += std::to_string(peer.id()) + (kind == Kind::gateway_event ? "" : ")");
  log_.add(kind, std::move(summary), std::move(details), now);
}

boost::json::object GatewayHub::describe(TimePoint now) const {
  boost::json::array connections;
  for (const auto& [id, peer] : peers_) {
    connections.emplace_back(
        boost::json::object{{"connection", id}, {"session", peer.session_id()}});
  }
  boost::json::array sessions;
  for (const auto& [id, session] : sessions_) {
    const auto& identity = session.identity();
    boost::json::object entry{{"session", id},
                              {"application", std::to_string(identity.application)},
                              {"shard", {identity.shard, identity.num_shards}},
                              {"intents", identity.intents.to_string()},
                              {"sequence", session.sequence()}};
    if (const auto connection = session.connection()) entry["connection"] = *connection;
    if (const auto expires_at = session.expires_at()) {
      entry["expires_in"] = std::chrono::duration<double>(*expires_at - now).count();
    }
    sessions.emplace_back(std::move(entry));
  }
  return {{"connections", std::move(connections)}, {"sessions", std::move(sessions)}};
}

}  // namespace pincer::sandbox
