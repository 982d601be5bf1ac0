// The client's end of a WebSocket against a server by hand, which sees each byte.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/websocket/detail/hybi13.hpp>
#include <future>
#include <string>

#include "net/websocket.hpp"
#include "net/websocket_frame.hpp"
#include "support/run_coroutine.hpp"

namespace pincer::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::string_literals;

std::string accept_for(const std::string& request) {
  const std::string name = "Sec-WebSocket-Key: ";
  const std::size_t begin = request.find(name) + name.size();
  boost::beast::websocket::detail::sec_ws_accept_type accept;
  boost::beast::websocket::detail::make_sec_ws_accept(
      accept, request.substr(begin, request.find('\r', begin) - begin));
  return {accept.data(), accept.size()};
}

/// What the client's short masked frame says, opcode first.
std::string unmasked(const std::string& frame) {
  std::string text(1, frame[0]);
  for (std::size_t i = 6; i < frame.size(); ++i) {
    text += static_cast<char>(frame[i] ^ frame[2 + (i - 6) % 4]);
  }
  return text;
}

class WebSocketClientTest : public testing::Test {
 protected:
  using Client = std::function<awaitable<void>(WebSocket&)>;
  static constexpr auto hears_nothing = static_cast<std::size_t>(-1);

  /// A server that upgrades, says `said` in the same write, hears a frame with `heard_size` bytes
  /// of payload, and answers it with `answer`.
  awaitable<void> serve(std::string said, std::size_t heard_size, std::string answer) {
    auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
    std::string request;
    co_await asio::async_read_until(socket, asio::dynamic_buffer(request), "\r\n\r\n",
                                    asio::use_awaitable);
    const std::string all =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, "
        "Upgrade\r\nSec-WebSocket-Accept: " +
        (accept_.empty() ? accept_for(request) : accept_) + "\r\n\r\n" + said;
    co_await asio::async_write(socket, asio::buffer(all), asio::use_awaitable);
    if (heard_size == hears_nothing) co_return;
    heard_.resize(6 + heard_size);
    co_await asio::async_read(socket, asio::buffer(heard_), asio::use_awaitable);
    co_await asio::async_write(socket, asio::buffer(answer), asio::use_awaitable);
    std::string rest;
    rest.resize(1);
    boost::system::error_code code;
    co_await asio::async_read(socket, asio::buffer(rest),
                              asio::redirect_error(asio::use_awaitable, code));
  }

  void run(const std::string& said, std::size_t heard_size, const std::string& answer,
           const Client& client) {
    auto served = asio::co_spawn(context_, serve(said, heard_size, answer), asio::use_future);
    test::run_coroutine(context_, [&]() -> awaitable<void> {
      auto socket = co_await WebSocket::connect(url(), TlsContext::client().value(), {});
      EXPECT_TRUE(socket) << socket.error();
      if (socket) {
        co_await client(**socket);
      }
    }());
    context_.restart();
    context_.run_for(std::chrono::seconds(5));
    ASSERT_EQ(served.wait_for(std::chrono::seconds(0)), std::future_status::ready);
    served.get();
  }

  [[nodiscard]] Url url() const {
    return Url::parse("ws://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()))
        .value();
  }

  asio::io_context context_;
  tcp::acceptor acceptor_{context_, {asio::ip::address_v4::loopback(), 0}};
  std::string accept_;  ///< In place of the right one.
  std::string heard_;
};

TEST_F(WebSocketClientTest, TakesWhatComesWithTheAnswer) {
  run("\x81\x05Hello\x82\x01x\x81\x00"s, hears_nothing, "",
      [](WebSocket& socket) -> awaitable<void> {
        const auto first = co_await socket.read();
        EXPECT_TRUE(first);
        EXPECT_EQ(first ? first->data : "", "Hello");
        const auto second = socket.read_ready();
        EXPECT_TRUE(second);
        EXPECT_EQ(second ? second->data : "", "x");
        EXPECT_TRUE(second && second->binary);
        EXPECT_TRUE(socket.read_ready());
        EXPECT_FALSE(socket.read_ready());
      });
}

TEST_F(WebSocketClientTest, AnswersAPingBeforeTheMessageBehindIt) {
  run("\x89\x02hi\x81\x01z"s, 2, "", [](WebSocket& socket) -> awaitable<void> {
    EXPECT_FALSE(socket.read_ready()) << "a ping cannot be answered without waiting";
    const auto message = co_await socket.read();
    EXPECT_TRUE(message);
    EXPECT_EQ(message ? message->data : "", "z");
  });
  EXPECT_EQ(unmasked(heard_), "\x8ahi");
}

TEST_F(WebSocketClientTest, AnswersACloseWithoutACode) {
  run("\x88\x05\x0f\xa4"s + "bye", 0, "", [](WebSocket& socket) -> awaitable<void> {
    for (int i = 0; i < 2; ++i) {  // the end stays the end
      const auto message = co_await socket.read();
      EXPECT_FALSE(message);
      EXPECT_EQ(message.error().close_code, 4004);
      EXPECT_EQ(message.error().message, "bye");
    }
  });
  EXPECT_EQ(unmasked(heard_), "\x88"s);
}

TEST_F(WebSocketClientTest, ACloseEndsTheReadUnderWayAndDropsWhatStillCame) {
  run("", 2, "\x81\x04late\x88\x02\x03\xe8"s, [this](WebSocket& socket) -> awaitable<void> {
    bool ended = false;
    asio::co_spawn(
        context_,
        [&]() -> awaitable<void> {
          const auto message = co_await socket.read();
          EXPECT_FALSE(message);
          EXPECT_EQ(message.error().close_code, 1000);
          ended = true;
        },
        asio::detached);
    co_await socket.close(4900, "");
    EXPECT_TRUE(ended);
  });
  EXPECT_EQ(unmasked(heard_), "\x88\x13\x24"s);
}

TEST_F(WebSocketClientTest, RefusesAServerThatDidNotReadTheKey) {
  accept_ = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";  // the RFC's example
  auto served = asio::co_spawn(context_, serve("", hears_nothing, ""), asio::use_future);
  test::run_coroutine(context_, [&]() -> awaitable<void> {
    const auto socket = co_await WebSocket::connect(url(), TlsContext::client().value(), {});
    EXPECT_FALSE(socket);
    EXPECT_EQ(socket.error().kind, ErrorKind::protocol);
    EXPECT_NE(socket.error().message.find("is no upgrade to WebSocket"), std::string::npos);
  }());
}

}  // namespace
}  // namespace pincer::net
