// Members of a guild. Layer: model. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pincer/flags.hpp"
#include "pincer/model/user.hpp"
#include "pincer/permissions.hpp"
#include "pincer/snowflake.hpp"
#include "pincer/timestamp.hpp"

namespace pincer {

/// https://discord.com/developers/docs/resources/guild#guild-member-object-guild-member-flags
enum class MemberFlag : std::uint64_t {
  did_rejoin = 1U << 0U,
  completed_onboarding = 1U << 1U,
  bypasses_verification = 1U << 2U,
  started_onboarding = 1U << 3U,
  is_guest = 1U << 4U,
  started_home_actions = 1U << 5U,
  completed_home_actions = 1U << 6U,
  automod_quarantined_username = 1U << 7U,
  dm_settings_upsell_acknowledged = 1U << 9U,
  automod_quarantined_guild_tag = 1U << 10U,
};
template <>
inline constexpr bool is_flag<MemberFlag> = true;
using MemberFlags = Flags<MemberFlag>;

/// https://discord.com/developers/docs/resources/guild#guild-member-object
struct Member {
  std::optional<User> user;  ///< Absent beside a message, whose author it is.
  std::optional<std::string> nick;
  std::optional<std::string> avatar;
  std::optional<std::string> banner;
  std::vector<RoleId> roles;
  std::optional<Timestamp> joined_at;
  std::optional<Timestamp> premium_since;
  bool deaf = false;
  bool mute = false;
  MemberFlags flags;
  bool pending = false;
  std::optional<Permissions> permissions;  ///< Only in interactions: in the channel it came from.
  std::optional<Timestamp> communication_disabled_until;
};

}  // namespace pincer
