#include "core/backoff.hpp"

#include <algorithm>

namespace pincer::core {

Duration Backoff::next(Random& random) {
  Duration longest = options_.base;
  for (unsigned i = 0; i < failures_ && longest < options_.cap; ++i) longest *= 2;
  longest = std::min(longest, options_.cap);
  ++failures_;
  return std::chrono::duration_cast<Duration>(longest * random.unit());
}

Duration Backoff::next_at_once(Random& random, TimePoint now) {
  if (last_immediate_ && now - *last_immediate_ < options_.immediate_interval) return next(random);
  last_immediate_ = now;
  return Duration::zero();
}

}  // namespace pincer::core
