// HTTPClient against the sandbox's rate limits, over real sockets.
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

#include "support/http_calls.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {
namespace {

using std::chrono::milliseconds;

class HTTPLimitsTest : public SandboxFixture {
 protected:
  void open(sandbox::RateLimit messages) {
    sandbox::ServerOptions options = quick_options();
    options.scenario.rate_limits.buckets["create_message"] = messages;
    serve(std::move(options));
    http_.emplace(context().get_executor(), Token(token_text), http_options());
    messages_ = "/channels/" + channel().to_string() + "/messages";
  }
  void TearDown() override {
    if (http_) http_->close();
    SandboxFixture::TearDown();
  }
  static std::string text(const std::string& content) {
    return R"({"content": ")" + content + "\"}";
  }
  [[nodiscard]] std::size_t refused() {
    const auto entries = server().sandbox().traffic().after(0, sandbox::TrafficLog::entries_max);
    return static_cast<std::size_t>(std::ranges::count_if(
        entries, [](const auto& entry) { return entry.summary.ends_with(" -> 429"); }));
  }

  std::optional<HTTPClient> http_;
  std::string messages_;
};

TEST_F(HTTPLimitsTest, FiftyPostsAtOnceGoAsFastAsPermittedAndNoFaster) {
  constexpr int count = 50;
  constexpr int per_window = 5;
  constexpr auto window = milliseconds(400);
  open({per_window, window});
  std::vector<std::unique_ptr<BackgroundCall>> calls;
  const TimePoint before = Clock::now();
  run([&]() -> awaitable<void> {
    for (int i = 0; i < count; ++i) {
      calls.push_back(
          std::make_unique<BackgroundCall>(*this, http_->post(messages_, text(std::to_string(i)))));
    }
    co_await changed().until(
        [&] { return std::ranges::all_of(calls, [](const auto& call) { return call->ended; }); });
  }());
  const auto elapsed = Clock::now() - before;
  for (const auto& call : calls) EXPECT_EQ(call->response.status, 200);
  EXPECT_EQ(refused(), 0U);
  std::vector<std::string> expected;
  std::vector<std::string> arrived;
  for (const auto& [id, message] :
       server().sandbox().world().channels().at(channel().value()).messages) {
    arrived.push_back(message.content);
  }
  for (int i = 0; i < count; ++i) expected.push_back(std::to_string(i));
  EXPECT_EQ(arrived, expected);
  constexpr auto least = window * (count / per_window - 1);
  EXPECT_GE(elapsed, least);
  // The exact bound belongs to the simulation; this one has room for a busy machine.
  EXPECT_LT(elapsed, least * 3 / 2);
}

class ScopeTest : public HTTPLimitsTest, public testing::WithParamInterface<const char*> {};

INSTANTIATE_TEST_SUITE_P(Scope, ScopeTest, testing::Values("user", "shared", "global"),
                         [](const auto& scope) { return std::string(scope.param); });

TEST_P(ScopeTest, A429IsWaitedOut) {
  open({5, std::chrono::seconds(5)});
  const TimePoint before = Clock::now();
  run([&]() -> awaitable<void> {
    co_await inject(std::string(R"({"kind": "rest_429", "retry_after": 0.2, "scope": ")") +
                    GetParam() + "\"}");
    const Response response = co_await http_->post(messages_, text("x"));
    EXPECT_EQ(response.status, 200);
  }());
  EXPECT_GE(Clock::now() - before, milliseconds(200));
  EXPECT_EQ(refused(), 1U);
}

