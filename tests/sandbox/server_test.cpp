// The server over real sockets: REST, gateway, and faults as they cross the wire.
#include "sandbox/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "net/http_client.hpp"
#include "support/certificates.hpp"
#include "support/run_coroutine.hpp"
#include "wire/stream_decoder.hpp"

namespace pincer::sandbox {
namespace {

namespace asio = boost::asio;

/// A bare client of the gateway: one connection and its decoder.
class Client {
 public:
  Client(std::unique_ptr<net::WebSocket> socket, TransportCompression compression)
      : socket_(std::move(socket)), decoder_(wire::StreamDecoder::create(compression)) {}

  /// The next payload; the error's close code after the end.
  awaitable<Result<boost::json::object>> payload() {
    for (;;) {
      const auto message = co_await socket_->read();
      if (!message) co_return message.error();
      const auto text = decoder_->push(message->data, message->binary);
      if (!text) co_return text.error();
      if (!*text) continue;
      boost::system::error_code code;
      const auto value = boost::json::parse({(*text)->view().data(), (*text)->view().size()}, code);
      if (code) co_return Error(ErrorKind::protocol, "not JSON");
      co_return value.as_object();
    }
  }
  /// The close code that ends the connection, after any payloads.
  awaitable<int> close_code() {
    for (;;) {
      const auto next = co_await payload();
      if (!next) co_return next.error().close_code;
    }
  }
  awaitable<void> send(std::string text) { co_await socket_->write(text, false); }
  awaitable<void> identify() {
    co_await send(R"({"op":2,"d":{"token":"sandbox-token","properties":{},"intents":513}})");
  }
  net::WebSocket& socket() { return *socket_; }

 private:
  std::unique_ptr<net::WebSocket> socket_;
  std::unique_ptr<wire::StreamDecoder> decoder_;
};

class ServerTest : public testing::Test {
 protected:
  void start(ServerOptions options = {}) {
    ca_file_ = options.tls ? ca_file_ : std::string();
    server_ = Server::start(context_.get_executor(), std::move(options)).value();
    asio::co_spawn(context_, server_->run(), asio::detached);
    tls_ = net::TlsContext::client(ca_file_).value();
    net::HttpConnectionPoolOptions pool_options;
    pool_ = net::HttpConnectionPool::create(tls_, pool_options);
  }
  void TearDown() override {
    asio::post(context_, [this] {
      if (pool_) pool_->close();
      if (server_) server_->stop();
    });
    context_.run_for(std::chrono::seconds(5));
    EXPECT_TRUE(context_.stopped()) << "connections were left behind";
  }
  void run(std::function<awaitable<void>()> test) { test::run_coroutine(context_, test()); }

  awaitable<std::unique_ptr<Client>> connect(TransportCompression compression,
                                             std::string path = "/gateway") {
    auto url = net::Url::parse("ws" + server_->url().substr(4) + path).value();
    url.query = "v=10&encoding=json";
    if (compression != TransportCompression::none) {
      url.query += "&compress=" + std::string(to_string(compression));
    }
    net::WebSocketOptions options;
    auto socket = co_await net::WebSocket::connect(url, tls_, options);
    co_return std::make_unique<Client>(std::move(socket).value(), compression);
  }
  awaitable<Result<net::HttpResponse>> request(std::string method, std::string path,
                                               std::string body = "") {
    net::HttpRequest request;
    request.method = std::move(method);
    request.url = net::Url::parse(server_->url() + path).value();
    request.add_header("Authorization", "Bot sandbox-token");
    request.add_header("Content-Type", "application/json");
    request.body = std::move(body);
    bool was_sent = false;
    co_return co_await pool_->send(request, was_sent);
  }
  awaitable<void> inject(std::string fault) {
    const auto reply = co_await request("POST", "/sandbox/faults", std::move(fault));
    EXPECT_EQ(reply.value().status, 200) << reply.value().body;
  }
  awaitable<void> expect_op(Client& client, int opcode) {
    const auto payload = co_await client.payload();
    EXPECT_EQ(payload.value().at("op"), opcode);
  }
  awaitable<void> expect_event(Client& client, std::string_view name) {
    const auto payload = co_await client.payload();
    EXPECT_EQ(std::string_view(payload.value().at("t").as_string()), name);
  }

