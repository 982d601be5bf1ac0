// HttpConnectionPool against HttpServer, over real sockets.
#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "support/certificates.hpp"
#include "support/run_coroutine.hpp"

namespace pincer::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using test::Certificates;
using test::run_coroutine;

awaitable<void> ignore_upgrade(HttpServerRequest, std::unique_ptr<WebSocket>) { co_return; }

awaitable<HttpServerResponse> echo(HttpServerRequest request) {
  HttpServerResponse response;
  response.headers.emplace_back("X-Method", request.method);
  response.headers.emplace_back("X-Target", request.target);
  response.headers.emplace_back("X-Agent", std::string(request.header("USER-agent")));
  response.body = request.body;
  co_return response;
}

class HttpTest : public testing::Test {
 protected:
  void serve(HttpServer::RequestHandler handler, HttpServerOptions options = {}) {
    server_ = HttpServer::listen(context_.get_executor(), std::move(options), std::move(handler),
                                 ignore_upgrade)
                  .value();
    asio::co_spawn(context_, server_->run(), asio::detached);
  }

  void TearDown() override {
    if (pool_) pool_->close();
    asio::post(context_, [this] {
      if (server_) server_->stop();
    });
    context_.run_for(std::chrono::seconds(5));  // returns as soon as nothing is left to do
    EXPECT_TRUE(context_.stopped()) << "connections were left behind";
  }

  void make_pool(HttpConnectionPoolOptions options = {}, const std::string& ca_file = {}) {
    pool_ = HttpConnectionPool::create(TlsContext::client(ca_file).value(), options);
  }

  Result<HttpResponse> send(const std::string& method, const std::string& url,
                            const std::string& body = {}) {
    Result<HttpResponse> result = Error();
    run_coroutine(context_, [&]() -> awaitable<void> {
      HttpRequest request;
      request.method = method;
      request.url = Url::parse(url).value();
      request.add_header("User-Agent", "test");
      request.body = body;
      request.limits = limits_;
      bool was_sent = false;
      result = co_await pool_->send(request, was_sent);
    }());
    return result;
  }

  std::string url(const std::string& path, const std::string& scheme = "http") const {
    return scheme + "://127.0.0.1:" + std::to_string(server_->port()) + path;
  }

  asio::io_context context_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<HttpConnectionPool> pool_;
  HttpTimeLimits limits_;
};

TEST_F(HttpTest, CarriesMethodTargetHeadersAndBody) {
  serve(echo);
  make_pool();
  const auto response = send("POST", url("/a/b?c=d%20e"), "hello");
  ASSERT_TRUE(response) << response.error();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->header("x-method"), "POST");
  EXPECT_EQ(response->header("X-Target"), "/a/b?c=d%20e");
  EXPECT_EQ(response->header("X-Agent"), "test");
  EXPECT_EQ(response->body, "hello");
}

TEST_F(HttpTest, HeadHasNoBodyAndKeepsTheConnectionUsable) {
  serve(echo);
  make_pool();
  const auto head = send("HEAD", url("/"));
  ASSERT_TRUE(head) << head.error();
  EXPECT_EQ(head->body, "");
  EXPECT_EQ(send("GET", url("/x"))->header("X-Target"), "/x");
}

TEST_F(HttpTest, RefusesABodyOverTheServersLimit) {
  HttpServerOptions options;
  options.body_size_max = 1000;
  serve(echo, options);
  make_pool();
  const auto response = send("POST", url("/"), std::string(1001, 'x'));
  ASSERT_TRUE(response) << response.error();
  EXPECT_EQ(response->status, 413);
}

TEST_F(HttpTest, RefusesAResponseOverTheClientsLimit) {
  serve([](HttpServerRequest) -> awaitable<HttpServerResponse> {
    HttpServerResponse response;
    response.body.assign(2000, 'x');
    co_return response;
  });
  HttpConnectionPoolOptions options;
  options.body_size_max = 1000;
  make_pool(options);
  const auto response = send("GET", url("/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::protocol);
  EXPECT_NE(response.error().message.find("larger than 1000 bytes"), std::string::npos);
}

TEST_F(HttpTest, AnExceptionInTheHandlerIsA500) {
  serve([](HttpServerRequest) -> awaitable<HttpServerResponse> {
    throw std::runtime_error("planted");
    co_return HttpServerResponse();
  });
  make_pool();
  EXPECT_EQ(send("GET", url("/"))->status, 500);
}

TEST_F(HttpTest, ReportsACutBeforeAndInsideTheResponse) {
  for (const auto fault :
       {HttpServerResponse::Fault::drop_before, HttpServerResponse::Fault::drop_inside}) {
    serve([fault](HttpServerRequest) -> awaitable<HttpServerResponse> {
      HttpServerResponse response;
      response.body.assign(1000, 'x');
      response.fault = fault;
      co_return response;
    });
    make_pool();
    const auto response = send("GET", url("/"));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::network) << response.error();
    TearDown();
    context_.restart();
  }
}

TEST_F(HttpTest, ReportsAServerThatDoesNotAnswer) {
  serve([this](HttpServerRequest) -> awaitable<HttpServerResponse> {
    asio::steady_timer never(context_, TimePoint::max());
    co_await never.async_wait(asio::use_awaitable);
    co_return HttpServerResponse();
  });
  make_pool();
  limits_.header = std::chrono::milliseconds(20);
  const auto response = send("GET", url("/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::timeout);
}

TEST_F(HttpTest, ReportsAPortThatNobodyListensOn) {
  serve(echo);
  const std::string closed = url("/");
  TearDown();
  context_.restart();
  make_pool();
  const auto response = send("GET", closed);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::network);
  EXPECT_NE(response.error().message.find("cannot connect to 127.0.0.1 port"), std::string::npos);
}

TEST_F(HttpTest, ReportsAPortInUse) {
  serve(echo);
  HttpServerOptions options;
  options.port = server_->port();
  const auto second = HttpServer::listen(context_.get_executor(), options, echo, ignore_upgrade);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find("is in use by another program"), std::string::npos);
}

TEST_F(HttpTest, AnswersBadHttpWith400) {
  serve(echo);
  run_coroutine(context_, [&]() -> awaitable<void> {
    tcp::socket socket(context_);
    const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), server_->port());
    co_await socket.async_connect(endpoint, asio::use_awaitable);
    const std::string rubbish = "this is no HTTP\r\n\r\n";
    co_await asio::async_write(socket, asio::buffer(rubbish), asio::use_awaitable);
    std::string line;
    co_await asio::async_read_until(socket, asio::dynamic_buffer(line), "\r\n",
                                    asio::use_awaitable);
    EXPECT_EQ(line.substr(0, 12), "HTTP/1.1 400");
  }());
}

