#include "net/task_group.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <cassert>

namespace pincer::net {
namespace {

namespace asio = boost::asio;

bool is_cancellation(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const boost::system::system_error& error) {
    return error.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

}  // namespace

TaskGroup::TaskGroup(asio::any_io_executor executor,
                     std::function<void(std::exception_ptr)> on_exception)
    : executor_(std::move(executor)),
      on_exception_(std::move(on_exception)),
      task_ended_(executor_, asio::steady_timer::time_point::max()) {}

TaskGroup::~TaskGroup() { assert(signals_.empty()); }

void TaskGroup::spawn(awaitable<void> task) {
  const auto signal = signals_.emplace(signals_.end());
  asio::co_spawn(executor_, std::move(task),
                 asio::bind_cancellation_slot(signal->slot(),
                                              [this, signal](const std::exception_ptr& exception) {
                                                signals_.erase(signal);
                                                if (exception && !is_cancellation(exception))
                                                  on_exception_(exception);
                                                task_ended_.cancel();
                                              }));
}

void TaskGroup::cancel() {
  for (auto it = signals_.begin(); it != signals_.end();) {
    const auto current = it++;  // a task may end, and leave the list, while it is told
    current->emit(asio::cancellation_type::terminal);
  }
}

awaitable<void> TaskGroup::wait_until(std::function<bool()> holds) {
  while (!holds()) {
    co_await task_ended_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

awaitable<void> TaskGroup::wait_until_below(std::size_t count) {
  return wait_until([this, count] { return signals_.size() < count; });
}

awaitable<void> TaskGroup::join() { return wait_until_below(1); }

}  // namespace pincer::net
