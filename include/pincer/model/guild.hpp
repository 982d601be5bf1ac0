// Guilds. Layer: model. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pincer/model/emoji.hpp"
#include "pincer/model/role.hpp"
#include "pincer/permissions.hpp"
#include "pincer/snowflake.hpp"

namespace pincer {

/// https://discord.com/developers/docs/resources/guild#guild-object-verification-level
enum class VerificationLevel : std::int32_t {
  none = 0,
  low = 1,
  medium = 2,
  high = 3,
  very_high = 4
};

/// https://discord.com/developers/docs/resources/guild#guild-object-premium-tier
enum class PremiumTier : std::int32_t { none = 0, tier_1 = 1, tier_2 = 2, tier_3 = 3 };

/// https://discord.com/developers/docs/resources/guild#guild-object
struct Guild {
  GuildId id;
  std::string name;
  std::optional<std::string> icon;
  std::optional<std::string> splash;
  std::optional<std::string> discovery_splash;
  bool owner = false;  ///< Only in a user's list of guilds: whether the user owns it.
  UserId owner_id;
  std::optional<Permissions> permissions;  ///< Only in a user's list of guilds.
  ChannelId afk_channel_id;
  std::int32_t afk_timeout = 0;  ///< Seconds.
  bool widget_enabled = false;
  ChannelId widget_channel_id;
  VerificationLevel verification_level = VerificationLevel::none;
  std::int32_t default_message_notifications = 0;
  std::int32_t explicit_content_filter = 0;
  std::vector<Role> roles;
  std::vector<Emoji> emojis;
  std::vector<std::string> features;
  std::int32_t mfa_level = 0;
  ApplicationId application_id;
  ChannelId system_channel_id;
  std::int32_t system_channel_flags = 0;
  ChannelId rules_channel_id;
  std::optional<std::int32_t> max_members;
  std::optional<std::string> vanity_url_code;
  std::optional<std::string> description;
  std::optional<std::string> banner;
  PremiumTier premium_tier = PremiumTier::none;
  std::optional<std::int32_t> premium_subscription_count;
  std::string preferred_locale;
  ChannelId public_updates_channel_id;
  std::optional<std::int32_t> approximate_member_count;
  std::optional<std::int32_t> approximate_presence_count;
  std::int32_t nsfw_level = 0;
  bool premium_progress_bar_enabled = false;
  ChannelId safety_alerts_channel_id;
};

/// A guild that is not there: not loaded yet, in an outage, or left.
/// https://discord.com/developers/docs/resources/guild#unavailable-guild-object
struct UnavailableGuild {
  GuildId id;
  bool unavailable = false;
};

}  // namespace pincer