TEST_F(HttpTest, SharesConnectionsUpToTheBound) {
  int in_flight = 0;
  int in_flight_max = 0;
  asio::steady_timer three_came(context_, TimePoint::max());
  serve([&](HttpServerRequest) -> awaitable<HttpServerResponse> {
    in_flight_max = std::max(in_flight_max, ++in_flight);
    if (in_flight_max == 3) three_came.expires_at(TimePoint::min());
    co_await three_came.async_wait(asio::as_tuple(asio::use_awaitable));
    --in_flight;
    co_return HttpServerResponse();
  });
  HttpConnectionPoolOptions options;
  options.connections_per_host_max = 3;
  make_pool(options);
  int answered = 0;
  for (int i = 0; i < 20; ++i) {
    asio::co_spawn(
        context_,
        [&]() -> awaitable<void> {
          HttpRequest request;
          request.method = "GET";
          request.url = Url::parse(url("/")).value();
          bool was_sent = false;
          const auto response = co_await pool_->send(request, was_sent);
          if (response && ++answered == 20) context_.stop();
        },
        asio::detached);
  }
  context_.run_for(std::chrono::seconds(20));
  context_.restart();
  EXPECT_EQ(answered, 20);
  EXPECT_EQ(in_flight_max, 3);
}

// A server that closes each connection after its first response, without saying so.
TEST_F(HttpTest, ReplacesAConnectionThatTheServerClosed) {
  tcp::acceptor acceptor(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  int connections = 0;
  asio::co_spawn(
      context_,
      [&]() -> awaitable<void> {
        for (;;) {
          tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
          ++connections;
          std::string request;
          co_await asio::async_read_until(socket, asio::dynamic_buffer(request), "\r\n\r\n",
                                          asio::use_awaitable);
          const std::string response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
          co_await asio::async_write(socket, asio::buffer(response), asio::use_awaitable);
        }
      },
      asio::detached);
  make_pool();
  const std::string target = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
  for (int i = 0; i < 3; ++i) {
    const auto response = send("POST", target + "/", "x");
    ASSERT_TRUE(response) << response.error();
    EXPECT_EQ(response->body, "ok");
  }
  EXPECT_EQ(connections, 3);
  acceptor.close();
}

TEST_F(HttpTest, CloseEndsRequestsUnderWay) {
  serve([this](HttpServerRequest) -> awaitable<HttpServerResponse> {
    pool_->close();
    asio::steady_timer never(context_, TimePoint::max());
    co_await never.async_wait(asio::use_awaitable);
    co_return HttpServerResponse();
  });
  make_pool();
  const auto response = send("GET", url("/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::cancelled);
}

TEST_F(HttpTest, VerifiesTheCertificateAgainstTheCaFile) {
  const Certificates good("127.0.0.1");
  HttpServerOptions options;
  options.tls = TlsContext::server(good.certificate_file(), good.key_file()).value();
  serve(echo, options);
  make_pool({}, good.ca_file());
  const auto response = send("PUT", url("/secret", "https"), "x");
  ASSERT_TRUE(response) << response.error();
  EXPECT_EQ(response->body, "x");
}

TEST_F(HttpTest, RefusesACertificateOfAnUnknownAuthority) {
  const Certificates good("127.0.0.1");
  const Certificates other("127.0.0.1");
  HttpServerOptions options;
  options.tls = TlsContext::server(good.certificate_file(), good.key_file()).value();
  serve(echo, options);
  for (const std::string& ca_file : {other.ca_file(), std::string()}) {
    make_pool({}, ca_file);
    const auto response = send("GET", url("/", "https"));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::tls) << response.error();
    EXPECT_NE(response.error().message.find("certificate is not accepted"), std::string::npos)
        << response.error();
  }
}

TEST_F(HttpTest, RefusesACertificateForAnotherHost) {
  const Certificates elsewhere("elsewhere.example");
  HttpServerOptions options;
  options.tls = TlsContext::server(elsewhere.certificate_file(), elsewhere.key_file()).value();
  serve(echo, options);
  make_pool({}, elsewhere.ca_file());
  const auto response = send("GET", url("/", "https"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::tls) << response.error();
}

TEST(TlsContext, ReportsAMissingCaFile) {
  const auto context = TlsContext::client("/nonexistent/ca.pem");
  ASSERT_FALSE(context);
  EXPECT_EQ(context.error().kind, ErrorKind::tls);
  EXPECT_NE(context.error().message.find("/nonexistent/ca.pem"), std::string::npos);
}

}  // namespace
}  // namespace pincer::net
