#include "base/random.hpp"

#include <gtest/gtest.h>

#include <array>

namespace pincer {
namespace {

// The reference output of SplitMix64: a seed has to mean the same run on every machine, for good.
TEST(Random, IsSplitMix64) {
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317U);
  EXPECT_EQ(random.next(), 3203168211198807973U);
  EXPECT_EQ(random.next(), 9817491932198370423U);
}

TEST(Random, RepeatsItselfFromTheSameSeed) {
  Random first(42);
  Random second(42);
  Random other(43);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(first.next(), second.next());
  EXPECT_NE(first.next(), other.next());
}

TEST(Random, UnitIsFromZeroToBelowOne) {
  Random random(7);
  double sum = 0;
  constexpr int draws = 10'000;
  for (int i = 0; i < draws; ++i) {
    const double number = random.unit();
    ASSERT_GE(number, 0.0);
    ASSERT_LT(number, 1.0);
    sum += number;
  }
  EXPECT_NEAR(sum / draws, 0.5, 0.02);
}

TEST(Random, BelowReachesEveryNumberAndNoOther) {
  Random random(7);
  std::array<int, 6> seen{};
  for (int i = 0; i < 6'000; ++i) ++seen.at(random.below(seen.size()));
  for (const int count : seen) EXPECT_NEAR(count, 1'000, 150);
  EXPECT_EQ(random.below(1), 0U);
}

}  // namespace
}  // namespace pincer
