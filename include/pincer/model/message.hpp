// Messages. Layer: model. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pincer/boxed.hpp"
#include "pincer/flags.hpp"
#include "pincer/model/attachment.hpp"
#include "pincer/model/channel.hpp"
#include "pincer/model/embed.hpp"
#include "pincer/model/emoji.hpp"
#include "pincer/model/member.hpp"
#include "pincer/model/user.hpp"
#include "pincer/raw_json.hpp"
#include "pincer/snowflake.hpp"
#include "pincer/timestamp.hpp"

namespace pincer {

/// https://discord.com/developers/docs/resources/message#message-object-message-types
enum class MessageType : std::int32_t {
  default_ = 0,
  recipient_add = 1,
  recipient_remove = 2,
  call = 3,
  channel_name_change = 4,
  channel_icon_change = 5,
  channel_pinned_message = 6,
  user_join = 7,
  guild_boost = 8,
  guild_boost_tier_1 = 9,
  guild_boost_tier_2 = 10,
  guild_boost_tier_3 = 11,
  channel_follow_add = 12,
  guild_discovery_disqualified = 14,
  guild_discovery_requalified = 15,
  guild_discovery_grace_period_initial_warning = 16,
  guild_discovery_grace_period_final_warning = 17,
  thread_created = 18,
  reply = 19,
  chat_input_command = 20,
  thread_starter_message = 21,
  guild_invite_reminder = 22,
  context_menu_command = 23,
  auto_moderation_action = 24,
  role_subscription_purchase = 25,
  interaction_premium_upsell = 26,
  stage_start = 27,
  stage_end = 28,
  stage_speaker = 29,
  stage_topic = 31,
  guild_application_premium_subscription = 32,
  guild_incident_alert_mode_enabled = 36,
  guild_incident_alert_mode_disabled = 37,
  guild_incident_report_raid = 38,
  guild_incident_report_false_alarm = 39,
  purchase_notification = 44,
  poll_result = 46,
};

/// https://discord.com/developers/docs/resources/message#message-object-message-flags
enum class MessageFlag : std::uint64_t {
  crossposted = 1U << 0U,
  is_crosspost = 1U << 1U,
  suppress_embeds = 1U << 2U,
  source_message_deleted = 1U << 3U,
  urgent = 1U << 4U,
  has_thread = 1U << 5U,
  ephemeral = 1U << 6U,
  loading = 1U << 7U,
  failed_to_mention_some_roles_in_thread = 1U << 8U,
  suppress_notifications = 1U << 12U,
  is_voice_message = 1U << 13U,
  has_snapshot = 1U << 14U,
  is_components_v2 = 1U << 15U,
};
template <>
inline constexpr bool is_flag<MessageFlag> = true;
using MessageFlags = Flags<MessageFlag>;

/// https://discord.com/developers/docs/resources/message#message-reference-types
enum class MessageReferenceType : std::int32_t { default_ = 0, forward = 1 };

/// https://discord.com/developers/docs/resources/message#message-reference-structure
struct MessageReference {
  MessageReferenceType type = MessageReferenceType::default_;
  MessageId message_id;
  ChannelId channel_id;
  GuildId guild_id;
};

/// https://discord.com/developers/docs/resources/message#reaction-object
struct Reaction {
  std::int32_t count = 0;
  bool me = false;
  bool me_burst = false;
  Emoji emoji;
};

/// https://discord.com/developers/docs/resources/message#message-object
struct Message {
  MessageId id;
  ChannelId channel_id;
  GuildId guild_id;              ///< Only in gateway events.
  User author;                   ///< For a webhook's message: the webhook's id, name and avatar.
  std::optional<Member> member;  ///< The author as a member; only in gateway events.
  std::string content;
  Timestamp timestamp;
  std::optional<Timestamp> edited_timestamp;
  bool tts = false;
  bool mention_everyone = false;
  std::vector<User> mentions;
  std::vector<RoleId> mention_roles;
  std::vector<Attachment> attachments;
  std::vector<Embed> embeds;
  std::vector<Reaction> reactions;
  std::optional<std::string> nonce;  ///< A number reads as its digits.
  bool pinned = false;
  WebhookId webhook_id;
  MessageType type = MessageType::default_;
  ApplicationId application_id;
  MessageFlags flags;
  std::optional<MessageReference> message_reference;
  Boxed<Message> referenced_message;  ///< The message replied to, unless it was deleted.
  std::optional<Channel> thread;
  RawJson components;
  std::optional<std::int32_t> position;
};

}  // namespace pincer
