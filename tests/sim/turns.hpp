// The identify queue of a process and who waits in it. Thread safety: one thread at a time.
#pragma once

#include <optional>
#include <vector>

#include "base/time.hpp"
#include "core/identify_queue.hpp"

namespace pincer::sim {

class Turns {
 public:
  Turns(const SessionStartLimit& limit, TimePoint now) : queue_(limit, now) {}

  /// `shard`: its number in the simulation; `shard_id`: that in its set.
  void request(int shard, int shard_id, TimePoint now) {
    obey(queue_.request(static_cast<core::WaiterId>(shard), shard_id, now));
  }
  void cancel(int shard) {
    queue_.cancel(static_cast<core::WaiterId>(shard));
    std::erase(granted_, shard);
  }
  void update_limit(const SessionStartLimit& limit, TimePoint now) {
    obey(queue_.update_limit(limit, now));
  }
  void tick(TimePoint now) { obey(queue_.on_tick(now)); }
  [[nodiscard]] std::optional<TimePoint> deadline() const { return queue_.deadline(); }

  /// The shards that may identify now.
  std::vector<int> take_granted() { return std::exchange(granted_, {}); }

 private:
  void obey(const core::QueueActions& actions) {
    for (const core::QueueAction& action : actions) {
      const auto* const grant = std::get_if<core::Grant>(&action);
      if (grant != nullptr) granted_.push_back(static_cast<int>(grant->waiter));
    }
  }

  core::IdentifyQueue queue_;
  std::vector<int> granted_;
};

}  // namespace pincer::sim
