// Roles. Layer: model. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "pincer/permissions.hpp"
#include "pincer/snowflake.hpp"

namespace pincer {

/// https://discord.com/developers/docs/topics/permissions#role-object
struct Role {
  RoleId id;
  std::string name;
  std::int32_t color = 0;  ///< 0xRRGGBB; 0 for none.
  bool hoist = false;
  std::optional<std::string> icon;
  std::optional<std::string> unicode_emoji;
  std::int32_t position = 0;
  Permissions permissions;
  bool managed = false;
  bool mentionable = false;

  /// "<@&165511591545143296>"
  [[nodiscard]] std::string mention() const { return "<@&" + id.to_string() + ">"; }
};

}  // namespace pincer
