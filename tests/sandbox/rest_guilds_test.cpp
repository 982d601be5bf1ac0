#include "sandbox/world_fixture.hpp"

namespace pincer::sandbox {
namespace {

TEST_F(WorldTest, ShowsAGuild) {
  const Answer answer = rest("GET", "/guilds/" + guild());
  EXPECT_EQ(answer.text("/name"), "Harbour");
  EXPECT_EQ(answer.text("/owner_id"), user("ada"));
  EXPECT_TRUE(answer.at("/approximate_member_count").is_null());
  const Answer counted = rest("GET", "/guilds/" + guild() + "?with_counts=true");
  EXPECT_EQ(counted.at("/approximate_member_count"), 4);
  EXPECT_EQ(counted.at("/approximate_presence_count"), 3);
  EXPECT_EQ(rest("GET", "/guilds/1").at("/code"), 10004);
}

TEST_F(WorldTest, ListsChannelsAndRoles) {
  const Answer channels = rest("GET", "/guilds/" + guild() + "/channels");
  ASSERT_EQ(channels.json.as_array().size(), 3U);
  EXPECT_EQ(channels.text("/0/name"), "general");
  EXPECT_EQ(channels.at("/2/type"), 2);
  EXPECT_EQ(channels.at("/2/bitrate"), 64000);
  const Answer roles = rest("GET", "/guilds/" + guild() + "/roles");
  ASSERT_EQ(roles.json.as_array().size(), 2U);
  EXPECT_EQ(roles.text("/0/name"), "@everyone");
  EXPECT_EQ(roles.text("/0/id"), guild());
  EXPECT_EQ(roles.text("/1/name"), "Crew");
  EXPECT_EQ(roles.at("/1/color"), 0x1f8b4c);
  EXPECT_EQ(rest("GET", "/guilds/1/channels").at("/code"), 10004);
  EXPECT_EQ(rest("GET", "/guilds/1/roles").at("/code"), 10004);
}

TEST_F(WorldTest, ShowsMembers) {
  const std::string path = "/guilds/" + guild() + "/members";
  const Answer grace = rest("GET", path + "/" + user("grace"));
  EXPECT_EQ(grace.text("/nick"), "Amazing Grace");
  EXPECT_EQ(grace.text("/user/username"), "grace");
  EXPECT_EQ(rest("GET", path + "/1").at("/code"), 10013);
  act("POST", "/people", R"({"name":"eve"})");
  EXPECT_EQ(rest("GET", path + "/" + user("eve")).at("/code"), 10007);
  EXPECT_EQ(rest("GET", path).json.as_array().size(), 1U) << "the default limit is 1";
  const Answer page = rest("GET", path + "?limit=2&after=" + user("ada"));
  ASSERT_EQ(page.json.as_array().size(), 2U);
  EXPECT_EQ(page.text("/0/user/username"), "grace");
  EXPECT_EQ(rest("GET", path + "?limit=1001").text("/errors/limit/_errors/0/code"),
            "NUMBER_TYPE_MAX");
  EXPECT_EQ(rest("GET", path + "?limit=x").text("/errors/limit/_errors/0/code"),
            "NUMBER_TYPE_COERCE");
  EXPECT_EQ(rest("GET", path + "?after=x").text("/errors/after/_errors/0/code"),
            "NUMBER_TYPE_COERCE");
}

TEST(Members, NeedThePrivilegedIntent) {
  struct Run : WorldTest {
    explicit Run(const Scenario& scenario) : WorldTest(scenario) {}
    void TestBody() override {}
    void run() { EXPECT_EQ(rest("GET", "/guilds/" + guild() + "/members").at("/code"), 50001); }
  };
  Scenario scenario = unlimited_scenario();
  scenario.applications[0].privileged_intents = Intents::message_content;
  Run(scenario).run();
}

TEST_F(WorldTest, ShowsAChannel) {
  const Answer answer = rest("GET", "/channels/" + channel("general"));
  EXPECT_EQ(answer.text("/name"), "general");
  EXPECT_EQ(answer.text("/guild_id"), guild());
  EXPECT_EQ(rest("GET", "/channels/1").at("/code"), 10003);
}

TEST_F(WorldTest, ManagingChannelsNeedsPermission) {
  EXPECT_EQ(rest("POST", "/guilds/" + guild() + "/channels", R"({"name":"x"})").at("/code"), 50013);
  EXPECT_EQ(rest("DELETE", "/channels/" + channel("bots")).at("/code"), 50013);
}

TEST(Channels, AreCreatedAndDeleted) {
  struct Run : WorldTest {
    explicit Run(const Scenario& scenario) : WorldTest(scenario) {}
    void TestBody() override {}
    void run() {
      const std::string path = "/guilds/" + guild() + "/channels";
      const Answer category = rest("POST", path, R"({"name":"cat","type":4})");
      EXPECT_EQ(category.status(), 201);
      const Answer inside =
          rest("POST", path, "{\"name\":\"in\",\"parent_id\":\"" + category.text("/id") + "\"}");
      EXPECT_EQ(inside.text("/parent_id"), category.text("/id"));
      EXPECT_EQ(rest("POST", path, "{\"name\":\"in\",\"parent_id\":\"" + inside.text("/id") + "\"}")
                    .text("/errors/parent_id/_errors/0/code"),
                "CHANNEL_PARENT_INVALID");
      EXPECT_EQ(rest("POST", path, R"({"type":99})").text("/errors/name/_errors/0/code"),
                "BASE_TYPE_REQUIRED");
      EXPECT_EQ(
          rest("POST", "/channels/" + category.text("/id") + "/messages", R"({"content":"x"})")
              .at("/code"),
          50008);
      EXPECT_EQ(rest("DELETE", "/channels/" + category.text("/id")).status(), 200);
      EXPECT_TRUE(rest("GET", "/channels/" + inside.text("/id")).at("/parent_id").is_null());
      EXPECT_EQ(event_names(),
                (std::vector<std::string>{"CHANNEL_CREATE", "CHANNEL_CREATE", "CHANNEL_DELETE"}));
    }
  };
  Scenario scenario = unlimited_scenario();
  scenario.guilds[0].members[3].roles = {"Crew"};
  scenario.guilds[0].roles[0].permissions = 1ULL << 3U;
  Run(scenario).run();
}

TEST_F(WorldTest, TypingIsAnEvent) {
  EXPECT_EQ(rest("POST", "/channels/" + channel("general") + "/typing").status(), 204);
  const auto events = world.take_events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].name, "TYPING_START");
  EXPECT_EQ(events[0].intents, Intents::guild_message_typing);
  EXPECT_EQ(events[0].data.at("member").at("user").at("username").as_string(), "pincer");
}

TEST(Channels, HiddenOnesAreRefused) {
  struct Run : WorldTest {
    explicit Run(const Scenario& scenario) : WorldTest(scenario) {}
    void TestBody() override {}
    void run() {
      EXPECT_EQ(rest("GET", "/channels/" + channel("general")).at("/code"), 50001);
      EXPECT_EQ(rest("POST", messages_path(), R"({"content":"x"})").status(), 403);
      EXPECT_EQ(rest("POST", messages_path("bots"), R"({"content":"x"})").at("/code"), 50013);
      EXPECT_EQ(rest("POST", "/channels/" + channel("bots") + "/typing").at("/code"), 50013);
      EXPECT_EQ(rest("GET", messages_path("bots")).status(), 200);
    }
  };
  Scenario scenario = unlimited_scenario();
  scenario.guilds[0].channels[0].overwrites = {{"everyone", "", 0, 1ULL << 10U}};
  scenario.guilds[0].channels[1].overwrites = {{"", "pincer", 0, 1ULL << 11U}};
  Run(scenario).run();
}

}  // namespace
}  // namespace pincer::sandbox
