// What users are doing. Layer: model. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pincer/model/emoji.hpp"
#include "pincer/snowflake.hpp"

namespace pincer {

/// https://discord.com/developers/docs/events/gateway-events#activity-object-activity-types
enum class ActivityType : std::int32_t {
  playing = 0,
  streaming = 1,
  listening = 2,
  watching = 3,
  custom = 4,
  competing = 5,
};

/// https://discord.com/developers/docs/events/gateway-events#activity-object
struct Activity {
  std::string name;
  ActivityType type = ActivityType::playing;
  std::optional<std::string> url;
  std::int64_t created_at = 0;  ///< Unix time in milliseconds.
  ApplicationId application_id;
  std::optional<std::string> details;
  std::optional<std::string> state;
  std::optional<Emoji> emoji;
};

/// https://discord.com/developers/docs/events/gateway-events#client-status-object
struct ClientStatus {
  std::optional<std::string> desktop;
  std::optional<std::string> mobile;
  std::optional<std::string> web;
  std::optional<std::string> vr;
};

/// https://discord.com/developers/docs/events/gateway-events#presence-update
struct Presence {
  UserId user_id;  ///< Discord promises no more of the user than the id.
  GuildId guild_id;
  std::string status;  ///< "idle", "dnd", "online" or "offline".
  std::vector<Activity> activities;
  ClientStatus client_status;
};

}  // namespace pincer
