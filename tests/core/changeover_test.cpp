#include "core/changeover.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/random.hpp"

namespace pincer::core {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Duration skew = seconds(5);

GatewayDispatch event(const std::string& name, const std::string& data) {
  return GatewayDispatch(0, data, std::nullopt, name);
}
GatewayDispatch message(int number) {
  return event("MESSAGE_CREATE", R"({"id":")" + std::to_string(number) + "\"}");
}
GatewayDispatch ready(const std::string& guilds = "") {
  return event("READY", R"({"guilds":[)" + guilds + "]}");
}
GatewayDispatch guild_create(int id) {
  return event("GUILD_CREATE", R"({"name":"x","id":")" + std::to_string(id) + "\"}");
}

class ChangeoverTest : public testing::Test {
 protected:
  bool from_old(const GatewayDispatch& payload) { return changeover.on_old(0, payload, now); }
  bool from_new(const GatewayDispatch& payload) { return changeover.on_new(0, payload, now); }
  void begin_overlap() {
    from_new(ready());
    changeover.on_new_received_until(now);
    changeover.begin_overlap();
  }

  TimePoint now{seconds(100)};
  Changeover changeover{1, skew};
};

TEST_F(ChangeoverTest, LeavesTheWordToTheOldSetWhileTheNewOneLogsIn) {
  EXPECT_TRUE(from_old(message(1)));
  EXPECT_FALSE(from_new(ready(R"({"id":"7","unavailable":true})")));
  EXPECT_FALSE(changeover.warm());
  EXPECT_FALSE(from_new(guild_create(7)));
  EXPECT_TRUE(changeover.warm());
  EXPECT_FALSE(from_new(message(2)));
  EXPECT_TRUE(from_old(message(2)));
}

TEST_F(ChangeoverTest, HoldsWhatOnlyTheNewSetHasBrought) {
  begin_overlap();
  EXPECT_FALSE(from_new(message(1)));
  EXPECT_FALSE(from_new(message(2)));
  EXPECT_TRUE(from_old(message(1)));
  EXPECT_THAT(changeover.take_over(), ElementsAre(Changeover::Held{0, message(2), now}));
  EXPECT_FALSE(from_old(message(2)));
  EXPECT_THAT(changeover.finish(now), IsEmpty());
}

TEST_F(ChangeoverTest, DoesNotRepeatWhatTheOldSetBroughtFirst) {
  EXPECT_TRUE(from_old(message(1)));
  begin_overlap();
  EXPECT_TRUE(from_old(message(2)));
  EXPECT_THAT(changeover.take_over(), IsEmpty());
  EXPECT_FALSE(from_new(message(1)));
  EXPECT_FALSE(from_new(message(2)));
  EXPECT_TRUE(from_new(message(3)));
}

TEST_F(ChangeoverTest, HandsOutAtTheEndWhatTheNewSetIsOverdueWith) {
  begin_overlap();
  changeover.take_over();
  EXPECT_FALSE(from_old(message(1)));
  EXPECT_FALSE(from_old(message(2)));
  EXPECT_FALSE(from_old(message(3)));
  EXPECT_TRUE(from_new(message(2)));
  const TimePoint then = now;
  now += skew;
  EXPECT_FALSE(from_old(message(4)));  // the new set may still bring it
  EXPECT_THAT(changeover.finish(now), ElementsAre(Changeover::Held{0, message(1), then},
                                                  Changeover::Held{0, message(3), then}));
}

TEST_F(ChangeoverTest, TellsEqualEventsApartByTheirNumber) {
  begin_overlap();
  const GatewayDispatch typing = event("TYPING_START", R"({"user_id":"1"})");
  EXPECT_TRUE(from_old(typing));
  EXPECT_FALSE(from_new(typing));
  EXPECT_FALSE(from_new(typing));
  EXPECT_THAT(changeover.take_over(), ElementsAre(Changeover::Held{0, typing, now}));
}

TEST_F(ChangeoverTest, ForgetsWhatIsTooOldToComeAgain) {
  const GatewayDispatch presence = event("PRESENCE_UPDATE", R"({"status":"online"})");
  EXPECT_TRUE(from_old(presence));  // before the new session began
  now += skew + milliseconds(1);
  begin_overlap();
  changeover.take_over();
  EXPECT_TRUE(from_new(presence));
}

