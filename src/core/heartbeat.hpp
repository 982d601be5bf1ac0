// When to send heartbeats, and when a missing ACK means that a connection is dead. Layer: core.
// Thread safety: one strand.
// https://discord.com/developers/docs/events/gateway#sending-heartbeats
#pragma once

#include <cstdint>
#include <optional>

#include "base/random.hpp"
#include "base/time.hpp"

namespace pincer::core {

class Heartbeat {
 public:
  /// A connection said Hello: the first beat is due after `interval` times a random part of one, so
  /// that clients that reconnect together do not beat together. `interval` must be positive.
  void start(Duration interval, TimePoint now, Random& random);
  /// The connection is gone.
  void stop() noexcept;

  /// When the next beat is due; nothing while stopped.
  [[nodiscard]] std::optional<TimePoint> due() const noexcept { return due_; }
  /// At a due beat: true when the one before it is still unacknowledged, so that the connection is
  /// to be taken for a zombie. A beat out of turn may have been sent only just now and proves
  /// nothing, and a connection that was not read since the last beat is given one more interval.
  [[nodiscard]] bool is_zombie() const noexcept { return periodic_unacknowledged_ && !held_back_; }
  /// The due beat was sent: the next one follows an interval after this one was due.
  void periodic_sent(TimePoint now) noexcept;
  /// A beat was sent out of turn (op 1); the periodic one keeps its time.
  void sent(TimePoint now) noexcept;
  void acknowledged(TimePoint now) noexcept;

  /// The connection is, or is no longer, being read.
  void set_paused(bool paused) noexcept;
  [[nodiscard]] bool paused() const noexcept { return paused_; }

  [[nodiscard]] Duration interval() const noexcept { return interval_; }
  [[nodiscard]] std::optional<Duration> latency() const noexcept { return latency_; }
  /// When a beat was sent whose ACK has come: what the peer sent before it saw that beat has come
  /// too. Of this connection.
  [[nodiscard]] std::optional<TimePoint> answered_until() const noexcept { return answered_until_; }

 private:
  /// A beat whose ACK is awaited; ACKs come in the order of the beats.
  struct Awaited {
    std::uint64_t number = 0;
    TimePoint sent_at{};
  };

  Duration interval_{};
  std::optional<TimePoint> due_;
  std::uint64_t sent_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::optional<Awaited> awaited_;  ///< One at a time: while its ACK is out, others are not timed.
  std::optional<TimePoint> answered_until_;
  std::optional<Duration> latency_;
  bool periodic_unacknowledged_ = false;
  bool paused_ = false;
  bool held_back_ = false;  ///< Reading was paused at some time since the last periodic beat.
};

}  // namespace pincer::core
