// Many calls at once against servers that misbehave: nothing is lost, nothing is doubled, and no
// limit is left stuck. Over real sockets.
#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <map>
#include <optional>

#include "pincer/error.hpp"
#include "pincer/http_client.hpp"
#include "support/scripted_server.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using Then = ScriptedReply::Then;
using std::chrono::milliseconds;
using testing::HasSubstr;

const std::string via = "Via: 1.1 test\r\n";

class HTTPBurstTest : public testing::Test {
 protected:
  struct Call {
    bool ended = false;
    int status = 0;
    std::optional<Error> error;
  };

  void open(ScriptedServer::Script script) {
    server_.emplace(context_, std::move(script));
    HTTPClientOptions options;
    options.base_url = server_->url();
    options.connections_max = connections_max;
    options.global_requests_per_second = 10'000;
    http_.emplace(context_.get_executor(), Token("token"), std::move(options));
  }
  void TearDown() override {
    http_->close();
    server_->stop();
    context_.restart();
    context_.run_for(std::chrono::seconds(20));
    EXPECT_TRUE(context_.stopped()) << "something was left running";
  }

  Call& call(std::string method, std::string path, std::string body = {}) {
    Call& started = calls_.emplace_back();
    RequestOptions options;
    if (!body.empty()) options = RequestOptions(std::move(body));
    asio::co_spawn(context_, http_->request(std::move(method), std::move(path), std::move(options)),
                   [&started](const std::exception_ptr& thrown, const Response& response) {
                     started.ended = true;
                     started.status = response.status;
                     try {
                       if (thrown) std::rethrow_exception(thrown);
                     } catch (const Exception& exception) {
                       started.error = exception.error();
                       started.status = started.error->http_status;
                     }
                   });
    return started;
  }

  /// Runs until every call has ended.
  void finish() {
    const auto is_ended = [](const Call& started) { return started.ended; };
    const Clock::time_point limit = Clock::now() + std::chrono::seconds(60);
    context_.restart();
    while (!std::ranges::all_of(calls_, is_ended)) {
      ASSERT_LT(Clock::now(), limit) << "calls without end";
      context_.run_one_for(milliseconds(100));
    }
    const GlobalLimit left = http_->rate_limiter().global_limit();
    EXPECT_EQ(left.waiting, 0U);
    EXPECT_EQ(left.in_flight, 0U);
  }

  [[nodiscard]] auto with_status(int status) const {
    return std::ranges::count(calls_, status, &Call::status);
  }

  static constexpr std::size_t connections_max = 8;

  asio::io_context context_;
  std::optional<ScriptedServer> server_;
  std::optional<HTTPClient> http_;
  std::deque<Call> calls_;
};