TEST_F(ChangeoverTest, RemembersWhatTheNewSetHasNotReceivedYet) {
  from_new(ready());
  EXPECT_TRUE(from_old(message(1)));
  const TimePoint received_until = now;
  now += seconds(100);  // a connection of the new set was dead, and nobody had noticed
  changeover.on_new_received_until(received_until);
  changeover.begin_overlap();
  EXPECT_FALSE(from_new(message(1)));
  EXPECT_THAT(changeover.take_over(), IsEmpty());
}

TEST_F(ChangeoverTest, ForgetsOfEqualEventsOnlyTheOldOnes) {
  const GatewayDispatch typing = event("TYPING_START", R"({"user_id":"1"})");
  begin_overlap();
  EXPECT_TRUE(from_old(typing));
  EXPECT_FALSE(from_new(typing));
  now += seconds(100);
  EXPECT_TRUE(from_old(typing));
  EXPECT_FALSE(from_new(ready()));  // the overlap begins again
  changeover.on_new_received_until(now);
  changeover.begin_overlap();
  EXPECT_FALSE(from_new(typing));
  EXPECT_THAT(changeover.take_over(), IsEmpty());
}

TEST_F(ChangeoverTest, LetsTheAnswersOfOneSessionPass) {
  begin_overlap();
  const GatewayDispatch chunk = event("GUILD_MEMBERS_CHUNK", R"({"nonce":"1"})");
  EXPECT_TRUE(from_old(chunk));
  EXPECT_FALSE(from_new(chunk));
  EXPECT_THAT(changeover.take_over(), IsEmpty());
  EXPECT_TRUE(from_old(chunk));
  EXPECT_TRUE(from_new(chunk));
}

TEST_F(ChangeoverTest, GivesOtherOpcodesToWhomTheWordBelongs) {
  const GatewayDispatch ack(11);
  EXPECT_TRUE(from_old(ack));
  EXPECT_FALSE(from_new(ack));
  begin_overlap();
  changeover.take_over();
  EXPECT_FALSE(from_old(ack));
  EXPECT_TRUE(from_new(ack));
}

TEST_F(ChangeoverTest, StartsAgainWhenANewShardLosesItsSession) {
  begin_overlap();
  EXPECT_FALSE(from_new(message(1)));
  EXPECT_FALSE(from_new(ready()));
  EXPECT_TRUE(changeover.warming());
  EXPECT_TRUE(from_old(message(1)));
  changeover.begin_overlap();
  EXPECT_THAT(changeover.take_over(), IsEmpty());
  EXPECT_TRUE(from_new(ready()));  // from here on it is the user's business
}

TEST_F(ChangeoverTest, AGuildThatComesLateIsStillNoNews) {
  from_new(ready(R"({"id":"7"},{"id":"8"})"));
  EXPECT_FALSE(from_new(guild_create(7)));
  EXPECT_FALSE(changeover.warm());
  changeover.begin_overlap();
  EXPECT_FALSE(from_new(guild_create(8)));
  EXPECT_THAT(changeover.take_over(), IsEmpty());
  EXPECT_TRUE(from_new(guild_create(8)));  // it joined again
}

TEST_F(ChangeoverTest, BoundsWhatWaits) {
  begin_overlap();
  for (std::size_t i = 0; i <= Changeover::held_events_max; ++i) {
    EXPECT_FALSE(from_new(message(static_cast<int>(i))));
  }
  EXPECT_TRUE(changeover.warming());
}

TEST_F(ChangeoverTest, BoundsWhatTheNewSetIsAwaitedWith) {
  begin_overlap();
  changeover.take_over();
  const int count = static_cast<int>(Changeover::held_events_max);
  for (int i = 0; i <= count; ++i) {
    EXPECT_FALSE(from_old(message(i)));
  }
  EXPECT_TRUE(from_new(message(0)));
  const auto overdue = changeover.finish(now + skew);
  ASSERT_EQ(overdue.size(), Changeover::held_events_max - 1);
  EXPECT_EQ(overdue.back().event, message(count - 1));
  EXPECT_TRUE(from_new(message(count))) << "it brings by itself what was not kept";
}

/// Two sets of shards see the events of several guilds, each guild's in order, and each set at a
/// pace of its own that is at most the skew behind. Each event must come out once, and each guild's
/// in order.
class Streams {
 public:
  explicit Streams(std::uint64_t seed) : random_(seed) {}

