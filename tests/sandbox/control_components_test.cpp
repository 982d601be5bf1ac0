#include <gmock/gmock.h>

#include "sandbox/interactions_fixture.hpp"

namespace pincer::sandbox {
namespace {

class ComponentsTest : public InteractionsTest {
 protected:
  ComponentsTest() {
    message = rest("POST", messages_path(), R"({"content":"choose","components":[
        {"type":1,"components":[{"type":2,"style":1,"label":"Yes","custom_id":"yes"},
          {"type":2,"style":2,"label":"Off","custom_id":"off","disabled":true},
          {"type":2,"style":5,"label":"Site","url":"https://example.com"}]},
        {"type":1,"components":[{"type":3,"custom_id":"menu","placeholder":"Pick","max_values":2,"options":[
          {"label":"A","value":"a"},{"label":"B","value":"b"},{"label":"C","value":"c"}]}]},
        {"type":1,"components":[{"type":5,"custom_id":"who"}]}]})")
                  .text("/id");
    forget_events();
  }
  Answer click(const std::string& button) {
    return act("POST", "/people/ada/clicks",
               "{\"message\":\"" + message + "\",\"button\":\"" + button + "\"}");
  }
  Answer choose(const std::string& menu, const std::string& values) {
    return act(
        "POST", "/people/ada/choices",
        "{\"message\":\"" + message + "\",\"menu\":\"" + menu + "\",\"values\":" + values + "}");
  }
  std::string message;
};

TEST_F(ComponentsTest, AClickReachesTheApplication) {
  take_interaction(click("Yes"));
  EXPECT_EQ(last.at("type"), 3);
  EXPECT_EQ(last.at("data"), json(R"({"component_type":2,"custom_id":"yes","id":2})"));
  EXPECT_EQ(last.at("message").at("id").as_string(), message);
}

TEST_F(ComponentsTest, AClickUpdatesItsMessage) {
  take_interaction(click("yes"));
  const Answer answer = respond(R"({"type":7,"data":{"content":"chosen","components":[]}})");
  EXPECT_EQ(answer.text("/resource/message/id"), message);
  EXPECT_EQ(answer.text("/resource/message/content"), "chosen");
  EXPECT_EQ(event_names(), std::vector<std::string>{"MESSAGE_UPDATE"});
  EXPECT_EQ(rest("GET", webhook_path() + "/messages/@original").text("/id"), message);
}

TEST_F(ComponentsTest, ADeferredUpdateIsFollowedByAnEdit) {
  take_interaction(click("yes"));
  EXPECT_EQ(respond(R"({"type":6})").status(), 200);
  EXPECT_TRUE(event_names().empty());
  EXPECT_EQ(
      rest("PATCH", webhook_path() + "/messages/@original", R"({"content":"later"})").text("/id"),
      message);
  const Answer more = rest("POST", webhook_path(), R"({"content":"and more"})");
  EXPECT_EQ(more.text("/message_reference/message_id"), message);
}

TEST_F(ComponentsTest, AnAnswerToAClickRepliesToItsMessage) {
  take_interaction(click("yes"));
  const Answer answer = respond(R"({"type":4,"data":{"content":"ok"}})");
  EXPECT_EQ(answer.at("/resource/message/type"), 19);
  EXPECT_EQ(answer.text("/resource/message/message_reference/message_id"), message);
  EXPECT_EQ(answer.text("/resource/message/interaction_metadata/interacted_message_id"), message);
}

TEST_F(ComponentsTest, ChoicesCarryTheirValues) {
  take_interaction(choose("Pick", R"(["A","c"])"));
  EXPECT_EQ(last.at("data").at("values"), json(R"(["a","c"])"));
  take_interaction(choose("who", R"(["grace"])"));
  EXPECT_EQ(last.at("data").at("values"), json("[\"" + user("grace") + "\"]"));
  EXPECT_TRUE(last.at("data").at("resolved").at("users").as_object().contains(user("grace")));
}

TEST_F(ComponentsTest, WhatCannotBeUsedSaysWhy) {
  EXPECT_EQ(click("No").text("/error"),
            "the message has no such component \"No\" (known: yes, off, )");
  EXPECT_EQ(click("off").text("/error"), "\"off\" is disabled");
  EXPECT_EQ(click("Site").text("/error"), "\"Site\" is a link: it makes no interaction");
  EXPECT_EQ(choose("menu", "[]").text("/error"), "expected 1 to 2 values, got 0");
  EXPECT_EQ(choose("menu", R"(["A","B","C"])").text("/error"), "expected 1 to 2 values, got 3");
  EXPECT_EQ(choose("menu", R"(["Z"])").text("/error"), "the menu has no option \"Z\"");
  EXPECT_EQ(choose("menu", "5").text("/error"), "expected a list as \"values\"");
  message = "1";
  EXPECT_EQ(click("yes").text("/error"), "no message \"1\"; expected the id of a message");
  message =
      act("POST", "/people/ada/messages", R"({"channel":"general","content":"x"})").text("/id");
  EXPECT_EQ(click("yes").text("/error"), "only messages of bots have components");
}

