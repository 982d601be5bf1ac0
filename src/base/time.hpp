// The one clock of the library. Layer: base.
// Pure machines never read it: `now` is an argument, so that tests and simulations choose it.
#pragma once

#include <chrono>

namespace pincer {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Duration = Clock::duration;

/// Seconds as Discord's headers give them ("0.3") to our clock's resolution, rounded up.
inline Duration from_seconds(double seconds) {
  return std::chrono::ceil<Duration>(std::chrono::duration<double>(seconds));
}

}  // namespace pincer
