#include <gmock/gmock.h>

#include "sandbox/world_fixture.hpp"

namespace pincer::sandbox {
namespace {

using ::testing::HasSubstr;

class MessagesTest : public WorldTest {
 protected:
  Answer send(std::string body) { return rest("POST", messages_path(), std::move(body)); }
  std::string posted(const std::string& content) {
    return act("POST", "/people/ada/messages",
               "{\"channel\":\"general\",\"content\":\"" + content + "\"}")
        .text("/id");
  }
};

TEST_F(MessagesTest, CreatesAndShowsAMessage) {
  const Answer created = send(R"({"content":"pong","nonce":"n1","flags":4096})");
  EXPECT_EQ(created.status(), 200);
  EXPECT_EQ(created.text("/content"), "pong");
  EXPECT_EQ(created.text("/author/username"), "pincer");
  EXPECT_EQ(created.text("/nonce"), "n1");
  EXPECT_EQ(created.at("/flags"), 4096);
  EXPECT_EQ(created.at("/type"), 0);
  EXPECT_TRUE(created.at("/edited_timestamp").is_null());
  EXPECT_TRUE(created.at("/guild_id").is_null()) << "only events carry it";
  EXPECT_EQ(rest("GET", messages_path() + "/" + created.text("/id")).json, created.json);
  EXPECT_EQ(event_names(), std::vector<std::string>{"MESSAGE_CREATE"});
  EXPECT_EQ(rest("GET", messages_path() + "/1").at("/code"), 10008);
}

TEST_F(MessagesTest, RefusesEmptyMessages) {
  for (const char* body :
       {"{}", R"({"content":""})", R"({"content":null,"embeds":[],"components":[]})"}) {
    const Answer answer = send(body);
    EXPECT_EQ(answer.status(), 400);
    EXPECT_EQ(answer.json, json(R"({"message":"Cannot send an empty message","code":50006})"));
  }
}

TEST_F(MessagesTest, RefusesContentThatDoesNotFit) {
  const Answer answer = send("{\"content\":\"" + std::string(2001, 'x') + "\"}");
  EXPECT_EQ(answer.json, json(R"({"message":"Invalid Form Body","code":50035,"errors":{"content":
      {"_errors":[{"code":"BASE_TYPE_MAX_LENGTH","message":"Must be 2000 or fewer in length."}]}}})"));
  std::string euros;
  for (int i = 0; i < 2000; ++i) euros += "\xe2\x82\xac";
  EXPECT_EQ(send("{\"content\":\"" + euros + "\"}").status(), 200) << "characters count, not bytes";
  EXPECT_EQ(send(R"({"content":5})").text("/errors/content/_errors/0/code"), "STRING_TYPE_CONVERT");
  EXPECT_EQ(send(R"({"content":"x","tts":"yes"})").text("/errors/tts/_errors/0/code"),
            "BOOLEAN_TYPE_CONVERT");
  EXPECT_EQ(send(R"({"content":"x","nonce":"12345678901234567890123456"})")
                .text("/errors/nonce/_errors/0/code"),
            "BASE_TYPE_MAX_LENGTH");
  EXPECT_EQ(send(R"({"poll":{"question":{"text":"q"},"answers":[{"poll_media":{"text":"a"}}]}})")
                .text("/errors/poll/_errors/0/code"),
            "POLLS_NOT_SUPPORTED");
}

TEST_F(MessagesTest, Replies) {
  const std::string target = posted("question");
  const Answer answer =
      send("{\"content\":\"answer\",\"message_reference\":{\"message_id\":\"" + target + "\"}}");
  EXPECT_EQ(answer.at("/type"), 19);
  EXPECT_EQ(answer.text("/message_reference/message_id"), target);
  EXPECT_EQ(answer.text("/message_reference/guild_id"), guild());
  EXPECT_EQ(answer.text("/referenced_message/content"), "question");
  EXPECT_EQ(answer.text("/mentions/0/username"), "ada") << "a reply pings";
  const Answer quiet = send(
      "{\"content\":\"answer\",\"allowed_mentions\":{\"parse\":[]},"
      "\"message_reference\":{\"message_id\":\"" +
      target + "\"}}");
  EXPECT_EQ(quiet.json.at("mentions").as_array().size(), 0U);
  act("DELETE", "/people/ada/messages/" + target);
  EXPECT_TRUE(
      rest("GET", messages_path() + "/" + answer.text("/id")).at("/referenced_message").is_null());
}

TEST_F(MessagesTest, RefusesRepliesToNothing) {
  EXPECT_EQ(send(R"({"content":"x","message_reference":{"message_id":"1"}})").json,
            json(R"({"message":"Invalid Form Body","code":50035,"errors":{"message_reference":
                {"_errors":[{"code":"REPLIES_UNKNOWN_MESSAGE","message":"Unknown message"}]}}})"));
  EXPECT_EQ(send(R"({"content":"x","message_reference":{}})")
                .text("/errors/message_reference/message_id/_errors/0/code"),
            "BASE_TYPE_REQUIRED");
  const Answer lenient =
      send(R"({"content":"x","message_reference":{"message_id":"1","fail_if_not_exists":false}})");
  EXPECT_EQ(lenient.status(), 200);
  EXPECT_EQ(lenient.at("/type"), 0);
}

