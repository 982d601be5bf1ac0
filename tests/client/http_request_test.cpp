// What an HTTPClient puts on the wire, seen by a server that keeps every request; and what it does
// about answers that only such a server gives.
#include <gmock/gmock.h>
#include <unistd.h>

#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <fstream>
#include <optional>
#include <regex>

#include "pincer/error.hpp"
#include "pincer/http_client.hpp"
#include "pincer/log.hpp"
#include "support/http_calls.hpp"
#include "support/run_coroutine.hpp"
#include "support/stub_server.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

struct Received {
  std::string head;
  std::string body;
};

class HTTPRequestTest : public testing::Test {
 protected:
  /// Answers each request with the next of `answers_`, the last one again and again; an empty one
  /// closes the connection.
  void SetUp() override {
    server_.emplace(context_, [this](StubConnection& connection, int) -> awaitable<void> {
      for (;;) {
        auto [head, body] = co_await connection.read_request();
        if (head.empty()) co_return;
        received_.push_back({std::move(head), std::move(body)});
        const std::string answer = answers_.front();
        if (answers_.size() > 1) answers_.erase(answers_.begin());
        if (answer.empty()) co_return;
        co_await connection.write(answer);
      }
    });
    options_.base_url = server_->url() + "/api/v10";
  }
  void TearDown() override {
    if (http_) http_->close();
  }

  /// The error of one call; `no_error` when it succeeds.
  Error call(const std::string& method, const std::string& path, RequestOptions options = {}) {
    if (!http_) http_.emplace(context_.get_executor(), Token(token_), options_);
    Error error;
    run_coroutine(context_, [&]() -> awaitable<void> {
      error = co_await error_of(http_->request(method, path, std::move(options)));
    }());
    return error;
  }

  asio::io_context context_;
  std::vector<std::string> answers_{ok_response("{}")};
  std::vector<Received> received_;
  std::optional<StubServer> server_;
  HTTPClientOptions options_;
  std::string token_ = "MTIzNDU2Nzg5MDEyMzQ1Njc4.secret.part";  // begins with 123456789012345678
  std::optional<HTTPClient> http_;
};

TEST_F(HTTPRequestTest, CarriesWhatDiscordDemands) {
  options_.user_agent_suffix = "harbour/1.0";
  call("GET", "/users/@me");
  ASSERT_THAT(received_, SizeIs(1));
  EXPECT_TRUE(received_[0].head.starts_with("GET /api/v10/users/@me HTTP/1.1\r\nHost: 127.0.0.1:"));
  EXPECT_THAT(
      received_[0].head,
      AllOf(HasSubstr("\r\nUser-Agent: DiscordBot (https://"), HasSubstr(" harbour/1.0\r\n"),
            HasSubstr("\r\nAuthorization: Bot " + token_ + "\r\n"),
            HasSubstr("\r\nAccept-Encoding: gzip, deflate\r\n"), Not(HasSubstr("Content-Length"))));
  call("POST", "/channels/1/typing");
  EXPECT_THAT(received_[1].head, HasSubstr("\r\nContent-Length: 0\r\n"));
}

TEST_F(HTTPRequestTest, WritesQueriesAsDiscordReadsThem) {
  RequestOptions options;
  options.query("limit", 5)
      .query("with_counts", true)
      .query("plain", false)
      .query("name", "a b&c")
      .query("text", std::string("x"))
      .query("user", UserId(7))
      .query("absent", std::optional<int>())
      .query("present", std::optional<int>(3))
      .query("id", std::vector<std::string>{"123", "456"})
      .query("none", std::vector<int>());
  call("GET", "/guilds/1?first=1", std::move(options));
  EXPECT_THAT(received_[0].head,
              HasSubstr("GET /api/v10/guilds/1?first=1&limit=5&with_counts=true&plain=false&"
                        "name=a%20b%26c&text=x&user=7&present=3&id=123&id=456 HTTP/1.1\r\n"));
  call("GET", "/x", RequestOptions().query("ids", std::vector<UserId>{UserId(1), UserId(2)}));
  EXPECT_THAT(received_[1].head, HasSubstr("/x?ids=1&ids=2 HTTP"));
}

TEST_F(HTTPRequestTest, ReachesAProxyThatKeepsRateLimits) {
  // nirn serves /api/v10 below its root; others are mounted below a path.
  options_.base_url = server_->url() + "/fleet/discord/api/v10/";
  call("GET", "/users/@me");
  EXPECT_TRUE(received_[0].head.starts_with("GET /fleet/discord/api/v10/users/@me HTTP/1.1\r\n"));
}

