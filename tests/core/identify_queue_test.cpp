#include "core/identify_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "base/random.hpp"

namespace pincer::core {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr Duration spacing = milliseconds(5500);

template <class... Expected>
testing::AssertionResult are(const QueueActions& actual, Expected... expected) {
  QueueActions wanted;
  (wanted.emplace_back(std::move(expected)), ...);
  if (actual == wanted) return testing::AssertionSuccess();
  auto result = testing::AssertionFailure() << "\nactual:";
  for (const QueueAction& action : actual)
    result << "\n  " << testing::PrintToString((std::ostringstream() << action).str());
  return result;
}

class IdentifyQueueTest : public testing::Test {
 protected:
  static SessionStartLimit limit(int remaining, int concurrency = 1) {
    return {1000, remaining, hours(4), concurrency};
  }
  void use(const SessionStartLimit& start_limit, IdentifyQueueOptions options = {}) {
    queue = IdentifyQueue(start_limit, now, options);
  }
  QueueActions fire() {
    now = queue.deadline().value();
    return queue.on_tick(now);
  }

  TimePoint now{seconds(100)};
  IdentifyQueue queue{limit(1000), now};
};

TEST_F(IdentifyQueueTest, LetsAShardThatFailsAgainAndAgainComeLastUnderWhateverNumber) {
  EXPECT_TRUE(are(queue.request(1, 0, now), Grant{1}));
  EXPECT_TRUE(are(queue.request(2, 0, now)));  // the same shard again, a new waiter
  EXPECT_TRUE(are(queue.request(3, 1, now)));
  EXPECT_TRUE(are(fire(), Grant{3}));
  EXPECT_TRUE(are(fire(), Grant{2}));
}

TEST_F(IdentifyQueueTest, GrantsTheFirstAtOnceAndTheNextFiveSecondsLater) {
  EXPECT_TRUE(are(queue.request(10, 0, now), Grant{10}));
  EXPECT_EQ(queue.deadline(), std::nullopt);
  EXPECT_TRUE(are(queue.request(11, 1, now)));
  EXPECT_EQ(queue.deadline(), now + spacing);
  EXPECT_TRUE(are(queue.on_tick(now + spacing - milliseconds(1))));
  EXPECT_TRUE(are(fire(), Grant{11}));
  EXPECT_EQ(queue.remaining(), 998);
}

TEST_F(IdentifyQueueTest, GrantsDifferentKeysInParallel) {
  use(limit(1000, 4));
  for (int shard = 0; shard < 4; ++shard) {
    EXPECT_TRUE(are(queue.request(static_cast<WaiterId>(shard), shard, now),
                    Grant{static_cast<WaiterId>(shard)}));
  }
  for (int shard = 7; shard >= 4; --shard)
    EXPECT_TRUE(are(queue.request(static_cast<WaiterId>(shard), shard, now)));
  EXPECT_TRUE(are(fire(), Grant{4}, Grant{5}, Grant{6}, Grant{7}));
}

TEST_F(IdentifyQueueTest, StartsShardsInOrder) {
  (void)queue.request(0, 0, now);
  for (const int shard : {3, 1, 2}) (void)queue.request(static_cast<WaiterId>(shard), shard, now);
  EXPECT_TRUE(are(fire(), Grant{1}));
  EXPECT_TRUE(are(fire(), Grant{2}));
  EXPECT_TRUE(are(fire(), Grant{3}));
}

TEST_F(IdentifyQueueTest, DoesNotLetAFailingShardKeepTheOthersOut) {
  (void)queue.request(0, 0, now);
  for (int shard = 1; shard < 4; ++shard)
    (void)queue.request(static_cast<WaiterId>(shard), shard, now);
  for (const WaiterId expected : {1U, 2U, 3U, 0U}) {
    EXPECT_TRUE(are(queue.request(0, 0, now))) << "shard 0 comes back at once, again and again";
    EXPECT_TRUE(are(fire(), Grant{expected}));
  }
}

TEST_F(IdentifyQueueTest, KeepsTheShardsOfTwoSetsApart) {
  EXPECT_TRUE(are(queue.request(100, 0, now), Grant{100}));
  EXPECT_TRUE(are(queue.request(200, 0, now)));
  EXPECT_TRUE(are(fire(), Grant{200}));
}

TEST_F(IdentifyQueueTest, QueuesAWaiterOnce) {
  (void)queue.request(0, 0, now);
  (void)queue.request(1, 1, now);
  (void)queue.request(1, 1, now);
  EXPECT_TRUE(are(fire(), Grant{1}));
  EXPECT_EQ(queue.deadline(), std::nullopt);
}

TEST_F(IdentifyQueueTest, BurnsNoTurnForADeadWaiter) {
  (void)queue.request(0, 0, now);
  (void)queue.request(1, 1, now);
  (void)queue.request(2, 2, now);
  queue.cancel(1);
  queue.cancel(99);
  EXPECT_TRUE(are(fire(), Grant{2}));
  EXPECT_EQ(now, TimePoint(seconds(100)) + spacing);
  EXPECT_EQ(queue.remaining(), 998);
}

TEST_F(IdentifyQueueTest, WarnsWhenFewStartsAreLeftAndWhenNone) {
  use(limit(52, 64));
  EXPECT_TRUE(are(queue.request(0, 0, now), Grant{0}));
  EXPECT_TRUE(are(queue.request(1, 1, now), Grant{1}, BudgetLow{50, hours(4)}));
  EXPECT_TRUE(are(queue.request(2, 2, now), Grant{2}));
  for (int shard = 3; shard < 51; ++shard)
    (void)queue.request(static_cast<WaiterId>(shard), shard, now);
  EXPECT_TRUE(are(queue.request(51, 51, now), Grant{51}, BudgetLow{0, hours(4)}));
  EXPECT_TRUE(are(queue.request(52, 52, now)));
}

TEST_F(IdentifyQueueTest, WaitsForTheResetWhenNoneIsLeft) {
  use(limit(0));
  EXPECT_TRUE(are(queue.request(0, 0, now), BudgetLow{0, hours(4)}));
  EXPECT_TRUE(are(queue.request(1, 1, now)));
  EXPECT_EQ(queue.deadline(), now + hours(4));
  EXPECT_TRUE(are(fire(), Grant{0}));
  EXPECT_EQ(queue.remaining(), 999);
  EXPECT_TRUE(are(fire(), Grant{1}));
}

TEST_F(IdentifyQueueTest, RefusesWhenNoneIsLeftAndToldTo) {
  IdentifyQueueOptions options;
  options.fails_when_empty = true;
  use(limit(1), options);
  EXPECT_TRUE(are(queue.request(0, 0, now), Grant{0}, BudgetLow{0, hours(4)}));
  now += minutes(60);
  const QueueActions actions = queue.request(1, 1, now);
  ASSERT_EQ(actions.size(), 1U);
  const Refuse& refuse = std::get<Refuse>(actions[0]);
  EXPECT_EQ(refuse.waiter, 1U);
  EXPECT_EQ(refuse.error.kind, ErrorKind::rate_limited);
  EXPECT_THAT(refuse.error.message, HasSubstr("in 180 minutes"));
  EXPECT_EQ(queue.deadline(), std::nullopt);
}

TEST_F(IdentifyQueueTest, TakesFreshLimitsFromTheServer) {
  use(limit(0));
  (void)queue.request(0, 0, now);
  (void)queue.request(1, 1, now);
  EXPECT_TRUE(are(queue.update_limit(limit(500, 2), now), Grant{0}, Grant{1}));
  EXPECT_EQ(queue.remaining(), 498);
}

TEST_F(IdentifyQueueTest, ChargesAFreshLimitForWhatIsUnderWay) {
  use(limit(2));
  EXPECT_TRUE(are(queue.request(0, 0, now), Grant{0}, BudgetLow{1, hours(4)}));
  (void)queue.update_limit(limit(2), now + milliseconds(300));
  EXPECT_EQ(queue.remaining(), 1) << "the answer may not count shard 0 yet";
  (void)queue.update_limit(limit(1), now + spacing);
  EXPECT_EQ(queue.remaining(), 1) << "and by now it does";
}

TEST_F(IdentifyQueueTest, StaysCarefulWhenTheKeysChange) {
  EXPECT_TRUE(are(queue.request(0, 0, now), Grant{0}));
  EXPECT_TRUE(are(queue.update_limit(limit(500, 16), now)));
  EXPECT_TRUE(are(queue.request(5, 5, now))) << "its old key was served just now";
  EXPECT_EQ(queue.deadline(), now + spacing);
}

TEST_F(IdentifyQueueTest, SurvivesALimitThatMakesNoSense) {
  use(SessionStartLimit(0, -5, milliseconds(0), 0));
  (void)queue.request(0, 0, now);
  EXPECT_EQ(queue.deadline(), now + hours(24));
  (void)fire();
  EXPECT_GT(queue.deadline(), now);
}

TEST_F(IdentifyQueueTest, KeepsItsRulesThroughARandomWalk) {
  Random random(11);
  constexpr int concurrency = 3;
  use(SessionStartLimit(100, 100, hours(1), concurrency));
  std::vector<TimePoint> last(concurrency, TimePoint::min());
  TimePoint day = now;
  int granted_today = 0;
  int granted = 0;
  const auto obey = [&](const QueueActions& actions) {
    for (const QueueAction& action : actions) {
      const Grant* grant = std::get_if<Grant>(&action);
      if (grant == nullptr) continue;
      TimePoint& before = last[grant->waiter % concurrency];
      ASSERT_TRUE(before == TimePoint::min() || now - before >= spacing);
      before = now;
      ++granted;
      ASSERT_LE(++granted_today, 100);
    }
  };
  TimePoint reset = day + hours(1);
  for (int i = 0; i < 20000; ++i) {
    if (now >= reset) {
      reset = now + hours(24);
      granted_today = 0;
    }
    const WaiterId waiter = random.below(30);
    switch (random.below(3)) {
      case 0: obey(queue.request(waiter, static_cast<int>(waiter), now)); break;
      case 1: queue.cancel(waiter); break;
      default: {
        const auto deadline = queue.deadline();
        if (!deadline) break;
        now = std::max(now, *deadline) + milliseconds(random.below(2000));
        if (now >= reset) {
          reset = now + hours(24);
          granted_today = 0;
        }
        obey(queue.on_tick(now));
        ASSERT_TRUE(!queue.deadline() || *queue.deadline() > now) << "a tick moves the deadline";
      }
    }
  }
  EXPECT_GT(granted, 1000);
}

}  // namespace
}  // namespace pincer::core
