// Exchanges one group of shards for another while both receive. Layer: client.
// Thread safety: one strand, the groups'. The filters that it puts on shards run on theirs.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "client/shard_group.hpp"
#include "core/changeover.hpp"

namespace pincer::client {

class Reshard {
 public:
  struct Options {
    Duration skew{};
    Duration guild_timeout{};
  };
  /// So many times the overlap may fail, because a new shard lost its session in it, before the
  /// reshard does.
  static constexpr int overlaps_max = 10;
  /// So long the shards may take to receive what was sent to them. A dead connection is noticed in
  /// two heartbeat intervals, and resumed after at most a minute.
  static constexpr Duration catch_up_max = std::chrono::minutes(5);

  /// Puts the filter on the new group, which does not run yet.
  Reshard(std::shared_ptr<ShardGroup> old_group, std::shared_ptr<ShardGroup> new_group,
          const Options& options);

  /// Puts the filter on the old group. The new one is to be run after this.
  awaitable<void> begin();
  /// Returns true when the new group has the word; the old one still receives. False when one of
  /// the groups stopped before that. Errors: `Exception` (`timeout`).
  awaitable<bool> take_over();
  /// Hands out what only the old group has brought, and takes the filter off the new one.
  awaitable<void> finish();
  /// When nothing was taken over: takes the filter off the old group.
  awaitable<void> give_up();

 private:
  /// What the filters of both groups share: shards of several threads ask it.
  struct Shared {
    Shared(std::size_t new_shards, Duration skew) : changeover(new_shards, skew) {}
    std::mutex mutex;
    core::Changeover changeover;
  };
  /// Keeps what a new shard may hand out until the old group has fallen silent. On its strand.
  struct Gate {
    bool open = false;
    std::vector<GatewayDispatch> behind;
  };

  awaitable<void> overlap();
  awaitable<void> until_warm();
  [[nodiscard]] bool stopping() const { return old_->stopping() || new_->stopping(); }
  awaitable<void> wait(Duration time);
  /// Returns when the group has received whatever Discord sent to it before `moment`, or a group
  /// stops. Errors: `Exception` (`timeout`) after `limit`.
  awaitable<void> until_received(ShardGroup& group, TimePoint moment,
                                 TimePoint limit = TimePoint::max());
  /// What the new shards that are logged in have received.
  awaitable<TimePoint> new_received_until();
  /// Tells the changeover what it may forget.
  awaitable<void> follow_new();
  /// Hands these out on the strands of their shards, in their order.
  static awaitable<void> hand_out(ShardGroup& group,
                                  const std::vector<core::Changeover::Held>& held,
                                  std::function<void(ShardGroup::Shard&)> then);

  std::shared_ptr<ShardGroup> old_;
  std::shared_ptr<ShardGroup> new_;
  Options options_;
  std::shared_ptr<Shared> shared_;
  std::vector<std::shared_ptr<Gate>> gates_;
  TimePoint taken_at_{};
};

}  // namespace pincer::client
