#include "pincer/model/guild.hpp"

#include "model/read.hpp"

namespace pincer {

bool read_field(json::Key key, json::Value& field, Guild& guild) {
  switch (key.hash) {
    case "id"_key: return read(field, guild.id);
    case "name"_key: return read(field, guild.name);
    case "icon"_key: return read(field, guild.icon);
    case "splash"_key: return read(field, guild.splash);
    case "discovery_splash"_key: return read(field, guild.discovery_splash);
    case "owner"_key: return read(field, guild.owner);
    case "owner_id"_key: return read(field, guild.owner_id);
    case "permissions"_key: return read(field, guild.permissions);
    case "afk_channel_id"_key: return read(field, guild.afk_channel_id);
    case "afk_timeout"_key: return read(field, guild.afk_timeout);
    case "widget_enabled"_key: return read(field, guild.widget_enabled);
    case "widget_channel_id"_key: return read(field, guild.widget_channel_id);
    case "verification_level"_key: return read(field, guild.verification_level);
    case "default_message_notifications"_key:
      return read(field, guild.default_message_notifications);
    case "explicit_content_filter"_key: return read(field, guild.explicit_content_filter);
    case "roles"_key: return read(field, guild.roles);
    case "emojis"_key: return read(field, guild.emojis);
    case "features"_key: return read(field, guild.features);
    case "mfa_level"_key: return read(field, guild.mfa_level);
    case "application_id"_key: return read(field, guild.application_id);
    case "system_channel_id"_key: return read(field, guild.system_channel_id);
    case "system_channel_flags"_key: return read(field, guild.system_channel_flags);
    case "rules_channel_id"_key: return read(field, guild.rules_channel_id);
    case "max_members"_key: return read(field, guild.max_members);
    case "vanity_url_code"_key: return read(field, guild.vanity_url_code);
    case "description"_key: return read(field, guild.description);
    case "banner"_key: return read(field, guild.banner);
    case "premium_tier"_key: return read(field, guild.premium_tier);
    case "premium_subscription_count"_key: return read(field, guild.premium_subscription_count);
    case "preferred_locale"_key: return read(field, guild.preferred_locale);
    case "public_updates_channel_id"_key: return read(field, guild.public_updates_channel_id);
    case "approximate_member_count"_key: return read(field, guild.approximate_member_count);
    case "approximate_presence_count"_key: return read(field, guild.approximate_presence_count);
    case "nsfw_level"_key: return read(field, guild.nsfw_level);
    case "premium_progress_bar_enabled"_key: return read(field, guild.premium_progress_bar_enabled);
    case "safety_alerts_channel_id"_key: return read(field, guild.safety_alerts_channel_id);
    default: return true;
  }
}

bool read(json::Value& value, Guild& guild) {
  const bool ok = json::read_object(
      value, [&](json::Key key, json::Value& field) { return read_field(key, field, guild); });
  return ok && json::require(value, guild.id, "id");
}

bool read(json::Value& value, UnavailableGuild& guild) {
  const bool ok = json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "id"_key: return read(field, guild.id);
      case "unavailable"_key: return read(field, guild.unavailable);
      default: return true;
    }
  });
  return ok && json::require(value, guild.id, "id");
}

template Result<Guild> decode<Guild>(std::string_view);
template Result<std::vector<Guild>> decode<std::vector<Guild>>(std::string_view);

}  // namespace pincer
