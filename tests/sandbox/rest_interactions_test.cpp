#include "sandbox/interactions_fixture.hpp"

namespace pincer::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_F(InteractionsTest, AnswersWithAMessage) {
  run();
  EXPECT_EQ(rest("POST", callback_path(), R"({"type":4,"data":{"content":"3"}})").status(), 204);
  const auto events = world.take_events();
  ASSERT_EQ(events.size(), 1U);
  const auto& message = events[0].data;
  EXPECT_EQ(events[0].name, "MESSAGE_CREATE");
  EXPECT_EQ(message.at("type"), 20);
  EXPECT_EQ(message.at("webhook_id").as_string(), app());
  EXPECT_EQ(message.at("interaction").at("name").as_string(), "roll");
  EXPECT_EQ(message.at("interaction_metadata").at("user").at("username").as_string(), "ada");
  EXPECT_EQ(
      message.at("interaction_metadata").at("authorizing_integration_owners").at("0").as_string(),
      guild());
}

TEST_F(InteractionsTest, TellsWhatItDidWhenAsked) {
  const std::string id = run();
  const Answer answer = respond(R"({"type":4,"data":{"content":"3","flags":64}})");
  EXPECT_EQ(answer.status(), 200);
  EXPECT_EQ(answer.text("/interaction/id"), id);
  EXPECT_EQ(answer.at("/interaction/type"), 2);
  EXPECT_EQ(answer.at("/interaction/response_message_ephemeral"), true);
  EXPECT_EQ(answer.at("/interaction/response_message_loading"), false);
  EXPECT_EQ(answer.at("/resource/type"), 4);
  EXPECT_EQ(answer.text("/resource/message/content"), "3");
  EXPECT_EQ(answer.text("/resource/message/id"), answer.text("/interaction/response_message_id"));
  EXPECT_TRUE(event_names().empty()) << "only its user sees an ephemeral message";
  EXPECT_EQ(rest("GET", messages_path()).json.as_array().size(), 0U);
}

TEST_F(InteractionsTest, AreAnsweredOnceAndInTime) {
  run();
  EXPECT_EQ(respond(R"({"type":4,"data":{"content":"3"}})").status(), 200);
  const Answer again = respond(R"({"type":4,"data":{"content":"3"}})");
  EXPECT_EQ(again.status(), 400);
  EXPECT_EQ(again.json,
            json(R"({"message":"Interaction has already been acknowledged.","code":40060})"));
  run();
  now += seconds(3);
  EXPECT_EQ(respond(R"({"type":5})").status(), 200) << "just in time";
  run();
  now += seconds(3) + milliseconds(1);
  const Answer late = respond(R"({"type":4,"data":{"content":"3"}})");
  EXPECT_EQ(late.status(), 404);
  EXPECT_EQ(late.json, json(R"({"message":"Unknown interaction","code":10062})"));
}

TEST_F(InteractionsTest, NeedTheirToken) {
  run();
  last["token"] = "wrong";
  EXPECT_EQ(respond(R"({"type":4,"data":{"content":"3"}})").at("/code"), 10062);
  EXPECT_EQ(rest("POST", "/interactions/1/t/callback", R"({"type":5})").at("/code"), 10062);
}

TEST_F(InteractionsTest, RefuseAnswersThatDoNotFit) {
  run();
  EXPECT_EQ(respond("{}").text("/errors/type/_errors/0/code"), "BASE_TYPE_REQUIRED");
  EXPECT_EQ(respond(R"({"type":99})").text("/errors/type/_errors/0/code"), "UNION_TYPE_CHOICES");
  EXPECT_EQ(respond(R"({"type":4})").text("/errors/data/_errors/0/code"), "BASE_TYPE_REQUIRED");
  EXPECT_EQ(respond(R"({"type":4,"data":{}})").at("/code"), 50006);
  EXPECT_EQ(respond("{\"type\":4,\"data\":{\"content\":\"" + std::string(2001, 'x') + "\"}}")
                .text("/errors/data/content/_errors/0/code"),
            "BASE_TYPE_MAX_LENGTH");
  EXPECT_EQ(respond(R"({"type":7,"data":{"content":"x"}})").text("/errors/type/_errors/0/code"),
            "INTERACTION_CALLBACK_TYPE_INVALID");
  EXPECT_EQ(respond(R"({"type":8,"data":{"choices":[]}})").text("/errors/type/_errors/0/code"),
            "INTERACTION_CALLBACK_TYPE_INVALID");
  EXPECT_EQ(respond(R"({"type":9,"data":{}})").text("/errors/data/title/_errors/0/code"),
            "BASE_TYPE_REQUIRED");
  EXPECT_EQ(respond("{").at("/code"), 50109);
  EXPECT_EQ(respond(R"({"type":4,"data":{"content":"still pending"}})").status(), 200)
      << "a refused answer acknowledges nothing";
}

TEST_F(InteractionsTest, DeferAndThenAnswer) {
  run();
  const Answer deferred = respond(R"({"type":5,"data":{"content":"ignored"}})");
  EXPECT_EQ(deferred.at("/interaction/response_message_loading"), true);
  EXPECT_EQ(deferred.text("/resource/message/content"), "");
  EXPECT_EQ(event_names(), std::vector<std::string>{"MESSAGE_CREATE"});
  const Answer edited =
      rest("PATCH", webhook_path() + "/messages/@original", R"({"content":"done"})");
  EXPECT_EQ(edited.text("/id"), deferred.text("/interaction/response_message_id"));
  EXPECT_EQ(edited.at("/flags"), 0);
  EXPECT_TRUE(edited.at("/edited_timestamp").is_null());
  EXPECT_EQ(event_names(), std::vector<std::string>{"MESSAGE_UPDATE"});
}

