// How long to wait before the next connection attempt. Layer: core. Thread safety: one strand.
// "Full jitter" (exponential growth, and a uniform choice from zero up to it): when a gateway node
// goes down, its clients must not come back in waves, and full jitter spreads them widest.
#pragma once

#include <chrono>
#include <optional>

#include "base/random.hpp"
#include "base/time.hpp"

namespace pincer::core {

struct BackoffOptions {
  Duration base = std::chrono::seconds(1);  ///< The longest first delay; doubles with each try.
  Duration cap = std::chrono::seconds(60);  ///< The longest delay of all.
  /// A reconnect that Discord asked for (op 7) goes at once, but not more often than this: a peer
  /// that asks again and again must not make a busy loop.
  Duration immediate_interval = std::chrono::seconds(10);
};

class Backoff {
 public:
  explicit Backoff(BackoffOptions options) : options_(options) {}

  /// The delay before the next attempt, in [0, min(cap, base * 2^n)) after n calls since `reset`.
  Duration next(Random& random);
  /// Zero, or `next` when the last immediate attempt is less than `immediate_interval` ago.
  Duration next_at_once(Random& random, TimePoint now);
  /// The session is up again. Calling this on a mere connection would undo the growth when a peer
  /// accepts and then fails.
  void reset() noexcept { failures_ = 0; }

 private:
  BackoffOptions options_;
  unsigned failures_ = 0;
  std::optional<TimePoint> last_immediate_;
};

}  // namespace pincer::core
