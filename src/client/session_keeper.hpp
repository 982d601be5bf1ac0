// Carries the sessions of a group of shards to a store and back. Layer: client.
// Thread safety: one strand, the group's.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "client/shard_group.hpp"
#include "pincer/intents.hpp"
#include "pincer/session_store.hpp"

namespace pincer::client {

class SessionKeeper {
 public:
  SessionKeeper(std::shared_ptr<SessionStore> store, Intents intents)
      : store_(std::move(store)), intents_(intents) {}

  /// Gives each shard the session that the store has for it. Before the group runs. Throws what the
  /// store throws.
  awaitable<void> load(ShardGroup& group);
  /// Stores what has changed since the last time, and removes sessions of this process that are no
  /// more. What the store throws is logged, and tried again the next time.
  awaitable<void> save(ShardGroup& group);

 private:
  [[nodiscard]] std::string name_of(const ShardGroup::Shard& shard) const;

  std::shared_ptr<SessionStore> store_;
  Intents intents_;
  std::map<std::string, SessionResume> stored_;  ///< What the store has of this process.
};

}  // namespace pincer::client
