// Runs one coroutine to its end on a context of its own. For tests over real sockets.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <stdexcept>

#include "pincer/awaitable.hpp"

namespace pincer::test {

/// Returns when `task` has ended; rethrows what it threw. Work that others left on the context is
/// dropped with it. The limit is a safety net for a hanging test, never a part of what is tested.
inline void run_coroutine(boost::asio::io_context& context, awaitable<void> task,
                          std::chrono::seconds limit = std::chrono::seconds(60)) {
  struct Outcome {
    std::exception_ptr failure;
    bool done = false;
  };
  // Shared, because after the limit the coroutine may still end, while the test is torn down.
  const auto outcome = std::make_shared<Outcome>();
  boost::asio::co_spawn(context, std::move(task), [&context, outcome](std::exception_ptr thrown) {
    outcome->failure = std::move(thrown);
    outcome->done = true;
    context.stop();
  });
  context.run_for(limit);
  context.restart();
  if (outcome->failure) std::rethrow_exception(outcome->failure);
  if (!outcome->done) throw std::runtime_error("the coroutine did not end in time");
}

}  // namespace pincer::test
