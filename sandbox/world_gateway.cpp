// What the gateway asks of the world, and tells it: guilds, members, presence, voice, sessions.
#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <cassert>

#include "sandbox/objects_json.hpp"
#include "sandbox/snowflakes.hpp"
#include "sandbox/world.hpp"

namespace pincer::sandbox {

using boost::json::array;
using boost::json::object;

std::vector<Id> World::guilds_of(Id application_id) const {
  std::vector<Id> ids;
  for (const auto& [id, guild] : guilds_) {
    if (guild.members.contains(application_id)) ids.push_back(id);
  }
  return ids;
}

object World::unavailable_guild(Id guild_id) {
  return {{"id", id_json(guild_id)}, {"unavailable", true}};
}

object World::guild_create(Id guild_id, Id application_id, Intents intents) const {
  const Guild& guild = guilds_.at(guild_id);
  // https://discord.com/developers/docs/events/gateway-events#guild-create
  const bool everybody = intents.contains(Intents::guild_presences);
  array members;
  array presences;
  for (const auto& [id, member] : guild.members) {
    if (!everybody && id != application_id && !guild.voice_states.contains(id)) continue;
    members.emplace_back(member_json(*this, member));
    const User& user = users_.at(id);
    if (everybody && user.status != "offline") presences.emplace_back(presence_json(user));
  }
  array voice_states;
  for (const auto& [id, state] : guild.voice_states) {
    object json = voice_state_json(*this, guild_id, state);
    json.erase("guild_id");
    voice_states.emplace_back(std::move(json));
  }
  array channels;
  for (const auto& [id, channel] : channels_) {
    if (channel.guild_id == guild_id) channels.emplace_back(channel_json(*this, channel));
  }
  object json = guild_json(*this, guild);
  const Member* self = member(guild_id, application_id);
  json["joined_at"] = timestamp_of(self != nullptr ? self->joined : guild_id);
  json["large"] = false;
  json["unavailable"] = false;
  json["member_count"] = guild.members.size();
  json["voice_states"] = std::move(voice_states);
  json["members"] = std::move(members);
  json["channels"] = std::move(channels);
  json["presences"] = std::move(presences);
  for (const char* empty : {"threads", "stage_instances", "guild_scheduled_events",
                            "soundboard_sounds", "embedded_activities"}) {
    json[empty] = array();
  }
  return json;
}

object World::current_user(Id application_id) const {
  return own_user_json(users_.at(application_id));
}

object World::partial_application(Id application_id) const {
  return {{"id", id_json(application_id)},
          {"flags", application_flags(applications_.at(application_id))}};
}

MembersFound World::find_members(Id guild_id, const MembersQuery& query) const {
  MembersFound found;
  const Guild& guild = guilds_.at(guild_id);
  const auto matches = [&](const Member& member) {
    if (!query.user_ids.empty()) {
      return std::find(query.user_ids.begin(), query.user_ids.end(), member.user_id) !=
             query.user_ids.end();
    }
    return boost::algorithm::istarts_with(users_.at(member.user_id).name, query.name_prefix) ||
           boost::algorithm::istarts_with(member.nick, query.name_prefix);
  };
  for (const auto& [id, member] : guild.members) {
    if (query.limit != 0 && found.members.size() == query.limit) break;
    if (!matches(member)) continue;
    found.members.emplace_back(member_json(*this, member));
    const User& user = users_.at(id);
    if (query.presences && user.status != "offline")
      found.presences.emplace_back(presence_json(user));
  }
  for (const Id id : query.user_ids) {
    if (!guild.members.contains(id)) found.not_found.push_back(id);
  }
  return found;
}

void World::update_presence(Id user_id, std::string status, array activities) {
  User& user = users_.at(user_id);
  // Discord shows the invisible as offline.
  if (status == "invisible") status = "offline";
  if (status == "offline") activities.clear();
  if (user.status == status && user.activities == activities) return;
  user.status = std::move(status);
  user.activities = std::move(activities);
  for (const auto& [id, guild] : guilds_) {
    if (!guild.members.contains(user_id)) continue;
    object json = presence_json(user);
    json["guild_id"] = id_json(id);
    emit_to(bots_in(guild), "PRESENCE_UPDATE", id, std::move(json), Intents::guild_presences);
  }
}

bool World::update_voice_state(Id user_id, Id guild_id, std::optional<Id> channel_id,
                               bool self_mute, bool self_deaf) {
  const auto found = guilds_.find(guild_id);
  if (found == guilds_.end() || !found->second.members.contains(user_id)) return false;
  Guild& guild = found->second;
  if (channel_id) {
    const Channel* channel = this->channel(*channel_id);
    if (channel == nullptr || channel->guild_id != guild_id ||
        channel->type != ChannelType::voice) {
      return false;
    }
  }
  const auto known = guild.voice_states.find(user_id);
  const bool was_in_a_channel = known != guild.voice_states.end();
  if (!was_in_a_channel && !channel_id) return true;
  VoiceState state{user_id, channel_id.value_or(0),
                   was_in_a_channel ? known->second.session_id : next_token(32), self_mute,
                   self_deaf};
  if (channel_id) {
    guild.voice_states[user_id] = state;
  } else {
    guild.voice_states.erase(known);
  }
  emit_to(bots_in(guild), "VOICE_STATE_UPDATE", guild_id, voice_state_json(*this, guild_id, state),
          Intents::guild_voice_states);
  if (channel_id && !was_in_a_channel && applications_.contains(user_id)) {
    // A null endpoint is Discord's way to say that no voice server is available yet: the sandbox
    // has none.
    emit_to({user_id}, "VOICE_SERVER_UPDATE", guild_id,
            {{"token", next_token(16)}, {"guild_id", id_json(guild_id)}, {"endpoint", nullptr}},
            Intents::none);
  }
  return true;
}

SessionStartLimit World::session_start_limit(Id application_id, TimePoint now) {
  Application& application = applications_.at(application_id);
  if (now >= application.session_starts_reset) {
    application.session_starts_remaining = gateway_.session_starts_total;
    application.session_starts_reset = now + gateway_.session_starts_reset_after;
  }
  return {gateway_.session_starts_total, application.session_starts_remaining,
          application.session_starts_reset - now, gateway_.max_concurrency};
}

bool World::take_session_start(Id application_id, TimePoint now) {
  if (session_start_limit(application_id, now).remaining == 0) return false;
  --applications_.at(application_id).session_starts_remaining;
  return true;
}

}  // namespace pincer::sandbox
