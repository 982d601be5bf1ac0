// A server whose every byte a test decides. For tests over real sockets.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "pincer/awaitable.hpp"

namespace pincer::test {

/// One accepted connection. Reading and writing never throw: a test's client may be gone.
class StubConnection {
 public:
  explicit StubConnection(boost::asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}

  boost::asio::ip::tcp::socket& socket() { return socket_; }

  /// Up to and with the empty line; empty when the client has gone.
  awaitable<std::string> read_head() {
    auto [code, size] = co_await boost::asio::async_read_until(
        socket_, boost::asio::dynamic_buffer(received_), "\r\n\r\n", as_result);
    co_return code ? std::string() : take(size);
  }
  /// A head, and the body of its Content-Length. First the head, then the body.
  awaitable<std::pair<std::string, std::string>> read_request() {
    std::string head = co_await read_head();
    std::size_t length = 0;
    constexpr std::string_view name = "Content-Length: ";
    if (const auto at = head.find(name); at != std::string::npos) {
      const char* const digits = head.data() + at + name.size();
      std::from_chars(digits, head.data() + head.size(), length);
    }
    // No co_await stands in a loop's condition: g++ 12 compiles that wrongly.
    for (bool more = true; more && received_.size() < length;) {
      more = co_await read_some();
    }
    std::string body = take(std::min(length, received_.size()));
    co_return std::pair(std::move(head), std::move(body));
  }
  /// Reads and drops `size` bytes; returns how many came.
  awaitable<std::uint64_t> drop(std::uint64_t size) {
    std::uint64_t dropped = 0;
    for (bool more = true; more && dropped < size;) {
      if (received_.empty()) {
        more = co_await read_some();
      }
      dropped += received_.size();
      received_.clear();
    }
    co_return dropped;
  }
  awaitable<void> write(std::string text) {
    co_await boost::asio::async_write(socket_, boost::asio::buffer(text), as_result);
  }
  /// Returns when the client has closed the connection.
  awaitable<void> until_closed() {
    for (bool more = true; more; received_.clear()) {
      more = co_await read_some();
    }
  }

 private:
  static constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

  awaitable<bool> read_some() {
    constexpr std::size_t chunk = 64U << 10U;
    const std::size_t before = received_.size();
    received_.resize(before + chunk);
    auto [code, size] = co_await socket_.async_read_some(
        boost::asio::buffer(received_.data() + before, chunk), as_result);
    received_.resize(before + size);
    co_return !code;
  }
  std::string take(std::size_t size) {
    std::string text = received_.substr(0, size);
    received_.erase(0, size);
    return text;
  }

  boost::asio::ip::tcp::socket socket_;
  std::string received_;
};

/// Accepts on a free port of loopback. The script gets each connection, with its number from 1 on;
/// when it returns, the connection is closed.
class StubServer {
 public:
  using Script = std::function<awaitable<void>(StubConnection&, int number)>;

  StubServer(boost::asio::io_context& context, Script script)
      : acceptor_(context, {boost::asio::ip::address_v4::loopback(), 0}),
        script_(std::move(script)) {
    boost::asio::co_spawn(context, accept(), boost::asio::detached);
  }
  StubServer(const StubServer&) = delete;
  StubServer& operator=(const StubServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  [[nodiscard]] std::string url(const std::string& scheme = "http") const {
    return scheme + "://127.0.0.1:" + std::to_string(port());
  }
  [[nodiscard]] int accepted() const { return accepted_; }

 private:
  awaitable<void> accept() {
    for (;;) {
      auto [code, socket] =
          co_await acceptor_.async_accept(boost::asio::as_tuple(boost::asio::use_awaitable));
      if (code) co_return;
      boost::asio::co_spawn(acceptor_.get_executor(), serve(std::move(socket), ++accepted_),
                            boost::asio::detached);
    }
  }
  awaitable<void> serve(boost::asio::ip::tcp::socket socket, int number) {
    StubConnection connection(std::move(socket));
    co_await script_(connection, number);
  }

  boost::asio::ip::tcp::acceptor acceptor_;
  Script script_;
  int accepted_ = 0;
};

/// "HTTP/1.1 200 OK" with a length and this body.
inline std::string ok_response(const std::string& body, const std::string& headers = {}) {
  return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

}  // namespace pincer::test
