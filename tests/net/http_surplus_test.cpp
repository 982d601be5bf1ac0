// HttpConnectionPool against a server that sends more than was asked for: what is left over must
// not become the answer to the next request. Over real sockets.
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/ssl/stream.hpp>
#include <optional>

#include "net/http_client.hpp"
#include "support/certificates.hpp"
#include "support/run_coroutine.hpp"
#include "support/stub_server.hpp"

namespace pincer::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using test::ok_response;
using test::StubConnection;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// Answers each request with the connection's number and surplus behind it.
template <class Socket>
awaitable<void> serve_surplus(Socket& socket, tcp::socket& below, int number) {
  // Everything leaves in one packet, so that one read of the client brings it.
  const auto cork = [&below](int on) {
    ::setsockopt(below.native_handle(), IPPROTO_TCP, TCP_CORK, &on, sizeof on);
  };
  std::string received;
  for (;;) {
    const auto [code, size] = co_await asio::async_read_until(
        socket, asio::dynamic_buffer(received), "\r\n\r\n", as_result);
    if (code) co_return;
    received.erase(0, size);
    cork(1);
    const std::string answer = ok_response(std::to_string(number));
    const std::string surplus = ok_response("poison");
    co_await asio::async_write(socket, asio::buffer(answer), as_result);
    co_await asio::async_write(socket, asio::buffer(surplus), as_result);
    cork(0);
  }
}

class HttpSurplusTest : public testing::Test {
 protected:
  void TearDown() override {
    pool_->close();
    context_.restart();
    while (context_.poll() > 0) {
    }
  }

  void expect_no_poison(const std::string& scheme, const std::string& ca_file = {}) {
    pool_ = HttpConnectionPool::create(TlsContext::client(ca_file).value(), {});
    test::run_coroutine(context_, [&]() -> awaitable<void> {
      for (const char* const expected : {"1", "2", "3"}) {
        HttpRequest request;
        request.method = "GET";
        request.url = Url::parse(server_->url(scheme) + "/x").value();
        bool was_sent = false;
        const auto response = co_await pool_->send(request, was_sent);
        EXPECT_EQ(response ? response->body : response.error().to_string(), expected);
      }
    }());
  }

  asio::io_context context_;
  std::optional<test::StubServer> server_;
  std::unique_ptr<HttpConnectionPool> pool_;
};

TEST_F(HttpSurplusTest, IsNotTheNextAnswer) {
  server_.emplace(context_, [](StubConnection& connection, int number) {
    return serve_surplus(connection.socket(), connection.socket(), number);
  });
  expect_no_poison("http");
}

TEST_F(HttpSurplusTest, IsNotTheNextAnswerInTlsEither) {
  const test::Certificates certificates("127.0.0.1");
  const auto tls =
      TlsContext::server(certificates.certificate_file(), certificates.key_file()).value();
  server_.emplace(context_, [tls](StubConnection& connection, int number) -> awaitable<void> {
    asio::ssl::stream<tcp::socket&> stream(connection.socket(), tls->native());
    const auto [code] = co_await stream.async_handshake(asio::ssl::stream_base::server, as_result);
    if (!code) {
      co_await serve_surplus(stream, connection.socket(), number);
    }
  });
  expect_no_poison("https", certificates.ca_file());
}

}  // namespace
}  // namespace pincer::net
