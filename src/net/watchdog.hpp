// A time limit for a sequence of operations. Layer: net. Thread safety: one strand.
// On expiry it runs one function, which is expected to close the thing that is being waited for;
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

class Watchdog {
 public:
  Watchdog(const boost::asio::any_io_executor& executor, Duration limit,
           std::function<void()> on_expiry)
      : Watchdog(
            executor, Clock::now() + limit, [](TimePoint) { return std::nullopt; },
            std::move(on_expiry)) {}

  /// For a limit that depends on how far the operation has come: `look_again(now)` is asked at
  /// `first_look` and gives the moment of the next look, or nothing when the limit has passed. So
  /// a sequence of phases needs one timer, armed once when all goes well.
  Watchdog(const boost::asio::any_io_executor& executor, TimePoint first_look,
           std::function<std::optional<TimePoint>(TimePoint now)> look_again,
           std::function<void()> on_expiry)
      : state_(std::make_shared<State>(executor, std::move(look_again), std::move(on_expiry))) {
    arm(state_, first_look);
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
    State(const boost::asio::any_io_executor& executor,
          std::function<std::optional<TimePoint>(TimePoint)> look, std::function<void()> function)
        : timer(executor), look_again(std::move(look)), on_expiry(std::move(function)) {}

    boost::asio::steady_timer timer;
    std::function<std::optional<TimePoint>(TimePoint)> look_again;
    std::function<void()> on_expiry;
    bool armed = true;
    bool expired = false;
  };

  static void arm(const std::shared_ptr<State>& state, TimePoint moment) {
    state->timer.expires_at(moment);
    // The handler holds the state: it may run after the watchdog is gone, and then does nothing.
    state->timer.async_wait([state](const boost::system::error_code& code) {
      if (code || !state->armed) return;
      if (const auto next = state->look_again(Clock::now())) return arm(state, *next);
      state->expired = true;
      state->on_expiry();
    });
  }

  std::shared_ptr<State> state_;
};

}  // namespace pincer::net