TEST_F(HTTPRequestTest, EncodesTheReasonForTheAuditLog) {
  call("DELETE", "/channels/1", RequestOptions().reason("tidy \xc3\xa9\r\nX: y"));
  EXPECT_THAT(received_[0].head,
              HasSubstr("\r\nX-Audit-Log-Reason: tidy%20%C3%A9%0D%0AX%3A%20y\r\n"));
}

// ---- Credentials

TEST_F(HTTPRequestTest, SendsOtherCredentialsInPlaceOfItsOwn) {
  call("GET", "/users/@me", RequestOptions().bearer(Token("of-a-user")));
  EXPECT_THAT(received_[0].head,
              AllOf(HasSubstr("\r\nAuthorization: Bearer of-a-user\r\n"), Not(HasSubstr(token_))));
  call("POST", "/oauth2/token",
       RequestOptions().basic("157730590492196864", Token("s3cret")).form("a", "b"));
  EXPECT_THAT(received_[1].head,
              HasSubstr("\r\nAuthorization: Basic MTU3NzMwNTkwNDkyMTk2ODY0OnMzY3JldA==\r\n"));
  call("GET", "/gateway/bot", RequestOptions().no_authorization());
  EXPECT_THAT(received_[2].head, Not(HasSubstr("Authorization")));
  EXPECT_EQ(call("GET", "/x", RequestOptions().bearer(Token("a\r\nb"))).kind,
            ErrorKind::invalid_argument);
}

TEST_F(HTTPRequestTest, ARefusalOfOtherCredentialsSaysNothingOfTheOwnToken) {
  answers_ = {"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}", ok_response("{}")};
  const Error error = call("GET", "/users/@me", RequestOptions().bearer(Token("of-a-user")));
  EXPECT_EQ(error.kind, ErrorKind::unauthorized);
  EXPECT_THAT(error.to_string(), Not(HasSubstr("of-a-user")));
  EXPECT_EQ(call("GET", "/users/@me"), no_error);
}

// ---- Forms and files

