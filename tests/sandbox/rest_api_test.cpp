// What holds for every operation: versions, methods, tokens, limits, the log.
#include "sandbox/rest_api.hpp"

#include <gmock/gmock.h>

#include "sandbox/world_fixture.hpp"

namespace pincer::sandbox {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

class RestApiTest : public WorldTest {
 protected:
  Answer get(std::string path) {
    HttpRequest request;
    request.method = "GET";
    request.path = std::move(path);
    request.headers = {{"authorization", "Bot " + token}};
    return answered(api.handle(request, now));
  }
};

class LimitedRestApiTest : public WorldTest {
 protected:
  LimitedRestApiTest() : WorldTest(default_scenario()) {}
};

TEST_F(RestApiTest, AnswersTheVersionsItKnows) {
  EXPECT_EQ(get("/api/v10/users/@me").status(), 200);
  EXPECT_EQ(get("/api/v9/users/@me").status(), 200);
  EXPECT_EQ(get("/api/users/@me").status(), 200);
  const Answer wrong = get("/api/v99/users/@me");
  EXPECT_EQ(wrong.status(), 400);
  EXPECT_EQ(wrong.json, json(R"({"message":"Invalid API version","code":50041})"));
  EXPECT_EQ(get("/api/v/users/@me").status(), 404);
  EXPECT_EQ(get("/api").status(), 404);
  EXPECT_EQ(get("/api/").status(), 404);
}

TEST_F(RestApiTest, RefusesAWrongToken) {
  for (const std::string wrong : {"", "nonsense", "Bot sandbox-token", "SANDBOX-TOKEN"}) {
    token = wrong;
    const Answer answer = get("/api/v10/users/@me");
    EXPECT_EQ(answer.status(), 401);
    EXPECT_EQ(answer.json, json(R"({"message":"401: Unauthorized","code":0})"));
  }
  HttpRequest request;
  request.method = "GET";
  request.path = "/api/v10/users/@me";
  EXPECT_EQ(api.handle(request, now).status, 401);
  request.headers = {{"Authorization", "Bearer sandbox-token"}};
  EXPECT_EQ(api.handle(request, now).status, 401);
}

TEST_F(RestApiTest, RefusesUnknownPathsAndMethods) {
  const Answer unknown = rest("GET", "/nothing");
  EXPECT_EQ(unknown.status(), 404);
  EXPECT_EQ(unknown.json, json(R"({"message":"404: Not Found","code":0})"));
  const Answer method = rest("PUT", "/users/@me");
  EXPECT_EQ(method.status(), 405);
  EXPECT_EQ(method.json, json(R"({"message":"405: Method Not Allowed","code":0})"));
  EXPECT_EQ(method.header("Allow"), "GET, HEAD, PATCH, OPTIONS");
  const Answer options = rest("OPTIONS", messages_path());
  EXPECT_EQ(options.status(), 204);
  EXPECT_EQ(options.header("Allow"), "GET, HEAD, POST, OPTIONS");
}

TEST_F(RestApiTest, AnswersHeadWithoutABody) {
  const Answer answer = rest("HEAD", "/users/@me");
  EXPECT_EQ(answer.status(), 200);
  EXPECT_EQ(answer.reply.body, "");
}

TEST_F(RestApiTest, RefusesIdsThatAreNone) {
  const Answer answer = rest("GET", "/channels/abc");
  EXPECT_EQ(answer.status(), 400);
  EXPECT_EQ(answer.json, json(R"({"message":"Invalid Form Body","code":50035,"errors":{"channel_id":
      {"_errors":[{"code":"NUMBER_TYPE_COERCE","message":"Value \"abc\" is not snowflake."}]}}})"));
  EXPECT_EQ(rest("GET", "/channels/99999999999999999999").status(), 400);
  EXPECT_EQ(rest("GET", "/channels/-1").status(), 400);
}

TEST_F(RestApiTest, EveryReplyOfTheApiHasViaAndAType) {
  for (const char* path : {"/users/@me", "/nothing", "/channels/1", "/channels/x"}) {
    const Answer answer = rest("GET", path);
    EXPECT_EQ(answer.header("Via"), "1.1 sandbox");
    EXPECT_EQ(answer.header("Content-Type"), "application/json");
  }
}

TEST_F(RestApiTest, RefusesBodiesThatAreNoJson) {
  for (const std::string& body :
       std::vector<std::string>{"", "{", "[1", "nope", "{\"a\":}", "\xff", std::string(200, '[')}) {
    const Answer answer = rest("POST", messages_path(), body);
    EXPECT_EQ(answer.status(), 400) << body;
    EXPECT_EQ(answer.at("/code"), 50109) << body;
  }
  EXPECT_EQ(rest("POST", messages_path(), "[]").text("/errors/_errors/0/code"),
            "MODEL_TYPE_CONVERT");
  EXPECT_EQ(rest("POST", messages_path(), "{}", {}).text("/errors/_errors/0/code"),
            "CONTENT_TYPE_INVALID");
  EXPECT_EQ(rest("POST", "/users/@me/channels", "{}", {{"Content-Type", "text/plain"}})
                .text("/errors/_errors/0/code"),
            "CONTENT_TYPE_INVALID");
}