TEST_F(ComponentsTest, OnlyItsUserClicksInAnEphemeralMessage) {
  run();
  message =
      respond(R"({"type":4,"data":{"content":"x","flags":64,"components":[{"type":1,"components":[
      {"type":2,"style":1,"label":"Yes","custom_id":"yes"}]}]}})")
          .text("/interaction/response_message_id");
  EXPECT_EQ(
      act("POST", "/people/grace/clicks", "{\"message\":\"" + message + "\",\"button\":\"yes\"}")
          .text("/error"),
      "only another person sees this message");
  take_interaction(click("yes"));
  EXPECT_EQ(respond(R"({"type":7,"data":{"content":"y"}})").text("/resource/message/content"), "y");
}

TEST_F(ComponentsTest, AModalIsOpenedFilledAndAnswered) {
  const std::string opened = take_interaction(click("yes"));
  EXPECT_EQ(respond(R"({"type":9,"data":{"custom_id":"form","title":"Form","components":[
      {"type":18,"label":"Name","component":{"type":4,"custom_id":"name","style":1,"min_length":2}},
      {"type":1,"components":[{"type":4,"custom_id":"note","style":2,"label":"Note","required":false}]},
      {"type":18,"label":"Kind","component":{"type":3,"custom_id":"kind","options":[{"label":"K","value":"k"}]}}
      ]}})")
                .status(),
            200);
  const auto submit = [&](const std::string& values) {
    return act("POST", "/people/ada/modals",
               "{\"interaction\":\"" + opened + "\",\"values\":" + values + "}");
  };
  EXPECT_EQ(submit("{}").text("/error"), "the modal needs \"name\"");
  EXPECT_EQ(submit(R"({"name":"x"})").text("/error"), "\"name\" must have 2 to 4000 characters");
  EXPECT_EQ(submit(R"({"name":"Ada"})").text("/error"), "the modal needs \"kind\"");
  EXPECT_EQ(submit(R"({"name":"Ada","kind":["K"],"age":"5"})").text("/error"),
            "the modal has no component \"age\"");
  EXPECT_EQ(act("POST", "/people/grace/modals", "{\"interaction\":\"" + opened + "\"}").status(),
            409);
  // By custom_id, or by the label that a person sees.
  take_interaction(submit(R"({"name":"Ada","Note":"hi","Kind":["K"]})"));
  EXPECT_EQ(last.at("type"), 5);
  EXPECT_EQ(last.at("message").at("id").as_string(), message);
  EXPECT_EQ(last.at("data"), json(R"({"custom_id":"form","components":[
      {"type":18,"id":1,"component":{"type":4,"id":2,"custom_id":"name","value":"Ada"}},
      {"type":1,"id":3,"components":[{"type":4,"id":4,"custom_id":"note","value":"hi"}]},
      {"type":18,"id":5,"component":{"type":3,"id":6,"custom_id":"kind","values":["k"]}}]})"));
  EXPECT_EQ(respond(R"({"type":9,"data":{"custom_id":"m","title":"T",
      "components":[{"type":10,"content":"x"}]}})")
                .text("/errors/type/_errors/0/code"),
            "INTERACTION_CALLBACK_TYPE_INVALID")
      << "a modal cannot open another";
  EXPECT_EQ(respond(R"({"type":7,"data":{"content":"thanks"}})").text("/resource/message/id"),
            message);
}

TEST_F(ComponentsTest, WhoLeftTheGuildSubmitsNothing) {
  const std::string path = "/people/grace/";
  const std::string opened =
      take_interaction(act("POST", path + "commands", R"({"command":"roll","channel":"general"})"));
  respond(R"({"type":9,"data":{"custom_id":"m","title":"T","components":[
      {"type":18,"label":"N","component":{"type":4,"custom_id":"n","style":1}}]}})");
  act("DELETE", "/guilds/Harbour/members/grace");
  EXPECT_EQ(
      act("POST", path + "modals", "{\"interaction\":\"" + opened + "\",\"values\":{\"n\":\"x\"}}")
          .status(),
      403);
  EXPECT_EQ(
      act("POST", path + "clicks", "{\"message\":\"" + message + "\",\"button\":\"yes\"}").status(),
      403);
  EXPECT_EQ(act("POST", path + "commands", R"({"command":"roll","channel":"general"})").status(),
            403);
}

TEST_F(ComponentsTest, AnInteractionShowsItsAnswers) {
  const std::string id = run();
  EXPECT_EQ(act("GET", "/interactions/" + id).at("/acknowledged"), false);
  respond(R"({"type":4,"data":{"content":"secret","flags":64}})");
  rest("POST", webhook_path(), R"({"content":"public"})");
  const Answer shown = act("GET", "/interactions/" + id);
  EXPECT_EQ(shown.at("/acknowledged"), true);
  EXPECT_EQ(shown.at("/response_type"), 4);
  EXPECT_EQ(shown.text("/messages/0/content"), "public");
  EXPECT_EQ(shown.text("/messages/1/content"), "secret");
  EXPECT_EQ(act("GET", "/interactions/1").status(), 404);
}

}  // namespace
}  // namespace pincer::sandbox
