// Users. Layer: model. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "pincer/flags.hpp"
#include "pincer/snowflake.hpp"

namespace pincer {

/// https://discord.com/developers/docs/resources/user#user-object-user-flags
enum class UserFlag : std::uint64_t {
  staff = 1U << 0U,
  partner = 1U << 1U,
  hypesquad = 1U << 2U,
  bug_hunter_level_1 = 1U << 3U,
  hypesquad_online_house_1 = 1U << 6U,
  hypesquad_online_house_2 = 1U << 7U,
  hypesquad_online_house_3 = 1U << 8U,
  premium_early_supporter = 1U << 9U,
  team_pseudo_user = 1U << 10U,
  bug_hunter_level_2 = 1U << 14U,
  verified_bot = 1U << 16U,
  verified_developer = 1U << 17U,
  certified_moderator = 1U << 18U,
  bot_http_interactions = 1U << 19U,
};
template <>
inline constexpr bool is_flag<UserFlag> = true;
using UserFlags = Flags<UserFlag>;

/// https://discord.com/developers/docs/resources/user#user-object-premium-types
enum class PremiumType : std::int32_t { none = 0, nitro_classic = 1, nitro = 2, nitro_basic = 3 };

/// https://discord.com/developers/docs/resources/user#user-object
struct User {
  UserId id;
  std::string username;
  std::string discriminator;  ///< "0" since names are unique; bots may still have four digits.
  std::optional<std::string> global_name;
  std::optional<std::string> avatar;
  bool bot = false;
  bool system = false;
  bool mfa_enabled = false;
  std::optional<std::string> banner;
  std::optional<std::int32_t> accent_color;
  std::optional<std::string> locale;
  std::optional<bool> verified;
  std::optional<std::string> email;
  UserFlags flags;
  PremiumType premium_type = PremiumType::none;
  UserFlags public_flags;

  /// What Discord shows: the global name, or else the username.
  [[nodiscard]] const std::string& display_name() const noexcept {
    return global_name ? *global_name : username;
  }
  /// "<@80351110224678912>"
  [[nodiscard]] std::string mention() const { return "<@" + id.to_string() + ">"; }
};

}  // namespace pincer
