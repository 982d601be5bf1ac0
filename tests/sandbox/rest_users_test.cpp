#include "sandbox/world_fixture.hpp"

namespace pincer::sandbox {
namespace {

TEST_F(WorldTest, TellsWhereTheGatewayIs) {
  EXPECT_EQ(rest("GET", "/gateway").json, json(R"({"url":"ws://127.0.0.1:8080/gateway"})"));
  EXPECT_EQ(rest("GET", "/gateway/bot").json,
            json(R"({"url":"ws://127.0.0.1:8080/gateway","shards":1,"session_start_limit":
                {"total":1000,"remaining":1000,"reset_after":86400000,"max_concurrency":1}})"));
  world.take_session_start(std::stoull(app()), now);
  now += std::chrono::seconds(1);
  const Answer later = rest("GET", "/gateway/bot");
  EXPECT_EQ(later.at("/session_start_limit/remaining"), 999);
  EXPECT_EQ(later.at("/session_start_limit/reset_after"), 86399000);
}

TEST_F(WorldTest, ShowsUsers) {
  const Answer self = rest("GET", "/users/@me");
  EXPECT_EQ(self.text("/username"), "pincer");
  EXPECT_EQ(self.at("/bot"), true);
  EXPECT_EQ(self.at("/verified"), true);
  const Answer ada = rest("GET", "/users/" + user("ada"));
  EXPECT_EQ(ada.text("/global_name"), "Ada");
  EXPECT_TRUE(ada.at("/bot").is_null());
  EXPECT_EQ(rest("GET", "/users/1").at("/code"), 10013);
}

TEST_F(WorldTest, ShowsTheApplication) {
  for (const char* path : {"/applications/@me", "/oauth2/applications/@me"}) {
    const Answer answer = rest("GET", path);
    EXPECT_EQ(answer.text("/name"), "Harbour Bot");
    EXPECT_EQ(answer.text("/owner/username"), "ada");
    EXPECT_EQ(answer.at("/flags"), (1 << 13) | (1 << 15) | (1 << 19));
    EXPECT_EQ(answer.at("/approximate_guild_count"), 1);
  }
}

TEST_F(WorldTest, ListsTheGuildsOfTheBot) {
  const Answer answer = rest("GET", "/users/@me/guilds");
  ASSERT_EQ(answer.json.as_array().size(), 1U);
  EXPECT_EQ(answer.text("/0/name"), "Harbour");
  EXPECT_EQ(answer.at("/0/owner"), false);
  EXPECT_FALSE(answer.json.as_array().front().as_object().contains("approximate_member_count"));
  const Answer counted = rest("GET", "/users/@me/guilds?with_counts=true");
  EXPECT_EQ(counted.at("/0/approximate_member_count"), 4);
  EXPECT_EQ(counted.at("/0/approximate_presence_count"), 3) << "the bot is not logged in";
  EXPECT_EQ(rest("GET", "/users/@me/guilds?after=" + guild()).json.as_array().size(), 0U);
  EXPECT_EQ(rest("GET", "/users/@me/guilds?limit=0").at("/code"), 50035);
}

TEST_F(WorldTest, OpensADirectMessageOnce) {
  const std::string body = "{\"recipient_id\":\"" + user("ada") + "\"}";
  const Answer first = rest("POST", "/users/@me/channels", body);
  EXPECT_EQ(first.status(), 200);
  EXPECT_EQ(first.at("/type"), 1);
  EXPECT_EQ(first.text("/recipients/0/username"), "ada");
  EXPECT_EQ(first.json.at("recipients").as_array().size(), 1U);
  EXPECT_EQ(event_names(), std::vector<std::string>{"CHANNEL_CREATE"});
  EXPECT_EQ(rest("POST", "/users/@me/channels", body).text("/id"), first.text("/id"));
  EXPECT_TRUE(event_names().empty());
  const Answer sent =
      rest("POST", "/channels/" + first.text("/id") + "/messages", R"({"content":"psst"})");
  EXPECT_EQ(sent.status(), 200);
  const auto events = world.take_events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].intents, Intents::direct_messages);
  EXPECT_FALSE(events[0].guild_id);
  EXPECT_FALSE(events[0].data.contains("guild_id"));
}

TEST_F(WorldTest, RefusesDirectMessagesToNobodyAndToBots) {
  EXPECT_EQ(rest("POST", "/users/@me/channels", R"({"recipient_id":"1"})").at("/code"), 10013);
  EXPECT_EQ(rest("POST", "/users/@me/channels", "{\"recipient_id\":\"" + app() + "\"}").at("/code"),
            50007);
  EXPECT_EQ(rest("POST", "/users/@me/channels", "{}").text("/errors/recipient_id/_errors/0/code"),
            "BASE_TYPE_REQUIRED");
  EXPECT_EQ(rest("POST", "/users/@me/channels", R"({"recipient_id":"x"})")
                .text("/errors/recipient_id/_errors/0/code"),
            "NUMBER_TYPE_COERCE");
}

}  // namespace
}  // namespace pincer::sandbox
