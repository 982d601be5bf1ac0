// WebSocket, client and server end, over real sockets.
#include "net/websocket.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "net/http_server.hpp"
#include "support/certificates.hpp"
#include "support/run_coroutine.hpp"

namespace pincer::net {
namespace {

namespace asio = boost::asio;
using test::Certificates;
using test::run_coroutine;

awaitable<HttpServerResponse> not_found(HttpServerRequest) {
  HttpServerResponse response;
  response.status = 404;
  co_return response;
}

class WebSocketTest : public testing::Test {
 protected:
  using Peer = std::function<awaitable<void>(WebSocket&)>;

  void serve(Peer peer, HttpServerOptions options = {}) {
    server_ = HttpServer::listen(context_.get_executor(), std::move(options), not_found,
                                 [peer](HttpServerRequest request,
                                        std::unique_ptr<WebSocket> socket) -> awaitable<void> {
                                   EXPECT_EQ(request.target, "/?v=10");
                                   co_await peer(*socket);
                                 })
                  .value();
    asio::co_spawn(context_, server_->run(), asio::detached);
  }

  void TearDown() override {
    asio::post(context_, [this] {
      if (server_) server_->stop();
    });
    context_.run_for(std::chrono::seconds(5));
    EXPECT_TRUE(context_.stopped()) << "connections were left behind";
  }

  /// Runs `client` on a connection to the server.
  void connect(Peer client, WebSocketOptions options = {}) {
    run_coroutine(context_, [&]() -> awaitable<void> {
      auto socket = co_await WebSocket::connect(url("ws"), TlsContext::client().value(), options);
      EXPECT_TRUE(socket) << socket.error();
      if (socket) {
        co_await client(**socket);
      }
    }());
  }

  Url url(const std::string& scheme) const {
    return Url::parse(scheme + "://127.0.0.1:" + std::to_string(server_->port()) + "/?v=10")
        .value();
  }

