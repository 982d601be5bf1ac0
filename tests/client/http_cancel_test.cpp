// A call that is cancelled, or destroyed, at every point where it can be suspended: its place is
// always free afterwards. Real sockets; the points are found by running one handler at a time.
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <optional>

#include "pincer/http_client.hpp"
#include "pincer/rate_limiter.hpp"
#include "support/http_calls.hpp"
#include "support/run_coroutine.hpp"
#include "support/stub_server.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// A server that answers by turns, so that a call goes through each kind of wait: a 429 (the
/// limit), a 503 (the pause before the next attempt), and at last a 200.
std::string turn(int number) {
  const std::string limits =
      "Via: 1.1 google\r\nX-RateLimit-Bucket: b\r\nX-RateLimit-Limit: 1\r\n"
      "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset-After: 0.02\r\n";
  switch (number) {
    // It tells of no window: after one from the middle of a window, and no answer to the next
    // request, the limiter would wait for as long as a window can be.
    case 1:
      return "HTTP/1.1 429 Slow\r\nVia: 1.1 google\r\nRetry-After: 0\r\n"
             "Content-Length: 21\r\n\r\n{\"retry_after\": 0.02}";
    case 2: return "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
    default: return ok_response("{}", limits);
  }
}

class HTTPCancelTest : public testing::Test {
 protected:
  HTTPCancelTest()
      : server_(context_, [this](StubConnection& connection, int) -> awaitable<void> {
          for (;;) {
            if ((co_await connection.read_request()).first.empty()) co_return;
            co_await connection.write(turn(++requests_));
          }
        }) {}

  void begin() {
    HTTPClientOptions options;
    options.base_url = server_.url();
    options.connections_max = 1;  // so that a connection that is not given back is missed
    requests_ = 0;
    http_.emplace(context_.get_executor(), Token("token"), options);
    ended_ = cancelled_ = false;
  }
  /// Runs until `handlers` handlers have run or the call has ended. The pauses of the call count as
  /// one handler each, whatever they take.
  void step(int handlers) {
    context_.restart();
    for (int i = 0; i < handlers && !ended_; ++i) context_.run_one_for(seconds(10));
  }
  /// The same route again, with the same client: it needs the place in the limiter and the
  /// connection of the call before.
  void expect_all_is_free(int step) {
    requests_ = 10;
    Error error;
    run_coroutine(
        context_,
        [&]() -> awaitable<void> {
          RequestOptions options("{}");
          options.timeouts(HTTPTimeouts(seconds(5), seconds(5), seconds(5)));
          options.not_later_than(std::chrono::steady_clock::now() + seconds(5));
          error = co_await error_of(http_->put("/channels/1", std::move(options)));
        }(),
        seconds(20));
    EXPECT_EQ(error, no_error) << "after step " << step;
    http_->close();
  }

  asio::io_context context_;
  int requests_ = 0;
  StubServer server_;
  std::optional<HTTPClient> http_;
  bool ended_ = false;
  bool cancelled_ = false;
};

TEST_F(HTTPCancelTest, CancellingAtAnyPointFreesEverything) {
  bool ran_to_its_end = false;
  int cancelled_calls = 0;
  for (int steps = 1; !ran_to_its_end && steps < 500; ++steps) {
    begin();
    asio::cancellation_signal signal;
    asio::co_spawn(context_, http_->put("/channels/1", "{}"),
                   asio::bind_cancellation_slot(
                       signal.slot(), [&](const std::exception_ptr& exception, const Response&) {
                         ended_ = true;
                         cancelled_ = exception != nullptr;
                       }));
    step(steps);
    ran_to_its_end = ended_;
    signal.emit(asio::cancellation_type::terminal);
    context_.restart();
    while (!ended_) ASSERT_NE(context_.run_one_for(seconds(10)), 0U) << "step " << steps;
    cancelled_calls += cancelled_ ? 1 : 0;
    expect_all_is_free(steps);
    if (HasFailure()) return;
  }
  EXPECT_TRUE(ran_to_its_end);
  EXPECT_GT(cancelled_calls, 20);
}

TEST_F(HTTPCancelTest, ClosingAtAnyPointEndsTheCall) {
  bool ran_to_its_end = false;
  for (int steps = 1; !ran_to_its_end && steps < 500; ++steps) {
    begin();
    std::optional<Error> error;
    asio::co_spawn(context_, error_of(http_->put("/channels/1", "{}")),
                   [&](const std::exception_ptr& exception, Error result) {
                     EXPECT_FALSE(exception);
                     ended_ = true;
                     error = std::move(result);
                   });
    step(steps);
    ran_to_its_end = ended_;
    http_->close();
    const auto before = std::chrono::steady_clock::now();
    context_.restart();
    while (!ended_) ASSERT_NE(context_.run_one_for(seconds(10)), 0U) << "step " << steps;
    EXPECT_LT(std::chrono::steady_clock::now() - before, seconds(2)) << "step " << steps;
    EXPECT_TRUE(*error == no_error || error->kind == ErrorKind::cancelled) << *error;
    if (HasFailure()) return;
  }
  EXPECT_TRUE(ran_to_its_end);
}

TEST_F(HTTPCancelTest, DestroyingTheContextAtAnyPointIsSafe) {
  bool ran_to_its_end = false;
  for (int steps = 1; !ran_to_its_end && steps < 500; ++steps) {
    // The client outlives the context, as when both are members and the context comes last.
    std::optional<HTTPClient> http;
    asio::io_context context;
    int requests = 0;
    const StubServer server(context, [&](StubConnection& connection, int) -> awaitable<void> {
      for (;;) {
        if ((co_await connection.read_request()).first.empty()) co_return;
        co_await connection.write(turn(++requests));
      }
    });
    HTTPClientOptions options;
    options.base_url = server.url();
    http.emplace(context.get_executor(), Token("token"), options);
    asio::co_spawn(context, error_of(http->put("/channels/1", "{}")),
                   [&](const std::exception_ptr&, const Error&) { ran_to_its_end = true; });
    for (int i = 0; i < steps && !ran_to_its_end; ++i) context.run_one_for(seconds(10));
    http.reset();  // before the context, whose handlers still hold the call
  }
  EXPECT_TRUE(ran_to_its_end);
}

// A grant that wakes a coroutine which is destroyed before it can resume: its context ended.
TEST(RateLimiter, AGrantThatNobodyTakesIsGivenOn) {
  asio::io_context context;
  RateLimiter limiter(context.get_executor());
  const auto acquire = [&](std::optional<RateLimiter::Permit>& permit) -> awaitable<void> {
    permit.emplace(co_await limiter.wait_until_not_ratelimited("GET", "/users/@me"));
  };
  std::optional<RateLimiter::Permit> first;
  run_coroutine(context, acquire(first));
  // The route's bucket is not known: its requests go one at a time.
  std::optional<RateLimiter::Permit> second;
  std::optional<RateLimiter::Permit> third;
  auto short_lived = std::make_unique<asio::io_context>();
  asio::co_spawn(*short_lived, acquire(second), asio::detached);
  short_lived->run_for(milliseconds(10));
  asio::co_spawn(context, acquire(third), asio::detached);
  context.poll();
  first.reset();  // grants the second, whose context does not run any more
  context.restart();
  context.poll();
  EXPECT_FALSE(third);
  short_lived.reset();
  context.restart();
  context.poll();
  EXPECT_FALSE(second);
  EXPECT_TRUE(third);
}

}  // namespace
}  // namespace pincer::test
