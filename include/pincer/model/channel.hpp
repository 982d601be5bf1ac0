// Channels and threads. Layer: model. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pincer/flags.hpp"
#include "pincer/model/member.hpp"
#include "pincer/model/user.hpp"
#include "pincer/permissions.hpp"
#include "pincer/snowflake.hpp"
#include "pincer/timestamp.hpp"

namespace pincer {

/// https://discord.com/developers/docs/resources/channel#channel-object-channel-types
enum class ChannelType : std::int32_t {
  guild_text = 0,
  dm = 1,
  guild_voice = 2,
  group_dm = 3,
  guild_category = 4,
  guild_announcement = 5,
  announcement_thread = 10,
  public_thread = 11,
  private_thread = 12,
  guild_stage_voice = 13,
  guild_directory = 14,
  guild_forum = 15,
  guild_media = 16,
};

/// https://discord.com/developers/docs/resources/channel#channel-object-channel-flags
enum class ChannelFlag : std::uint64_t {
  pinned = 1U << 1U,
  require_tag = 1U << 4U,
  hide_media_download_options = 1U << 15U,
  is_spoiler_channel = 1U << 21U,
};
template <>
inline constexpr bool is_flag<ChannelFlag> = true;
using ChannelFlags = Flags<ChannelFlag>;

/// https://discord.com/developers/docs/resources/channel#overwrite-object
enum class OverwriteType : std::int32_t { role = 0, member = 1 };

/// What a role or a member may do in one channel, against the guild's rules.
/// https://discord.com/developers/docs/resources/channel#overwrite-object
struct PermissionOverwrite {
  Snowflake<struct OverwriteKind> id;  ///< A role's or a user's, as `type` says.
  OverwriteType type = OverwriteType::role;
  Permissions allow;
  Permissions deny;
};

/// https://discord.com/developers/docs/resources/channel#thread-metadata-object
struct ThreadMetadata {
  bool archived = false;
  std::int32_t auto_archive_duration = 0;  ///< Minutes.
  std::optional<Timestamp> archive_timestamp;
  bool locked = false;
  bool invitable = false;
  std::optional<Timestamp> create_timestamp;
};

/// https://discord.com/developers/docs/resources/channel#thread-member-object
struct ThreadMember {
  ChannelId id;  ///< The thread.
  UserId user_id;
  std::optional<Timestamp> join_timestamp;
  std::optional<Member> member;
};

/// https://discord.com/developers/docs/resources/channel#channel-object
struct Channel {
  ChannelId id;
  ChannelType type = ChannelType::guild_text;
  GuildId guild_id;
  std::int32_t position = 0;
  std::vector<PermissionOverwrite> permission_overwrites;
  std::optional<std::string> name;
  std::optional<std::string> topic;
  bool nsfw = false;
  MessageId last_message_id;
  std::int32_t bitrate = 0;  ///< Bits per second.
  std::int32_t user_limit = 0;
  std::int32_t rate_limit_per_user = 0;  ///< Seconds.
  std::vector<User> recipients;
  std::optional<std::string> icon;
  UserId owner_id;
  ApplicationId application_id;
  bool managed = false;
  ChannelId parent_id;
  std::optional<Timestamp> last_pin_timestamp;
  std::optional<std::string> rtc_region;
  std::optional<std::int32_t> video_quality_mode;
  std::optional<std::int32_t> message_count;
  std::optional<std::int32_t> member_count;
  std::optional<ThreadMetadata> thread_metadata;
  std::optional<ThreadMember> member;
  std::optional<std::int32_t> default_auto_archive_duration;  ///< Minutes.
  std::optional<Permissions> permissions;
  ChannelFlags flags;
  std::optional<std::int32_t> total_message_sent;

  [[nodiscard]] bool is_thread() const noexcept {
    return type == ChannelType::announcement_thread || type == ChannelType::public_thread ||
           type == ChannelType::private_thread;
  }
  /// "<#103735883630395392>"
  [[nodiscard]] std::string mention() const { return "<#" + id.to_string() + ">"; }
};

}  // namespace pincer
