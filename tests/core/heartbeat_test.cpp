#include "core/heartbeat.hpp"

#include <gtest/gtest.h>

namespace pincer::core {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Heartbeat, SpreadsTheFirstBeatOverTheWholeInterval) {
  Random random(1);
  const TimePoint now{seconds(5)};
  Heartbeat heartbeat;
  int quarters[4] = {};
  for (int i = 0; i < 4000; ++i) {
    heartbeat.start(seconds(40), now, random);
    const Duration wait = heartbeat.due().value() - now;
    ASSERT_GE(wait, Duration::zero());
    ASSERT_LT(wait, seconds(40));
    ++quarters[wait / seconds(10)];
  }
  for (const int count : quarters) EXPECT_NEAR(count, 1000, 150);
}

TEST(Heartbeat, KeepsItsPeriodWhenTimersAreLate) {
  Random random(1);
  Heartbeat heartbeat;
  heartbeat.start(seconds(40), TimePoint{}, random);
  const TimePoint first = heartbeat.due().value();
  for (int i = 1; i < 100; ++i) {
    heartbeat.periodic_sent(heartbeat.due().value() + milliseconds(700));
    heartbeat.acknowledged(heartbeat.due().value());
    ASSERT_EQ(heartbeat.due(), first + i * seconds(40));
  }
}

TEST(Heartbeat, IsQuietWithoutConnection) {
  Random random(1);
  Heartbeat heartbeat;
  EXPECT_EQ(heartbeat.due(), std::nullopt);
  heartbeat.start(seconds(40), TimePoint{}, random);
  heartbeat.periodic_sent(TimePoint{});
  heartbeat.stop();
  EXPECT_EQ(heartbeat.due(), std::nullopt);
  EXPECT_FALSE(heartbeat.is_zombie());
}

TEST(Heartbeat, ForgetsWhatTheLastConnectionOwed) {
  Random random(1);
  Heartbeat heartbeat;
  heartbeat.start(seconds(40), TimePoint{}, random);
  heartbeat.periodic_sent(TimePoint{});
  EXPECT_TRUE(heartbeat.is_zombie());
  heartbeat.start(seconds(40), TimePoint{}, random);
  EXPECT_FALSE(heartbeat.is_zombie());
}

TEST(Heartbeat, DoesNotExpectTheAckOfABeatOutOfTurnByThePeriod) {
  Random random(1);
  Heartbeat heartbeat;
  heartbeat.start(seconds(40), TimePoint{}, random);
  heartbeat.sent(heartbeat.due().value() - milliseconds(5));
  EXPECT_FALSE(heartbeat.is_zombie()) << "its ACK is on the way";
  heartbeat.periodic_sent(heartbeat.due().value());
  EXPECT_TRUE(heartbeat.is_zombie());
  heartbeat.acknowledged(TimePoint{});
  EXPECT_FALSE(heartbeat.is_zombie());
}

TEST(Heartbeat, KnowsWhichBeatAnAckAnswers) {
  Random random(1);
  const TimePoint start{seconds(100)};
  Heartbeat heartbeat;
  heartbeat.start(seconds(40), start, random);
  EXPECT_EQ(heartbeat.answered_until(), std::nullopt);
  heartbeat.sent(start + seconds(1));
  heartbeat.sent(start + seconds(2));
  heartbeat.acknowledged(start + seconds(3));
  EXPECT_EQ(heartbeat.answered_until(), start + seconds(1));
  heartbeat.sent(start + seconds(4));
  heartbeat.acknowledged(start + seconds(5));
  EXPECT_EQ(heartbeat.answered_until(), start + seconds(1)) << "this answers the second beat";
  heartbeat.acknowledged(start + seconds(6));
  EXPECT_EQ(heartbeat.answered_until(), start + seconds(4));
  EXPECT_EQ(heartbeat.latency(), seconds(2));
  heartbeat.stop();
  EXPECT_EQ(heartbeat.answered_until(), std::nullopt);
}

TEST(Heartbeat, IgnoresAnAckThatNobodyAwaits) {
  Heartbeat heartbeat;
  heartbeat.acknowledged(TimePoint{});
  EXPECT_EQ(heartbeat.latency(), std::nullopt);
}

}  // namespace
}  // namespace pincer::core