  asio::io_context context_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<net::TlsContext> tls_;
  std::unique_ptr<net::HttpConnectionPool> pool_;
  std::string ca_file_;
  std::vector<std::string> traffic_;
};

TEST_F(ServerTest, CarriesABotsDayWithEachCompression) {
  ServerOptions options;
  options.scenario.gateway.identify_interval = Duration::zero();
  start(std::move(options));
  run([this]() -> awaitable<void> {
    for (const auto compression : {TransportCompression::none, TransportCompression::zlib_stream,
                                   TransportCompression::zstd_stream}) {
      const auto client = co_await connect(compression);
      co_await expect_op(*client, 10);
      co_await client->identify();
      co_await expect_event(*client, "READY");
      co_await expect_event(*client, "GUILD_CREATE");
      co_await client->send(R"({"op":1,"d":2})");
      co_await expect_op(*client, 11);
      co_await request("POST", "/sandbox/people/ada/messages",
                       R"({"channel":"general","content":"hi"})");
      co_await expect_event(*client, "MESSAGE_CREATE");
      co_await client->socket().close(1000, "");
    }
  });
}

TEST_F(ServerTest, TellsItsOwnAddress) {
  start();
  run([this]() -> awaitable<void> {
    const auto reply = co_await request("GET", "/api/v10/gateway/bot");
    EXPECT_EQ(reply.value().status, 200);
    const auto url = boost::json::parse(reply.value().body).at("url");
    EXPECT_EQ(std::string(url.as_string()),
              "ws://127.0.0.1:" + std::to_string(server_->port()) + "/gateway");
    const auto missing = co_await request("GET", "/api/v10/nothing");
    EXPECT_EQ(missing.value().status, 404);
  });
}

TEST_F(ServerTest, NamesThePortThatIsInUse) {
  start();
  ServerOptions options;
  options.port = server_->port();
  const auto second = Server::start(context_.get_executor(), std::move(options));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::network);
  EXPECT_THAT(second.error().message, testing::HasSubstr(std::to_string(server_->port())));
}

TEST_F(ServerTest, ClosesWithTheCodesOfTheMachine) {
  start();
  run([this]() -> awaitable<void> {
    const auto client = co_await connect(TransportCompression::zlib_stream);
    co_await client->send("this is not JSON");
    EXPECT_EQ(co_await client->close_code(), 4002);
    const auto large = co_await connect(TransportCompression::none);
    co_await large->send(std::string(100'000, ' '));
    EXPECT_EQ(co_await large->close_code(), 4002);
    const auto elsewhere = co_await connect(TransportCompression::none, "/elsewhere");
    EXPECT_EQ(co_await elsewhere->close_code(), 1008);
  });
}

TEST_F(ServerTest, ClosesConnectionsThatNeverBeat) {
  ServerOptions options;
  options.scenario.gateway.heartbeat_interval = std::chrono::milliseconds(40);
  start(std::move(options));
  run([this]() -> awaitable<void> {
    const auto client = co_await connect(TransportCompression::none);
    EXPECT_EQ(co_await client->close_code(), 4009);
  });
}

TEST_F(ServerTest, BreaksConnectionsAsFaultsSay) {
  start();
  run([this]() -> awaitable<void> {
    const auto compression = TransportCompression::zlib_stream;
    auto client = co_await connect(compression);
    co_await inject(R"({"kind":"close","code":4900,"reason":"because"})");
    EXPECT_EQ(co_await client->close_code(), 4900);

    client = co_await connect(compression);
    co_await inject(R"({"kind":"drop"})");
    EXPECT_EQ(co_await client->close_code(), net::close_code_abnormal);

    client = co_await connect(compression);
    co_await expect_op(*client, 10);
    co_await inject(R"({"kind":"truncate"})");
    co_await client->send(R"({"op":1,"d":null})");
    EXPECT_EQ(co_await client->close_code(), net::close_code_abnormal);

    co_await inject(R"({"kind":"refuse"})");
    client = co_await connect(compression);
    EXPECT_EQ(co_await client->close_code(), net::close_code_abnormal);
  });
}

TEST_F(ServerTest, BendsMessagesAsFaultsSay) {
  start();
  run([this]() -> awaitable<void> {
    auto client = co_await connect(TransportCompression::zstd_stream);
    co_await expect_op(*client, 10);
    co_await inject(R"({"kind":"split","fragments":5})");
    co_await client->send(R"({"op":1,"d":null})");
    co_await expect_op(*client, 11);

    co_await inject(R"({"kind":"delay","milliseconds":60,"times":1})");
    const auto before = Clock::now();
    co_await client->send(R"({"op":1,"d":null})");
    co_await expect_op(*client, 11);
    EXPECT_GE(Clock::now() - before, std::chrono::milliseconds(60));

    co_await inject(R"({"kind":"corrupt"})");
    co_await client->send(R"({"op":1,"d":null})");
    const auto corrupt = co_await client->payload();
    EXPECT_EQ(corrupt.error().kind, ErrorKind::protocol);
  });
}

TEST_F(ServerTest, SendsMoreThanAClientShouldTake) {
  start();
  run([this]() -> awaitable<void> {
    auto client = co_await connect(TransportCompression::zstd_stream);
    co_await expect_op(*client, 10);
    co_await inject(R"({"kind":"bomb","megabytes":200})");
    const auto bomb = co_await client->payload();
    EXPECT_EQ(bomb.error().kind, ErrorKind::protocol);
    client->socket().abort();

    client = co_await connect(TransportCompression::zlib_stream);
    co_await expect_op(*client, 10);
    co_await inject(R"({"kind":"huge_message"})");
    const auto huge = co_await client->payload();
    EXPECT_EQ(huge.error().kind, ErrorKind::protocol);
  });
}

TEST_F(ServerTest, AnswersAsFaultsOfRestSay) {
  start();
  run([this]() -> awaitable<void> {
    co_await inject(R"({"kind":"rest_cut","where":"before"})");
    const auto cut = co_await request("POST", "/api/v10/users/@me/channels", "{}");
    EXPECT_EQ(cut.error().kind, ErrorKind::network);
    co_await inject(R"({"kind":"rest_cut"})");
    // A POST: the pool may repeat a GET on a connection that was kept.
    const auto half = co_await request("POST", "/api/v10/users/@me/channels", "{}");
    EXPECT_FALSE(half);
    co_await inject(R"({"kind":"rest_delay","milliseconds":60})");
    const auto before = Clock::now();
    const auto late = co_await request("GET", "/api/v10/users/@me");
    EXPECT_EQ(late.value().status, 200);
    EXPECT_GE(Clock::now() - before, std::chrono::milliseconds(60));
    co_await inject(R"({"kind":"rest_edge_502"})");
    const auto edge = co_await request("GET", "/api/v10/users/@me");
    EXPECT_EQ(edge.value().status, 502);
    EXPECT_EQ(edge.value().header("Via"), "");
  });
}

TEST_F(ServerTest, ServesTls) {
  const test::Certificates certificates("127.0.0.1");
  ca_file_ = certificates.ca_file();
  ServerOptions options;
  options.tls =
      net::TlsContext::server(certificates.certificate_file(), certificates.key_file()).value();
  start(std::move(options));
  EXPECT_THAT(server_->url(), testing::StartsWith("https://127.0.0.1:"));
  run([this]() -> awaitable<void> {
    const auto client = co_await connect(TransportCompression::zlib_stream);
    co_await expect_op(*client, 10);
    const auto reply = co_await request("GET", "/api/v10/gateway");
    EXPECT_THAT(reply.value().body, testing::HasSubstr("wss://127.0.0.1:"));
  });
}

TEST_F(ServerTest, ReportsTrafficAsItHappens) {
  ServerOptions options;
  options.on_traffic = [this](const TrafficEntry& entry) { traffic_.push_back(entry.summary); };
  start(std::move(options));
  run([this]() -> awaitable<void> {
    const auto client = co_await connect(TransportCompression::none);
    co_await expect_op(*client, 10);
  });
  EXPECT_THAT(traffic_, testing::ElementsAre("connection opened (connection 1)"));
}

}  // namespace
}  // namespace pincer::sandbox