TEST_F(InteractionsTest, TheFirstFollowUpTakesTheDeferredPlace) {
  run();
  const std::string promised =
      respond(R"({"type":5,"data":{"flags":64}})").text("/interaction/response_message_id");
  const Answer first = rest("POST", webhook_path(), R"({"content":"one"})");
  EXPECT_EQ(first.text("/id"), promised);
  EXPECT_EQ(first.at("/flags"), 64) << "it stays as ephemeral as it was deferred";
  EXPECT_NE(rest("POST", webhook_path(), R"({"content":"two"})").text("/id"), promised);
}

TEST_F(InteractionsTest, FollowUpsReplyToTheOriginal) {
  run();
  const std::string original =
      respond(R"({"type":4,"data":{"content":"one"}})").text("/interaction/response_message_id");
  const Answer second = rest("POST", webhook_path(), R"({"content":"two"})");
  EXPECT_EQ(second.status(), 200);
  EXPECT_EQ(second.at("/type"), 19);
  EXPECT_EQ(second.text("/message_reference/message_id"), original);
  EXPECT_EQ(second.text("/interaction_metadata/original_response_message_id"), original);
  const std::string path = webhook_path() + "/messages/";
  EXPECT_EQ(rest("GET", path + second.text("/id")).text("/content"), "two");
  EXPECT_EQ(rest("GET", path + "@original").text("/id"), original);
  EXPECT_EQ(rest("PATCH", path + second.text("/id"), R"({"content":"2"})").text("/content"), "2");
  EXPECT_EQ(rest("PATCH", path + second.text("/id"), R"({"content":""})").at("/code"), 50006);
  EXPECT_EQ(rest("DELETE", path + second.text("/id")).status(), 204);
  EXPECT_EQ(rest("GET", path + second.text("/id")).at("/code"), 10008);
  EXPECT_EQ(rest("DELETE", path + "@original").status(), 204);
  EXPECT_EQ(rest("GET", path + "@original").at("/code"), 10008);
  EXPECT_EQ(rest("PATCH", path + "@original", R"({"content":"x"})").at("/code"), 10008);
}

TEST_F(InteractionsTest, EphemeralAnswersAreEditedAndDeletedToo) {
  run();
  respond(R"({"type":4,"data":{"content":"one","flags":64}})");
  forget_events();
  const std::string path = webhook_path() + "/messages/@original";
  EXPECT_EQ(rest("PATCH", path, R"({"content":"two","flags":0})").at("/flags"), 64);
  EXPECT_EQ(rest("GET", path).text("/content"), "two");
  EXPECT_EQ(rest("DELETE", path).status(), 204);
  EXPECT_EQ(rest("GET", path).at("/code"), 10008);
  EXPECT_TRUE(event_names().empty());
}

TEST_F(InteractionsTest, TheWebhookOpensWithTheAnswerAndClosesAfterFifteenMinutes) {
  run();
  EXPECT_EQ(rest("POST", webhook_path(), R"({"content":"early"})").at("/code"), 10015);
  respond(R"({"type":4,"data":{"content":"one"}})");
  EXPECT_EQ(rest("POST", webhook_path(), "{}").at("/code"), 50006);
  EXPECT_EQ(rest("POST", "/webhooks/1/token", R"({"content":"x"})").at("/code"), 10015);
  const Answer wrong = rest("POST", "/webhooks/" + app() + "/wrong", R"({"content":"x"})");
  EXPECT_EQ(wrong.status(), 401);
  EXPECT_EQ(wrong.at("/code"), 50027);
  now += seconds(900);
  EXPECT_EQ(rest("POST", webhook_path(), R"({"content":"two"})").status(), 200);
  now += seconds(1);
  EXPECT_EQ(rest("POST", webhook_path(), R"({"content":"three"})").at("/code"), 50027);
}

TEST_F(InteractionsTest, TheWebhookTouchesOnlyItsOwnMessages) {
  const std::string strange =
      act("POST", "/people/ada/messages", R"({"channel":"general","content":"mine"})").text("/id");
  run();
  respond(R"({"type":4,"data":{"content":"one"}})");
  const std::string path = webhook_path() + "/messages/" + strange;
  EXPECT_EQ(rest("GET", path).at("/code"), 10008);
  EXPECT_EQ(rest("PATCH", path, R"({"content":"stolen"})").at("/code"), 10008);
  EXPECT_EQ(rest("DELETE", path).at("/code"), 10008);
}

TEST_F(InteractionsTest, AnswersCarryFiles) {
  run();
  const std::string body =
      "--XX\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\r\n"
      R"({"type":4,"data":{"attachments":[{"id":"0","filename":"a.txt"}]}})"
      "\r\n--XX\r\nContent-Disposition: form-data; name=\"files[0]\"; "
      "filename=\"x\"\r\n\r\nhello\r\n--XX--";
  const Answer answer = rest("POST", callback_path() + "?with_response=1", body,
                             {{"Content-Type", "multipart/form-data; boundary=XX"}});
  EXPECT_EQ(answer.status(), 200) << answer.reply.body;
  EXPECT_EQ(answer.text("/resource/message/attachments/0/filename"), "a.txt");
}

}  // namespace
}  // namespace pincer::sandbox
