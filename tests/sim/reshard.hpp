// Exchanges the shards of the simulated bot: a real core::Changeover, obeyed as client/reshard
// obeys it. Thread safety: one thread at a time.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "core/changeover.hpp"
#include "sim/oracle.hpp"
#include "sim/shard.hpp"
#include "sim/trace.hpp"

namespace pincer::sim {

class Reshard {
 public:
  /// The numbers of the shards of a set.
  struct Set {
    int first = 0;
    int count = 0;
  };
  /// Gives access to a shard; its deadline may move.
  using Touch = std::function<Shard&(int)>;

  /// Puts the filters on both sets. The new one is to be started after this.
  Reshard(Set old_set, Set new_set, Touch touch, Trace& trace);

  /// To be called again and again.
  void proceed(TimePoint now);
  /// The old set keeps the word, and has no filter any more.
  void give_up();

  enum class Step {
    logging_in,
    warm,      ///< The new set is to receive what was sent to it so far.
    overlap,   ///< Both sets are to receive what is sent to them in the first `skew`.
    taken,     ///< The new set has the word, and is to receive what is sent to it in a `skew`.
    finished,  ///< The old set can be stopped.
    forlorn,   ///< The new set can be stopped.
  };
  [[nodiscard]] Step step() const noexcept { return step_; }
  [[nodiscard]] bool has_taken() const noexcept {
    return step_ == Step::taken || step_ == Step::finished;
  }
  [[nodiscard]] Set old_set() const noexcept { return old_; }
  [[nodiscard]] Set new_set() const noexcept { return new_; }

 private:
  void enter(Step step, TimePoint moment, TimePoint now);
  void log_in(TimePoint now);
  void overlap(TimePoint now);
  void finish(TimePoint now);
  /// Whether the set has received whatever was sent to it before the moment that is waited for.
  bool has_received(Set set, TimePoint now);
  [[nodiscard]] TimePoint new_received_until(TimePoint now);
  void hand_out(Set set, const std::vector<core::Changeover::Held>& held, TimePoint now);

  Set old_;
  Set new_;
  Touch touch_;
  Trace& trace_;
  core::Changeover changeover_;
  Step step_ = Step::logging_in;
  TimePoint moment_{};  ///< Up to which the step waits to receive.
  TimePoint limit_{};
  std::set<int> asked_;  ///< For a heartbeat, for the sake of `moment_`.
  std::optional<TimePoint> guilds_awaited_until_;
  int overlaps_ = 0;
};

}  // namespace pincer::sim
