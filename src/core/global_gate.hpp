// What binds requests of all buckets: the global limit, kept ahead of time; the pause after a
// global 429; and the stop after a 429 of the edge. Layer: core. A pure machine. Thread safety: one
// thread at a time. https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
#pragma once

#include <cstddef>
#include <deque>
#include <optional>

#include "base/time.hpp"
#include "pincer/bucket.hpp"

namespace pincer::core {

class GlobalGate {
 public:
  /// `per_second` requests in any second and `slack`, because requests do not all travel equally
  /// fast. None: any number.
  GlobalGate(std::optional<std::size_t> per_second, Duration slack);

  /// From when on a request may be sent. An interaction is exempt from all but the stop.
  [[nodiscard]] TimePoint opens_at(bool interaction) const;
  /// The same, as far as only an answer can change it: without the requests sent of late.
  [[nodiscard]] TimePoint held_until(bool interaction) const;

  /// Counts a request that is no interaction.
  void on_send(TimePoint now);
  /// A global 429.
  void pause(TimePoint until);
  /// A 429 of the edge, which bans addresses that go on asking.
  void stop(TimePoint until);

  /// `waiting` and `in_flight` are for others to fill in.
  [[nodiscard]] GlobalLimit snapshot(TimePoint now) const;

 private:
  std::optional<std::size_t> per_second_;
  Duration second_;
  std::deque<TimePoint> sent_;  // The sendings of the last second, at most `per_second_`.
  TimePoint paused_until_{};
  TimePoint stopped_until_{};
};

}  // namespace pincer::core
