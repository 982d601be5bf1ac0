// Gateway through an HTTP proxy, against the sandbox, over real sockets.
#include <gmock/gmock.h>

#include "support/connect_proxy.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {
namespace {

using testing::HasSubstr;

class GatewayProxyTest : public SandboxFixture {};

TEST_F(GatewayProxyTest, TheGatewayGoesThroughTheProxyAndSoDoesItsResume) {
  serve();
  const std::string url = gateway_url();
  const std::size_t colon = url.rfind(':');
  const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(colon + 1)));
  const ConnectProxy proxy(context(), port);
  GatewayOptions options = RecordedGateway::options();
  options.proxy = "http://ada:secret@127.0.0.1:" + std::to_string(proxy.port());
  CapturedLog log(LogLevel::trace);
  {
    RecordedGateway gateway(*this, std::move(options));
    run([&]() -> awaitable<void> {
      co_await gateway.log_in();
      co_await post("through the tunnel");
      co_await gateway.until_message("through the tunnel");
      co_await inject(R"({"kind": "drop"})");
      co_await gateway.until_event("RESUMED");
    }());
  }
  ASSERT_EQ(proxy.heads().size(), 2U) << "the first connection, and the resume";
  for (const std::string& head : proxy.heads()) {
    EXPECT_THAT(head, HasSubstr("CONNECT 127.0.0.1:" + std::to_string(port) + " "));
  }
  EXPECT_FALSE(log.contains("secret"));
}

TEST_F(GatewayProxyTest, AProxyThatCannotBeUsedEndsTheLoop) {
  serve();
  GatewayOptions options = RecordedGateway::options();
  options.proxy = "socks5://ada:secret@127.0.0.1:1080";
  RecordedGateway gateway(*this, std::move(options));
  run([&]() -> awaitable<void> {
    gateway.start();
    const auto error = co_await gateway.ended();
    EXPECT_TRUE(error && error->kind == ErrorKind::invalid_argument);
  }());
}

}  // namespace
}  // namespace pincer::test
