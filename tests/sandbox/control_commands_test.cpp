#include <gmock/gmock.h>

#include "sandbox/interactions_fixture.hpp"

namespace pincer::sandbox {
namespace {

using ::testing::HasSubstr;

TEST_F(InteractionsTest, ACommandReachesItsApplicationComplete) {
  forget_events();
  act("POST", "/people/ada/commands",
      R"({"command":"/roll","channel":"#general","options":{"sides":"6","for":"grace"}})");
  const auto events = world.take_events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].name, "INTERACTION_CREATE");
  EXPECT_EQ(events[0].applications, std::vector<Id>{std::stoull(app())});
  EXPECT_EQ(events[0].intents, Intents::none);
  const auto& data = events[0].data;
  for (const char* key :
       {"id", "application_id", "type", "data", "guild_id", "guild", "channel", "channel_id",
        "member", "token", "version", "locale", "guild_locale", "app_permissions", "entitlements",
        "authorizing_integration_owners", "context", "attachment_size_limit"}) {
    EXPECT_TRUE(data.contains(key)) << key;
  }
  EXPECT_FALSE(data.contains("user"));
  EXPECT_EQ(data.at("locale").as_string(), "en-GB");
  EXPECT_TRUE(data.at("member").as_object().contains("permissions"));
  EXPECT_EQ(data.at("data").at("name").as_string(), "roll");
  EXPECT_EQ(data.at("data").at("options"), json("[{\"name\":\"sides\",\"type\":4,\"value\":6},"
                                                "{\"name\":\"for\",\"type\":6,\"value\":\"" +
                                                user("grace") + "\"}]"));
  const auto& resolved = data.at("data").at("resolved");
  EXPECT_EQ(resolved.at("users").at(user("grace")).at("username").as_string(), "grace");
  EXPECT_FALSE(resolved.at("members").at(user("grace")).as_object().contains("user"));
}

TEST_F(InteractionsTest, SubcommandsNest) {
  run(R"({"command":"dice roll","channel":"general","options":{"color":"Red"}})");
  EXPECT_EQ(
      last.at("data").at("options"),
      json(R"([{"name":"roll","type":1,"options":[{"name":"color","type":3,"value":"r"}]}])"));
}

TEST_F(InteractionsTest, UserAndMessageCommandsHaveATarget) {
  run(R"({"command":"Wave","channel":"general","target":"grace"})");
  EXPECT_EQ(last.at("data").at("target_id").as_string(), user("grace"));
  EXPECT_EQ(last.at("data").at("type"), 2);
  const std::string id =
      act("POST", "/people/ada/messages", R"({"channel":"general","content":"wise"})").text("/id");
  run("{\"command\":\"Quote\",\"channel\":\"general\",\"target\":\"" + id + "\"}");
  EXPECT_EQ(last.at("data").at("resolved").at("messages").at(id).at("content").as_string(), "wise");
}

TEST_F(InteractionsTest, AutocompleteSendsWhatIsTyped) {
  const std::string id = run(
      R"({"command":"roll","channel":"general","options":{"sides":"1"},"autocomplete":"sides"})");
  EXPECT_EQ(last.at("type"), 4);
  EXPECT_EQ(last.at("data").at("options"),
            json(R"([{"name":"sides","type":4,"value":"1","focused":true}])"));
  EXPECT_EQ(respond(R"({"type":4,"data":{"content":"x"}})").status(), 400);
  EXPECT_EQ(respond(R"({"type":8,"data":{"choices":[{"name":"Twelve","value":12}]}})").status(),
            200);
  EXPECT_EQ(act("GET", "/interactions/" + id).text("/response/choices/0/name"), "Twelve");
}

TEST_F(InteractionsTest, CommandsRunInDirectMessages) {
  run(R"({"command":"roll","channel":"@pincer"})");
  EXPECT_EQ(last.at("context"), 1);
  EXPECT_EQ(last.at("user").at("username").as_string(), "ada");
  EXPECT_FALSE(last.contains("member"));
  EXPECT_FALSE(last.contains("guild_id"));
  EXPECT_EQ(last.at("authorizing_integration_owners"), json(R"({"0":"0"})"));
}

TEST_F(InteractionsTest, CommandsThatCannotBeRunSayWhy) {
  const auto error = [&](const std::string& body) {
    const Answer answer = act("POST", "/people/ada/commands", body);
    EXPECT_GE(answer.status(), 400) << body;
    return answer.text("/error");
  };
  EXPECT_EQ(
      error(R"({"command":"rol","channel":"general"})"),
      "no command \"rol\" here (known: roll, dice, Wave, Quote; user and message commands need a "
      "\"target\")");
  EXPECT_THAT(error(R"({"command":"","channel":"general"})"), HasSubstr("no command \"\" here"));
  EXPECT_EQ(error(R"({"command":"roll"})"), "the body needs \"channel\"");
  EXPECT_EQ(error(R"({"command":"dice","channel":"general"})"),
            "the command needs a subcommand (known: roll)");
  EXPECT_EQ(error(R"({"command":"dice throw","channel":"general"})"),
            "no subcommand \"throw\" (known: roll)");
  EXPECT_EQ(error(R"({"command":"roll twice","channel":"general"})"),
            "the command has no subcommand \"twice\"");
  EXPECT_EQ(error(R"({"command":"dice roll","channel":"general"})"),
            "the command needs the option \"color\"");
  EXPECT_EQ(error(R"({"command":"dice roll","channel":"general","options":{"color":"Blue"}})"),
            "\"color\" must be one of Red");
  EXPECT_EQ(error(R"({"command":"roll","channel":"general","options":{"side":6}})"),
            "the command has no option \"side\" (known: sides, for)");
  EXPECT_EQ(error(R"({"command":"roll","channel":"general","options":{"sides":"six"}})"),
            "expected a whole number as \"sides\"");
  EXPECT_EQ(error(R"({"command":"roll","channel":"general","options":{"sides":1}})"),
            "\"sides\" is out of range (min_value 2, max_value 100)");
  EXPECT_THAT(error(R"({"command":"roll","channel":"general","options":{"for":"nobody"}})"),
              HasSubstr("no person or bot \"nobody\""));
  EXPECT_EQ(error(R"({"command":"roll","channel":"general","options":[]})"),
            "expected an object as \"options\"");
  act("POST", "/people", R"({"name":"eve"})");
  EXPECT_EQ(act("POST", "/people/eve/commands", R"({"command":"roll","channel":"general"})")
                .text("/error"),
            "eve may not run commands in #general");
}

TEST_F(InteractionsTest, OptionsOfEveryTypeAreConverted) {
  rest("POST", "/applications/" + app() + "/guilds/" + guild() + "/commands",
       R"({"name":"all","description":"x",
      "options":[{"type":3,"name":"text","description":"x","max_length":5},
      {"type":5,"name":"flag","description":"x"},{"type":7,"name":"where","description":"x"},
      {"type":8,"name":"role","description":"x"},{"type":9,"name":"who","description":"x"},
      {"type":10,"name":"ratio","description":"x"},{"type":11,"name":"file","description":"x"}]})");
  run(R"({"command":"all","channel":"general","options":{"text":"hello","flag":true,"where":"bots","role":"Crew",
      "who":"Crew","ratio":"0.5","file":{"filename":"a b.txt","content":"hi"}}})");
  const auto& options = last.at("data").at("options").as_array();
  ASSERT_EQ(options.size(), 7U);
  EXPECT_EQ(options[1].at("value"), true);
  EXPECT_EQ(options[2].at("value").as_string(), channel("bots"));
  EXPECT_EQ(options[3].at("value"), options[4].at("value"));
  EXPECT_EQ(options[5].at("value"), 0.5);
  const std::string file(options[6].at("value").as_string());
  const auto& resolved = last.at("data").at("resolved");
  EXPECT_EQ(resolved.at("attachments").at(file).at("filename").as_string(), "a_b.txt");
  EXPECT_EQ(resolved.at("channels").at(channel("bots")).at("type"), 0);
  EXPECT_EQ(resolved.at("roles").as_object().size(), 1U);
  EXPECT_EQ(last.at("data").at("guild_id").as_string(), guild());
  const std::string url(resolved.at("attachments").at(file).at("url").as_string());
  HttpRequest request;
  request.method = "GET";
  request.path = url.substr(world.base_url().size());
  EXPECT_EQ(serve_cdn(world, request).body, "hi");
}

TEST_F(InteractionsTest, DefaultMemberPermissionsHold) {
  rest("POST", "/applications/" + app() + "/commands",
       R"({"name":"ban","description":"x","default_member_permissions":"16"})");
  EXPECT_EQ(
      act("POST", "/people/grace/commands", R"({"command":"ban","channel":"general"})").status(),
      403);
  EXPECT_EQ(
      act("POST", "/people/ada/commands", R"({"command":"ban","channel":"general"})").status(),
      201);
}

}  // namespace
}  // namespace pincer::sandbox
