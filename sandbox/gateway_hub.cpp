#include "sandbox/gateway_hub.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cassert>

#include "sandbox/event_filter.hpp"
#include "sandbox/gateway_rules.hpp"
#include "wire/close_code.hpp"

namespace pincer::sandbox {
namespace {

using Kind = TrafficEntry::Kind;

std::string new_session_id(Random& random) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string id;
  for (int word = 0; word < 2; ++word) {
    std::uint64_t bits = random.next();
    for (int digit = 0; digit < 16; ++digit, bits >>= 4U) id += digits[bits & 0xfU];
  }
  return id;
}

std::string shard_text(const GatewaySession::Identity& identity) {
  return "shard " + std::to_string(identity.shard) + "/" + std::to_string(identity.num_shards);
}

std::shared_ptr<const std::string> to_text(const boost::json::object& data) {
  return std::make_shared<const std::string>(boost::json::serialize(data));
}

}  // namespace

GatewayHub::GatewayHub(World& world, Faults& faults, TrafficLog& log, std::uint64_t seed)
    : world_(world), faults_(faults), log_(log), random_(seed) {}

// --- Connections.

void GatewayHub::open(ConnectionId connection, std::string_view query, TimePoint now) {
  auto parsed = GatewayQuery::parse(query);
  const auto [entry, inserted] =
      peers_.try_emplace(connection, connection, std::move(parsed), world_.gateway_settings(), now);
  assert(inserted);
  GatewayPeer& peer = entry->second;
  log(Kind::gateway_state, peer, "connection opened", now, {{"query", query}});
  const auto fault = faults_.take(FaultTrigger::next_connection, [](const Fault&) { return true; });
  if (!fault) {
    peer.start(pending_);
  } else {
    log(Kind::fault, peer, std::string(info(fault->kind).name), now);
    if (fault->kind == FaultKind::refuse || fault->what == "drop") {
      peer.drop(pending_);
    } else if (fault->what == "close") {
      peer.close(fault->code, fault->reason, pending_);
    } else {
      if (fault->what == "op7") peer.send_opcode(wire::Opcode::reconnect, pending_);
      peer.half_open();
    }
  }
  settle(now);
}

void GatewayHub::receive(ConnectionId connection, std::string_view bytes, TimePoint now) {
  const auto found = peers_.find(connection);
  if (found == peers_.end()) return;
  GatewayPeer& peer = found->second;
  const auto command = peer.receive(bytes, now, pending_);
  std::visit([&](const auto& received) { on_command(peer, received, now); }, command);
  settle(now);
}

void GatewayHub::closed(ConnectionId connection, int code, TimePoint now) {
  const auto found = peers_.find(connection);
  if (found == peers_.end()) return;
  const GatewayPeer& peer = found->second;
  log(Kind::gateway_state, peer, "connection ended by the client: " + std::to_string(code), now,
      {{"code", code}});
  if (code == wire::close_code_normal || code == wire::close_code_going_away) {
    const auto session = sessions_.find(peer.session_id());
    if (session != sessions_.end()) forget(session);
  } else {
    detach(peer, now);
  }
  peers_.erase(connection);
}

void GatewayHub::detach(const GatewayPeer& peer, TimePoint now) {
  const auto session = sessions_.find(peer.session_id());
  if (session == sessions_.end()) return;
  session->second.detach(now + world_.gateway_settings().session_expiry);
}

void GatewayHub::tick(TimePoint now) {
  for (auto& [id, peer] : peers_) peer.tick(now, pending_);
  for (auto session = sessions_.begin(); session != sessions_.end();) {
    const auto expires_at = session->second.expires_at();
    session = expires_at && *expires_at <= now ? forget(session) : std::next(session);
  }
  settle(now);
}

std::optional<TimePoint> GatewayHub::deadline() const {
  std::optional<TimePoint> earliest;
  const auto consider = [&earliest](std::optional<TimePoint> moment) {
    if (moment && (!earliest || *moment < *earliest)) earliest = moment;
  };
  for (const auto& [id, peer] : peers_) consider(peer.deadline());
  for (const auto& [id, session] : sessions_) consider(session.expires_at());
  return earliest;
}

void GatewayHub::settle(TimePoint now) {
  for (GatewayOutput& output : pending_) {
    const auto found = peers_.find(output.connection);
    // A truncated message ended it: what was to follow is taken back.
    if (found == peers_.end()) continue;
    if (faults_.any(FaultTrigger::next_message)) apply_message_faults(output, now);
    output_.push_back(std::move(output));
    if (output_.back().kind != GatewayOutput::Kind::message) let_go(found, output_.back(), now);
  }
  pending_.clear();
}

