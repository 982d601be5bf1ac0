#include "core/send_budget.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/random.hpp"

namespace pincer::core {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(SlidingWindow, NeverLetsMoreThanTheLimitIntoAnyWindow) {
  Random random(5);
  SlidingWindow<7> window(seconds(10));
  std::vector<TimePoint> sends;
  TimePoint now{seconds(1)};
  for (int i = 0; i < 20000; ++i) {
    now += milliseconds(random.below(3) == 0 ? random.below(4000) : random.below(20));
    if (now < window.free_at()) continue;
    window.record(now);
    sends.push_back(now);
  }
  ASSERT_GT(sends.size(), 1000U);
  for (std::size_t i = 7; i < sends.size(); ++i) ASSERT_GE(sends[i] - sends[i - 7], seconds(10));
}

TEST(SlidingWindow, IsFreeExactlyWhenTheOldestLeaves) {
  SlidingWindow<3> window(seconds(10));
  const TimePoint start{seconds(1)};
  for (int i = 0; i < 3; ++i) {
    EXPECT_LE(window.free_at(), start + seconds(i));
    window.record(start + seconds(i));
  }
  EXPECT_EQ(window.free_at(), start + seconds(10));
  EXPECT_EQ(window.free_at(1), start + seconds(11));
  EXPECT_EQ(window.free_at(2), start + seconds(12));
  window.record(start + seconds(10));
  EXPECT_EQ(window.free_at(), start + seconds(11));
  window.clear();
  EXPECT_EQ(window.free_at(2), TimePoint::min());
}

TEST(SendBudget, KeepsRoomForHeartbeats) {
  SendBudget budget;
  budget.start_connection();
  budget.reserve_heartbeats(milliseconds(41250));
  const TimePoint now{seconds(1)};
  int commands = 0;
  for (; now >= budget.command_at(); ++commands) budget.record(now);
  EXPECT_EQ(commands, 114);
  int answers = 0;
  for (; now >= budget.requested_heartbeat_at(); ++answers) budget.record(now);
  EXPECT_EQ(answers, 3);
  int beats = 0;
  for (; now >= budget.heartbeat_at(); ++beats) budget.record(now);
  EXPECT_EQ(beats, 2) << "and one place is left for Identify or Resume";
}

TEST(SendBudget, LeavesHalfToCommandsWhenTheIntervalIsTooShort) {
  for (const Duration interval : {Duration(1), Duration(milliseconds(1)), Duration(seconds(1))}) {
    SendBudget budget;
    budget.reserve_heartbeats(interval);
    const TimePoint now{seconds(1)};
    int commands = 0;
    for (; now >= budget.command_at(); ++commands) budget.record(now);
    EXPECT_EQ(commands, 60);
  }
}

TEST(SendBudget, StartsAConnectionWithAnEmptyWindow) {
  SendBudget budget;
  const TimePoint now{seconds(1)};
  for (int i = 0; i < 120; ++i) budget.record(now);
  EXPECT_GT(budget.heartbeat_at(), now);
  budget.start_connection();
  EXPECT_LE(budget.heartbeat_at(), now);
}

TEST(SendBudget, LimitsPresencesToFiveInTwentySeconds) {
  SendBudget budget;
  const TimePoint now{seconds(1)};
  for (int i = 0; i < 5; ++i) {
    EXPECT_LE(budget.presence_at(), now);
    budget.record_presence(now);
  }
  EXPECT_EQ(budget.presence_at(), now + seconds(21));
  EXPECT_LE(budget.command_at(), now);
  budget.start_connection();
  EXPECT_EQ(budget.presence_at(), now + seconds(21))
      << "the limit is the client's, not the socket's";
}

TEST(SendBudget, CountsPresencesAsCommandsToo) {
  SendBudget budget;
  const TimePoint now{seconds(1)};
  for (int i = 0; i < 116; ++i) budget.record(now);
  EXPECT_EQ(budget.presence_at(), now + seconds(61));
}

}  // namespace
}  // namespace pincer::core
