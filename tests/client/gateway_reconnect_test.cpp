// Gateway against the sandbox, over real sockets: ways back to a session, or to a new one, that
// take more than one step. gateway_faults_test.cpp tries each single fault.
#include <gmock/gmock.h>

#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "pincer/error.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using testing::ElementsAre;

class GatewayReconnectTest : public SandboxFixture {
 protected:
  /// Logs in, injects the fault while messages go on, and expects a resume without a gap.
  void expect_resume_after(const std::string& fault, GatewayOptions options) {
    RecordedGateway gateway(*this, std::move(options));
    run([&]() -> awaitable<void> {
      co_await gateway.log_in();
      co_await post("before");
      co_await gateway.until_message("before");
      co_await inject(fault);
      co_await post("meanwhile");
      co_await gateway.until_event("RESUMED");
      co_await post("after");
      co_await gateway.until_message("after");
    }());
    EXPECT_THAT(gateway.messages(), ElementsAre("before", "meanwhile", "after"));
    EXPECT_EQ(gateway.count("READY"), 1U);
    EXPECT_EQ(gateway->counters().sessions, 1U);
    EXPECT_EQ(gateway->counters().resumes, 1U);
  }
  void expect_resume_after(const std::string& fault) {
    expect_resume_after(fault, RecordedGateway::options());
  }
};

TEST_F(GatewayReconnectTest, Op7ResumesAndReplaysWhatWasMissedWhileAway) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await inject(R"({"kind": "refuse", "times": 2})");  // stays away for a while
    co_await inject(R"({"kind": "op7"})");
    co_await until_traffic("connection ended by the client: ");
    for (int i = 0; i < 10; ++i) {
      co_await post(std::to_string(i));
    }
    co_await gateway.until_message("9");
    co_await gateway.until_event("RESUMED");
    co_await post("after");
    co_await gateway.until_message("after");
  }());
  EXPECT_THAT(gateway.messages(),
              ElementsAre("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "after"));
  EXPECT_EQ(gateway->counters().sessions, 1U);
  EXPECT_EQ(gateway->counters().resumes, 1U);
  // Never 1000 or 1001, which would end the session.
  EXPECT_EQ(count_traffic("connection ended by the client: 4"), 1U);
}

TEST_F(GatewayReconnectTest, EndsAfterTheFatalCloseCodesAndCanBeStartedAgain) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    for (const int code : {4004, 4010, 4011, 4012, 4013, 4014}) {
      co_await gateway.log_in();
      co_await inject(R"({"kind": "close", "code": )" + std::to_string(code) + "}");
      const auto error = co_await gateway.ended();
      EXPECT_TRUE(error) << code;
      if (!error) continue;
      EXPECT_EQ(error->close_code, code);
      EXPECT_EQ(error->kind, code == 4004 ? ErrorKind::unauthorized : ErrorKind::gateway);
      EXPECT_FALSE(gateway->session()) << "a session that Discord ended is offered for a resume";
    }
  }());
}

TEST_F(GatewayReconnectTest, AZombieConnectionIsReplaced) {
  sandbox::ServerOptions options = quick_options();
  options.scenario.gateway.heartbeat_interval = std::chrono::milliseconds(200);
  serve(std::move(options));
  const CapturedLog log(LogLevel::info);
  expect_resume_after(R"({"kind": "stop_acks"})");
  EXPECT_TRUE(log.contains("no heartbeat ACK in time")) << log.text();
}

TEST_F(GatewayReconnectTest, SurvivesWhatNobodyKnows) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await inject(R"({"kind": "unknown_opcode"})");
    co_await inject(R"({"kind": "unknown_event"})");
    co_await gateway.until_event("SANDBOX_UNKNOWN_EVENT");
    EXPECT_EQ(gateway->counters().reconnects, 0U);
    // The unknown event took a sequence number: a resume goes on behind it.
    co_await inject(R"({"kind": "drop"})");
    co_await post("after");
    co_await gateway.until_message("after");
    co_await gateway.until_event("RESUMED");
  }());
  EXPECT_EQ(gateway.count("SANDBOX_UNKNOWN_EVENT"), 1U);
  EXPECT_EQ(std::ranges::count(gateway.payloads, 99, &GatewayDispatch::op), 1);
  EXPECT_THAT(gateway.messages(), ElementsAre("after"));
}

TEST_F(GatewayReconnectTest, ComesThroughConnectionsThatEndBeforeHello) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "before_hello", "what": "close", "code": 4000})");
    co_await inject(R"({"kind": "before_hello", "what": "drop"})");
    co_await inject(R"({"kind": "before_hello", "what": "op7"})");
    co_await gateway.log_in();
  }());
  EXPECT_EQ(gateway->counters().reconnects, 3U);
  EXPECT_EQ(gateway->counters().sessions, 1U);
}

TEST_F(GatewayReconnectTest, AFatalCloseBeforeHelloIsFatal) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "before_hello", "what": "close", "code": 4004})");
    gateway.start();
    const auto error = co_await gateway.ended();
    EXPECT_TRUE(error && error->kind == ErrorKind::unauthorized);
  }());
}

TEST_F(GatewayReconnectTest, AResumeUrlThatCannotBeReachedFallsBackToTheFirstUrl) {
  // A port that nobody listens on: taken, and given back.
  asio::ip::tcp::acceptor acceptor(context(), {asio::ip::address_v4::loopback(), 0});
  sandbox::ServerOptions options = quick_options();
  options.public_url = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
  acceptor.close();
  serve(std::move(options));
  const CapturedLog log(LogLevel::info);
  expect_resume_after(R"({"kind": "drop"})");
  EXPECT_TRUE(log.contains("cannot connect to 127.0.0.1")) << log.text();
}

TEST_F(GatewayReconnectTest, AProxyIsNotLeftForTheResumeUrl) {
  asio::ip::tcp::acceptor acceptor(context(), {asio::ip::address_v4::loopback(), 0});
  sandbox::ServerOptions server_options = quick_options();
  server_options.public_url =
      "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
  acceptor.close();
  serve(std::move(server_options));
  GatewayOptions options = RecordedGateway::options();
  options.follow_resume_url = false;
  const CapturedLog log(LogLevel::info);
  expect_resume_after(R"({"kind": "drop"})", std::move(options));
  EXPECT_FALSE(log.contains("cannot connect")) << log.text();
}

}  // namespace
}  // namespace pincer::test