void GatewayHub::let_go(Peers::iterator peer, const GatewayOutput& last, TimePoint now) {
  if (last.kind == GatewayOutput::Kind::close) {
    log(Kind::gateway_state, peer->second,
        "connection closed: " + std::to_string(last.close_code) + " " + last.reason, now,
        {{"code", last.close_code}, {"reason", last.reason}});
  } else {
    log(Kind::gateway_state, peer->second, "connection cut", now);
  }
  detach(peer->second, now);
  peers_.erase(peer);
}

// --- Sessions.

GatewaySession& GatewayHub::session_of(const GatewayPeer& peer) {
  const auto found = sessions_.find(peer.session_id());
  assert(found != sessions_.end());
  return found->second;
}

GatewayHub::Sessions::iterator GatewayHub::forget(Sessions::iterator session) {
  const Id application = session->second.identity().application;
  if (const auto connection = session->second.connection()) {
    const auto peer = peers_.find(*connection);
    if (peer != peers_.end()) peer->second.set_session({});
  }
  const auto next = sessions_.erase(session);
  const bool was_last = std::none_of(sessions_.begin(), sessions_.end(), [&](const auto& other) {
    return other.second.identity().application == application;
  });
  if (was_last) world_.update_presence(application, "offline", {});
  return next;
}

void GatewayHub::on_command(GatewayPeer& peer, const IdentifyCommand& command, TimePoint now) {
  const Application* application = world_.application_by_token(command.token.reveal());
  log(Kind::gateway_command, peer, "Identify", now,
      {{"op", 2}, {"intents", command.intents}, {"compress", command.compress}});
  if (application == nullptr) {
    return peer.close(CloseCode::authentication_failed, "Authentication failed", pending_);
  }
  if (const auto refusal = refuse_identify(world_, *application, command)) {
    return peer.close(refusal->first, refusal->second, pending_);
  }
  const int shard = command.shard ? static_cast<int>(command.shard->first) : 0;
  if (!take_identify(application->id, shard, now)) {
    log(Kind::gateway_state, peer, "identified too early: max_concurrency", now);
    return peer.send_invalid_session(false, pending_);
  }
  if (!world_.take_session_start(application->id, now)) {
    // "All active sessions for the app will be terminated, the bot token will be reset."
    // https://discord.com/developers/docs/events/gateway#identifying
    end_all_sessions(application->id, now);
    return peer.close(CloseCode::authentication_failed, "Session start limit reached", pending_);
  }
  start_session(peer, command, application->id, now);
}

bool GatewayHub::take_identify(Id application, int shard, TimePoint now) {
  const auto& settings = world_.gateway_settings();
  const auto key = static_cast<std::uint64_t>(shard % std::max(settings.max_concurrency, 1));
  const auto [last, first_time] = last_identify_.try_emplace({application, key}, now);
  if (!first_time && now < last->second + settings.identify_interval) return false;
  last->second = now;
  return true;
}

void GatewayHub::start_session(GatewayPeer& peer, const IdentifyCommand& command, Id application,
                               TimePoint now) {
  GatewaySession::Identity identity;
  identity.id = new_session_id(random_);
  identity.application = application;
  identity.intents = Intents(static_cast<std::uint32_t>(command.intents));
  identity.shard_was_given = command.shard.has_value();
  if (command.shard) {
    identity.shard = static_cast<int>(command.shard->first);
    identity.num_shards = static_cast<int>(command.shard->second);
  }
  identity.compress_payload = command.compress;
  std::string id = identity.id;
  GatewaySession& session = sessions_.try_emplace(std::move(id), std::move(identity)).first->second;
  session.attach(peer.id());
  peer.set_session(session.identity().id);
  if (command.compress) peer.enable_payload_compression();
  log(Kind::gateway_state, peer, "session started: " + shard_text(session.identity()), now);

  send_event(session, "READY", ready_data(world_, session, peer.version()), now);
  if (session.identity().intents.contains(Intents::guilds)) {
    for (const Id guild : guilds_of_shard(world_, session)) {
      send_event(session, "GUILD_CREATE",
                 world_.guild_create(guild, application, session.identity().intents), now);
    }
  }
  set_presence(application, command.presence.value_or(boost::json::object{{"status", "online"}}));
}

void GatewayHub::end_all_sessions(Id application, TimePoint now) {
  for (auto session = sessions_.begin(); session != sessions_.end();) {
    if (session->second.identity().application != application) {
      ++session;
      continue;
    }
    const auto connection = session->second.connection();
    session = forget(session);
    if (!connection) continue;
    GatewayPeer& peer = peers_.at(*connection);
    log(Kind::gateway_state, peer, "session ended: session start limit reached", now);
    peer.close(CloseCode::authentication_failed, "Session start limit reached", pending_);
  }
}

