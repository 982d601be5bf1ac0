// The commands of a client that is logged in, the faults, and the log.
#include <algorithm>

#include "sandbox/gateway_hub.hpp"
#include "sandbox/gateway_rules.hpp"

namespace pincer::sandbox {
namespace {

using Kind = TrafficEntry::Kind;

}  // namespace

void GatewayHub::set_presence(Id user, const boost::json::object& presence) {
  const auto* status = presence.if_contains("status");
  const auto* activities = presence.if_contains("activities");
  world_.update_presence(
      user, status != nullptr && status->is_string() ? status->get_string().c_str() : "online",
      activities != nullptr && activities->is_array() ? activities->get_array()
                                                      : boost::json::array());
}

void GatewayHub::on_command(GatewayPeer& peer, const PresenceCommand& command, TimePoint now) {
  log(Kind::gateway_command, peer, "Update Presence", now,
      {{"op", 3}, {"presence", command.presence}});
  set_presence(session_of(peer).identity().application, command.presence);
}

void GatewayHub::on_command(GatewayPeer& peer, const VoiceStateCommand& command, TimePoint now) {
  log(Kind::gateway_command, peer, "Update Voice State", now,
      {{"op", 4}, {"guild_id", std::to_string(command.guild_id)}});
  const GatewaySession& session = session_of(peer);
  if (!serves_guild(session, command.guild_id)) return;
  world_.update_voice_state(session.identity().application, command.guild_id, command.channel_id,
                            command.self_mute, command.self_deaf);
}

void GatewayHub::on_command(GatewayPeer& peer, const RequestMembersCommand& command,
                            TimePoint now) {
  log(Kind::gateway_command, peer, "Request Guild Members", now,
      {{"op", 8}, {"guild_id", std::to_string(command.guild_id)}, {"nonce", command.nonce}});
  GatewaySession& session = session_of(peer);
  std::string refusal;
  std::vector<boost::json::object> chunks;
  if (serves_guild(session, command.guild_id)) {
    chunks = members_chunks(world_, session, command, refusal);
  } else {
    refusal = "the guild is not one of this shard";
  }
  if (!refusal.empty()) {
    return log(Kind::gateway_state, peer, "Request Guild Members ignored: " + refusal, now);
  }
  const bool everybody = command.user_ids.empty() && command.limit == 0;
  if (everybody) {
    const ApplicationKey key(session.identity().application, command.guild_id);
    const auto [last, first_time] = last_members_request_.try_emplace(key, now);
    const TimePoint next = last->second + world_.gateway_settings().members_request_interval;
    if (!first_time && now < next) {
      return send_event(session, "RATE_LIMITED", members_rate_limited_data(command, next - now),
                        now);
    }
    last->second = now;
  }
  for (const auto& chunk : chunks)
    send_event(session, "GUILD_MEMBERS_CHUNK", chunk, now);
}

void GatewayHub::on_command(GatewayPeer& peer, const SoundboardSoundsCommand& command,
                            TimePoint now) {
  log(Kind::gateway_command, peer, "Request Soundboard Sounds", now, {{"op", 31}});
  GatewaySession& session = session_of(peer);
  for (const Id guild : command.guild_ids) {
    if (serves_guild(session, guild)) {
      send_event(session, "SOUNDBOARD_SOUNDS", soundboard_sounds_data(guild), now);
    }
  }
}

void GatewayHub::on_command(GatewayPeer& peer, const ChannelInfoCommand& command, TimePoint now) {
  log(Kind::gateway_command, peer, "Request Channel Info", now,
      {{"op", 43}, {"guild_id", std::to_string(command.guild_id)}});
  GatewaySession& session = session_of(peer);
  if (serves_guild(session, command.guild_id)) {
    send_event(session, "CHANNEL_INFO", channel_info_data(world_, command.guild_id), now);
  }
}

// --- Faults.

GatewayTarget GatewayHub::target_of(ConnectionId connection) const {
  GatewayTarget target;
  target.connection = connection;
  const auto peer = peers_.find(connection);
  const auto session =
      peer != peers_.end() ? sessions_.find(peer->second.session_id()) : sessions_.end();
  if (session == sessions_.end()) return target;
  target.session = session->first;
  target.shard = session->second.identity().shard;
  target.application = session->second.identity().application;
  return target;
}

void GatewayHub::apply_message_faults(GatewayOutput& output, TimePoint now) {
  const GatewayTarget target = target_of(output.connection);
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
      log(Kind::fault, peers_.at(output.connection), std::string(info(kind).name), now);
    }
  }
}

std::size_t GatewayHub::inject(const Fault& fault, TimePoint now) {
  std::size_t met = 0;
  if (fault.kind == FaultKind::forget_session) {
    met = forget_sessions(fault, now);
  } else {
    for (auto& [id, peer] : peers_) {
      if (!matches(fault, target_of(id))) continue;
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
    GatewayTarget target;
    const auto connection = session->second.connection();
    target.connection = connection.value_or(0);
    target.session = session->first;
    target.shard = session->second.identity().shard;
    target.application = session->second.identity().application;
    if (!matches(fault, target)) {
      ++session;
      continue;
    }
    ++met;
    session = forget(session);
    if (!connection) continue;
    GatewayPeer& peer = peers_.at(*connection);
    log(Kind::fault, peer, "forget_session", now);
    peer.drop(output_);
  }
  return met;
}

void GatewayHub::inject_into(GatewayPeer& peer, const Fault& fault, TimePoint now) {
  const auto session = sessions_.find(peer.session_id());
  switch (fault.kind) {
    case FaultKind::drop: return peer.drop(output_);
    case FaultKind::close: return peer.close(fault.code, fault.reason, output_);
    case FaultKind::op1: return peer.send_opcode(wire::Opcode::heartbeat, output_);
    case FaultKind::op7: return peer.send_opcode(wire::Opcode::reconnect, output_);
    case FaultKind::op9:
      // Either way the session is no longer this connection's: the client may close the connection,
      // or send Resume or Identify on it.
      if (!fault.resumable && session != sessions_.end()) forget(session);
      detach(peer, now);
      peer.set_session({});
      return peer.send_invalid_session(fault.resumable, output_);
    case FaultKind::stop_acks: return peer.stop_acknowledging();
    case FaultKind::half_open: return peer.half_open();
    case FaultKind::garbage: return peer.send("{\"op\": this is not JSON", output_);
    case FaultKind::unknown_opcode:
      return peer.send(R"({"t":null,"s":null,"op":99,"d":{"from":"the sandbox"}})", output_);
    case FaultKind::unknown_event:
      if (session == sessions_.end()) return;
      return send_event(session->second, "SANDBOX_UNKNOWN_EVENT", {{"from", "the sandbox"}}, now);
    case FaultKind::huge_message:
      // White space is JSON's cheapest way to be long.
      return peer.send_unencoded(std::string(fault.megabytes << 20U, ' '), false, output_);
    case FaultKind::bomb:
      return peer.send_unencoded(peer.encoder().encode_bomb(fault.megabytes << 20U), true, output_);
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
