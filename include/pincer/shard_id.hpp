// Which part of a bot's guilds a connection serves. Layer: wire. Thread safety: as a value type.
#pragma once

#include <string>

#include "pincer/snowflake.hpp"

namespace pincer {

/// Shard `id` of `count`. https://discord.com/developers/docs/events/gateway#sharding
struct ShardId {
  constexpr ShardId() = default;
  constexpr ShardId(int shard_id, int shard_count) : id(shard_id), count(shard_count) {}

  int id = 0;
  int count = 1;

  /// The shard, out of `shard_count`, that receives the events of `guild`.
  static constexpr ShardId of(GuildId guild, int shard_count) {
    return {static_cast<int>((guild.value() >> 22U) % static_cast<unsigned>(shard_count)),
            shard_count};
  }

  [[nodiscard]] constexpr bool valid() const { return id >= 0 && id < count; }
  /// "3/16"
  [[nodiscard]] std::string to_string() const {
    return std::to_string(id) + "/" + std::to_string(count);
  }

  friend constexpr bool operator==(ShardId, ShardId) = default;
};

}  // namespace pincer