TEST_F(RestApiTest, RefusesHugeBodies) {
  const Answer answer =
      rest("POST", messages_path(), "{\"content\":\"" + std::string(26U << 20U, 'x') + "\"}");
  EXPECT_EQ(answer.status(), 413);
  EXPECT_EQ(answer.at("/code"), 40005);
}

TEST_F(RestApiTest, LogsEachCallWithoutTokens) {
  rest("POST", messages_path(), R"({"content":"hi"})");
  HttpRequest request;
  request.method = "PATCH";
  request.path = "/api/v10/webhooks/1/topsecret/messages/@original";
  request.headers = {{"Authorization", "Bot " + token}};
  api.handle(request, now);
  const auto entries = log.after(0, 10);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].kind, TrafficEntry::Kind::rest);
  EXPECT_EQ(entries[0].summary, "POST " + messages_path() + " -> 200");
  EXPECT_EQ(entries[0].details.at("operation").as_string(), "create_message");
  EXPECT_EQ(entries[0].details.at("application").as_string(), "Harbour Bot");
  EXPECT_EQ(entries[0].details.at("request"), json(R"({"content":"hi"})"));
  EXPECT_EQ(entries[0].details.at("reply").at("content").as_string(), "hi");
  EXPECT_EQ(entries[1].summary, "PATCH /webhooks/1/***/messages/@original -> 404");
  for (const TrafficEntry& entry : entries) {
    const std::string text = entry.summary + boost::json::serialize(entry.details);
    EXPECT_THAT(text, Not(HasSubstr("topsecret")));
    EXPECT_THAT(text, Not(HasSubstr("sandbox-token")));
  }
}

TEST_F(RestApiTest, ChecksWhatItDoesNotPerform) {
  const std::string ban = "/guilds/" + guild() + "/bans/" + user("ada");
  const Answer wrong = rest("PUT", ban, R"({"delete_message_days":8})");
  EXPECT_EQ(wrong.status(), 400);
  EXPECT_EQ(wrong.text("/errors/delete_message_days/_errors/0/code"), "NUMBER_TYPE_MAX");
  const Answer checked = rest("PUT", ban, R"({"delete_message_days":7})");
  EXPECT_EQ(checked.status(), 501);
  EXPECT_EQ(
      checked.json,
      json(
          R"({"code":0,"message":"The sandbox checked the request and does not perform PUT /guilds/{guild_id}/bans/{user_id}: docs/sandbox.md lists what it performs"})"));
  const auto entries = log.after(0, 10);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[1].summary, "PUT " + ban + " -> 501 (checked, not performed)");
  EXPECT_EQ(entries[1].details.at("performed"), false);
  EXPECT_EQ(entries[1].details.at("operation").as_string(), "ban_user_from_guild");
}

TEST_F(RestApiTest, AsksForTheCredentialsThatAnOperationTakes) {
  const std::string role_connection = "/users/@me/applications/" + app() + "/role-connection";
  const Answer bot = rest("GET", role_connection);
  EXPECT_EQ(bot.status(), 403);
  EXPECT_EQ(bot.json, json(R"({"message":"Bots cannot use this endpoint","code":20001})"));
  const auto get_with = [&](const std::string& path, const std::string& credentials) {
    HttpRequest request;
    request.method = "GET";
    request.path = "/api/v10" + path;
    request.headers = {{"Authorization", credentials}};
    return api.handle(request, now).status;
  };
  EXPECT_EQ(get_with(role_connection, "Bearer of-somebody"), 501);
  EXPECT_EQ(get_with(role_connection, ""), 401);
  EXPECT_EQ(get_with("/voice/regions", "Bearer of-somebody"), 401);
  EXPECT_EQ(get_with("/sticker-packs", ""), 501);
}