TEST_F(HTTPLimitsTest, AGlobal429HoldsBackOtherRoutesToo) {
  open({5, std::chrono::seconds(5)});
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "rest_429", "retry_after": 30, "scope": "global"})");
    BackgroundCall limited(*this, http_->post(messages_, text("x")));
    co_await until_traffic("POST " + messages_ + " -> 429");
    // The answer may still be on its way to the client, which then sends one request more.
    co_await changed().until([] { return true; });
    RequestOptions options;
    options.not_later_than(Clock::now() + std::chrono::seconds(20));
    const auto error = co_await error_of(http_->get("/gateway", std::move(options)));
    EXPECT_TRUE(error == no_error || error.kind == ErrorKind::rate_limited) << error;
    options = RequestOptions();
    options.not_later_than(Clock::now() + std::chrono::seconds(20));
    const auto second = co_await error_of(http_->get("/gateway", std::move(options)));
    EXPECT_TRUE(second.kind == ErrorKind::rate_limited);
    limited.cancel();
    co_await changed().until([&] { return limited.ended; });
    EXPECT_TRUE(limited.cancelled);
  }());
}

TEST_F(HTTPLimitsTest, FailsAtOnceWhenItWouldBeTooLate) {
  open({1, std::chrono::hours(1)});
  run([&]() -> awaitable<void> {
    co_await http_->post(messages_, text("the only one in an hour"));
    const TimePoint before = Clock::now();
    RequestOptions options(text("too late"));
    options.not_later_than(before + std::chrono::minutes(30));
    const auto error = co_await error_of(http_->post(messages_, std::move(options)));
    EXPECT_LT(Clock::now() - before, std::chrono::seconds(1));
    EXPECT_TRUE(error.kind == ErrorKind::rate_limited) << error;
    EXPECT_EQ(error.route, "/channels/{channel_id}/messages");
    // Another channel has a limit of its own.
    const Response other =
        co_await http_->post("/channels/" + channel("bots").to_string() + "/messages", text("x"));
    EXPECT_EQ(other.status, 200);
  }());
  EXPECT_EQ(count_traffic("POST " + messages_), 1U);
}

TEST_F(HTTPLimitsTest, CancellingAWaitingCallLeavesTheLine) {
  open({1, milliseconds(500)});
  run([&]() -> awaitable<void> {
    co_await http_->post(messages_, text("first"));
    BackgroundCall second(*this, http_->post(messages_, text("second")));
    BackgroundCall third(*this, http_->post(messages_, text("third")));
    second.cancel();
    co_await changed().until([&] { return second.ended && third.ended; });
    EXPECT_TRUE(second.cancelled);
    EXPECT_EQ(third.response.status, 200);
  }());
  EXPECT_EQ(count_traffic("POST " + messages_), 2U);
  EXPECT_EQ(refused(), 0U);
}

TEST_F(HTTPLimitsTest, CancellingACallInFlightFreesItsPlace) {
  open({5, std::chrono::seconds(5)});
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "rest_delay", "milliseconds": 30000})");
    BackgroundCall first(*this, http_->post(messages_, text("first")));
    // The bucket is unknown: the second waits for the answer to the first.
    BackgroundCall second(*this, http_->post(messages_, text("second")));
    co_await until_traffic("POST " + messages_ + " -> 200");
    EXPECT_FALSE(second.ended);
    first.cancel();
    co_await changed().until([&] { return first.ended && second.ended; });
    EXPECT_TRUE(first.cancelled);
    EXPECT_EQ(second.response.status, 200);
  }());
}

TEST_F(HTTPLimitsTest, ShowsItsBuckets) {
  open({5, std::chrono::seconds(5)});
  run([&]() -> awaitable<void> { co_await http_->post(messages_, text("x")); }());
  const auto routes = http_->rate_limiter().bucket_map();
  const auto found = routes.find("POST /channels/{channel_id}/messages");
  ASSERT_NE(found, routes.end());
  const auto buckets = http_->rate_limiter().buckets();
  const auto bucket = buckets.find(found->second + ":" + channel().to_string());
  ASSERT_NE(bucket, buckets.end());
  EXPECT_EQ(bucket->second.limit, 5);
  EXPECT_EQ(bucket->second.remaining, 4);
}

}  // namespace
}  // namespace pincer::test
