// Waiting until something holds. Layer: net. Thread safety: one strand, the executor's.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <list>

#include <boost/asio/steady_timer.hpp>

#include "base/time.hpp"
#include "pincer/awaitable.hpp"

namespace pincer::net {

/// Lets coroutines wait until something holds; whoever changes it calls `notify`.
class Condition {
 public:
  explicit Condition(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  void notify();
  /// Returns when `holds()` is true, or at `limit`. Cancellation: as of a timer.
  awaitable<void> until(std::function<bool()> holds, TimePoint limit = TimePoint::max());

 private:
  boost::asio::any_io_executor executor_;
  std::list<boost::asio::steady_timer> waiters_;
};

}  // namespace pincer::net
