// MemberRequests on random walks, at the other end a peer that keeps Discord's rules: whatever
// happens, a request ends once, no guild is asked for all members too early, and ticks move time.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/member_requests.hpp"

namespace pincer::core {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Walk {
 public:
  explicit Walk(std::uint64_t seed) : random_(seed), requests_(Random(seed)) {}

  void run() {
    for (int step = 0; step < 300 && !testing::Test::HasFailure(); ++step) {
      walk_on();
      (void)requests_.deadline();  // the shell asks after everything
    }
    perform(requests_.on_ended({ErrorKind::cancelled, "stopped"}));
    EXPECT_TRUE(open_.empty()) << open_.size() << " requests did not end";
    EXPECT_EQ(requests_.deadline(), std::nullopt);
  }

  [[nodiscard]] int completed() const { return completed_; }
  [[nodiscard]] int failed() const { return failed_; }

 private:
  void walk_on() {
    switch (random_.below(11)) {
      case 0:
      case 1: return begin();
      case 2:
      case 3: return send_one();
      case 4:
      case 5: return receive_one();
      case 6: return pass_time();
      case 7: return lose_connection();
      case 8: return cancel_one();
      case 9: return be_late();
      default: return pass_to_deadline();
    }
  }

  void begin() {
    const MembersRequestId id = ++last_id_;
    MembersRequest request;
    request.guild = GuildId(1 + random_.below(2));
    request.asks_for_all = random_.below(2) == 0;
    request.fails_when_limited = random_.below(4) == 0;
    if (random_.below(4) == 0) request.nonce = "n" + std::to_string(random_.below(2));
    known_[id] = request;
    open_.insert(id);
    perform(requests_.request(id, request, now_));
  }

  /// The gateway takes a command from its queue, if a connection is there.
  void send_one() {
    if (!connected_ || to_send_.empty()) return;
    const AskMembers ask = to_send_.front();
    to_send_.erase(to_send_.begin());
    // Even one that was cancelled meanwhile goes out.
    const MembersRequest& what = known_.at(ask.request);
    if (random_.below(10) == 0) {
      return perform(requests_.on_dropped(ask.request, {ErrorKind::network, "dropped"}, now_));
    }
    if (what.asks_for_all) {
      const auto last = asked_all_.find(what.guild);
      if (last != asked_all_.end()) {
        EXPECT_GE(now_ - last->second, all_members_interval) << "a guild was asked too early";
      }
      asked_all_[what.guild] = now_;
    }
    requests_.on_sent(ask.request, now_);
    if (random_.below(8) == 0) return;  // lost, with a connection that is about to break
    const std::uint64_t count = 1 + random_.below(4);
    for (std::uint64_t index = 0; index < count; ++index) {
      coming_.push_back(chunk(what.guild, ask.nonce, index, count));
    }
  }

  static GatewayDispatch chunk(GuildId guild, const std::string& nonce, std::uint64_t index,
                               std::uint64_t count) {
    return GatewayDispatch(0,
                           R"({"guild_id":")" + guild.to_string() + R"(","chunk_index":)" +
                               std::to_string(index) + R"(,"chunk_count":)" +
                               std::to_string(count) + R"(,"nonce":")" + nonce + "\"}",
                           1, "GUILD_MEMBERS_CHUNK");
  }

  void receive_one() {
    if (!connected_ || coming_.empty()) return;
    const auto which = coming_.begin() + static_cast<std::ptrdiff_t>(random_.below(coming_.size()));
    const GatewayDispatch event = *which;
    if (random_.below(6) != 0) coming_.erase(which);  // else it comes twice
    perform(requests_.on_event(event, now_));
  }

  void lose_connection() {
    if (connected_) {
      requests_.on_connection_lost();
    } else if (random_.below(3) == 0) {
      coming_.clear();
      perform(requests_.on_new_session(now_));
    } else {
      perform(requests_.on_resumed(now_));
    }
    connected_ = !connected_;
  }

  void cancel_one() {
    if (open_.empty() || random_.below(3) != 0) return;
    requests_.cancel(*open_.begin());
    open_.erase(open_.begin());
  }

  void pass_time() {
    now_ += milliseconds(random_.below(20'000));
    perform(requests_.on_tick(now_));
  }

  /// The strand was busy: what comes next comes before the tick.
  void be_late() { now_ += milliseconds(random_.below(20'000)); }

  void pass_to_deadline() {
    const auto deadline = requests_.deadline();
    if (!deadline) return;
    now_ = std::max(now_, *deadline);
    perform(requests_.on_tick(now_));
    const auto next = requests_.deadline();
    EXPECT_TRUE(!next || *next > now_) << "a tick must move the deadline";
  }

  void perform(const MembersActions& actions) {
    for (const MembersAction& action : actions) {
      if (const auto* const ask = std::get_if<AskMembers>(&action)) {
        ASSERT_TRUE(open_.contains(ask->request));
        to_send_.push_back(*ask);
      } else if (const auto* const take = std::get_if<TakeMembers>(&action)) {
        EXPECT_TRUE(open_.contains(take->request));
      } else if (const auto* const complete = std::get_if<MembersComplete>(&action)) {
        EXPECT_EQ(open_.erase(complete->request), 1U) << "it ended twice";
        ++completed_;
      } else if (const auto* const failed = std::get_if<MembersFailed>(&action)) {
        EXPECT_EQ(open_.erase(failed->request), 1U) << "it ended twice";
        ++failed_;
      }
    }
  }

  Random random_;
  MemberRequests requests_;
  TimePoint now_{seconds(1000)};
  std::map<MembersRequestId, MembersRequest> known_;
  std::set<MembersRequestId> open_;  // not ended yet
  std::vector<AskMembers> to_send_;
  std::vector<GatewayDispatch> coming_;
  std::map<GuildId, TimePoint> asked_all_;
  MembersRequestId last_id_ = 0;
  bool connected_ = true;
  int completed_ = 0;
  int failed_ = 0;
};

TEST(MemberRequestsWalk, KeepsItsPromises) {
  int completed = 0;
  int failed = 0;
  for (std::uint64_t seed = 1; seed <= 1000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Walk walk(seed);
    walk.run();
    completed += walk.completed();
    failed += walk.failed();
  }
  // The walks go where it is interesting.
  EXPECT_GT(completed, 1000);
  EXPECT_GT(failed, 1000);
}

}  // namespace
}  // namespace pincer::core