TEST_F(HTTPRequestTest, SendsFormsAsOAuth2WantsThem) {
  call("POST", "/oauth2/token",
       RequestOptions().form("grant_type", "client_credentials").form("scope", "identify email&x"));
  EXPECT_THAT(received_[0].head,
              HasSubstr("\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
  EXPECT_EQ(received_[0].body, "grant_type=client_credentials&scope=identify%20email%26x");
  EXPECT_EQ(call("POST", "/x", RequestOptions("{}").form("a", "b")).kind,
            ErrorKind::invalid_argument);
}

TEST_F(HTTPRequestTest, SendsASticker) {
  RequestOptions options;
  options.form("name", "wave").form("tags", "hi");
  RequestOptions::File file("wave.png", "PNG", "image/png");
  file.field = "file";
  options.file(file);
  call("POST", "/guilds/1/stickers", std::move(options));
  const std::regex boundary("boundary=(pincer-[a-z0-9]+)");
  std::smatch match;
  ASSERT_TRUE(std::regex_search(received_[0].head, match, boundary));
  const std::string line = "--" + match[1].str();
  EXPECT_EQ(received_[0].body,
            line + "\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nwave\r\n" + line +
                "\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\nhi\r\n" + line +
                "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"wave.png\"\r\n"
                "Content-Type: image/png\r\n\r\nPNG\r\n" +
                line + "--\r\n");
}

TEST_F(HTTPRequestTest, SendsFilesFromDiskAgainFromTheirBeginning) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("pincer-upload-" + std::to_string(::getpid())))
          .string();
  std::string content;
  for (int i = 0; i < 300'000; ++i) content += static_cast<char>(i * 31);
  std::ofstream(path, std::ios::binary) << content;
  answers_ = {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "", ok_response("{}")};
  RequestOptions options(R"({"content":"a file"})");
  options.file(RequestOptions::File::from_disk(path, "data.bin", "application/octet-stream"));
  options.file(RequestOptions::File::from_disk(path));
  EXPECT_EQ(call("POST", "/channels/1/messages", options), no_error);
  ASSERT_THAT(received_, SizeIs(3)) << "again after a 502, and after a lost answer";
  EXPECT_EQ(received_[0].body, received_[1].body);
  EXPECT_EQ(received_[0].body, received_[2].body);
  EXPECT_THAT(received_[0].body, AllOf(HasSubstr("name=\"files[0]\"; filename=\"data.bin\"\r\n"
                                                 "Content-Type: application/octet-stream\r\n\r\n" +
                                                 content + "\r\n--"),
                                       HasSubstr("name=\"files[1]\"; filename=\"pincer-upload-")));
  std::filesystem::remove(path);
  const Error error = call("POST", "/channels/1/messages", std::move(options));
  EXPECT_EQ(error.kind, ErrorKind::invalid_argument);
  EXPECT_THAT(error.message, HasSubstr(path));
  EXPECT_EQ(error.attempts, 0);
  EXPECT_THAT(received_, SizeIs(3));
}

// ---- Nonces

std::string nonce_of(const std::string& body) {
  std::smatch match;
  const std::regex pattern(R"re("nonce":"([0-9]{1,25})","enforce_nonce":true)re");
  return std::regex_search(body, match, pattern) ? match[1].str() : std::string();
}

TEST_F(HTTPRequestTest, GivesEachMessageANonceThatStaysOverItsAttempts) {
  answers_ = {"", "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", ok_response("{}")};
  EXPECT_EQ(call("POST", "/channels/1/messages", R"({"content":"hi"})"), no_error);
  EXPECT_EQ(call("POST", "/channels/1/messages", R"({"content":"hi"})"), no_error);
  ASSERT_THAT(received_, SizeIs(4));
  EXPECT_NE(nonce_of(received_[0].body), "");
  EXPECT_EQ(received_[0].body, received_[1].body);
  EXPECT_EQ(received_[0].body, received_[2].body);
  EXPECT_NE(nonce_of(received_[3].body), "");
  EXPECT_NE(nonce_of(received_[3].body), nonce_of(received_[0].body));
}

TEST_F(HTTPRequestTest, AMessageOfFilesAloneHasANonceToo) {
  call("POST", "/channels/1/messages", RequestOptions().file(RequestOptions::File("a", "b")));
  EXPECT_NE(nonce_of(received_[0].body), "");
}

TEST_F(HTTPRequestTest, LeavesOtherBodiesAlone) {
  for (const char* json : {R"({"nonce":"mine"})", R"({"enforce_nonce":false})", "[]"}) {
    call("POST", "/channels/1/messages", json);
    EXPECT_EQ(received_.back().body, json);
  }
  for (const char* path : {"/channels/1/messages/bulk-delete", "/channels/1/threads",
                           "/webhooks/1/abc", "/interactions/1/abc/callback"}) {
    call("POST", path, R"({"content":"hi"})");
    EXPECT_EQ(received_.back().body, R"({"content":"hi"})") << path;
  }
}

TEST_F(HTTPRequestTest, ANonceOfTheCallersMakesAMessageSafeToRepeat) {
  options_.add_nonce = false;
  answers_ = {"", ok_response("{}"), ""};
  EXPECT_EQ(call("POST", "/channels/1/messages", R"({"nonce":7,"enforce_nonce":true})"), no_error);
  EXPECT_THAT(received_, SizeIs(2));
  EXPECT_EQ(call("POST", "/channels/1/messages", R"({"content":"x"})").kind, ErrorKind::network);
  EXPECT_THAT(received_, SizeIs(3));
  EXPECT_EQ(received_[2].body, R"({"content":"x"})");
}

// ---- Time limits

TEST_F(HTTPRequestTest, TheCallsLimitEndsItsAttempts) {
  answers_ = {"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"};
  // The first pause is 250 to 500 ms, the second 500 to 1000 ms.
  options_.timeouts = HTTPTimeouts(milliseconds(400), milliseconds(400), milliseconds(700));
  const auto before = std::chrono::steady_clock::now();
  const Error error = call("GET", "/users/@me");
  EXPECT_EQ(error.http_status, 500) << "the error of the last attempt";
  EXPECT_LE(error.attempts, 2);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(3));
}

TEST_F(HTTPRequestTest, ACallMayHaveLimitsOfItsOwn) {
  server_.emplace(context_, [](StubConnection& connection, int) -> awaitable<void> {
    co_await connection.until_closed();
  });
  options_.base_url = server_->url();
  options_.ttl = 0;
  RequestOptions options;
  options.timeouts(HTTPTimeouts(milliseconds(20), milliseconds(30), milliseconds(40)));
  const Error error = call("GET", "/users/@me", std::move(options));
  EXPECT_EQ(error.kind, ErrorKind::timeout);
  EXPECT_THAT(error.message, HasSubstr("did not answer in time"));
  EXPECT_EQ(error.route, "/users/@me");
  EXPECT_EQ(error.attempts, 1);
}

