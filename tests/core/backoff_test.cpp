#include "core/backoff.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace pincer::core {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Backoff, DoublesItsRangeUpToTheCapAndUsesAllOfIt) {
  Random random(1);
  for (int failures = 0; failures < 10; ++failures) {
    const Duration longest = std::min<Duration>(seconds(1) * (1 << failures), seconds(60));
    Duration least = Duration::max();
    Duration most{};
    for (int i = 0; i < 1000; ++i) {
      Backoff backoff({});
      for (int before = 0; before < failures; ++before) (void)backoff.next(random);
      const Duration delay = backoff.next(random);
      least = std::min(least, delay);
      most = std::max(most, delay);
    }
    EXPECT_LT(least, longest / 50) << failures;
    EXPECT_GT(most, longest * 49 / 50) << failures;
    EXPECT_LT(most, longest) << failures;
  }
}

TEST(Backoff, StaysAtTheCapForever) {
  Random random(2);
  Backoff backoff({});
  for (int i = 0; i < 10000; ++i) {
    const Duration delay = backoff.next(random);
    ASSERT_GE(delay, Duration::zero());
    ASSERT_LT(delay, seconds(60));
  }
}

TEST(Backoff, StartsOverAfterASuccess) {
  Random random(3);
  Backoff backoff({});
  for (int i = 0; i < 1000; ++i) {
    for (int failures = 0; failures < 8; ++failures) (void)backoff.next(random);
    backoff.reset();
    ASSERT_LT(backoff.next(random), seconds(1));
    backoff.reset();
  }
}

TEST(Backoff, GoesAtOnceButNotAgainAndAgain) {
  Random random(4);
  const TimePoint now{seconds(100)};
  Backoff backoff({});
  EXPECT_EQ(backoff.next_at_once(random, now), Duration::zero());
  EXPECT_GT(backoff.next_at_once(random, now), Duration::zero());
  EXPECT_GT(backoff.next_at_once(random, now + seconds(10) - milliseconds(1)), Duration::zero());
  EXPECT_EQ(backoff.next_at_once(random, now + seconds(10)), Duration::zero());
}

}  // namespace
}  // namespace pincer::core
