// The gateway's dispatch events. Layer: model. Thread safety: as a value type.
// https://discord.com/developers/docs/events/gateway-events#receive-events
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pincer/model/channel.hpp"
#include "pincer/model/emoji.hpp"
#include "pincer/model/guild.hpp"
#include "pincer/model/interaction.hpp"
#include "pincer/model/member.hpp"
#include "pincer/model/message.hpp"
#include "pincer/model/presence.hpp"
#include "pincer/model/role.hpp"
#include "pincer/model/user.hpp"
#include "pincer/model/voice_state.hpp"
#include "pincer/snowflake.hpp"
#include "pincer/timestamp.hpp"

namespace pincer {

/// The name of an event in the gateway's `t`: `event_name_of<MessageCreate>` is "MESSAGE_CREATE".
/// Defined for every event type of this header, and for nothing else.
template <class Event>
inline constexpr std::string_view event_name_of = [] {
  static_assert(sizeof(Event) == 0, "not a gateway event");
  return std::string_view();
}();

/// The session began. https://discord.com/developers/docs/events/gateway-events#ready
struct Ready {
  std::int32_t v = 0;  ///< The version of the API.
  User user;           ///< The bot itself.
  std::vector<UnavailableGuild> guilds;
  std::string session_id;
  std::string resume_gateway_url;
  std::vector<std::int32_t> shard;  ///< This shard, and the number of shards; or empty.
  ApplicationId application_id;
};
template <>
inline constexpr std::string_view event_name_of<Ready> = "READY";

/// All missed events were replayed.
/// https://discord.com/developers/docs/events/gateway-events#resumed
struct Resumed {};
template <>
inline constexpr std::string_view event_name_of<Resumed> = "RESUMED";

/// A guild became available, or the bot joined it: with all that is in it.
/// https://discord.com/developers/docs/events/gateway-events#guild-create
struct GuildCreate {
  Guild guild;
  bool unavailable = false;  ///< In an outage: then only `guild.id` is given.
  std::optional<Timestamp> joined_at;
  bool large = false;
  std::int32_t member_count = 0;
  std::vector<VoiceState> voice_states;
  std::vector<Member> members;
  std::vector<Channel> channels;
  std::vector<Channel> threads;
  std::vector<Presence> presences;
};
template <>
inline constexpr std::string_view event_name_of<GuildCreate> = "GUILD_CREATE";

/// https://discord.com/developers/docs/events/gateway-events#guild-update
struct GuildUpdate {
  Guild guild;
};
template <>
inline constexpr std::string_view event_name_of<GuildUpdate> = "GUILD_UPDATE";

/// The bot left the guild, or with `unavailable` it is in an outage.
/// https://discord.com/developers/docs/events/gateway-events#guild-delete
struct GuildDelete {
  UnavailableGuild guild;
};
template <>
inline constexpr std::string_view event_name_of<GuildDelete> = "GUILD_DELETE";

/// https://discord.com/developers/docs/events/gateway-events#channel-create
struct ChannelCreate {
  Channel channel;
};
template <>
inline constexpr std::string_view event_name_of<ChannelCreate> = "CHANNEL_CREATE";

/// https://discord.com/developers/docs/events/gateway-events#channel-update
struct ChannelUpdate {
  Channel channel;
};
template <>
inline constexpr std::string_view event_name_of<ChannelUpdate> = "CHANNEL_UPDATE";

/// https://discord.com/developers/docs/events/gateway-events#channel-delete
struct ChannelDelete {
  Channel channel;
};
template <>
inline constexpr std::string_view event_name_of<ChannelDelete> = "CHANNEL_DELETE";

/// https://discord.com/developers/docs/events/gateway-events#message-create
struct MessageCreate {
  Message message;
};
template <>
inline constexpr std::string_view event_name_of<MessageCreate> = "MESSAGE_CREATE";

/// https://discord.com/developers/docs/events/gateway-events#message-update
struct MessageUpdate {
  Message message;
};
template <>
inline constexpr std::string_view event_name_of<MessageUpdate> = "MESSAGE_UPDATE";

/// https://discord.com/developers/docs/events/gateway-events#message-delete
struct MessageDelete {
  MessageId id;
  ChannelId channel_id;
  GuildId guild_id;
};
template <>
inline constexpr std::string_view event_name_of<MessageDelete> = "MESSAGE_DELETE";

/// https://discord.com/developers/docs/events/gateway-events#message-reaction-add
struct MessageReactionAdd {
  UserId user_id;
  ChannelId channel_id;
  MessageId message_id;
  GuildId guild_id;
  std::optional<Member> member;
  Emoji emoji;
  UserId message_author_id;
  bool burst = false;
};
template <>
inline constexpr std::string_view event_name_of<MessageReactionAdd> = "MESSAGE_REACTION_ADD";

/// https://discord.com/developers/docs/events/gateway-events#message-reaction-remove
struct MessageReactionRemove {
  UserId user_id;
  ChannelId channel_id;
  MessageId message_id;
  GuildId guild_id;
  Emoji emoji;
  bool burst = false;
};
template <>
inline constexpr std::string_view event_name_of<MessageReactionRemove> = "MESSAGE_REACTION_REMOVE";

/// https://discord.com/developers/docs/events/gateway-events#typing-start
struct TypingStart {
  ChannelId channel_id;
  GuildId guild_id;
  UserId user_id;
  std::int64_t timestamp = 0;  ///< Unix time in seconds.
  std::optional<Member> member;
};
template <>
inline constexpr std::string_view event_name_of<TypingStart> = "TYPING_START";

/// https://discord.com/developers/docs/events/gateway-events#interaction-create
struct InteractionCreate {
  Interaction interaction;
};
template <>
inline constexpr std::string_view event_name_of<InteractionCreate> = "INTERACTION_CREATE";

/// https://discord.com/developers/docs/events/gateway-events#guild-member-add
struct GuildMemberAdd {
  GuildId guild_id;
  Member member;
};
template <>
inline constexpr std::string_view event_name_of<GuildMemberAdd> = "GUILD_MEMBER_ADD";

/// https://discord.com/developers/docs/events/gateway-events#guild-member-remove
struct GuildMemberRemove {
  GuildId guild_id;
  User user;
};
template <>
inline constexpr std::string_view event_name_of<GuildMemberRemove> = "GUILD_MEMBER_REMOVE";

/// https://discord.com/developers/docs/events/gateway-events#guild-member-update
struct GuildMemberUpdate {
  GuildId guild_id;
  Member member;
};
template <>
inline constexpr std::string_view event_name_of<GuildMemberUpdate> = "GUILD_MEMBER_UPDATE";

/// A part of the answer to a request for members. `Gateway::request_guild_members` gathers them.
/// https://discord.com/developers/docs/events/gateway-events#guild-members-chunk
struct GuildMembersChunk {
  GuildId guild_id;
  std::vector<Member> members;
  std::int32_t chunk_index = 0;
  std::int32_t chunk_count = 0;
  std::vector<UserId> not_found;
  std::vector<Presence> presences;
  std::optional<std::string> nonce;
};
template <>
inline constexpr std::string_view event_name_of<GuildMembersChunk> = "GUILD_MEMBERS_CHUNK";

/// https://discord.com/developers/docs/events/gateway-events#presence-update
struct PresenceUpdate {
  Presence presence;
};
template <>
inline constexpr std::string_view event_name_of<PresenceUpdate> = "PRESENCE_UPDATE";

}  // namespace pincer