  asio::io_context context_;
  std::unique_ptr<HttpServer> server_;
};

awaitable<void> echo_until_closed(WebSocket& socket) {
  for (;;) {
    const auto message = co_await socket.read();
    if (!message) co_return;
    co_await socket.write(message->data, message->binary);
  }
}

TEST_F(WebSocketTest, CarriesTextAndBinaryOfManySizes) {
  serve(echo_until_closed);
  connect([](WebSocket& socket) -> awaitable<void> {
    for (const std::size_t size : {0U, 1U, 125U, 126U, 65'535U, 65'536U, 1'000'000U}) {
      for (const bool binary : {false, true}) {
        const std::string sent(size, 'x');
        EXPECT_TRUE(co_await socket.write(sent, binary));
        const auto got = co_await socket.read();
        EXPECT_TRUE(got);
        if (!got) co_return;
        EXPECT_EQ(got->data.size(), size);
        EXPECT_EQ(got->data, sent);
        EXPECT_EQ(got->binary, binary);
      }
    }
    co_await socket.close(1000, "");
  });
}

TEST_F(WebSocketTest, TellsThePeersCloseCodeAndReason) {
  serve([](WebSocket& socket) -> awaitable<void> {
    co_await socket.close(4004, "Authentication failed.");
  });
  connect([](WebSocket& socket) -> awaitable<void> {
    const auto message = co_await socket.read();
    EXPECT_FALSE(message);
    EXPECT_EQ(message.error().close_code, 4004);
    EXPECT_EQ(message.error().message, "Authentication failed.");
  });
}

TEST_F(WebSocketTest, ServerSeesTheClientsCloseCode) {
  int seen = 0;
  serve([&seen](WebSocket& socket) -> awaitable<void> {
    const auto message = co_await socket.read();
    EXPECT_FALSE(message);
    seen = message.error().close_code;
  });
  connect([](WebSocket& socket) -> awaitable<void> { co_await socket.close(4900, "bye"); });
  while (seen == 0 && context_.run_one_for(std::chrono::seconds(5)) != 0) {
  }
  EXPECT_EQ(seen, 4900);
}

TEST_F(WebSocketTest, ADropIsCloseCode1006) {
  serve([](WebSocket& socket) -> awaitable<void> {
    socket.abort();
    co_return;
  });
  connect([](WebSocket& socket) -> awaitable<void> {
    const auto message = co_await socket.read();
    EXPECT_FALSE(message);
    EXPECT_EQ(message.error().close_code, close_code_abnormal);
    EXPECT_EQ(message.error().kind, ErrorKind::network);
  });
}

TEST_F(WebSocketTest, CloseDoesNotWaitForeverForThePeer) {
  serve([this](WebSocket&) -> awaitable<void> {
    asio::steady_timer never(context_, TimePoint::max());  // never reads, so never answers
    co_await never.async_wait(asio::use_awaitable);
  });
  WebSocketOptions options;
  options.close_timeout = std::chrono::milliseconds(20);
  connect([](WebSocket& socket) -> awaitable<void> { co_await socket.close(4900, ""); }, options);
}

TEST_F(WebSocketTest, RefusesAMessageOverTheLimit) {
  serve([](WebSocket& socket) -> awaitable<void> {
    const std::string large(2000, 'x');
    co_await socket.write(large, false);
    co_await socket.read();
  });
  WebSocketOptions options;
  options.message_size_max = 1000;
  connect(
      [](WebSocket& socket) -> awaitable<void> {
        const auto message = co_await socket.read();
        EXPECT_FALSE(message);
        EXPECT_EQ(message.error().kind, ErrorKind::protocol);
        EXPECT_NE(message.error().message.find("larger than 1000 bytes"), std::string::npos);
      },
      options);
}

TEST_F(WebSocketTest, BytesThatAreNoFrameAreAProtocolError) {
  serve([](WebSocket& socket) -> awaitable<void> {
    const std::string reserved_bits_and_opcode("\xf3\x00", 2);
    co_await socket.write_raw(reserved_bits_and_opcode);
    co_await socket.read();
  });
  connect([](WebSocket& socket) -> awaitable<void> {
    const auto message = co_await socket.read();
    EXPECT_FALSE(message);
    EXPECT_EQ(message.error().kind, ErrorKind::protocol) << message.error();
  });
}

TEST_F(WebSocketTest, AServerThatDoesNotUpgradeIsNamed) {
  asio::ip::tcp::acceptor acceptor(context_, {asio::ip::address_v4::loopback(), 0});
  asio::co_spawn(
      context_,
      [&]() -> awaitable<void> {
        auto socket = co_await acceptor.async_accept(asio::use_awaitable);
        std::string request;
        co_await asio::async_read_until(socket, asio::dynamic_buffer(request), "\r\n\r\n",
                                        asio::use_awaitable);
        const std::string refusal = "HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n";
        co_await asio::async_write(socket, asio::buffer(refusal), asio::use_awaitable);
      },
      asio::detached);
  const Url target =
      Url::parse("ws://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port())).value();
  run_coroutine(context_, [&]() -> awaitable<void> {
    const auto socket = co_await WebSocket::connect(target, TlsContext::client().value(), {});
    EXPECT_FALSE(socket);
    EXPECT_EQ(socket.error().http_status, 503);
    EXPECT_NE(socket.error().message.find("HTTP 503"), std::string::npos) << socket.error();
  }());
}

TEST_F(WebSocketTest, SpeaksTls) {
  const Certificates certificates("127.0.0.1");
  HttpServerOptions options;
  options.tls =
      TlsContext::server(certificates.certificate_file(), certificates.key_file()).value();
  serve(echo_until_closed, options);
  run_coroutine(context_, [&]() -> awaitable<void> {
    auto tls = TlsContext::client(certificates.ca_file()).value();
    auto socket = co_await WebSocket::connect(url("wss"), tls, {});
    EXPECT_TRUE(socket) << socket.error();
    if (!socket) co_return;
    EXPECT_TRUE(co_await (*socket)->write("hello", false));
    const auto got = co_await (*socket)->read();
    EXPECT_TRUE(got);
    EXPECT_EQ(got ? got->data : std::string_view(), "hello");
    co_await (*socket)->close(1000, "");

    auto untrusted = co_await WebSocket::connect(url("wss"), TlsContext::client().value(), {});
    EXPECT_FALSE(untrusted);
    EXPECT_EQ(untrusted.error().kind, ErrorKind::tls) << untrusted.error();
  }());
}

}  // namespace
}  // namespace pincer::net
