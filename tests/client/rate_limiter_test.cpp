// RateLimiter by itself, as a program uses it that sends its requests by other means.
#include "pincer/rate_limiter.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

#include "pincer/error.hpp"
#include "support/run_coroutine.hpp"
#include "wire/route.hpp"

namespace pincer::test {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
const std::string path = "/channels/1/messages";

RateLimiter::Headers told(int limit, int remaining, double reset_after) {
  return {{"Via", "1.1 test"},
          {"X-RateLimit-Bucket", "a"},
          {"X-RateLimit-Limit", std::to_string(limit)},
          {"X-RateLimit-Remaining", std::to_string(remaining)},
          {"X-RateLimit-Reset-After", std::to_string(reset_after)}};
}

class RateLimiterShellTest : public testing::Test {
 protected:
  void run(awaitable<void> body) { run_coroutine(context_, std::move(body)); }
  awaitable<RateLimiter::Permit> permit(std::optional<Clock::time_point> not_later_than = {}) {
    return limiter_.wait_until_not_ratelimited("POST", path, not_later_than);
  }
  awaitable<void> wait_in_vain() { const RateLimiter::Permit never = co_await permit(); }
  awaitable<ErrorKind> error_of(awaitable<void> task) {
    try {
      co_await std::move(task);
    } catch (const Exception& exception) {
      co_return exception.error().kind;
    }
    co_return ErrorKind::invalid_argument;
  }

  boost::asio::io_context context_;
  RateLimiter limiter_{context_.get_executor()};
};

TEST_F(RateLimiterShellTest, ARefusalBeforeWaitAgainIsNotLost) {
  run([&]() -> awaitable<void> {
    RateLimiter::Permit probe = co_await permit();
    limiter_.save_response_bucket(probe, 200, told(3, 2, 0.3));
    RateLimiter::Permit first = co_await permit();
    RateLimiter::Permit second = co_await permit(Clock::now() + milliseconds(350));
    // Now the bucket turns out to permit one request in 0.3 s: only one of them comes in time.
    EXPECT_TRUE(limiter_.save_response_bucket(first, 429, told(1, 0, 0.3)));
    EXPECT_TRUE(limiter_.save_response_bucket(second, 429, told(1, 0, 0.3)));
    EXPECT_TRUE(co_await error_of(limiter_.wait_again(second)) == ErrorKind::rate_limited);
    co_await limiter_.wait_again(first);
    limiter_.save_response_bucket(first, 200, told(1, 0, 0.3));
  }());
  EXPECT_EQ(limiter_.global_limit().in_flight, 0U);
  EXPECT_EQ(limiter_.global_limit().waiting, 0U);
}

TEST_F(RateLimiterShellTest, WhatCannotGoAtOnceLeavesNoTrace) {
  const wire::Route route("POST", path);
  std::optional<RateLimiter::Permit> first = limiter_.permit_at_once(route);
  ASSERT_TRUE(first);
  // The bucket is not known yet: its requests go one at a time.
  EXPECT_FALSE(limiter_.permit_at_once(route));
  EXPECT_FALSE(limiter_.permit_at_once(route, Clock::now() - milliseconds(1)));
  EXPECT_EQ(limiter_.global_limit().in_flight, 1U);
  EXPECT_EQ(limiter_.global_limit().waiting, 0U);
  limiter_.save_response_bucket(*first, 200, told(3, 2, 60));
  EXPECT_TRUE(limiter_.permit_at_once(route));
}

TEST_F(RateLimiterShellTest, WhatCanGoAtOnceDoesNotOvertake) {
  const wire::Route route("POST", path);
  run([&]() -> awaitable<void> {
    RateLimiter::Permit first = co_await permit();
    limiter_.save_response_bucket(first, 200, told(1, 0, 0.02));
    bool second_went = false;
    boost::asio::co_spawn(
        context_,
        [&]() -> awaitable<void> {
          RateLimiter::Permit second = co_await permit();
          second_went = true;
          limiter_.save_response_bucket(second, 200, told(1, 0, 0.02));
        },
        boost::asio::detached);
    co_await boost::asio::post(context_, boost::asio::use_awaitable);
    EXPECT_FALSE(second_went);
    EXPECT_FALSE(limiter_.permit_at_once(route));
    const RateLimiter::Permit third = co_await permit();
    EXPECT_TRUE(second_went);
  }());
}

TEST_F(RateLimiterShellTest, AGrantBeforeWaitAgainIsNotLost) {
  run([&]() -> awaitable<void> {
    RateLimiter::Permit first = co_await permit();
    EXPECT_TRUE(limiter_.save_response_bucket(first, 429, told(1, 0, 0.01)));
    // The limiter's timer goes off while the program is busy with other things.
    while (limiter_.global_limit().in_flight == 0) {
      co_await boost::asio::post(context_, boost::asio::use_awaitable);
    }
    co_await limiter_.wait_again(first);
    EXPECT_FALSE(limiter_.save_response_bucket(first, 200, told(1, 0, 0.01)));
  }());
  EXPECT_EQ(limiter_.global_limit().in_flight, 0U);
}

TEST_F(RateLimiterShellTest, APermitThatIsDroppedFreesItsPlace) {
  run([&]() -> awaitable<void> {
    {
      RateLimiter::Permit dropped = co_await permit();
      EXPECT_TRUE(limiter_.save_response_bucket(dropped, 429, told(1, 0, 0.01)));
    }
    { const RateLimiter::Permit also_dropped = co_await permit(); }
    RateLimiter::Permit last = co_await permit();
    limiter_.save_response_bucket(last, 200, told(1, 0, 0.01));
  }());
  EXPECT_EQ(limiter_.global_limit().in_flight, 0U);
  EXPECT_EQ(limiter_.buckets().at("a:1").waiting, 0U);
}

TEST_F(RateLimiterShellTest, EndWaitsEndsEveryWait) {
  run([&]() -> awaitable<void> {
    RateLimiter::Permit probe = co_await permit();
    limiter_.save_response_bucket(probe, 200, told(1, 0, 1000));
    boost::asio::post(context_, [this] { limiter_.end_waits(); });
    EXPECT_TRUE(co_await error_of(wait_in_vain()) == ErrorKind::cancelled);
  }());
  EXPECT_EQ(limiter_.buckets().at("a:1").waiting, 0U);
}

}  // namespace
}  // namespace pincer::test
