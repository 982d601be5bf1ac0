// The writing half of one gateway connection: a bounded queue, and the coroutine that empties it.
// Thread safety: one strand.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>

#include "base/time.hpp"
#include "net/websocket.hpp"
#include "pincer/awaitable.hpp"
#include "sandbox/gateway_output.hpp"

namespace pincer::sandbox {

class ServerConnection {
 public:
  /// A client that does not read is cut off when more than this waits for it.
  static constexpr std::size_t queued_messages_max = 16'384;
  static constexpr std::size_t queued_bytes_max = 256U << 20U;

  ServerConnection(const boost::asio::any_io_executor& executor,
                   std::unique_ptr<net::WebSocket> socket);

  [[nodiscard]] net::WebSocket& socket() noexcept { return *socket_; }

  /// Queues one output; cuts the connection when the queue is full.
  void push(GatewayOutput output);
  /// Cuts the connection; write_all() ends.
  void abort() noexcept;
  /// Carries out the outputs in order until one of them, or abort(), ends the connection.
  awaitable<void> write_all();

 private:
  struct Queued {
    GatewayOutput output;
    TimePoint not_before;
  };

  awaitable<void> wait_until(TimePoint moment);
  /// Returns whether the connection can carry another.
  awaitable<bool> carry_out(const GatewayOutput& output);

  std::unique_ptr<net::WebSocket> socket_;
  boost::asio::steady_timer wake_;
  std::deque<Queued> queue_;
  std::size_t queued_bytes_ = 0;
  bool ended_ = false;
};

}  // namespace pincer::sandbox
