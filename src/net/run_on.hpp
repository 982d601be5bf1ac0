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

/// Runs `task` on `executor`, as a coroutine of its own, and resumes the caller, on its own
/// executor, with the result. Cancelling the caller cancels the task; what the task makes of that
/// is its own affair (its `throw_if_cancelled` and filters are not the caller's).
///
/// Asio's own `co_await co_spawn(executor, task, use_awaitable)` would forward the cancellation to
/// the other executor with a pointer that may be gone on arrival (Asio 1.24, Boost 1.81); here the
/// signal is shared with the message.
template <class T>
awaitable<T> run_apart(boost::asio::any_io_executor executor, awaitable<T> task) {
  namespace asio = boost::asio;
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

/// The same, but on the caller's own executor it costs nothing, because the task is then a part of
/// the caller: for tasks that leave its cancellation alone.
template <class T>
awaitable<T> run_on(boost::asio::any_io_executor executor, awaitable<T> task) {
  const boost::asio::any_io_executor here = co_await boost::asio::this_coro::executor;
  if (executor != here) task = run_apart(executor, std::move(task));
  co_return co_await std::move(task);
}

}  // namespace pincer::net
