// Which shards of a bot run in a process. Layer: wire. Thread safety: as a value type.
#pragma once

#include <utility>
#include <vector>

namespace pincer {

/// Some of a bot's shards, or all of them.
/// https://discord.com/developers/docs/events/gateway#sharding
struct ShardSet {
  /// As many as Discord recommends (`GatewayInfo::shards`), all of them.
  ShardSet() = default;
  /// All of `shard_count`.
  explicit ShardSet(int shard_count) : count(shard_count) {}
  /// These of `shard_count`, for a bot in several processes.
  ShardSet(std::vector<int> shard_ids, int shard_count)
      : ids(std::move(shard_ids)), count(shard_count) {}
  /// From `first` to `last`, both included, of `shard_count`.
  /// Errors: `Exception` (`invalid_argument`) when `last` is before `first`.
  static ShardSet range(int first, int last, int shard_count);

  /// The set with all its ids, in order; `recommended` is Discord's number of shards.
  /// Errors: `Exception` (`invalid_argument`) for a set that cannot be.
  [[nodiscard]] ShardSet resolved(int recommended) const;

  std::vector<int> ids;  ///< Empty: all.
  int count = 0;         ///< How many there are in all; 0: as many as Discord recommends.

  friend bool operator==(const ShardSet&, const ShardSet&) = default;
};

}  // namespace pincer
