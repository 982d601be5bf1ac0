// Which session gets which event, and the commands of a client that is logged in.
#include "sandbox/gateway_hub.hpp"

#include "sandbox/gateway_fixture.hpp"
#include "sandbox/gateway_rules.hpp"

namespace pincer::sandbox {
namespace {

class GatewayHubTest : public GatewayFixture {
 protected:
  static Scenario scenario() {
    Scenario scenario = default_scenario();
    scenario.gateway.max_concurrency = 16;
    return scenario;
  }
  GatewayHubTest() : GatewayFixture(scenario()) {}

  boost::json::object data_of(const GatewayOutput& output) {
    return json_of(output.bytes).at("d").as_object();
  }
};

std::string bits(Intents intents) { return std::to_string(intents.bits()); }

TEST_F(GatewayHubTest, SendsAnEventToSessionsWithItsIntent) {
  log_in(1, "", bits(Intents::guild_messages | Intents::message_content));
  pass(5s);
  log_in(2, "", bits(Intents::guild_message_typing));
  world_.start_typing(channel("general"), person("ada"));
  say(channel("general"), "ada", "hi");
  EXPECT_THAT(lines(), ElementsAre("2 TYPING_START #2", "1 MESSAGE_CREATE #2"));
}

TEST_F(GatewayHubTest, EmptiesMessagesWithoutTheContentIntent) {
  log_in(1, "", bits(Intents::guild_messages));
  say(channel("general"), "ada", "secret");
  const auto hidden = take();
  EXPECT_EQ(data_of(hidden.at(0)).at("content"), "");
  say(channel("general"), "ada", "hello <@" + std::to_string(bot()) + ">");
  EXPECT_NE(data_of(take().at(0)).at("content"), "");
}

TEST_F(GatewayHubTest, SendsDirectMessagesToShardZeroWithTheirContent) {
  log_in(1, R"("shard":[0,2])", bits(Intents::direct_messages));
  log_in(2, R"("shard":[1,2])", bits(Intents::direct_messages));
  const Id dm = world_.open_dm(person("ada"), bot()).id;
  publish();
  take();
  say(dm, "ada", "psst");
  const auto outputs = take();
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_EQ(line_of(outputs[0]),
            "1 MESSAGE_CREATE #" + std::to_string(json_of(outputs[0].bytes).at("s").as_int64()));
  EXPECT_EQ(data_of(outputs[0]).at("content"), "psst");
}

TEST_F(GatewayHubTest, GivesEachShardItsGuilds) {
  std::vector<Id> guilds{guild()};
  for (int i = 0; i < 8; ++i) {
    guilds.push_back(world_.create_guild("g", person("ada"), {bot()}).id);
  }
  publish();
  std::size_t seen = 0;
  for (ConnectionId shard = 0; shard < 3; ++shard) {
    open(shard + 1);
    take();
    receive(shard + 1, identify(R"("shard":[)" + std::to_string(shard) + ",3]", "1"));
    const auto outputs = take();
    const auto ready = data_of(outputs.at(0));
    EXPECT_EQ(ready.at("shard"), boost::json::value({shard, 3}));
    EXPECT_EQ(outputs.size(), 1 + ready.at("guilds").as_array().size());
    for (const auto& entry : ready.at("guilds").as_array()) {
      const auto id = std::stoull(entry.at("id").as_string().c_str());
      EXPECT_EQ((id >> 22U) % 3, shard);
      ++seen;
    }
  }
  EXPECT_EQ(seen, guilds.size());
}

TEST_F(GatewayHubTest, WantsShardsForMoreThan2500Guilds) {
  for (std::size_t i = 0; i < guilds_per_shard_max; ++i) {
    world_.create_guild("g", person("ada"), {bot()});
  }
  publish();
  open(1);
  take();
  receive(1, identify("", "0"));
  EXPECT_THAT(lines(), ElementsAre("1 close 4011 Sharding required"));
  open(2);
  take();
  receive(2, identify(R"("shard":[0,2])", "0"));
  EXPECT_THAT(lines(), ElementsAre("2 READY #1"));
}

TEST_F(GatewayHubTest, TellsABotOfGuildsItJoinsAndLeaves) {
  log_in(1, "", bits(Intents::guilds));
  const Id joined = world_.create_guild("New", person("ada"), {bot()}).id;
  publish();
  EXPECT_THAT(lines(), ElementsAre("1 GUILD_CREATE #3"));
  world_.remove_member(joined, bot());
  publish();
  const auto outputs = take();
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_EQ(line_of(outputs[0]), "1 GUILD_DELETE #4");
  EXPECT_EQ(data_of(outputs[0]).at("id"), id_json(joined));
}

TEST_F(GatewayHubTest, ShowsGuildMembersAsTheIntentsAllow) {
  open(1);
  take();
  receive(1, identify("", "1"));
  EXPECT_EQ(data_of(take().at(1)).at("members").as_array().size(), 1U);
  pass(5s);
  open(2);
  take();
  receive(2, identify("", bits(Intents::guilds | Intents::guild_presences)));
  EXPECT_EQ(data_of(take().at(1)).at("members").as_array().size(), 4U);
}

TEST_F(GatewayHubTest, UpdatesThePresence) {
  log_in(1);
  receive(1, R"({"op":3,"d":{"since":null,"activities":[],"status":"idle","afk":false}})");
  EXPECT_EQ(world_.user(bot())->status, "idle");
  EXPECT_EQ(lines(), Lines());
}

TEST_F(GatewayHubTest, JoinsAndLeavesAVoiceChannel) {
  log_in(1, "", bits(Intents::guild_voice_states));
  const std::string guild_field = R"({"op":4,"d":{"guild_id":")" + std::to_string(guild()) +
                                  R"(","self_mute":false,"self_deaf":true,"channel_id":)";
  receive(1, guild_field + "\"" + std::to_string(channel("Lighthouse")) + "\"}}");
  EXPECT_THAT(lines(), ElementsAre("1 VOICE_STATE_UPDATE #2", "1 VOICE_SERVER_UPDATE #3"));
  receive(1, guild_field + "null}}");
  EXPECT_THAT(lines(), ElementsAre("1 VOICE_STATE_UPDATE #4"));
}

