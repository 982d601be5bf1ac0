#include "sandbox/world_fixture.hpp"

namespace pincer::sandbox {
namespace {

constexpr const char* wave = "%F0%9F%91%8B";

class ReactionsTest : public WorldTest {
 protected:
  ReactionsTest() {
    message =
        act("POST", "/people/ada/messages", R"({"channel":"general","content":"hi"})").text("/id");
    path = messages_path() + "/" + message + "/reactions/" + wave;
    forget_events();
  }
  std::string message;
  std::string path;
};

TEST_F(ReactionsTest, AreAddedOnceAndRemoved) {
  EXPECT_EQ(rest("PUT", path + "/@me").status(), 204);
  EXPECT_EQ(rest("PUT", path + "/@me").status(), 204);
  const auto events = world.take_events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].name, "MESSAGE_REACTION_ADD");
  EXPECT_EQ(events[0].intents, Intents::guild_message_reactions);
  EXPECT_EQ(events[0].data.at("emoji").at("name").as_string(), "\xF0\x9F\x91\x8B");
  EXPECT_EQ(events[0].data.at("message_author_id").as_string(), user("ada"));
  const Answer shown = rest("GET", messages_path() + "/" + message);
  EXPECT_EQ(shown.at("/reactions/0/count"), 1);
  EXPECT_EQ(shown.at("/reactions/0/me"), true);
  EXPECT_EQ(rest("GET", path).text("/0/username"), "pincer");
  EXPECT_EQ(rest("DELETE", path + "/@me").status(), 204);
  EXPECT_EQ(rest("DELETE", path + "/@me").status(), 204);
  EXPECT_EQ(event_names(), std::vector<std::string>{"MESSAGE_REACTION_REMOVE"});
  EXPECT_TRUE(rest("GET", messages_path() + "/" + message).at("/reactions").is_null());
}

TEST_F(ReactionsTest, RefuseWhatIsNoEmoji) {
  for (const char* emoji : {"hello", "a:1", "%20", "1"}) {
    const Answer answer =
        rest("PUT", messages_path() + "/" + message + "/reactions/" + emoji + "/@me");
    EXPECT_EQ(answer.status(), 400) << emoji;
    EXPECT_EQ(answer.at("/code"), 10014) << emoji;
  }
  EXPECT_EQ(
      rest("PUT", messages_path() + "/" + message + "/reactions/1%EF%B8%8F%E2%83%A3/@me").status(),
      204)
      << "a keycap";
  EXPECT_EQ(rest("PUT", messages_path() + "/1/reactions/" + wave + "/@me").at("/code"), 10008);
}

TEST_F(ReactionsTest, OfOthersNeedPermission) {
  act("PUT", "/people/grace/messages/" + message + "/reactions/" + wave);
  EXPECT_EQ(rest("DELETE", path + "/" + user("grace")).at("/code"), 50013);
  EXPECT_EQ(rest("GET", path + "?limit=1").json.as_array().size(), 1U);
  EXPECT_EQ(rest("GET", path + "?after=" + user("grace")).json.as_array().size(), 0U);
}

TEST(Reactions, OfOthersAreRemovedWithPermission) {
  struct Run : WorldTest {
    explicit Run(const Scenario& scenario) : WorldTest(scenario) {}
    void TestBody() override {}
    void run() {
      const std::string id =
          act("POST", "/people/ada/messages", R"({"channel":"general","content":"hi"})")
              .text("/id");
      const std::string path = messages_path() + "/" + id + "/reactions/" + wave + "/";
      act("PUT", "/people/grace/messages/" + id + "/reactions/" + wave);
      forget_events();
      EXPECT_EQ(rest("DELETE", path + "1").at("/code"), 10013);
      EXPECT_EQ(rest("DELETE", path + user("grace")).status(), 204);
      EXPECT_EQ(event_names(), std::vector<std::string>{"MESSAGE_REACTION_REMOVE"});
    }
  };
  Scenario scenario = unlimited_scenario();
  scenario.guilds[0].members[3].roles = {"Crew"};
  Run(scenario).run();
}

TEST_F(ReactionsTest, ThereAreAtMostTwenty) {
  for (int i = 0; i < 20; ++i) {
    std::string emoji = "%F0%9F%98%80";
    emoji[10] = "89AB"[i / 16];
    emoji[11] = "0123456789ABCDEF"[i % 16];
    ASSERT_EQ(
        rest("PUT", messages_path() + "/" + message + "/reactions/" + emoji + "/@me").status(),
        204);
  }
  EXPECT_EQ(rest("PUT", path + "/@me").at("/code"), 30010);
}

}  // namespace
}  // namespace pincer::sandbox
