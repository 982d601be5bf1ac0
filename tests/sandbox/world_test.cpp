#include "sandbox/world.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "sandbox/world_fixture.hpp"

namespace pincer::sandbox {
namespace {

using boost::json::object;

std::set<std::string> keys_of(const object& json) {
  std::set<std::string> keys;
  for (const auto& [key, value] : json) keys.emplace(key);
  return keys;
}

void expect_keys(const object& json, std::initializer_list<const char*> wanted) {
  const auto keys = keys_of(json);
  for (const char* key : wanted) EXPECT_TRUE(keys.contains(key)) << key;
}

TEST_F(WorldTest, IdsCarryTheWorldsTime) {
  const auto first = world.users().begin()->first;
  EXPECT_EQ(timestamp_of(first), "2025-01-01T12:00:00.000000+00:00");
  // One to two seconds after the one before it.
  EXPECT_THAT(timestamp_of(std::next(world.users().begin())->first),
              ::testing::StartsWith("2025-01-01T12:00:01."));
  EXPECT_EQ(timestamp_of(175928847299117063), "2016-04-30T11:18:25.796000+00:00");
}

TEST(Snowflakes, NeverGivesOutAReservedId) {
  Snowflakes first(WorldTime(), 1);
  const Id wanted = first.next();
  Snowflakes second(WorldTime(), 1);
  second.reserve(wanted);
  EXPECT_NE(second.next(), wanted);
}

TEST_F(WorldTest, GuildCreateIsComplete) {
  const Id guild_id = world.guilds().begin()->first;
  const Id bot = world.applications().begin()->first;
  const object all = world.guild_create(guild_id, bot, Intents::all);
  expect_keys(all, {"id",
                    "name",
                    "owner_id",
                    "roles",
                    "channels",
                    "members",
                    "emojis",
                    "stickers",
                    "threads",
                    "presences",
                    "voice_states",
                    "stage_instances",
                    "soundboard_sounds",
                    "guild_scheduled_events",
                    "joined_at",
                    "large",
                    "member_count",
                    "unavailable",
                    "features",
                    "preferred_locale",
                    "system_channel_flags",
                    "verification_level"});
  EXPECT_EQ(all.at("members").as_array().size(), 4U);
  EXPECT_EQ(all.at("channels").as_array().size(), 3U);
  EXPECT_EQ(all.at("presences").as_array().size(), 3U);
  EXPECT_EQ(all.at("member_count"), 4);
  const object less = world.guild_create(guild_id, bot, Intents::guilds);
  ASSERT_EQ(less.at("members").as_array().size(), 1U);
  EXPECT_EQ(less.at("members").at(0).at("user").at("id").as_string(), std::to_string(bot));
  EXPECT_EQ(less.at("presences").as_array().size(), 0U);
}

TEST_F(WorldTest, WithoutPresencesThoseInVoiceChannelsAreStillMembers) {
  ASSERT_EQ(act("PUT", "/people/ada/voice", R"({"channel":"Lighthouse"})").status(), 200);
  const object json = world.guild_create(world.guilds().begin()->first,
                                         world.applications().begin()->first, Intents::guilds);
  EXPECT_EQ(json.at("members").as_array().size(), 2U);
  EXPECT_EQ(json.at("voice_states").as_array().size(), 1U);
  EXPECT_FALSE(json.at("voice_states").at(0).as_object().contains("guild_id"));
}

TEST_F(WorldTest, AMessageEventIsComplete) {
  act("POST", "/people/ada/messages",
      "{\"channel\":\"general\",\"content\":\"hi <@" + user("pincer") + "> <@&1>\"}");
  const auto events = world.take_events();
  ASSERT_EQ(events.size(), 1U);
  const Event& event = events[0];
  EXPECT_EQ(event.name, "MESSAGE_CREATE");
  EXPECT_EQ(event.intents, Intents::guild_messages);
  EXPECT_TRUE(event.has_message_content);
  EXPECT_EQ(event.guild_id, world.guilds().begin()->first);
  EXPECT_EQ(event.applications, std::vector<Id>{world.applications().begin()->first});
  expect_keys(event.data,
              {"id", "channel_id", "guild_id", "author", "member", "content", "timestamp",
               "edited_timestamp", "tts", "mention_everyone", "mentions", "mention_roles",
               "attachments", "embeds", "components", "pinned", "type", "flags"});
  EXPECT_FALSE(event.data.at("member").as_object().contains("user"));
  EXPECT_EQ(event.data.at("mentions").at(0).at("username").as_string(), "pincer");
  EXPECT_TRUE(event.data.at("mentions").at(0).as_object().contains("member"));
  EXPECT_EQ(event.data.at("mention_roles").as_array().size(), 0U) << "no such role";
}

TEST_F(WorldTest, EventsOfAChannelStayWithThoseWhoSeeIt) {
  Scenario scenario = unlimited_scenario();
  scenario.guilds[0].channels[0].overwrites = {{"", "pincer", 0, 1ULL << 10U}};
  World hidden(scenario, start);
  MessageDraft draft;
  draft.channel_id = hidden.channels().begin()->first;
  draft.author_id = hidden.users().begin()->first;
  hidden.create_message(draft);
  EXPECT_TRUE(hidden.take_events().empty());
}

TEST_F(WorldTest, FindsMembersByPrefixAndById) {
  const Id guild_id = world.guilds().begin()->first;
  EXPECT_EQ(world.find_members(guild_id, {}).members.size(), 4U);
  EXPECT_EQ(world.find_members(guild_id, {"AD", {}, 0, false}).members.size(), 1U);
  EXPECT_EQ(world.find_members(guild_id, {"amaz", {}, 0, false}).members.size(), 1U) << "by nick";
  EXPECT_EQ(world.find_members(guild_id, {"", {}, 2, false}).members.size(), 2U);
  const Id ada = world.users().begin()->first;
  const MembersFound found = world.find_members(guild_id, {"", {ada, 99}, 0, true});
  EXPECT_EQ(found.members.size(), 1U);
  EXPECT_EQ(found.presences.size(), 1U);
  EXPECT_EQ(found.not_found, std::vector<Id>{99});
}

TEST_F(WorldTest, APresenceGoesToTheGuildsOnce) {
  const Id bot = world.applications().begin()->first;
  world.update_presence(bot, "invisible", {object{{"name", "x"}}});
  EXPECT_TRUE(world.take_events().empty()) << "it was offline before";
  world.update_presence(bot, "online", {object{{"name", "chess"}, {"type", 0}}});
  const auto events = world.take_events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].name, "PRESENCE_UPDATE");
  EXPECT_EQ(events[0].intents, Intents::guild_presences);
  EXPECT_EQ(events[0].data.at("activities").at(0).at("name").as_string(), "chess");
  expect_keys(events[0].data, {"user", "guild_id", "status", "activities", "client_status"});
}

