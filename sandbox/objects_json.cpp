#include "sandbox/objects_json.hpp"

#include "sandbox/snowflakes.hpp"
#include "sandbox/world.hpp"

namespace pincer::sandbox {

using boost::json::array;
using boost::json::object;
using boost::json::value;

boost::json::string id_json(Id id) { return boost::json::string(std::to_string(id)); }

value id_json(const std::optional<Id>& id) { return id ? value(id_json(*id)) : value(nullptr); }

array ids_json(const std::vector<Id>& ids) {
  array list;
  for (const Id id : ids) list.emplace_back(id_json(id));
  return list;
}

object user_json(const User& user) {
  object json{
      {"id", id_json(user.id)},
      {"username", user.name},
      {"discriminator", user.bot ? "0000" : "0"},
      {"global_name", user.display_name.empty() ? value(nullptr) : value(user.display_name)},
      {"avatar", nullptr},
      {"banner", nullptr},
      {"accent_color", nullptr},
      {"avatar_decoration_data", nullptr},
      {"collectibles", nullptr},
      {"primary_guild", nullptr},
      {"public_flags", 0},
      {"flags", 0}};
  // Discord leaves `bot` out of people.
  if (user.bot) json["bot"] = true;
  return json;
}

object own_user_json(const User& user) {
  object json = user_json(user);
  json["bio"] = "";
  json["email"] = nullptr;
  json["locale"] = user.locale;
  json["mfa_enabled"] = true;
  json["premium_type"] = 0;
  json["verified"] = true;
  return json;
}

object role_json(const Guild& guild, const Role& role) {
  return {{"id", id_json(role.id)},
          {"name", role.id == guild.id ? std::string("@everyone") : role.name},
          {"color", role.color},
          {"colors", object{{"primary_color", role.color},
                            {"secondary_color", nullptr},
                            {"tertiary_color", nullptr}}},
          {"hoist", role.hoist},
          {"icon", nullptr},
          {"unicode_emoji", nullptr},
          {"position", role.position},
          {"permissions", std::to_string(role.permissions)},
          {"managed", false},
          {"mentionable", role.mentionable},
          {"flags", 0}};
}

object member_json(const Member& member) {
  return {{"nick", member.nick.empty() ? value(nullptr) : value(member.nick)},
          {"avatar", nullptr},
          {"banner", nullptr},
          {"roles", ids_json(member.roles)},
          {"joined_at", timestamp_of(member.joined)},
          {"premium_since", nullptr},
          {"deaf", false},
          {"mute", false},
          {"flags", 0},
          {"pending", false},
          {"communication_disabled_until", nullptr}};
}

object member_json(const World& world, const Member& member) {
  object json = member_json(member);
  json["user"] = user_json(*world.user(member.user_id));
  return json;
}

object channel_json(const World& world, const Channel& channel) {
  object json{{"id", id_json(channel.id)},
              {"type", static_cast<int>(channel.type)},
              {"last_message_id", id_json(channel.last_message_id)},
              {"flags", 0}};
  if (channel.type == ChannelType::dm) {
    // A bot sees the other side; in the sandbox every DM is between a person and a bot.
    array recipients;
    for (const Id id : channel.recipients) {
      const User& user = *world.user(id);
      if (!user.bot) recipients.emplace_back(user_json(user));
    }
    json["recipients"] = std::move(recipients);
    return json;
  }
  array overwrites;
  for (const Overwrite& overwrite : channel.overwrites) {
    overwrites.emplace_back(object{{"id", id_json(overwrite.id)},
                                   {"type", overwrite.is_member ? 1 : 0},
                                   {"allow", std::to_string(overwrite.allow)},
                                   {"deny", std::to_string(overwrite.deny)}});
  }
  json["guild_id"] = id_json(*channel.guild_id);
  json["name"] = channel.name;
  json["position"] = channel.position;
  json["parent_id"] = id_json(channel.parent_id);
  json["permission_overwrites"] = std::move(overwrites);
  json["nsfw"] = channel.nsfw;
  if (channel.type == ChannelType::category) {
    json.erase("last_message_id");
    return json;
  }
  json["rate_limit_per_user"] = 0;
  if (channel.type == ChannelType::voice) {
    json["bitrate"] = 64000;
    json["user_limit"] = 0;
    json["rtc_region"] = nullptr;
  } else {
    json["topic"] = channel.topic.empty() ? value(nullptr) : value(channel.topic);
    json["last_pin_timestamp"] = nullptr;
  }
  return json;
}

object guild_json(const World& world, const Guild& guild) {
  array roles;
  for (const auto& [id, role] : guild.roles) roles.emplace_back(role_json(guild, role));
  std::optional<Id> system_channel;
  for (const auto& [id, channel] : world.channels()) {
    if (channel.guild_id == guild.id && channel.type == ChannelType::text && !system_channel) {
      system_channel = id;
    }
  }
  return {{"id", id_json(guild.id)},
          {"name", guild.name},
          {"icon", nullptr},
          {"icon_hash", nullptr},
          {"description", nullptr},
          {"home_header", nullptr},
          {"splash", nullptr},
          {"discovery_splash", nullptr},
          {"features", array()},
          {"banner", nullptr},
          {"owner_id", id_json(guild.owner_id)},
          {"application_id", nullptr},
          {"region", "us-east"},
          {"afk_channel_id", nullptr},
          {"afk_timeout", 300},
          {"system_channel_id", id_json(system_channel)},
          {"system_channel_flags", 0},
          {"widget_enabled", false},
          {"widget_channel_id", nullptr},
          {"verification_level", 0},
          {"roles", std::move(roles)},
          {"default_message_notifications", 0},
          {"mfa_level", 0},
          {"explicit_content_filter", 0},
          {"max_presences", nullptr},
          {"max_members", 500'000},
          {"max_stage_video_channel_users", 50},
          {"max_video_channel_users", 25},
          {"vanity_url_code", nullptr},
          {"premium_tier", 0},
          {"premium_subscription_count", 0},
          {"preferred_locale", guild.locale},
          {"rules_channel_id", nullptr},
          {"safety_alerts_channel_id", nullptr},
          {"public_updates_channel_id", nullptr},
          {"premium_progress_bar_enabled", false},
          {"nsfw", false},
          {"nsfw_level", 0},
          {"emojis", array()},
          {"stickers", array()},
          {"incidents_data", nullptr}};
}

object voice_state_json(const World& world, Id guild_id, const VoiceState& state) {
  object json{
      {"guild_id", id_json(guild_id)},
      {"channel_id", state.channel_id == 0 ? value(nullptr) : value(id_json(state.channel_id))},
      {"user_id", id_json(state.user_id)},
      {"session_id", state.session_id},
      {"deaf", false},
      {"mute", false},
      {"self_deaf", state.self_deaf},
      {"self_mute", state.self_mute},
      {"self_video", false},
      {"suppress", false},
      {"request_to_speak_timestamp", nullptr}};
  if (const Member* member = world.member(guild_id, state.user_id)) {
    json["member"] = member_json(world, *member);
  }
  return json;
}

object presence_json(const User& user) {
  object client_status;
  if (user.status != "offline") client_status[user.bot ? "web" : "desktop"] = user.status;
  return {{"user", object{{"id", id_json(user.id)}}},
          {"status", user.status},
          {"activities", user.activities},
          {"client_status", std::move(client_status)}};
}

int application_flags(const Application& application) {
  // The "limited" forms: what bots in few guilds get by a switch in the developer portal.
  constexpr int presence_limited = 1 << 13;
  constexpr int guild_members_limited = 1 << 15;
  constexpr int message_content_limited = 1 << 19;
  int flags = 0;
  const Intents intents = application.privileged_intents;
  if (intents.contains(Intents::guild_presences)) flags |= presence_limited;
  if (intents.contains(Intents::guild_members)) flags |= guild_members_limited;
  if (intents.contains(Intents::message_content)) flags |= message_content_limited;
  return flags;
}

void add_counts(object& guild_json, const World& world, const Guild& guild) {
  std::size_t present = 0;
  for (const auto& [id, member] : guild.members) {
    if (world.user(id)->status != "offline") ++present;
  }
  guild_json["approximate_member_count"] = guild.members.size();
  guild_json["approximate_presence_count"] = present;
}

object application_json(const World& world, const Application& application) {
  const int flags = application_flags(application);
  return {{"id", id_json(application.id)},
          {"name", application.name},
          {"icon", nullptr},
          {"description", application.description},
          {"summary", ""},
          {"type", nullptr},
          {"bot", user_json(*world.user(application.id))},
          {"bot_public", true},
          {"bot_require_code_grant", false},
          {"verify_key", std::string(64, '0')},
          {"flags", flags},
          {"flags_new", std::to_string(flags)},
          {"tags", array()},
          {"redirect_uris", array()},
          {"interactions_endpoint_url", nullptr},
          {"role_connections_verification_url", nullptr},
          {"owner", user_json(*world.user(application.owner_id))},
          {"approximate_guild_count", world.guilds_of(application.id).size()},
          {"approximate_user_install_count", 0},
          {"approximate_user_authorization_count", 0},
          {"event_webhooks_status", 1},
          {"integration_types_config", object{{"0", object()}}},
          {"explicit_content_filter", 0},
          {"team", nullptr},
          {"eligible_oauth2_scopes", array{"bot", "applications.commands"}}};
}

}  // namespace pincer::sandbox
