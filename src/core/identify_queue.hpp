// Who may identify when. Layer: core. Thread safety: one strand, shared by all shards of a bot.
// Shards with the same rate limit key, `shard_id % max_concurrency`, take turns 5 seconds apart;
// different keys go in parallel. Resumes do not come here.
// https://discord.com/developers/docs/events/gateway#sharding-max-concurrency
#pragma once

#include <boost/container/small_vector.hpp>
#include <chrono>
#include <compare>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <set>
#include <variant>

#include "base/time.hpp"
#include "pincer/error.hpp"
#include "pincer/gateway_info.hpp"

namespace pincer::core {

/// Names a waiter, as the shell likes. Two sets of shards (during a reshard) need distinct numbers.
using WaiterId = std::uint64_t;

struct IdentifyQueueOptions {
  Duration interval = std::chrono::seconds(5);
  /// The gateway counts when an Identify arrives; the slack covers paths of different delay.
  Duration slack = std::chrono::milliseconds(500);
  int remaining_low = 50;         ///< Warn when this few session starts are left.
  bool fails_when_empty = false;  ///< False: wait for the reset. True: refuse with an error.
};

/// The waiter may identify, now.
struct Grant {
  WaiterId waiter = 0;
  friend bool operator==(const Grant&, const Grant&) = default;
};

/// The session starts of the day are spent and the options say not to wait.
struct Refuse {
  WaiterId waiter = 0;
  Error error;
  friend bool operator==(const Refuse&, const Refuse&) = default;
};

/// A warning: few session starts are left, or none. Said once for each of the two until the reset.
/// Beyond the limit Discord ends all sessions and resets the token.
/// https://discord.com/developers/docs/events/gateway#identifying
struct BudgetLow {
  int remaining = 0;
  Duration reset_after{};
  friend bool operator==(const BudgetLow&, const BudgetLow&) = default;
};

using QueueAction = std::variant<Grant, Refuse, BudgetLow>;
using QueueActions = boost::container::small_vector<QueueAction, 2>;
std::ostream& operator<<(std::ostream& out, const QueueAction& action);

class IdentifyQueue {
 public:
  IdentifyQueue(const SessionStartLimit& limit, TimePoint now, IdentifyQueueOptions options = {});

  /// Waits for a turn. Among the waiters of a key those whose shard was granted the fewest turns go
  /// first, then the lowest shard id: shards start in order, and one that fails again and again
  /// does not keep the others out. A waiter that already waits keeps its place.
  QueueActions request(WaiterId waiter, int shard_id, TimePoint now);
  /// Leaves the queue; nothing happens when `waiter` does not wait. A turn not yet granted is not
  /// used up.
  void cancel(WaiterId waiter);
  /// Time passed; does nothing before `deadline()`.
  QueueActions on_tick(TimePoint now);
  /// A fresh answer of GET /gateway/bot.
  QueueActions update_limit(const SessionStartLimit& limit, TimePoint now);

  [[nodiscard]] std::optional<TimePoint> deadline() const;
  /// Session starts left, by our own count since the last answer of the server.
  [[nodiscard]] int remaining() const noexcept { return limit_.remaining; }

 private:
  struct Waiter {
    std::uint64_t turns = 0;  ///< How often its shard was granted one before.
    int shard_id = 0;
    WaiterId id = 0;
    friend auto operator<=>(const Waiter&, const Waiter&) = default;
  };

  QueueActions serve(TimePoint now);
  /// When the key of this shard is free again.
  TimePoint& free_at(int shard_id);
  /// The day of the session start limit may be over.
  void renew(TimePoint now);
  void warn_if_low(TimePoint now, QueueActions& actions);
  [[nodiscard]] Error spent(TimePoint now) const;

  IdentifyQueueOptions options_;
  SessionStartLimit limit_;
  TimePoint reset_at_;
  std::set<Waiter> waiters_;
  std::map<int, std::uint64_t> turns_;  ///< Granted, by shard.
  std::map<int, TimePoint> free_at_;    ///< By key.
  int warned_level_ = 0;
};

}  // namespace pincer::core
