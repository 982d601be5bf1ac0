// A time limit for a sequence of operations. Layer: net. Thread safety: one strand.
// On expiry it runs one function, which is expected to close the thing that is being waited for;
// the operation then ends with an error, and `expired()` tells why. This costs one timer and no
// coroutine, where racing two awaitables costs two.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

#include "base/time.hpp"

namespace pincer::net {

class Watchdog {
 public:
  Watchdog(const boost::asio::any_io_executor& executor, Duration limit,
           std::function<void()> on_expiry)
      : state_(std::make_shared<State>(executor, std::move(on_expiry))) {
    state_->timer.expires_after(limit);
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
    State(const boost::asio::any_io_executor& executor, std::function<void()> function)
        : timer(executor), on_expiry(std::move(function)) {}

    boost::asio::steady_timer timer;
    std::function<void()> on_expiry;
    bool armed = true;
    bool expired = false;
  };

  std::shared_ptr<State> state_;
};

}  // namespace pincer::net