TEST_F(WorldTest, ABotJoinsAndLeavesVoice) {
  const Id bot = world.applications().begin()->first;
  const Id guild_id = world.guilds().begin()->first;
  const Id lighthouse = std::stoull(channel("Lighthouse"));
  EXPECT_FALSE(
      world.update_voice_state(bot, guild_id, std::stoull(channel("general")), false, false));
  EXPECT_FALSE(world.update_voice_state(bot, 1, lighthouse, false, false));
  EXPECT_TRUE(world.update_voice_state(bot, guild_id, lighthouse, true, false));
  EXPECT_EQ(event_names(), (std::vector<std::string>{"VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE"}));
  EXPECT_TRUE(world.update_voice_state(bot, guild_id, std::nullopt, false, false));
  const auto events = world.take_events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_TRUE(events[0].data.at("channel_id").is_null());
  EXPECT_TRUE(world.update_voice_state(bot, guild_id, std::nullopt, false, false));
  EXPECT_TRUE(world.take_events().empty());
}

TEST_F(WorldTest, SessionStartsRunOutAndComeBack) {
  Scenario scenario = unlimited_scenario();
  scenario.gateway.session_starts_total = 2;
  scenario.gateway.session_starts_remaining = 2;
  World limited(scenario, start);
  const Id bot = limited.applications().begin()->first;
  EXPECT_TRUE(limited.take_session_start(bot, start));
  EXPECT_TRUE(limited.take_session_start(bot, start));
  EXPECT_FALSE(limited.take_session_start(bot, start));
  EXPECT_EQ(limited.session_start_limit(bot, start).reset_after, std::chrono::hours(24));
  EXPECT_TRUE(limited.take_session_start(bot, start + std::chrono::hours(24)));
  EXPECT_EQ(limited.session_start_limit(bot, start + std::chrono::hours(24)).remaining, 1);
}

