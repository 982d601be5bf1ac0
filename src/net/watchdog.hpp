// Time limits for sequences of operations. Layer: net. Thread safety: one strand.
// On expiry they run one function, which is expected to close the thing that is being waited for;
// the operation then ends with an error, and `expired()` tells why. This costs one timer and no
// coroutine, where racing two awaitables costs two.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "base/time.hpp"

namespace pincer::net {

/// One limit, from construction to destruction.
class Watchdog {
 public:
  Watchdog(const boost::asio::any_io_executor& executor, Duration limit,
           std::function<void()> on_expiry)
      : state_(std::make_shared<State>(executor, limit, std::move(on_expiry))) {
    // The handler holds the state: it may run after the watchdog is gone, and then does nothing.
    state_->timer.async_wait([state = state_](const boost::system::error_code& code) {
      if (code || !state->armed) return;
      state->expired = true;
      state->on_expiry();
    });
  }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog() { disarm(); }

  /// The limit no longer applies; the function will not run.
  void disarm() {
    state_->armed = false;
    state_->timer.cancel();
  }

  [[nodiscard]] bool expired() const noexcept { return state_->expired; }

 private:
  struct State {
    State(const boost::asio::any_io_executor& executor, Duration limit,
          std::function<void()> function)
        : timer(executor, limit), on_expiry(std::move(function)) {}

    boost::asio::steady_timer timer;
    std::function<void()> on_expiry;
    bool armed = true;
    bool expired = false;
  };

  std::shared_ptr<State> state_;
};

/// One limit after another on the same thing, such as those of the requests on a kept connection.
/// The timer runs on from one limit to the next: it is set anew only where it would ring too late,
/// and looks what is due when it rings too early. So a limit that is not reached costs no timer.
class StandingWatchdog {
 public:
  using LookAgain = std::function<std::optional<TimePoint>(TimePoint now)>;

  StandingWatchdog(const boost::asio::any_io_executor& executor, std::function<void()> on_expiry)
      : state_(std::make_shared<State>(executor, std::move(on_expiry))) {}
  StandingWatchdog(const StandingWatchdog&) = delete;
  StandingWatchdog& operator=(const StandingWatchdog&) = delete;
  ~StandingWatchdog() {
    rest();
    state_->timer.cancel();
  }

  /// Begins a limit that depends on how far the operation has come: `look_again(now)` is asked at
  /// `first_look` and gives the moment of the next look, or nothing when the limit has passed. What
  /// it refers to must live until `rest()`.
  void watch(TimePoint first_look, LookAgain look_again) {
    state_->look_again = std::move(look_again);
    state_->look_at = first_look;
    state_->expired = false;
    if (!state_->rings_at || *state_->rings_at > first_look) arm(state_, first_look);
  }
  /// The limit no longer applies; the function will not run.
  void rest() noexcept { state_->look_again = nullptr; }

  /// The last limit has passed.
  [[nodiscard]] bool expired() const noexcept { return state_->expired; }

 private:
  struct State {
    State(const boost::asio::any_io_executor& executor, std::function<void()> function)
        : timer(executor), on_expiry(std::move(function)) {}

    boost::asio::steady_timer timer;
    std::optional<TimePoint> rings_at;  // While it runs; it may run while there is no limit.
    LookAgain look_again;               // Empty while there is no limit.
    TimePoint look_at{};
    std::function<void()> on_expiry;
    bool expired = false;
  };

  static void arm(const std::shared_ptr<State>& state, TimePoint moment) {
    state->rings_at = moment;
    state->timer.expires_at(moment);
    // The handler holds the state: it may run after the watchdog is gone, and then does nothing.
    state->timer.async_wait([state](const boost::system::error_code& code) {
      if (!code) ring(state);
    });
  }

  static void ring(const std::shared_ptr<State>& state) {
    state->rings_at.reset();
    if (!state->look_again) return;
    const TimePoint now = Clock::now();
    if (now < state->look_at) return arm(state, state->look_at);
    if (const auto next = state->look_again(now)) {
      state->look_at = *next;
      return arm(state, *next);
    }
    state->look_again = nullptr;
    state->expired = true;
    state->on_expiry();
  }

  std::shared_ptr<State> state_;
};

}  // namespace pincer::net