TEST_F(MessagesTest, EnforcedNoncesAreCreatedOnce) {
  const Answer first = send(R"({"content":"x","nonce":7,"enforce_nonce":true})");
  const Answer again = send(R"({"content":"y","nonce":7,"enforce_nonce":true})");
  EXPECT_EQ(again.text("/id"), first.text("/id"));
  EXPECT_EQ(again.text("/content"), "x");
  EXPECT_NE(send(R"({"content":"x","nonce":7})").text("/id"), first.text("/id"));
}

TEST_F(MessagesTest, MentionsFollowAllowedMentions) {
  const std::string content = "<@" + user("ada") + "> <@!" + user("grace") + "> @everyone <@1> <@";
  const auto mentions = [&](const std::string& allowed) {
    return send("{\"content\":\"" + content + "\"" + allowed + "}")
        .json.at("mentions")
        .as_array()
        .size();
  };
  EXPECT_EQ(mentions(""), 2U);
  EXPECT_EQ(mentions(R"(,"allowed_mentions":{"parse":[]})"), 0U);
  EXPECT_EQ(mentions(R"(,"allowed_mentions":{"parse":["users"]})"), 2U);
  EXPECT_EQ(mentions(",\"allowed_mentions\":{\"users\":[\"" + user("ada") + "\"]}"), 1U);
  EXPECT_EQ(send("{\"content\":\"@everyone\"}").at("/mention_everyone"), false) << "no permission";
  EXPECT_EQ(
      send("{\"content\":\"x\",\"allowed_mentions\":{\"parse\":[\"users\"],\"users\":[\"1\"]}}")
          .text("/errors/allowed_mentions/_errors/0/code"),
      "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE");
  EXPECT_EQ(send(R"({"content":"x","allowed_mentions":{"parse":["cats"]}})")
                .text("/errors/allowed_mentions/parse/0/_errors/0/code"),
            "BASE_TYPE_CHOICES");
}

TEST_F(MessagesTest, EditsItsOwnMessages) {
  const std::string id = send(R"({"content":"one","embeds":[{"title":"t"}]})").text("/id");
  forget_events();
  const Answer edited = rest("PATCH", messages_path() + "/" + id, R"({"content":"two"})");
  EXPECT_EQ(edited.status(), 200);
  EXPECT_EQ(edited.text("/content"), "two");
  EXPECT_EQ(edited.json.at("embeds").as_array().size(), 1U) << "what is not named stays";
  EXPECT_TRUE(edited.at("/edited_timestamp").is_string());
  EXPECT_EQ(event_names(), std::vector<std::string>{"MESSAGE_UPDATE"});
  const Answer cleared = rest("PATCH", messages_path() + "/" + id, R"({"content":null})");
  EXPECT_EQ(cleared.text("/content"), "");
  EXPECT_EQ(rest("PATCH", messages_path() + "/" + id, R"({"embeds":[]})").at("/code"), 50006);
  EXPECT_EQ(rest("PATCH", messages_path() + "/" + posted("x"), R"({"content":"y"})").at("/code"),
            50005);
  EXPECT_EQ(rest("PATCH", messages_path() + "/1", R"({"content":"y"})").at("/code"), 10008);
}

