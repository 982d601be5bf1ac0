// The gateway's limits on what a client may send. Layer: core. Thread safety: one strand.
// A true sliding window: the times of the last sends, so that no 60 seconds, wherever they start,
// hold more than the limit. A counter that is reset every minute lets twice as many through around
// the reset, and the gateway closes with 4008.
// https://discord.com/developers/docs/events/gateway#rate-limiting
#pragma once

#include <array>
#include <chrono>
#include <cstddef>

#include "base/time.hpp"

namespace pincer::core {

/// At most `limit` sends in any `window`.
template <std::size_t limit>
class SlidingWindow {
 public:
  constexpr explicit SlidingWindow(Duration window) : window_(window) {}

  /// When one more send fits while `reserved` places stay free; a time that may be in the past.
  [[nodiscard]] TimePoint free_at(std::size_t reserved = 0) const noexcept {
    const std::size_t usable = limit - reserved;
    if (count_ < usable) return TimePoint::min();
    return times_[(next_ + limit - usable) % limit] + window_;
  }
  void record(TimePoint now) noexcept {
    times_[next_] = now;
    next_ = (next_ + 1) % limit;
    if (count_ < limit) ++count_;
  }
  void clear() noexcept { count_ = 0; }

 private:
  Duration window_;
  std::array<TimePoint, limit> times_{};  ///< A ring of the last `limit` sends.
  std::size_t next_ = 0;
  std::size_t count_ = 0;
};

/// The gateway counts when a payload arrives, and payloads do not all travel equally long.
inline constexpr Duration send_window_slack = std::chrono::seconds(1);
/// Payloads a connection may send, of any opcode, in 60 seconds.
inline constexpr std::size_t sends_per_window = 120;
/// Presence updates in 20 seconds.
/// https://discord.com/developers/docs/events/gateway-events#presence-update
inline constexpr std::size_t presences_per_window = 5;
/// Places that only heartbeats may take beyond those that the interval foresees: answers to op 1.
inline constexpr std::size_t requested_beats_reserve = 4;

class SendBudget {
 public:
  /// A new connection: its window starts empty. That of presences belongs to the session.
  void start_connection() noexcept;
  /// Keeps places free for the heartbeats that an interval of this length brings.
  void reserve_heartbeats(Duration interval) noexcept;

  /// When the next heartbeat may go; a time that may be in the past. One place stays free for the
  /// Identify or Resume of the connection, which therefore never waits.
  [[nodiscard]] TimePoint heartbeat_at() const noexcept { return sends_.free_at(1); }
  /// The same for the answer to op 1: a peer that asks very often must not use up the places of the
  /// periodic beats, without which it would take the connection for dead.
  [[nodiscard]] TimePoint requested_heartbeat_at() const noexcept {
    return sends_.free_at(1 + periodic_);
  }
  [[nodiscard]] TimePoint command_at() const noexcept { return sends_.free_at(reserved_); }
  /// The same for a presence update, which has a window of its own besides.
  [[nodiscard]] TimePoint presence_at() const noexcept;

  void record(TimePoint now) noexcept { sends_.record(now); }
  void record_presence(TimePoint now) noexcept;

 private:
  static constexpr Duration send_window = std::chrono::seconds(60) + send_window_slack;
  static constexpr Duration presence_window = std::chrono::seconds(20) + send_window_slack;

  SlidingWindow<sends_per_window> sends_{send_window};
  SlidingWindow<presences_per_window> presences_{presence_window};
  std::size_t periodic_ = 0;  ///< Heartbeats that the interval brings in a window.
  std::size_t reserved_ = requested_beats_reserve;
};

}  // namespace pincer::core
