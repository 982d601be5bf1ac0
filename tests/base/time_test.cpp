#include "base/time.hpp"

#include <gtest/gtest.h>

namespace pincer {
namespace {

using namespace std::chrono_literals;

TEST(FromSeconds, KeepsFractions) {
  EXPECT_EQ(from_seconds(0), 0s);
  EXPECT_EQ(from_seconds(0.25), 250ms);
  EXPECT_EQ(from_seconds(65.5), 65s + 500ms);
}

// Waiting a little less than a rate limit asks for is a 429.
TEST(FromSeconds, NeverRoundsDown) {
  EXPECT_EQ(from_seconds(1e-12), Duration(1));
  EXPECT_GE(from_seconds(0.3), 300ms);
}

}  // namespace
}  // namespace pincer