TEST_F(MessagesTest, DeletesItsOwnMessages) {
  const std::string id = send(R"({"content":"one"})").text("/id");
  forget_events();
  EXPECT_EQ(rest("DELETE", messages_path() + "/" + id).status(), 204);
  const auto events = world.take_events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(boost::json::serialize(events[0].data), "{\"id\":\"" + id + "\",\"channel_id\":\"" +
                                                        channel("general") + "\",\"guild_id\":\"" +
                                                        guild() + "\"}");
  EXPECT_EQ(rest("DELETE", messages_path() + "/" + id).at("/code"), 10008);
  EXPECT_EQ(rest("DELETE", messages_path() + "/" + posted("x")).at("/code"), 50013);
}

TEST_F(MessagesTest, ListsAWindow) {
  std::vector<std::string> ids;
  for (int i = 0; i < 6; ++i) ids.push_back(posted(std::to_string(i)));
  const auto contents = [&](const std::string& query) {
    std::string text;
    const Answer answer = rest("GET", messages_path() + query);
    for (const auto& message : answer.json.as_array()) text += message.at("content").as_string();
    return text;
  };
  EXPECT_EQ(contents(""), "543210");
  EXPECT_EQ(contents("?limit=2"), "54");
  EXPECT_EQ(contents("?limit=2&before=" + ids[3]), "21");
  EXPECT_EQ(contents("?limit=2&after=" + ids[3]), "54");
  EXPECT_EQ(contents("?limit=2&after=" + ids[0]), "21");
  EXPECT_EQ(contents("?limit=3&around=" + ids[2]), "321");
  EXPECT_EQ(contents("?after=" + ids[5]), "");
  EXPECT_EQ(contents("?before=" + ids[0]), "");
  EXPECT_EQ(rest("GET", messages_path() + "?limit=101").status(), 400);
  EXPECT_EQ(rest("GET", messages_path() + "?before=x").status(), 400);
}

constexpr const char* multipart_type = "multipart/form-data; boundary=XX";

std::string part(const std::string& head, const std::string& body) {
  return "--XX\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + body + "\r\n";
}

TEST_F(MessagesTest, UploadsComeBackFromTheCdn) {
  const std::string bytes("\x89PNG\0\r\n--X", 10);
  const std::string body =
      part("name=\"payload_json\"",
           R"({"content":"see","attachments":[{"id":0,"description":"a chart"}],
               "embeds":[{"image":{"url":"attachment://my_chart.png"}}]})") +
      "--XX\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"my chart.png\"\r\n"
      "Content-Type: image/png\r\n\r\n" +
      bytes + "\r\n--XX--\r\n";
  const Answer answer = rest("POST", messages_path(), body, {{"Content-Type", multipart_type}});
  ASSERT_EQ(answer.status(), 200) << answer.reply.body;
  EXPECT_EQ(answer.text("/attachments/0/filename"), "my_chart.png");
  EXPECT_EQ(answer.text("/attachments/0/description"), "a chart");
  EXPECT_EQ(answer.at("/attachments/0/size"), 10);
  const std::string url = answer.text("/attachments/0/url");
  EXPECT_EQ(answer.text("/embeds/0/image/url"), url);
  const std::string base = "http://127.0.0.1:8080";
  ASSERT_THAT(url, ::testing::StartsWith(base + "/cdn/attachments/" + channel("general") + "/"));
  HttpRequest request;
  request.method = "GET";
  request.path = url.substr(base.size());
  const HttpReply file = serve_cdn(world, request);
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body, bytes);
  EXPECT_EQ(file.headers, (Headers{{"Content-Type", "image/png"}}));
  request.method = "HEAD";
  EXPECT_EQ(serve_cdn(world, request).body, "");
  request.method = "POST";
  EXPECT_EQ(serve_cdn(world, request).status, 405);
  request.method = "GET";
  for (const std::string& path :
       std::vector<std::string>{"/cdn/attachments/1/2/x", "/cdn", "/cdn/attachments/a/b/c",
                                "/cdn/attachments/" + channel("general") + "/2/x"}) {
    request.path = path;
    EXPECT_EQ(serve_cdn(world, request).status, 404) << path;
  }
  const std::string id = answer.text("/id");
  EXPECT_EQ(rest("PATCH", messages_path() + "/" + id, R"({"attachments":[],"embeds":[]})").status(),
            200);
  request.path = url.substr(base.size());
  EXPECT_EQ(serve_cdn(world, request).status, 404) << "an attachment that an edit dropped is gone";
}

