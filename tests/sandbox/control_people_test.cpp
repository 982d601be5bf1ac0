#include "sandbox/control_people.hpp"

#include <gmock/gmock.h>

#include "sandbox/world_fixture.hpp"

namespace pincer::sandbox {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(WorldTest, TheControlInterfaceListsItself) {
  const Answer index = act("GET", "");
  EXPECT_EQ(index.status(), 200);
  const auto& endpoints = index.json.at("endpoints").as_array();
  EXPECT_GE(endpoints.size(), 20U);
  for (const auto& endpoint : endpoints) EXPECT_FALSE(endpoint.at("help").as_string().empty());
  PeopleControl with_faults(world, log, {{"POST", "/sandbox/faults", "kind", "Breaks things."}});
  HttpRequest request;
  request.method = "GET";
  request.path = "/sandbox";
  EXPECT_THAT(with_faults.handle(request, now)->body, HasSubstr("/sandbox/faults"));
}

TEST_F(WorldTest, OtherPathsAreForOthers) {
  HttpRequest request;
  request.method = "GET";
  for (const char* path : {"/", "/sandbox/nothing", "/sandbox//", "/sandboxes", ""}) {
    request.path = path;
    EXPECT_FALSE(people.handle(request, now)) << path;
  }
  const Answer method = act("DELETE", "/state");
  EXPECT_EQ(method.status(), 405);
  EXPECT_EQ(method.header("Allow"), "GET");
}

TEST_F(WorldTest, PeoplePostReplyEditAndDelete) {
  const Answer posted =
      act("POST", "/people/ada/messages", R"({"channel":"general","content":"hello"})");
  EXPECT_EQ(posted.status(), 201);
  const std::string id = posted.text("/id");
  const Answer reply =
      act("POST", "/people/" + user("grace") + "/messages",
          "{\"channel\":\"#general\",\"content\":\"hi\",\"reply_to\":\"" + id + "\"}");
  EXPECT_EQ(reply.text("/message_reference/message_id"), id);
  EXPECT_EQ(act("PATCH", "/people/ada/messages/" + id, R"({"content":"hello!"})").text("/content"),
            "hello!");
  EXPECT_EQ(act("PATCH", "/people/grace/messages/" + id, R"({"content":"x"})").status(), 403);
  EXPECT_EQ(act("DELETE", "/people/linus/messages/" + id).status(), 403);
  EXPECT_EQ(act("DELETE", "/people/ada/messages/" + reply.text("/id")).status(), 200)
      << "the owner may";
  EXPECT_EQ(act("DELETE", "/people/ada/messages/" + id).status(), 200);
  EXPECT_EQ(event_names(),
            (std::vector<std::string>{"MESSAGE_CREATE", "MESSAGE_CREATE", "MESSAGE_UPDATE",
                                      "MESSAGE_DELETE", "MESSAGE_DELETE"}));
}

TEST_F(WorldTest, PeopleReactTypeAndChangeTheirStatus) {
  const std::string id =
      act("POST", "/people/ada/messages", R"({"channel":"general","content":"hello"})").text("/id");
  const std::string reaction = "/messages/" + id + "/reactions/%F0%9F%91%8B";
  EXPECT_EQ(act("PUT", "/people/grace" + reaction).at("/changed"), true);
  EXPECT_EQ(act("PUT", "/people/grace" + reaction).at("/changed"), false);
  EXPECT_EQ(act("DELETE", "/people/grace" + reaction).at("/changed"), true);
  EXPECT_EQ(act("PUT", "/people/grace/messages/" + id + "/reactions/ok").status(), 400);
  EXPECT_EQ(act("POST", "/people/grace/typing", R"({"channel":"general"})").status(), 200);
  EXPECT_EQ(act("PUT", "/people/grace/presence", R"({"status":"idle"})").status(), 200);
  EXPECT_EQ(act("PUT", "/people/grace/presence", R"({"status":"tired"})").status(), 400);
  EXPECT_EQ(act("PUT", "/people/grace/voice", R"({"channel":"Lighthouse"})").status(), 200);
  EXPECT_EQ(act("PUT", "/people/grace/voice", R"({"channel":"general"})").status(), 400);
  EXPECT_EQ(act("PUT", "/people/grace/voice", R"({"guild":"Harbour"})").at("/connected"), false);
  EXPECT_EQ(event_names(),
            (std::vector<std::string>{"MESSAGE_CREATE", "MESSAGE_REACTION_ADD",
                                      "MESSAGE_REACTION_REMOVE", "TYPING_START", "PRESENCE_UPDATE",
                                      "VOICE_STATE_UPDATE", "VOICE_STATE_UPDATE"}));
}

TEST_F(WorldTest, PeopleWriteToABotDirectly) {
  const Answer posted =
      act("POST", "/people/ada/messages", R"({"channel":"@pincer","content":"psst"})");
  EXPECT_EQ(posted.status(), 201);
  EXPECT_EQ(event_names(), (std::vector<std::string>{"CHANNEL_CREATE", "MESSAGE_CREATE"}));
  EXPECT_EQ(
      act("POST", "/people/ada/messages", R"({"channel":"@grace","content":"psst"})").status(),
      400);
  EXPECT_EQ(act("POST", "/people/grace/messages",
                "{\"channel\":\"" + posted.text("/channel_id") + "\",\"content\":\"x\"}")
                .status(),
            403);
}

TEST_F(WorldTest, PeopleUploadFiles) {
  const Answer posted =
      act("POST", "/people/ada/messages",
          R"({"channel":"general","attachments":[{"filename":"../a.txt","content":"hi"}]})");
  EXPECT_EQ(posted.status(), 201);
  EXPECT_EQ(posted.text("/attachments/0/filename"), "..a.txt");
  EXPECT_EQ(act("POST", "/people/ada/messages",
                R"({"channel":"general","attachments":[{"filename":"x"}]})")
                .text("/error"),
            "expected text as \"content\" of an attachment");
}

TEST_F(WorldTest, ControlErrorsSayWhatWasExpected) {
  const auto error = [&](const std::string& path, const std::string& body) {
    return act("POST", path, body).text("/error");
  };
  const std::string messages = "/people/ada/messages";
  EXPECT_EQ(error("/people/bob/messages", R"({"channel":"general","content":"x"})"),
            "no person \"bob\" (known: ada, grace, linus)");
  EXPECT_EQ(error("/people/pincer/messages", R"({"channel":"general","content":"x"})"),
            "no person \"pincer\" (known: ada, grace, linus)");
  EXPECT_EQ(
      error(messages, R"({"channel":"nowhere","content":"x"})"),
      "no channel \"nowhere\" (known: general, bots, Lighthouse; or @bot for direct messages)");
  EXPECT_EQ(error(messages, R"({"content":"x"})"), "the body needs \"channel\"");
  EXPECT_EQ(error(messages, R"({"channel":"general"})"),
            "the body needs \"content\" or \"attachments\"");
  EXPECT_EQ(
      error(messages, R"({"chanel":"general"})"),
      "unknown member \"chanel\" in the body (known: channel, content?, reply_to?, attachments?)");
  EXPECT_EQ(error(messages, R"({"channel":true})"), "expected text as \"channel\"");
  EXPECT_EQ(error(messages, "{"), "expected a JSON object as the body");
  EXPECT_EQ(error(messages, "[]"), "expected a JSON object as the body");
  EXPECT_EQ(
      error(messages, "{\"channel\":\"general\",\"content\":\"" + std::string(2001, 'x') + "\"}"),
      "a message has at most 2000 characters");
  EXPECT_EQ(error(messages, R"({"channel":"general","content":"x","reply_to":"1"})"),
            "no message \"1\"; expected the id of a message");
}

TEST_F(WorldTest, TheStateShowsEverythingButTokens) {
  const Answer state = act("GET", "/state");
  EXPECT_EQ(state.json.at("people").as_array().size(), 3U);
  EXPECT_EQ(state.text("/applications/0/name"), "Harbour Bot");
  EXPECT_EQ(state.text("/guilds/0/channels/0/name"), "general");
  EXPECT_EQ(state.json.at("guilds").at(0).at("members").as_array().size(), 4U);
  EXPECT_THAT(state.reply.body, Not(HasSubstr("sandbox-token")));
}

TEST_F(WorldTest, TheLogIsReadInPieces) {
  act("POST", "/people/ada/messages", R"({"channel":"general","content":"one\ntwo"})");
  now += std::chrono::milliseconds(1500);
  rest("GET", "/users/@me");
  act("GET", "/state");
  const Answer all = act("GET", "/log");
  EXPECT_EQ(all.at("/last_number"), 2) << "looking is not logged";
  EXPECT_EQ(all.text("/entries/0/summary"), "Ada in #general: one two");
  EXPECT_EQ(all.text("/entries/0/kind"), "person");
  EXPECT_EQ(all.text("/entries/1/summary"), "GET /users/@me -> 200");
  EXPECT_EQ(all.at("/entries/1/time"), 1.5);
  EXPECT_EQ(act("GET", "/log?after=1").at("/entries/0/number"), 2);
  EXPECT_EQ(act("GET", "/log?after=2").json.at("entries").as_array().size(), 0U);
  EXPECT_EQ(act("GET", "/log?limit=1").json.at("entries").as_array().size(), 1U);
  EXPECT_EQ(act("GET", "/log?after=x").status(), 400);
}

TEST_F(WorldTest, MessagesAreShownOldestFirst) {
  for (const char* content : {"1", "2", "3"}) {
    act("POST", "/people/ada/messages",
        std::string(R"({"channel":"general","content":")") + content + "\"}");
  }
  const Answer shown = act("GET", "/channels/general/messages?limit=2");
  ASSERT_EQ(shown.json.at("messages").as_array().size(), 2U);
  EXPECT_EQ(shown.text("/messages/0/content"), "2");
}

TEST_F(WorldTest, GuildsAndChannelsAreBuilt) {
  const Answer created =
      act("POST", "/guilds", R"({"name":"Island","owner":"grace","members":["linus","pincer"]})");
  EXPECT_EQ(created.status(), 201);
  auto events = world.take_events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].name, "GUILD_CREATE");
  EXPECT_EQ(events[0].data.at("members").as_array().size(), 3U);
  EXPECT_EQ(events[0].applications, std::vector<Id>{std::stoull(app())});
  EXPECT_EQ(world.guilds_of(std::stoull(app())).size(), 2U);
  EXPECT_EQ(act("POST", "/guilds", R"({"name":"Island"})").status(), 409);
  EXPECT_EQ(
      act("POST", "/guilds/Island/channels", R"({"name":"Shore","type":"category"})").status(),
      201);
  EXPECT_EQ(
      act("POST", "/guilds/Island/channels", R"({"name":"general","parent":"Shore"})").status(),
      201);
  EXPECT_EQ(act("POST", "/guilds/Island/channels", R"({"name":"x","type":"forum"})").status(), 400);
  EXPECT_EQ(act("POST", "/guilds/Atlantis/channels", R"({"name":"x"})").text("/error"),
            "no guild \"Atlantis\" (known: Harbour, Island)");
  EXPECT_EQ(act("POST", "/people/grace/messages", R"({"channel":"general","content":"x"})")
                .text("/error"),
            "there are several channels \"general\"; write Guild/channel or the id");
  EXPECT_EQ(act("POST", "/people/grace/messages", R"({"channel":"Island/general","content":"x"})")
                .status(),
            201);
  EXPECT_EQ(act("DELETE", "/channels/Shore").status(), 200);
  EXPECT_EQ(event_names(), (std::vector<std::string>{"CHANNEL_CREATE", "CHANNEL_CREATE",
                                                     "MESSAGE_CREATE", "CHANNEL_DELETE"}));
}

