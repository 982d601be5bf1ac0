#include "pincer/events.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "model/decode.hpp"
#include "model/generated/event_list.hpp"

namespace pincer {
namespace {

static_assert(event_name_of<Ready> == "READY");
static_assert(event_name_of<MessageCreate> == "MESSAGE_CREATE");
static_assert(event_name_of<MessageReactionRemove> == "MESSAGE_REACTION_REMOVE");

/// What `decode` says to an event without any field.
template <class Event>
std::string answer_to_nothing() {
  const Result<Event> result = decode<Event>("{}");
  return result ? "" : result.error().message;
}

// The 79 dispatches of the documentation, and the three on requests to join a guild.
TEST(Events, AreAllThere) {
  std::set<std::string_view> names;
#define PINCER_ADD_NAME(Event) names.insert(event_name_of<Event>);
  PINCER_FOR_EACH_EVENT(PINCER_ADD_NAME)
#undef PINCER_ADD_NAME
  EXPECT_EQ(names.size(), 82U);
}

TEST(Events, NeedNothingButAnId) {
#define PINCER_EXPECT(Event) \
  EXPECT_THAT(answer_to_nothing<Event>(), testing::AnyOf("", "id: missing", "user_id: missing"));
  PINCER_FOR_EACH_EVENT(PINCER_EXPECT)
#undef PINCER_EXPECT
}

TEST(DecodeReady, ReadsEveryField) {
  const Ready ready = decode<Ready>(R"({"v":10,"user":{"id":"1","username":"bot","bot":true},
    "guilds":[{"id":"2","unavailable":true},{"id":"3"}],"session_id":"abc",
    "resume_gateway_url":"wss://gateway-us-east1-b.discord.gg","shard":[0,4],
    "application":{"id":"5","flags":40894464},"_trace":["x"]})")
                          .value();
  EXPECT_EQ(ready.v, 10);
  EXPECT_EQ(ready.user.username, "bot");
  ASSERT_EQ(ready.guilds.size(), 2U);
  EXPECT_TRUE(ready.guilds[0].unavailable);
  EXPECT_EQ(ready.guilds[1].id, GuildId(3));
  EXPECT_EQ(ready.session_id, "abc");
  EXPECT_EQ(ready.resume_gateway_url, "wss://gateway-us-east1-b.discord.gg");
  EXPECT_EQ(ready.shard, (std::vector<std::int32_t>{0, 4}));
  EXPECT_EQ(ready.application_id, ApplicationId(5));
}

TEST(DecodeResumed, TakesAnything) {
  EXPECT_TRUE(decode<Resumed>("{}"));
  EXPECT_TRUE(decode<Resumed>("null"));
}

TEST(DecodeGuildCreate, ReadsTheGuildAndWhatIsInIt) {
  const GuildCreate event = decode<GuildCreate>(R"({"id":"1","name":"Testers","owner_id":"2",
    "joined_at":"2020-01-02T03:04:05Z","large":true,"unavailable":false,"member_count":2,
    "voice_states":[{"channel_id":"3","user_id":"2","session_id":"s","deaf":true,"mute":true,
    "self_deaf":true,"self_mute":true,"self_stream":true,"self_video":true,"suppress":true,
    "request_to_speak_timestamp":"2021-03-31T18:45:31.297561+00:00","guild_id":"1",
    "member":{"nick":"n"}}],"members":[{"user":{"id":"2"}}],
    "channels":[{"id":"4","type":0,"name":"general"}],"threads":[{"id":"5","type":11}],
    "presences":[{"user":{"id":"2"},"status":"idle","activities":[]}],"stage_instances":[]})")
                                .value();
  EXPECT_EQ(event.guild.id, GuildId(1));
  EXPECT_EQ(event.guild.name, "Testers");
  EXPECT_FALSE(event.unavailable);
  EXPECT_EQ(event.joined_at, Timestamp::from_string("2020-01-02T03:04:05Z"));
  EXPECT_TRUE(event.large);
  EXPECT_EQ(event.member_count, 2);
  EXPECT_EQ(event.members.at(0).user.value().id, UserId(2));
  EXPECT_EQ(event.channels.at(0).name, "general");
  EXPECT_TRUE(event.threads.at(0).is_thread());
  EXPECT_EQ(event.presences.at(0).status, "idle");
  const VoiceState& state = event.voice_states.at(0);
  EXPECT_EQ(state.guild_id, GuildId(1));
  EXPECT_EQ(state.channel_id, ChannelId(3));
  EXPECT_EQ(state.user_id, UserId(2));
  EXPECT_EQ(state.session_id, "s");
  EXPECT_EQ(state.member.value().nick, "n");
  EXPECT_TRUE(state.deaf && state.mute && state.self_deaf && state.self_mute && state.self_stream &&
              state.self_video && state.suppress);
  EXPECT_TRUE(state.request_to_speak_timestamp.has_value());
}