TEST_F(RestApiTest, TheLogCutsLongBodies) {
  rest("POST", messages_path(), "{\"content\":\"" + std::string(1'000'000, 'x') + "\"}");
  EXPECT_LT(boost::json::serialize(log.after(0, 1)[0].details).size(), 10'000U);
}

TEST_F(LimitedRestApiTest, CountsDownAndRefusesTheSixthMessage) {
  for (int remaining = 4; remaining >= 0; --remaining) {
    const Answer answer = rest("POST", messages_path(), R"({"content":"x"})");
    EXPECT_EQ(answer.status(), 200);
    EXPECT_EQ(answer.header("X-RateLimit-Limit"), "5");
    EXPECT_EQ(answer.header("X-RateLimit-Remaining"), std::to_string(remaining));
    EXPECT_EQ(answer.header("X-RateLimit-Reset-After"), "5.000");
    EXPECT_EQ(answer.header("X-RateLimit-Bucket"), limits.bucket_hash("create_message"));
  }
  const Answer refused = rest("POST", messages_path(), R"({"content":"x"})");
  EXPECT_EQ(refused.status(), 429);
  EXPECT_EQ(refused.header("X-RateLimit-Scope"), "user");
  EXPECT_EQ(refused.header("Via"), "1.1 sandbox");
  EXPECT_EQ(refused.at("/global"), false);
  EXPECT_EQ(rest("POST", messages_path("bots"), R"({"content":"x"})").status(), 200)
      << "another channel counts apart";
  now += seconds(5);
  EXPECT_EQ(rest("POST", messages_path(), R"({"content":"x"})").status(), 200);
}

TEST_F(LimitedRestApiTest, RoutesShareABucket) {
  const Answer one = rest("PUT", messages_path() + "/1/reactions/%F0%9F%91%8B/@me");
  const Answer two = rest("DELETE", messages_path() + "/1/reactions/%F0%9F%91%8B/@me");
  EXPECT_EQ(one.status(), 404) << "errors move the counters too";
  EXPECT_EQ(two.status(), 429);
  EXPECT_EQ(one.header("X-RateLimit-Bucket"), two.header("X-RateLimit-Bucket"));
}

TEST_F(LimitedRestApiTest, TheGlobalLimitSparesInteractions) {
  // Each channel has a bucket of its own, so that only the global window fills.
  for (int i = 0; i < 50; ++i) rest("GET", "/channels/" + std::to_string(1000 + i));
  const Answer refused = rest("GET", "/channels/1");
  EXPECT_EQ(refused.status(), 429);
  EXPECT_EQ(refused.header("X-RateLimit-Global"), "true");
  EXPECT_EQ(refused.at("/global"), true);
  EXPECT_EQ(rest("POST", "/interactions/1/t/callback", R"({"type":1})").status(), 404);
}

TEST_F(LimitedRestApiTest, OnlyAuthenticatedRoutesWithABucketHaveHeaders) {
  EXPECT_EQ(rest("GET", "/gateway").header("X-RateLimit-Limit"), "(none)");
  token = "wrong";
  EXPECT_EQ(rest("GET", "/users/@me").header("X-RateLimit-Limit"), "(none)");
}

TEST(RestApi, BansAtTheEdgeAfterTooManyInvalidRequests) {
  struct Run : WorldTest {
    explicit Run(const Scenario& scenario) : WorldTest(scenario) {}
    void TestBody() override {}
    void run() {
      token = "wrong";
      for (int i = 0; i < 3; ++i) EXPECT_EQ(rest("GET", "/users/@me").status(), 401);
      token = "sandbox-token";
      const Answer banned = rest("GET", "/users/@me");
      EXPECT_EQ(banned.status(), 429);
      EXPECT_EQ(banned.header("Via"), "(none)");
      EXPECT_TRUE(banned.json.is_null());
      EXPECT_EQ(log.after(3, 1)[0].details.at("status"), 429);
      now += seconds(600);
      EXPECT_EQ(rest("GET", "/users/@me").status(), 200);
    }
  };
  Scenario scenario = default_scenario();
  scenario.rate_limits.invalid_requests.limit = 3;
  Run(scenario).run();
}

TEST_F(LimitedRestApiTest, AFaultsReplyBelongsToTheRequestsBucket) {
  HttpRequest request;
  request.method = "POST";
  request.path = "/api/v10" + messages_path();
  request.headers = {{"Authorization", "Bot sandbox-token"}};
  const Answer answer =
      answered(api.rate_limited(request, RateLimitScope::shared, seconds(2), now));
  EXPECT_EQ(answer.status(), 429);
  EXPECT_EQ(answer.header("X-RateLimit-Bucket"), limits.bucket_hash("create_message"));
  EXPECT_EQ(answer.header("X-RateLimit-Scope"), "shared");
  EXPECT_EQ(answer.header("Retry-After"), "2");
  EXPECT_EQ(log.last_number(), 1U);
  request.path = "/api/v10/nothing";
  EXPECT_EQ(api.rate_limited(request, RateLimitScope::global, seconds(2), now).status, 429);
}

TEST(ApiPath, IsTheApiAndWhatIsBelow) {
  EXPECT_TRUE(is_api_path("/api"));
  EXPECT_TRUE(is_api_path("/api/v10/users/@me"));
  EXPECT_FALSE(is_api_path("/apix"));
  EXPECT_FALSE(is_api_path("/sandbox"));
}

}  // namespace
}  // namespace pincer::sandbox
