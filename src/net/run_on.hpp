// Awaiting a coroutine that runs on another executor. Layer: net.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

#include "pincer/awaitable.hpp"

namespace pincer::net {

/// Runs `task` on `executor` and resumes the caller, on its own executor, with the result. On the
/// same executor it costs nothing. Cancelling the caller cancels the task.
///
/// Asio's own `co_await co_spawn(executor, task, use_awaitable)` would forward the cancellation to
/// the other executor with a pointer that may be gone on arrival (Asio 1.24, Boost 1.81); here the
/// signal is shared with the message.
template <class T>
awaitable<T> run_on(boost::asio::any_io_executor executor, awaitable<T> task) {
  namespace asio = boost::asio;
  if (executor == co_await asio::this_coro::executor) co_return co_await std::move(task);

  const auto signal = std::make_shared<asio::cancellation_signal>();
  const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
  struct Forwarding {
    asio::cancellation_slot slot;
    ~Forwarding() {
      if (slot.is_connected()) slot.clear();
    }
  } forwarding{state.slot()};
  if (forwarding.slot.is_connected()) {
    forwarding.slot.assign([executor, signal](asio::cancellation_type type) {
      asio::dispatch(executor, [signal, type] { signal->emit(type); });
    });
  }
  co_return co_await asio::co_spawn(
      executor, std::move(task), asio::bind_cancellation_slot(signal->slot(), asio::use_awaitable));
}

}  // namespace pincer::net
