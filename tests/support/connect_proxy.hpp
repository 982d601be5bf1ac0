// A small HTTP proxy for tests: tunnels with CONNECT, and forwards plain requests. For tests over
// real sockets.
#pragma once

#include <boost/asio/detached.hpp>
#include <memory>
#include <string>
#include <vector>

#include "support/stub_server.hpp"

namespace pincer::test {

class ConnectProxy {
 public:
  /// `target_port`: where every tunnel leads, whatever it asked for.
  ConnectProxy(boost::asio::io_context& context, std::uint16_t target_port)
      : context_(context),
        target_({boost::asio::ip::address_v4::loopback(), target_port}),
        server_(context, [this](StubConnection& connection, int) { return serve(connection); }) {}

  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  /// Heads of the requests that were made of the proxy.
  [[nodiscard]] const std::vector<std::string>& heads() const { return heads_; }
  /// What is sent in place of the tunnel, after which the connection is closed.
  void refuse_with(std::string answer) { refusal_ = std::move(answer); }

 private:
  using Socket = boost::asio::ip::tcp::socket;

  awaitable<void> serve(StubConnection& connection) {
    heads_.push_back(co_await connection.read_head());
    if (!refusal_.empty()) {
      co_return co_await connection.write(refusal_);
    }
    const auto target = std::make_shared<Socket>(context_);
    co_await target->async_connect(target_, as_result);
    if (heads_.back().starts_with("CONNECT ")) {
      co_await connection.write("HTTP/1.1 200 Connection established\r\n\r\n");
    } else {
      co_await boost::asio::async_write(*target, boost::asio::buffer(heads_.back()), as_result);
    }
    const auto client = std::make_shared<Socket>(std::move(connection.socket()));
    boost::asio::co_spawn(context_, pump(target, client), boost::asio::detached);
    co_await pump(client, target);
  }

  static awaitable<void> pump(std::shared_ptr<Socket> from, std::shared_ptr<Socket> to) {
    std::vector<char> buffer(16U << 10U);
    for (;;) {
      auto [read_code, size] =
          co_await from->async_read_some(boost::asio::buffer(buffer), as_result);
      if (read_code) break;
      auto [code, written] = co_await boost::asio::async_write(
          *to, boost::asio::buffer(buffer.data(), size), as_result);
      if (code) break;
    }
    boost::system::error_code ignored;
    from->close(ignored);
    to->close(ignored);
  }

  static constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

  boost::asio::io_context& context_;
  boost::asio::ip::tcp::endpoint target_;
  std::string refusal_;
  std::vector<std::string> heads_;
  StubServer server_;
};

}  // namespace pincer::test