TEST_F(HTTPRequestTest, APauseBeyondTheDeadlineIsNotBegun) {
  answers_ = {"HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n"};
  options_.timeouts.call = std::chrono::hours(10);
  RequestOptions options;
  options.not_later_than(std::chrono::steady_clock::now() + std::chrono::minutes(1));
  const Error error = call("GET", "/users/@me", std::move(options));
  EXPECT_EQ(error.http_status, 503);
  EXPECT_EQ(error.attempts, 1);
}

// ---- Interactions and the global limit

TEST_F(HTTPRequestTest, FollowUpsOfInteractionsAreNotBoundToTheGlobalLimit) {
  options_.global_requests_per_second = 1;
  const auto too_late = [] {
    RequestOptions options("{}");
    options.not_later_than(std::chrono::steady_clock::now() + milliseconds(300));
    return options;
  };
  EXPECT_EQ(call("POST", "/channels/1/typing", too_late()), no_error);
  EXPECT_EQ(call("POST", "/channels/2/typing", too_late()).kind, ErrorKind::rate_limited);
  EXPECT_EQ(call("POST", "/webhooks/123456789012345678/abc", too_late()), no_error)
      << "the id is the one that the token begins with";
  EXPECT_EQ(call("POST", "/webhooks/7/abc", too_late()).kind, ErrorKind::rate_limited);
  options_.application_id = ApplicationId(7);
  http_.emplace(context_.get_executor(), Token("opaque"), options_);
  EXPECT_EQ(call("POST", "/channels/1/typing", too_late()), no_error);
  EXPECT_EQ(call("POST", "/webhooks/7/abc", too_late()), no_error);
}

TEST_F(HTTPRequestTest, WithoutAGlobalLimitNothingWaitsForIt) {
  options_.global_requests_per_second = 0;
  http_.emplace(context_.get_executor(), Token("opaque"), options_);
  for (int i = 0; i < 60; ++i) {
    RequestOptions options("{}");
    options.not_later_than(std::chrono::steady_clock::now() + milliseconds(300));
    EXPECT_EQ(call("POST", "/channels/1/typing", std::move(options)), no_error);
  }
}

// ---- Errors hold no tokens

TEST_F(HTTPRequestTest, NoErrorAndNoLogLineHoldsAToken) {
  CapturedLog log(LogLevel::trace);
  const std::string secret = "aW50ZXJhY3Rpb246c2VjcmV0";
  answers_ = {"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "",
              "HTTP/1.1 404 Not Found\r\nContent-Length: 17\r\n\r\n{\"code\": 10015}  "};
  std::string texts;
  for (const std::string path : {"/webhooks/1/", "/interactions/1/"}) {
    for (int i = 0; i < 3; ++i) {
      const Error error = call("PATCH", path + secret + "/x", "{}");
      EXPECT_NE(error, no_error);
      EXPECT_THAT(error.route, HasSubstr("_token}/x"));
      EXPECT_EQ(error.method, "PATCH");
      texts += error.to_string() + error.route;
    }
  }
  EXPECT_THAT(texts + log.text(), AllOf(Not(HasSubstr(secret)), Not(HasSubstr(token_))));
}

// ---- Events

TEST_F(HTTPRequestTest, TellsWhatHappens) {
  using Kind = HTTPEvent::Kind;
  const std::string limited =
      "HTTP/1.1 429 Slow\r\nVia: 1.1 google\r\nRetry-After: 0\r\nX-RateLimit-Scope: shared\r\n"
      "Content-Length: 21\r\n\r\n{\"retry_after\": 0.05}";
  answers_ = {"", limited, ok_response("{}")};
  std::vector<std::string> events;
  options_.on_event = [&](const HTTPEvent& event) {
    const char* const kinds[] = {"waited",       "sent",   "answered",
                                 "rate_limited", "broken", "retrying"};
    std::string text = std::to_string(event.attempt) + " " + kinds[static_cast<int>(event.kind)];
    if (event.kind == Kind::answered) text += " " + std::to_string(event.status);
    if (event.kind == Kind::rate_limited) text += " " + std::string(event.scope);
    const bool has_duration = event.kind == Kind::waited || event.kind == Kind::retrying;
    if (has_duration) {
      EXPECT_GE(event.duration, milliseconds(1));
    }
    EXPECT_EQ(event.method, "GET");
    EXPECT_EQ(event.route, "/guilds/{guild_id}");
    events.push_back(std::move(text));
  };
  EXPECT_EQ(call("GET", "/guilds/1"), no_error);
  EXPECT_THAT(events, ElementsAre("1 sent", "1 broken", "1 retrying", "2 sent", "2 answered 429",
                                  "2 rate_limited shared", "2 waited", "3 sent", "3 answered 200"));
}

}  // namespace
}  // namespace pincer::test
