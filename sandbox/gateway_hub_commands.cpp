// The commands of a client that is logged in.
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
  for (const auto& chunk : chunks) send_event(session, "GUILD_MEMBERS_CHUNK", chunk, now);
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
    send_event(session, "CHANNEL_INFO", channel_info_data(world_, command), now);
  }
}

}  // namespace pincer::sandbox