TEST_F(MessagesTest, MultipartFieldsStandForJson) {
  const Answer answer =
      rest("POST", messages_path(),
           part("name=\"content\"", "hello") + part("name=\"tts\"", "false") + "--XX--",
           {{"Content-Type", multipart_type}});
  EXPECT_EQ(answer.text("/content"), "hello");
}

TEST_F(MessagesTest, RefusesBadMultipart) {
  const auto send_parts = [&](const std::string& body) {
    return rest("POST", messages_path(), body, {{"Content-Type", multipart_type}});
  };
  EXPECT_EQ(send_parts("rubbish").text("/errors/_errors/0/code"), "MULTIPART_INVALID");
  EXPECT_EQ(send_parts(part("name=\"payload_json\"", "{") + "--XX--").at("/code"), 50109);
  EXPECT_EQ(
      send_parts(part("name=\"payload_json\"", "[]") + "--XX--").text("/errors/_errors/0/code"),
      "MODEL_TYPE_CONVERT");
  EXPECT_EQ(send_parts(part("name=\"file\"; filename=\"x\"", "x") + "--XX--")
                .text("/errors/file/_errors/0/code"),
            "MULTIPART_INVALID");
  EXPECT_EQ(
      send_parts(part("name=\"payload_json\"", R"({"content":"x","attachments":[{"id":3}]})") +
                 "--XX--")
          .text("/errors/attachments/0/id/_errors/0/code"),
      "ATTACHMENT_NOT_FOUND");
  EXPECT_EQ(
      send_parts(part("name=\"files[0]\"; filename=\"x\"", std::string((10U << 20U) + 1, 'x')) +
                 "--XX--")
          .at("/code"),
      40005);
  std::string eleven;
  for (int i = 0; i < 11; ++i) {
    eleven += part("name=\"files[" + std::to_string(i) + "]\"; filename=\"x\"", "x");
  }
  EXPECT_EQ(send_parts(eleven + "--XX--").text("/errors/attachments/_errors/0/code"),
            "BASE_TYPE_MAX_LENGTH");
}

TEST_F(MessagesTest, ComponentsV2ReplaceContent) {
  const Answer answer = send(R"({"flags":32768,"components":[{"type":10,"content":"hello"},
      {"type":17,"components":[{"type":10,"content":"inside"}]}]})");
  EXPECT_EQ(answer.status(), 200) << answer.reply.body;
  EXPECT_EQ(answer.at("/components/1/components/0/id"), 3) << "Discord numbers components";
  EXPECT_EQ(send(R"({"flags":32768,"content":"x","components":[{"type":10,"content":"hello"}]})")
                .text("/errors/content/_errors/0/code"),
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2");
  EXPECT_EQ(send(R"({"components":[{"type":10,"content":"hello"}]})")
                .text("/errors/components/0/type/_errors/0/code"),
            "UNION_TYPE_CHOICES");
}

}  // namespace
}  // namespace pincer::sandbox