  void run() {
    TimePoint now{seconds(100)};
    const TimePoint login = now + seconds(3);
    const TimePoint overlap = now + seconds(12);
    const TimePoint taken = overlap + skew;
    const TimePoint end = taken + skew + seconds(1);
    bool began = false;
    bool took = false;
    while (now < end) {
      now += milliseconds(1 + random_.below(20));
      if (random_.below(3) == 0) happen(now, now >= login);
      if (now >= login && !ready_) {
        for (std::size_t shard = 0; shard < new_shards; ++shard) {
          ASSERT_FALSE(changeover_.on_new(shard, ready(), now));
        }
        ready_ = true;
      }
      arrive(now);
      if (!began && now >= overlap) {
        // What is on its way to the new set was sent within the longest delay.
        changeover_.on_new_received_until(now - milliseconds(4900));
        changeover_.begin_overlap();
        began = true;
      }
      if (!took && now >= taken) {
        for (const auto& held : changeover_.take_over()) hand_out(held.event);
        took = true;
      }
    }
    for (const auto& held : changeover_.finish(now)) hand_out(held.event);
    // The old set is gone. What the new one still brings reaches the handlers directly, as far as
    // it was not handed out before.
    for (Line& line : new_) {
      for (const Arrival& arrival : line.arrivals) hand_out(payload(arrival));
    }
    for (int guild = 0; guild < guilds; ++guild) {
      std::vector<int> expected(static_cast<std::size_t>(happened_[guild]));
      for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = static_cast<int>(i);
      ASSERT_EQ(handed_out_[guild], expected) << "guild " << guild;
    }
  }

 private:
  static constexpr int guilds = 7;
  static constexpr std::size_t old_shards = 2;
  static constexpr std::size_t new_shards = 3;

  struct Arrival {
    TimePoint at;
    int guild = 0;
    int number = 0;
  };
  /// A connection: what was sent first arrives first.
  struct Line {
    std::vector<Arrival> arrivals;
    TimePoint last{};
  };

  void send(Line& line, TimePoint now, int guild, int number) {
    line.last = std::max(line.last, now + milliseconds(random_.below(4900)));
    line.arrivals.push_back({line.last, guild, number});
  }

  void happen(TimePoint now, bool new_set_sees) {
    const int guild = static_cast<int>(random_.below(guilds));
    const int number = happened_[guild]++;
    send(old_[static_cast<std::size_t>(guild) % old_shards], now, guild, number);
    if (new_set_sees) send(new_[static_cast<std::size_t>(guild) % new_shards], now, guild, number);
  }

  static GatewayDispatch payload(const Arrival& arrival) {
    return event("E", std::to_string(arrival.guild) + "," + std::to_string(arrival.number));
  }

  void arrive(TimePoint now) {
    for (std::size_t shard = 0; shard < old_shards; ++shard) {
      each_due(old_[shard], now, [&](const Arrival& arrival) {
        const TimePoint at = std::min(now, arrival.at);
        if (changeover_.on_old(shard, payload(arrival), at)) hand_out(payload(arrival));
      });
    }
    if (!ready_) return;
    for (std::size_t shard = 0; shard < new_shards; ++shard) {
      each_due(new_[shard], now, [&](const Arrival& arrival) {
        const TimePoint at = std::min(now, arrival.at);
        if (changeover_.on_new(shard, payload(arrival), at)) hand_out(payload(arrival));
      });
    }
  }

  template <class Do>
  static void each_due(Line& line, TimePoint now, Do&& call) {
    auto& arrivals = line.arrivals;
    const auto due = std::find_if(arrivals.begin(), arrivals.end(),
                                  [now](const Arrival& arrival) { return arrival.at > now; });
    std::for_each(arrivals.begin(), due, call);
    arrivals.erase(arrivals.begin(), due);
  }

  void hand_out(const GatewayDispatch& event) {
    const std::size_t comma = event.data.find(',');
    handed_out_[std::stoi(event.data.substr(0, comma))].push_back(
        std::stoi(event.data.substr(comma + 1)));
  }

  Random random_;
  Changeover changeover_{new_shards, skew};
  Line old_[old_shards];
  Line new_[new_shards];
  bool ready_ = false;
  int happened_[guilds] = {};
  std::map<int, std::vector<int>> handed_out_;
};

TEST(ChangeoverWalk, HandsEachEventOutOnceAndInOrder) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Streams(seed).run();
    if (testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace pincer::core
