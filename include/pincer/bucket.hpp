// One rate limit bucket, as a snapshot for people to look at. Layer: wire. Thread safety: as a
// value type.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace pincer {

/// What is known of one rate limit: the members and units of Pincer's `Bucket`, and below them
/// what an operator asks next.
/// https://discord.com/developers/docs/topics/rate-limits#header-format
struct Bucket {
  int limit = 0;       ///< Requests that a whole window permits; 0: not known yet.
  int remaining = 0;   ///< Requests that may still be sent in this window, by our own count.
  double reset = 0.0;  ///< End of the window in Unix seconds, by Discord's clock; 0: not told.
  double reset_after = 0.0;  ///< Seconds from `time_cached` to the end of the window.
  /// When the last response for this bucket came. On the monotonic clock, where Pincer takes the
  /// wall clock: a wall clock that is set back would stretch every wait.
  std::chrono::steady_clock::time_point time_cached;

  std::string hash;         ///< Discord's name of the limit; empty until a response tells it.
  std::string major;        ///< The channel, guild, webhook or interaction it counts for, or empty.
  std::size_t waiting = 0;  ///< Requests in line.
  std::size_t in_flight = 0;  ///< Requests sent and not answered.
  /// When `remaining` begins anew, by our own count; nothing: the window's end is not known.
  std::optional<std::chrono::steady_clock::time_point> resets_at;
  /// Classes of requests that a limit beside this bucket holds back (a 429 with requests left), and
  /// until when: "emojis", "reactions", or method and route.
  std::map<std::string, std::chrono::steady_clock::time_point> paused;

  friend bool operator==(const Bucket&, const Bucket&) = default;
};

/// What binds all requests of a client, as a snapshot.
/// https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
struct GlobalLimit {
  std::optional<std::size_t> per_second;  ///< What the client permits itself; none: any number.
  std::size_t remaining = 0;              ///< Of these, what may go at once.
  std::size_t waiting = 0;                ///< Requests in line, of all buckets.
  std::size_t in_flight = 0;              ///< Requests sent and not answered.
  /// Until when nothing but interactions is sent, because of a global 429.
  std::optional<std::chrono::steady_clock::time_point> limited_until;
  /// Until when nothing at all is sent, because the edge (not the API) answered 429.
  std::optional<std::chrono::steady_clock::time_point> stopped_until;

  friend bool operator==(const GlobalLimit&, const GlobalLimit&) = default;
};

}  // namespace pincer