TEST_F(WorldTest, PermissionsFollowOverwrites) {
  Scenario scenario = unlimited_scenario();
  auto& channel = scenario.guilds[0].channels[0];
  constexpr std::uint64_t send = 1ULL << 11U;
  channel.overwrites = {{"everyone", "", 0, send}, {"Crew", "", send, 0}, {"", "grace", send, 0}};
  const World world_with_rules(scenario, start);
  const Channel& general = world_with_rules.channels().begin()->second;
  const auto may_send = [&](std::string_view name) {
    return (world_with_rules.permissions(std::stoull(user(name)), general) & send) != 0;
  };
  EXPECT_TRUE(may_send("ada")) << "the owner may do everything";
  EXPECT_TRUE(may_send("grace")) << "by the member's overwrite";
  EXPECT_FALSE(may_send("linus"));
  EXPECT_FALSE(may_send("pincer"));
}

TEST_F(WorldTest, OldMessagesAreForgotten) {
  MessageDraft draft;
  draft.channel_id = std::stoull(channel("general"));
  draft.author_id = world.users().begin()->first;
  draft.uploads = {{"a.txt", "", "text/plain", "x"}};
  const Message first = world.create_message(draft);
  EXPECT_NE(world.upload(first.attachments[0].id), nullptr);
  draft.uploads.clear();
  for (std::size_t i = 0; i < World::messages_per_channel_max; ++i) {
    world.create_message(draft);
    forget_events();
  }
  EXPECT_EQ(world.message(first.channel_id, first.id), nullptr);
  EXPECT_EQ(world.upload(first.attachments[0].id), nullptr);
}

/// Everything a small conversation leaves behind, as text.
std::string run_conversation(std::uint64_t seed) {
  struct Run : WorldTest {
    explicit Run(const Scenario& scenario) : WorldTest(scenario) {}
    void TestBody() override {}
    std::string trace() {
      std::string text = act("GET", "/state").reply.body;
      text += act("POST", "/people/ada/messages", R"({"channel":"general","content":"!ping"})")
                  .reply.body;
      now += std::chrono::milliseconds(17);
      text += rest("POST", messages_path(), R"({"content":"pong"})").reply.body;
      text += rest("POST", "/applications/" + app() + "/commands",
                   R"({"name":"roll","description":"Rolls"})")
                  .reply.body;
      text += act("POST", "/people/ada/commands", R"({"command":"roll","channel":"general"})")
                  .reply.body;
      for (const Event& event : world.take_events()) {
        text += event.name + boost::json::serialize(event.data);
      }
      text += rest("GET", messages_path()).reply.body;
      return text;
    }
  };
  Scenario scenario = unlimited_scenario();
  scenario.seed = seed;
  return Run(scenario).trace();
}

TEST(World, TheSameSeedGivesTheSameRun) {
  const std::string first = run_conversation(5);
  EXPECT_GT(first.size(), 5000U);
  EXPECT_EQ(first, run_conversation(5));
  EXPECT_NE(first, run_conversation(6));
}

}  // namespace
}  // namespace pincer::sandbox