TEST(DecodeGuildCreate, NeedsTheId) {
  EXPECT_TRUE(decode<GuildCreate>(R"({"id":"1","unavailable":true})").value().unavailable);
  EXPECT_EQ(decode<GuildCreate>(R"({"name":"x"})").error().message, "id: missing");
}

TEST(DecodeEvents, ReadTheObjectThatTheyAre) {
  EXPECT_EQ(decode<GuildUpdate>(R"({"id":"1","name":"n"})").value().guild.name, "n");
  EXPECT_TRUE(decode<GuildDelete>(R"({"id":"1","unavailable":true})").value().guild.unavailable);
  EXPECT_EQ(decode<ChannelCreate>(R"({"id":"1"})").value().channel.id, ChannelId(1));
  EXPECT_EQ(decode<ChannelUpdate>(R"({"id":"2"})").value().channel.id, ChannelId(2));
  EXPECT_EQ(decode<ChannelDelete>(R"({"id":"3"})").value().channel.id, ChannelId(3));
  const char* const message = R"({"id":"1","channel_id":"2","author":{"id":"3"},"content":"hi"})";
  EXPECT_EQ(decode<MessageCreate>(message).value().message.content, "hi");
  EXPECT_EQ(decode<MessageUpdate>(message).value().message.author.id, UserId(3));
  EXPECT_EQ(decode<InteractionCreate>(R"({"id":"1","token":"t"})").value().interaction.token, "t");
}

TEST(DecodeMessageDelete, ReadsEveryField) {
  const auto event = decode<MessageDelete>(R"({"id":"1","channel_id":"2","guild_id":"3"})").value();
  EXPECT_EQ(event.id, MessageId(1));
  EXPECT_EQ(event.channel_id, ChannelId(2));
  EXPECT_EQ(event.guild_id, GuildId(3));
}

TEST(DecodeMessageReaction, ReadsEveryField) {
  const char* const json = R"({"user_id":"1","channel_id":"2","message_id":"3","guild_id":"4",
    "member":{"nick":"n"},"emoji":{"id":null,"name":"🔥"},"message_author_id":"5","burst":true,
    "type":1})";
  const auto added = decode<MessageReactionAdd>(json).value();
  EXPECT_EQ(added.user_id, UserId(1));
  EXPECT_EQ(added.channel_id, ChannelId(2));
  EXPECT_EQ(added.message_id, MessageId(3));
  EXPECT_EQ(added.guild_id, GuildId(4));
  EXPECT_EQ(added.member.value().nick, "n");
  EXPECT_EQ(added.emoji.name, "🔥");
  EXPECT_EQ(added.message_author_id, UserId(5));
  EXPECT_TRUE(added.burst);
  const auto removed = decode<MessageReactionRemove>(json).value();
  EXPECT_EQ(removed.user_id, UserId(1));
  EXPECT_EQ(removed.channel_id, ChannelId(2));
  EXPECT_EQ(removed.message_id, MessageId(3));
  EXPECT_EQ(removed.guild_id, GuildId(4));
  EXPECT_EQ(removed.emoji.name, "🔥");
  EXPECT_TRUE(removed.burst);
}

