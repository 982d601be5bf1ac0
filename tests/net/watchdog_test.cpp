#include "net/watchdog.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <optional>

namespace pincer::net {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

/// The limit does not depend on how far anything has come.
std::optional<TimePoint> at_once(TimePoint) { return std::nullopt; }

class StandingWatchdogTest : public testing::Test {
 protected:
  /// Runs until nothing is left to happen.
  Duration run() {
    const TimePoint begin = Clock::now();
    context_.restart();
    context_.run();
    return Clock::now() - begin;
  }

  boost::asio::io_context context_;
  int expiries_ = 0;
  std::optional<StandingWatchdog> watchdog_{std::in_place, context_.get_executor(),
                                            [this] { ++expiries_; }};
};

TEST_F(StandingWatchdogTest, ExpiresOnceAtItsLimit) {
  watchdog_->watch(Clock::now() + milliseconds(5), at_once);
  EXPECT_GE(run(), milliseconds(4));
  EXPECT_EQ(expiries_, 1);
  EXPECT_TRUE(watchdog_->expired());
}

TEST_F(StandingWatchdogTest, LetsALimitPassThatNoLongerApplies) {
  watchdog_->watch(Clock::now() + milliseconds(5), at_once);
  watchdog_->rest();
  run();
  EXPECT_EQ(expiries_, 0);
  EXPECT_FALSE(watchdog_->expired());
}

TEST_F(StandingWatchdogTest, KeepsALaterLimitWhenTheTimerOfAnEarlierOneRings) {
  watchdog_->watch(Clock::now() + milliseconds(2), at_once);
  watchdog_->rest();
  watchdog_->watch(Clock::now() + milliseconds(20), at_once);
  EXPECT_GE(run(), milliseconds(19));
  EXPECT_EQ(expiries_, 1);
}

TEST_F(StandingWatchdogTest, DoesNotLetAnEarlierLimitWaitForTheTimerOfALaterOne) {
  watchdog_->watch(Clock::now() + hours(1), at_once);
  watchdog_->rest();
  watchdog_->watch(Clock::now() + milliseconds(2), at_once);
  EXPECT_LT(run(), hours(1));
  EXPECT_EQ(expiries_, 1);
}

TEST_F(StandingWatchdogTest, WatchesAgainAfterItExpired) {
  watchdog_->watch(Clock::now(), at_once);
  run();
  watchdog_->watch(Clock::now() + hours(1), at_once);
  EXPECT_FALSE(watchdog_->expired());
  watchdog_->watch(Clock::now(), at_once);
  run();
  EXPECT_EQ(expiries_, 2);
}

TEST_F(StandingWatchdogTest, LooksAgainWhenItIsToldTo) {
  int looks = 0;
  watchdog_->watch(Clock::now(), [&looks](TimePoint now) {
    return ++looks < 3 ? std::optional(now + milliseconds(1)) : std::nullopt;
  });
  run();
  EXPECT_EQ(looks, 3);
  EXPECT_EQ(expiries_, 1);
}

TEST_F(StandingWatchdogTest, LeavesNothingBehind) {
  watchdog_->watch(Clock::now() + hours(1), at_once);
  watchdog_.reset();
  EXPECT_LT(run(), hours(1));
  EXPECT_EQ(expiries_, 0);
}

}  // namespace
}  // namespace pincer::net