TEST_F(WorldTest, MembersComeAndGo) {
  EXPECT_EQ(act("POST", "/people", R"({"name":"eve","display_name":"Eve"})").status(), 201);
  EXPECT_EQ(act("POST", "/people", R"({"name":"eve"})").status(), 409);
  EXPECT_EQ(act("PUT", "/guilds/Harbour/members/eve").status(), 201);
  EXPECT_EQ(act("PUT", "/guilds/Harbour/members/eve").status(), 409);
  EXPECT_EQ(act("DELETE", "/guilds/Harbour/members/eve").status(), 200);
  EXPECT_EQ(act("DELETE", "/guilds/Harbour/members/eve").status(), 404);
  EXPECT_EQ(act("DELETE", "/guilds/Harbour/members/ada").status(), 409) << "the owner stays";
  EXPECT_EQ(event_names(), (std::vector<std::string>{"GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE"}));
  act("DELETE", "/guilds/Harbour/members/pincer");
  auto events = world.take_events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].name, "GUILD_DELETE");
  EXPECT_FALSE(events[0].data.contains("unavailable"));
  EXPECT_EQ(rest("GET", "/guilds/" + guild()).at("/code"), 10004);
  act("PUT", "/guilds/Harbour/members/pincer");
  EXPECT_EQ(event_names(), std::vector<std::string>{"GUILD_CREATE"});
}

}  // namespace
}  // namespace pincer::sandbox