TEST(DecodeTypingStart, ReadsEveryField) {
  const auto event = decode<TypingStart>(R"({"channel_id":"1","guild_id":"2","user_id":"3",
    "timestamp":1700000000,"member":{"nick":"n"}})")
                         .value();
  EXPECT_EQ(event.channel_id, ChannelId(1));
  EXPECT_EQ(event.guild_id, GuildId(2));
  EXPECT_EQ(event.user_id, UserId(3));
  EXPECT_EQ(event.timestamp, 1700000000);
  EXPECT_EQ(event.member.value().nick, "n");
}

TEST(DecodeGuildMember, ReadsTheMemberAndTheGuild) {
  const auto added =
      decode<GuildMemberAdd>(R"({"guild_id":"1","user":{"id":"2"},"roles":["3"]})").value();
  EXPECT_EQ(added.guild_id, GuildId(1));
  EXPECT_EQ(added.member.user.value().id, UserId(2));
  EXPECT_EQ(added.member.roles, std::vector{RoleId(3)});
  const auto updated =
      decode<GuildMemberUpdate>(R"({"nick":"n","guild_id":"1","user":{"id":"2"}})").value();
  EXPECT_EQ(updated.guild_id, GuildId(1));
  EXPECT_EQ(updated.member.nick, "n");
  const auto removed = decode<GuildMemberRemove>(R"({"guild_id":"1","user":{"id":"2"}})").value();
  EXPECT_EQ(removed.guild_id, GuildId(1));
  EXPECT_EQ(removed.user.id, UserId(2));
}

TEST(DecodeGuildMembersChunk, ReadsEveryField) {
  const auto chunk = decode<GuildMembersChunk>(R"({"guild_id":"1","members":[{"user":{"id":"2"}}],
    "chunk_index":3,"chunk_count":4,"not_found":["5"],"nonce":"n",
    "presences":[{"user":{"id":"2"},"status":"idle","activities":[]}]})")
                         .value();
  EXPECT_EQ(chunk.guild_id, GuildId(1));
  EXPECT_EQ(chunk.members.at(0).user.value().id, UserId(2));
  EXPECT_EQ(chunk.chunk_index, 3);
  EXPECT_EQ(chunk.chunk_count, 4);
  EXPECT_EQ(chunk.not_found, std::vector{UserId(5)});
  EXPECT_EQ(chunk.presences.at(0).status, "idle");
  EXPECT_EQ(chunk.nonce, "n");
}

TEST(DecodePresenceUpdate, ReadsEveryField) {
  const Presence presence = decode<PresenceUpdate>(R"({"user":{"id":"1"},"guild_id":"2",
    "status":"dnd","activities":[{"name":"Rocket League","type":0,"url":"https://u",
    "created_at":1507665886000,"application_id":"3","details":"d","state":"s",
    "emoji":{"name":"🔥"}}],"client_status":{"desktop":"dnd","mobile":"idle","web":"online",
    "vr":"offline"}})")
                                .value()
                                .presence;
  EXPECT_EQ(presence.user_id, UserId(1));
  EXPECT_EQ(presence.guild_id, GuildId(2));
  EXPECT_EQ(presence.status, "dnd");
  EXPECT_EQ(presence.client_status.desktop, "dnd");
  EXPECT_EQ(presence.client_status.mobile, "idle");
  EXPECT_EQ(presence.client_status.web, "online");
  EXPECT_EQ(presence.client_status.vr, "offline");
  const Activity& activity = presence.activities.at(0);
  EXPECT_EQ(activity.name, "Rocket League");
  EXPECT_EQ(activity.type, ActivityType::playing);
  EXPECT_EQ(activity.url, "https://u");
  EXPECT_EQ(activity.created_at, 1507665886000);
  EXPECT_EQ(activity.application_id, ApplicationId(3));
  EXPECT_EQ(activity.details, "d");
  EXPECT_EQ(activity.state, "s");
  EXPECT_EQ(activity.emoji.value().name, "🔥");
  EXPECT_EQ(decode<PresenceUpdate>("{}").error().message, "user_id: missing");
}

}  // namespace
}  // namespace pincer