TEST_F(GatewayHubTest, ChunksMembers) {
  log_in(1, "", bits(Intents::guild_members));
  for (int i = 0; i < 1996; ++i) {
    const Id id = world_.create_person("p" + std::to_string(i), "").id;
    world_.add_member(guild(), id);
  }
  static_cast<void>(world_.take_events());
  const std::string id = std::to_string(guild());
  receive(1, R"({"op":8,"d":{"guild_id":")" + id + R"(","query":"","limit":0,"nonce":"n1"}})");
  auto outputs = take();
  ASSERT_EQ(outputs.size(), 2U);
  for (std::size_t index = 0; index < 2; ++index) {
    const auto data = data_of(outputs[index]);
    EXPECT_EQ(data.at("chunk_index"), index);
    EXPECT_EQ(data.at("chunk_count"), 2);
    EXPECT_EQ(data.at("nonce"), "n1");
    EXPECT_EQ(data.at("members").as_array().size(), 1000U);
    EXPECT_FALSE(data.contains("presences"));
    EXPECT_FALSE(data.contains("not_found"));
  }
  receive(1, R"({"op":8,"d":{"guild_id":")" + id + R"(","user_ids":["1",")" +
                 std::to_string(bot()) + R"("]}})");
  outputs = take();
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_EQ(data_of(outputs[0]).at("not_found"), boost::json::value(boost::json::array{"1"}));
  EXPECT_EQ(data_of(outputs[0]).at("members").as_array().size(), 1U);
  EXPECT_FALSE(data_of(outputs[0]).contains("nonce"));
}

TEST_F(GatewayHubTest, LimitsRequestsForAllMembersOfAGuild) {
  log_in(1, "", bits(Intents::guild_members));
  const std::string request = R"({"op":8,"d":{"guild_id":")" + std::to_string(guild()) +
                              R"(","query":"","limit":0,"nonce":"n"}})";
  receive(1, request);
  EXPECT_THAT(lines(), ElementsAre("1 GUILD_MEMBERS_CHUNK #2"));
  pass(20s);
  receive(1, request);
  const auto outputs = take();
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_EQ(line_of(outputs[0]), "1 RATE_LIMITED #3");
  EXPECT_EQ(
      data_of(outputs[0]),
      boost::json::value({{"opcode", 8},
                          {"retry_after", 10.0},
                          {"meta", {{"guild_id", std::to_string(guild())}, {"nonce", "n"}}}}));
  pass(10s);
  receive(1, request);
  EXPECT_THAT(lines(), ElementsAre("1 GUILD_MEMBERS_CHUNK #4"));
}

TEST_F(GatewayHubTest, IgnoresRequestsItMayNotAnswer) {
  log_in(1, "", "0");
  receive(1,
          R"({"op":8,"d":{"guild_id":")" + std::to_string(guild()) + R"(","query":"","limit":0}})");
  receive(1,
          R"({"op":8,"d":{"guild_id":")" + std::to_string(guild()) + R"(","query":"","limit":5}})");
  receive(1, R"({"op":8,"d":{"guild_id":"5","query":"a","limit":1}})");
  receive(1, R"({"op":4,"d":{"guild_id":"5","channel_id":"6"}})");
  receive(1, R"({"op":31,"d":{"guild_ids":["5"]}})");
  EXPECT_EQ(lines(), Lines());
}

TEST_F(GatewayHubTest, AnswersSoundboardAndChannelInfoRequests) {
  log_in(1, "", "0");
  const std::string id = std::to_string(guild());
  receive(1, R"({"op":31,"d":{"guild_ids":[")" + id + R"("]}})");
  receive(1, R"({"op":43,"d":{"guild_id":")" + id + R"(","fields":["status"]}})");
  receive(1, R"({"op":43,"d":{"guild_id":")" + id + R"(","fields":["voice_start_time","new"]}})");
  const auto outputs = take();
  ASSERT_EQ(outputs.size(), 3U);
  EXPECT_EQ(data_of(outputs[0]),
            boost::json::value({{"soundboard_sounds", boost::json::array()}, {"guild_id", id}}));
  const auto lighthouse = id_json(channel("Lighthouse"));
  EXPECT_EQ(data_of(outputs[1]),
            boost::json::value(
                {{"guild_id", id},
                 {"channels", boost::json::array{{{"id", lighthouse}, {"status", nullptr}}}}}));
  EXPECT_EQ(
      data_of(outputs[2]).at("channels"),
      boost::json::value(boost::json::array{{{"id", lighthouse}, {"voice_start_time", nullptr}}}));
}

TEST_F(GatewayHubTest, DescribesItself) {
  const auto session = log_in(1, R"("shard":[0,2])", "1");
  const auto all = hub_.describe(now_);
  EXPECT_EQ(all.at("connections"), boost::json::value({{{"connection", 1}, {"session", session}}}));
  EXPECT_EQ(all.at("sessions").at(0).at("intents"), "guilds");
  closed(1);
  pass(80s);
  EXPECT_EQ(hub_.describe(now_).at("sessions").at(0).at("expires_in"), 100.0);
}

}  // namespace
}  // namespace pincer::sandbox
