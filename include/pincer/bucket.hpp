// One rate limit bucket, as a snapshot for people to look at. Layer: wire. Thread safety: as a
// value type.
#pragma once

#include <chrono>

namespace pincer {

/// What is known of one rate limit: the members and units of Pincer's `Bucket`.
/// https://discord.com/developers/docs/topics/rate-limits#header-format
struct Bucket {
  int limit = 0;       ///< Requests that a whole window permits.
  int remaining = 0;   ///< Requests that may still be sent in this window, by our own count.
  double reset = 0.0;  ///< End of the window in Unix seconds, by Discord's clock; 0: not told.
  double reset_after = 0.0;  ///< Seconds from `time_cached` to the end of the window.
  /// When the last response for this bucket came. On the monotonic clock, where Pincer takes the
  /// wall clock: a wall clock that is set back would stretch every wait.
  std::chrono::steady_clock::time_point time_cached;

  friend bool operator==(const Bucket&, const Bucket&) = default;
};

}  // namespace pincer