TEST_F(HTTPBurstTest, TwoHundredRequestsOutliveAGlobal429InTheirMiddle) {
  std::map<std::string, int> carried_out;
  Clock::time_point paused_at;
  int refused = 0;
  int disobedient = 0;
  open([&](const ScriptedRequest& request) -> awaitable<ScriptedReply> {
    if (carried_out.size() == 100 && paused_at == Clock::time_point()) paused_at = Clock::now();
    const auto since = Clock::now() - paused_at;
    if (since < std::chrono::seconds(1)) {
      ++refused;
      if (since > milliseconds(300)) ++disobedient;
      co_return ScriptedReply("429 Too Many Requests",
                              via +
                                  "Retry-After: 1\r\nX-RateLimit-Global: true\r\n"
                                  "X-RateLimit-Scope: global\r\n",
                              R"({"retry_after": 1.0, "global": true})");
    }
    ++carried_out[request.target];
    co_return ScriptedReply("200 OK", via, "{}");
  });
  for (int i = 0; i < 200; ++i) {
    call("GET", "/channels/" + std::to_string(1'000 + i % 40) + "?n=" + std::to_string(i));
  }
  finish();
  EXPECT_EQ(with_status(200), 200);
  EXPECT_EQ(carried_out.size(), 200U) << "each of them";
  for (const auto& [target, times] : carried_out) EXPECT_EQ(times, 1) << target;
  EXPECT_GE(refused, 1);
  EXPECT_LE(refused, static_cast<int>(connections_max)) << "only those that were on their way";
  EXPECT_EQ(disobedient, 0);
}

/// Five posts a channel, as many as each permits; the pool is much smaller.
TEST_F(HTTPBurstTest, ABurstOverTwoHundredChannelsKeepsToThePoolAndToTheirOrder) {
  struct Channel {
    int used = 0;
    std::vector<std::string> bodies;
  };
  std::map<std::string, Channel> channels;
  int refused = 0;
  open([&](const ScriptedRequest& request) -> awaitable<ScriptedReply> {
    Channel& channel = channels[request.target];
    if (++channel.used > 5) ++refused;
    channel.bodies.push_back(request.body);
    const std::string limits = via + "X-RateLimit-Bucket: posts\r\nX-RateLimit-Limit: 5\r\n" +
                               "X-RateLimit-Remaining: " + std::to_string(5 - channel.used) +
                               "\r\nX-RateLimit-Reset-After: 60\r\n";
    asio::steady_timer pause(context_, milliseconds(1));
    co_await pause.async_wait(asio::use_awaitable);
    co_return ScriptedReply("200 OK", limits, "{}");
  });
  for (int post = 0; post < 5; ++post) {
    for (int channel = 1; channel <= 200; ++channel) {
      call("POST", "/channels/" + std::to_string(channel) + "/typing", std::to_string(post));
    }
  }
  finish();
  EXPECT_EQ(with_status(200), 1'000);
  EXPECT_EQ(refused, 0);
  EXPECT_EQ(channels.size(), 200U);
  for (const auto& [target, channel] : channels) {
    EXPECT_THAT(channel.bodies, testing::ElementsAre("0", "1", "2", "3", "4")) << target;
  }
  EXPECT_LE(server_->connections_most(), connections_max);
  EXPECT_LE(server_->connections_accepted(), connections_max) << "they were kept";
}

TEST_F(HTTPBurstTest, APageOfTheEdgeStopsEverythingUntilItsTimeIsOver) {
  constexpr auto ban = std::chrono::seconds(1);
  int carried_out = 0;
  int pages = 0;
  int disobedient = 0;
  Clock::time_point banned_at;
  open([&](const ScriptedRequest&) -> awaitable<ScriptedReply> {
    if (carried_out == 10 && banned_at == Clock::time_point()) banned_at = Clock::now();
    const auto since = Clock::now() - banned_at;
    if (since < ban) {
      ++pages;
      if (since > milliseconds(300)) ++disobedient;
      co_return ScriptedReply("429 Too Many Requests",
                              "Server: cloudflare\r\nContent-Type: text/html\r\nRetry-After: 1\r\n",
                              "<html><title>Access denied</title>error code: 1015</html>");
    }
    ++carried_out;
    co_return ScriptedReply("200 OK", via, "{}");
  });
  for (int i = 0; i < 60; ++i) call("GET", "/channels/" + std::to_string(1'000 + i));
  finish();
  EXPECT_GE(pages, 1);
  EXPECT_LE(pages, static_cast<int>(connections_max)) << "only those that were on their way";
  EXPECT_EQ(disobedient, 0);
  EXPECT_EQ(with_status(429), pages) << "who got the page is told; it is not retried blindly";
  EXPECT_EQ(with_status(200), 60 - pages);
  EXPECT_EQ(carried_out, 60 - pages);
  for (const Call& ended : calls_) {
    if (!ended.error) continue;
    EXPECT_TRUE(ended.error->kind == ErrorKind::rate_limited) << *ended.error;
    EXPECT_THAT(ended.error->message, HasSubstr("edge"));
  }
}

class CutTest : public HTTPBurstTest, public testing::WithParamInterface<Then> {};

INSTANTIATE_TEST_SUITE_P(Connection, CutTest,
                         testing::Values(Then::cut_before, Then::cut_inside, Then::close),
                         [](const auto& then) -> std::string {
                           if (then.param == Then::cut_before) return "BeforeTheResponse";
                           return then.param == Then::cut_inside ? "InTheResponse"
                                                                 : "AfterTheResponse";
                         });

/// Every third connection breaks. GETs may be sent again; a broken one must not hold up its bucket.
TEST_P(CutTest, LosesNothingAndLeavesNoBucketStuck) {
  int requests = 0;
  open([&](const ScriptedRequest&) -> awaitable<ScriptedReply> {
    ScriptedReply reply("200 OK",
                        via +
                            "X-RateLimit-Bucket: reads\r\nX-RateLimit-Limit: 3\r\n"
                            "X-RateLimit-Remaining: 2\r\nX-RateLimit-Reset-After: 0.050\r\n",
                        R"({"id": "1"})");
    if (++requests % 3 == 1) reply.then = GetParam();
    co_return reply;
  });
  for (int i = 0; i < 12; ++i) call("GET", "/channels/1");
  finish();
  EXPECT_EQ(with_status(200), 12);
  const auto buckets = http_->rate_limiter().buckets();
  EXPECT_EQ(buckets.at("reads:1").waiting, 0U);
  EXPECT_EQ(buckets.at("reads:1").in_flight, 0U);
}

class ClosingServerTest : public HTTPBurstTest, public testing::WithParamInterface<bool> {};

INSTANTIATE_TEST_SUITE_P(Connection, ClosingServerTest, testing::Bool(), [](const auto& says_so) {
  return says_so.param ? "SaysSo" : "DoesNotSaySo";
});

/// A connection for each request.
TEST_P(ClosingServerTest, ServesEveryRequestOnce) {
  std::map<std::string, int> carried_out;
  int refused = 0;
  int used = 0;
  Clock::time_point window_ends;
  open([&](const ScriptedRequest& request) -> awaitable<ScriptedReply> {
    if (Clock::now() >= window_ends) {
      window_ends = Clock::now() + milliseconds(100);
      used = 0;
    }
    if (++used > 5) ++refused;
    ++carried_out[request.target];
    const auto left = std::chrono::duration<double>(window_ends - Clock::now()).count();
    ScriptedReply reply("200 OK",
                        via + (GetParam() ? "Connection: close\r\n" : "") +
                            "X-RateLimit-Bucket: rights\r\nX-RateLimit-Limit: 5\r\n"
                            "X-RateLimit-Remaining: " +
                            std::to_string(std::max(0, 5 - used)) +
                            "\r\nX-RateLimit-Reset-After: " + std::to_string(std::max(0.0, left)) +
                            "\r\n",
                        "{}");
    reply.then = Then::close;
    co_return reply;
  });
  for (int i = 0; i < 30; ++i) {
    call("PUT", "/channels/1/permissions/" + std::to_string(100 + i), "{}");
  }
  finish();
  EXPECT_EQ(with_status(200), 30);
  EXPECT_EQ(carried_out.size(), 30U);
  for (const auto& [target, times] : carried_out) EXPECT_EQ(times, 1) << target;
  EXPECT_EQ(refused, 0);
  EXPECT_LE(server_->connections_most(), connections_max);
}

}  // namespace
}  // namespace pincer::test