void GatewayHub::on_command(GatewayPeer& peer, const ResumeCommand& command, TimePoint now) {
  const Application* application = world_.application_by_token(command.token.reveal());
  log(Kind::gateway_command, peer, "Resume from sequence " + std::to_string(command.sequence), now,
      {{"op", 6}, {"session", command.session_id}, {"seq", command.sequence}});
  if (application == nullptr) {
    return peer.close(CloseCode::authentication_failed, "Authentication failed", pending_);
  }
  const auto found = sessions_.find(command.session_id);
  if (found == sessions_.end() || found->second.identity().application != application->id) {
    return peer.send_invalid_session(false, pending_);
  }
  GatewaySession& session = found->second;
  switch (session.check_resume(command.sequence)) {
    case GatewaySession::ResumeCheck::possible: break;
    case GatewaySession::ResumeCheck::invalid_sequence:
      forget(found);
      return peer.close(CloseCode::invalid_sequence, "Invalid seq", pending_);
    case GatewaySession::ResumeCheck::too_old:
      forget(found);
      return peer.send_invalid_session(false, pending_);
  }
  if (const auto other = session.connection()) {
    GatewayPeer& old = peers_.at(*other);
    old.set_session({});
    old.close(CloseCode::unknown_error, "Resumed by another connection", pending_);
  }
  session.attach(peer.id());
  peer.set_session(session.identity().id);
  if (session.identity().compress_payload) peer.enable_payload_compression();
  const std::uint64_t missed = session.sequence() - command.sequence;
  session.replay(command.sequence,
                 [&](const std::string& payload) { peer.send(payload, pending_); });
  log(Kind::gateway_state, peer,
      "session resumed: " + shard_text(session.identity()) + ", " + std::to_string(missed) +
          " events replayed",
      now, {{"replayed", missed}});
  send_event(session, "RESUMED", boost::json::object{}, now);
}

// --- Events.

bool GatewayHub::serves_guild(const GatewaySession& session, Id guild) const {
  return session.owns_guild(guild) &&
         world_.member(guild, session.identity().application) != nullptr;
}

bool GatewayHub::wants(const GatewaySession& session, const Event& event) const {
  const auto& identity = session.identity();
  const auto& chosen = event.applications;
  const bool is_chosen =
      std::find(chosen.begin(), chosen.end(), identity.application) != chosen.end();
  if (!chosen.empty() && !is_chosen) return false;
  if (event.guild_id) {
    // A bot that was just removed is chosen by name, and is a member no more.
    if (!(is_chosen ? session.owns_guild(*event.guild_id)
                    : serves_guild(session, *event.guild_id))) {
      return false;
    }
  } else if (!is_chosen || identity.shard != 0) {
    return false;
  }
  return intents_allow(event, identity.intents, identity.application);
}

void GatewayHub::dispatch(const Event& event, TimePoint now) {
  EventText whole;
  std::map<Id, EventText> emptied;  // By application: the exceptions differ.
  for (auto& [id, session] : sessions_) {
    if (!wants(session, event)) continue;
    const auto& identity = session.identity();
    if (event.name == "GUILD_CREATE" && world_.guild(event.guild_id.value_or(0)) != nullptr) {
      // What a guild shows of its members depends on the session's intents.
      send_event(session, event.name,
                 world_.guild_create(*event.guild_id, identity.application, identity.intents), now);
      continue;
    }
    const bool filtered =
        event.has_message_content && !identity.intents.contains(Intents::message_content);
    EventText& text = filtered ? emptied[identity.application] : whole;
    if (!text) {
      text = to_text(filtered ? without_content(event.data, identity.application) : event.data);
    }
    send_event(session, event.name, text, now);
  }
  settle(now);
}

void GatewayHub::send_event(GatewaySession& session, const std::string& name,
                            const boost::json::object& data, TimePoint now) {
  send_event(session, name, to_text(data), now);
}

void GatewayHub::send_event(GatewaySession& session, const std::string& name, const EventText& data,
                            TimePoint now) {
  const std::string payload = session.record(name, data);
  const auto connection = session.connection();
  if (!connection) return;
  GatewayPeer& peer = peers_.at(*connection);
  peer.send(payload, pending_);
  log(Kind::gateway_event, peer, name + " #" + std::to_string(session.sequence()), now,
      {{"event", name},
       {"sequence", session.sequence()},
       {"data", std::string_view(*data).substr(0, logged_data_max)}});
}

}  // namespace pincer::sandbox
