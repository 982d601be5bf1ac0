// Coroutines that belong to one owner, who cancels and awaits them. Layer: net.
// Thread safety: one strand, the group's executor.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <functional>
#include <list>

#include "pincer/awaitable.hpp"

namespace pincer::net {

class TaskGroup {
 public:
  /// `on_exception` is told of each exception that leaves a task, except those of cancellation.
  TaskGroup(boost::asio::any_io_executor executor,
            std::function<void(std::exception_ptr)> on_exception);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  /// Every task must have ended: await join() first.
  ~TaskGroup();

  /// Starts a task. Called on the group's executor it runs at once, up to its first suspension.
  void spawn(awaitable<void> task);

  /// Asks every task to end: its current operation fails with `operation_aborted`. To be called
  /// on the group's executor: elsewhere, Asio 1.24 (Boost 1.81) would defer the request and reach
  /// for the task's cancellation signal after the task may have ended.
  void cancel();

  /// Returns when no task is left.
  awaitable<void> join();
  /// Returns when fewer than `count` tasks are left.
  awaitable<void> wait_until_below(std::size_t count);
  /// Returns when `holds()` is true. It is asked when a task has ended, and on `look_again`.
  awaitable<void> wait_until(std::function<bool()> holds);
  void look_again() { task_ended_.cancel(); }

  [[nodiscard]] std::size_t size() const noexcept { return signals_.size(); }

 private:
  boost::asio::any_io_executor executor_;
  std::function<void(std::exception_ptr)> on_exception_;
  std::list<boost::asio::cancellation_signal> signals_;  // one a running task
  boost::asio::steady_timer task_ended_;                 // cancelled, to wake waiters, at each end
};

}  // namespace pincer::net
