// The whole way over https and wss, with a private certificate authority.
#include <gmock/gmock.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/tls.hpp"
#include "pincer/error.hpp"
#include "pincer/rest.hpp"
#include "support/certificates.hpp"
#include "support/http_calls.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {
namespace {

using testing::ElementsAre;

class TlsTest : public SandboxFixture {
 protected:
  TlsTest() : certificates_("127.0.0.1") {}

  void SetUp() override {
    sandbox::ServerOptions options = quick_options();
    options.tls =
        net::TlsContext::server(certificates_.certificate_file(), certificates_.key_file()).value();
    serve(std::move(options), certificates_.ca_file());
  }

  Certificates certificates_;
};

TEST_F(TlsTest, LogsInResumesAndAnswers) {
  HTTPClientOptions options = http_options();
  options.ca_file = certificates_.ca_file();
  HTTPClient http(context().get_executor(), Token(token_text), options);
  std::optional<RecordedGateway> gateway;
  run([&]() -> awaitable<void> {
    const GatewayInfo info = co_await Rest(http).get_bot_gateway();
    EXPECT_TRUE(info.url.starts_with("wss://")) << info.url;
    GatewayOptions gateway_options = RecordedGateway::options(TransportCompression::zstd_stream);
    gateway_options.url = info.url;
    gateway_options.ca_file = certificates_.ca_file();
    gateway.emplace(*this, std::move(gateway_options));
    co_await gateway->log_in();
    co_await post("ping");
    co_await gateway->until_message("ping");
    co_await inject(R"({"kind": "op7"})");
    co_await Rest(http).create_message(channel(), "pong");
    co_await gateway->until_message("pong");
    co_await gateway->until_event("RESUMED");
    (*gateway)->stop();
    co_await gateway->ended();
    http.close();
  }());
  EXPECT_THAT(gateway->messages(), ElementsAre("ping", "pong"));
}

TEST_F(TlsTest, RestRefusesAnAuthorityItDoesNotKnow) {
  HTTPClient http(context().get_executor(), Token(token_text), http_options());
  run([&]() -> awaitable<void> {
    const auto error = co_await error_of(http.get("/users/@me"));
    EXPECT_TRUE(error.kind == ErrorKind::tls) << error;
    EXPECT_EQ(error.attempts, 1);
  }());
  EXPECT_EQ(count_traffic("GET /users/@me"), 0U);
}

TEST_F(TlsTest, TheGatewayRefusesAnAuthorityItDoesNotKnow) {
  const CapturedLog log(LogLevel::info);
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    gateway.start();
    boost::asio::steady_timer timer(context());
    while (gateway->counters().reconnects == 0) {
      timer.expires_after(std::chrono::milliseconds(1));
      co_await timer.async_wait(boost::asio::use_awaitable);
    }
  }());
  EXPECT_TRUE(log.contains("certificate")) << log.text();
  EXPECT_EQ(count_traffic("connection opened"), 0U);
}

}  // namespace
}  // namespace pincer::test
