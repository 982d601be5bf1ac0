// Gateway against the sandbox, over real sockets: stopping, sending, and going on in a new
// process.
#include <gmock/gmock.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "pincer/error.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;

/// Well below any time limit of the library: who needs longer waited for one of them.
constexpr auto at_once = std::chrono::seconds(2);

class GatewaySessionTest : public SandboxFixture {
 protected:
  static GatewayDispatch presence(const std::string& status) {
    return GatewayDispatch(
        3, R"({"since":null,"activities":[],"afk":false,"status":")" + status + "\"}");
  }

  /// Stops the gateway and expects the loop to end cleanly, at once.
  awaitable<void> expect_stop(RecordedGateway& gateway) {
    const TimePoint before = Clock::now();
    gateway->stop();
    const auto error = co_await gateway.ended();
    EXPECT_EQ(error, std::nullopt);
    EXPECT_LT(Clock::now() - before, at_once);
  }

  /// The kind of error that `send` ends with; nothing when it is sent.
  static awaitable<std::optional<Error>> error_of_send(RecordedGateway& gateway,
                                                       GatewayDispatch payload) {
    try {
      co_await gateway->send(std::move(payload));
    } catch (const Exception& exception) {
      co_return exception.error();
    }
    co_return std::nullopt;
  }
};

// ---- Stopping

TEST_F(GatewaySessionTest, StopsWhileReadyAndGoesOffline) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await expect_stop(gateway);
    co_await until_traffic("connection ended by the client: 1000");
  }());
  EXPECT_EQ(gateway->state(), "stopped");
  EXPECT_FALSE(gateway->session());
}

TEST_F(GatewaySessionTest, StopsWhileNobodyAnswersTheHandshake) {
  serve();
  asio::ip::tcp::acceptor silent(context(), {asio::ip::address_v4::loopback(), 0});
  GatewayOptions options = RecordedGateway::options();
  options.url = "ws://127.0.0.1:" + std::to_string(silent.local_endpoint().port());
  RecordedGateway gateway(*this, std::move(options));
  run([&]() -> awaitable<void> {
    gateway.start();
    const auto peer = co_await silent.async_accept(asio::use_awaitable);
    co_await expect_stop(gateway);
  }());
}

TEST_F(GatewaySessionTest, StopsWhileNobodyAnswersTheTlsHandshake) {
  serve();
  asio::ip::tcp::acceptor silent(context(), {asio::ip::address_v4::loopback(), 0});
  GatewayOptions options = RecordedGateway::options();
  options.url = "wss://127.0.0.1:" + std::to_string(silent.local_endpoint().port());
  RecordedGateway gateway(*this, std::move(options));
  run([&]() -> awaitable<void> {
    gateway.start();
    const auto peer = co_await silent.async_accept(asio::use_awaitable);
    co_await expect_stop(gateway);
  }());
}

TEST_F(GatewaySessionTest, StopsWhileItWaitsForHello) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "before_hello", "what": "silence"})");
    gateway.start();
    co_await until_traffic("connection opened");
    co_await gateway.until([&] { return gateway->state() != "dialing"; });
    co_await expect_stop(gateway);
  }());
}

TEST_F(GatewaySessionTest, StopsWhileTheHostCannotBeReached) {
  serve();
  asio::ip::tcp::acceptor closed(context(), {asio::ip::address_v4::loopback(), 0});
  GatewayOptions options = RecordedGateway::options();
  options.url = "ws://127.0.0.1:" + std::to_string(closed.local_endpoint().port());
  closed.close();
  const CapturedLog log(LogLevel::info);
  RecordedGateway gateway(*this, std::move(options));
  run([&]() -> awaitable<void> {
    gateway.start();
    asio::steady_timer timer(context());
    while (gateway->counters().reconnects < 2) {
      timer.expires_after(milliseconds(1));
      co_await timer.async_wait(asio::use_awaitable);
    }
    co_await expect_stop(gateway);
  }());
  EXPECT_THAT(log.text(), HasSubstr("cannot connect to 127.0.0.1 port"));
}

TEST_F(GatewaySessionTest, StopsWhileItWaitsForItsTurnToIdentify) {
  serve();
  GatewayOptions options = RecordedGateway::options();
  options.identify_queue = make_identify_queue(context().get_executor());
  run([&]() -> awaitable<void> { co_await options.identify_queue->wait_for_turn(0); }());
  RecordedGateway gateway(*this, options);
  run([&]() -> awaitable<void> {
    gateway.start();
    co_await gateway.until([&] { return !gateway.payloads.empty(); });  // Hello
    co_await expect_stop(gateway);
  }());
  EXPECT_EQ(count_traffic("Identify"), 0U);
}

class StopInHandlerTest : public GatewaySessionTest, public testing::WithParamInterface<int> {};

INSTANTIATE_TEST_SUITE_P(Opcode, StopInHandlerTest, testing::Values(0, 1, 7, 9, 10, 11));

TEST_P(StopInHandlerTest, EndsTheLoop) {
  serve();
  RecordedGateway gateway(*this);
  gateway->append_handler(GetParam(), [&](const GatewayDispatch&) { gateway->stop(); });
  run([&]() -> awaitable<void> {
    gateway.start();
    if (GetParam() != 0 && GetParam() != 10) {
      co_await gateway.until_event("GUILD_CREATE");
      const int fault = GetParam() == 11 ? 1 : GetParam();
      co_await inject(R"({"kind": "op)" + std::to_string(fault) + "\"}");
    }
    const auto error = co_await gateway.ended();
    EXPECT_EQ(error, std::nullopt);
  }());
  EXPECT_EQ(gateway->state(), "stopped");
}

TEST_F(GatewaySessionTest, LetsRunningHandlersFinish) {
  serve();
  RecordedGateway gateway(*this);
  bool running = false;
  bool may_end = false;
  bool finished = false;
  gateway->append_handler(0, [&](const GatewayDispatch& event) -> awaitable<void> {
    if (event.event_name != "MESSAGE_CREATE") co_return;
    running = true;
    changed().notify();
    co_await changed().until([&] { return may_end; });
    finished = true;
  });
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await post("work");
    co_await gateway.until([&] { return running; });
    gateway->stop();
    co_await until_traffic("connection ended by the client");
    may_end = true;
    changed().notify();
    const auto error = co_await gateway.ended();
    EXPECT_EQ(error, std::nullopt);
    EXPECT_TRUE(finished);
  }());
}

TEST_F(GatewaySessionTest, CancelsHandlersThatTakeTooLong) {
  serve();
  GatewayOptions options = RecordedGateway::options();
  options.handler_stop_timeout = milliseconds(20);
  RecordedGateway gateway(*this, std::move(options));
  int running = 0;
  gateway->append_handler(0, [&](const GatewayDispatch& event) -> awaitable<void> {
    if (event.event_name != "MESSAGE_CREATE") co_return;
    const struct Counted {
      int& count;
      ~Counted() { --count; }
    } counted{++running};
    changed().notify();
    co_await changed().until([] { return false; });
  });
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await post("one");
    co_await post("two");
    co_await gateway.until([&] { return running == 2; });
    co_await expect_stop(gateway);
  }());
  EXPECT_EQ(running, 0);
}

TEST_F(GatewaySessionTest, CancellingTheLoopIsAStop) {
  serve();
  RecordedGateway gateway(*this);
  asio::cancellation_signal signal;
  bool ended = false;
  run([&]() -> awaitable<void> {
    asio::co_spawn(
        context(), gateway->start_loop(),
        asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr& thrown) {
          EXPECT_FALSE(thrown);
          ended = true;
          changed().notify();
        }));
    co_await gateway.until_event("GUILD_CREATE");
    signal.emit(asio::cancellation_type::terminal);
    co_await gateway.until([&] { return ended; });
    co_await until_traffic("connection ended by the client: 1000");
  }());
  EXPECT_EQ(gateway->state(), "stopped");
}

// ---- Sending

TEST_F(GatewaySessionTest, LeavesTheCallersCancellationAsItWas) {
  serve();
  RecordedGateway gateway(*this);
  asio::cancellation_signal cancel;
  bool waits = false;
  std::exception_ptr end;
  run([&]() -> awaitable<void> {
    asio::co_spawn(
        context(),
        [&]() -> awaitable<void> {
          co_await gateway->start_loop();
          asio::steady_timer timer(context(), std::chrono::minutes(5));
          waits = true;
          changed().notify();
          co_await timer.async_wait(asio::use_awaitable);
        },
        asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr exception) {
          end = std::move(exception);
          changed().notify();
        }));
    co_await gateway.until_event("READY");
    gateway->stop();
    co_await changed().until([&] { return waits; });
    cancel.emit(asio::cancellation_type::terminal);
    co_await changed().until([&] { return end != nullptr; });
  }());
}

/// As one over a network, whose client throws in its own way.
class RemoteQueue final : public IdentifyQueue {
 public:
  awaitable<void> wait_for_turn(int) override {
    if (++asked == 1) throw boost::system::system_error(asio::error::connection_reset);
    if (asked == 2) throw asked;  // no exception at all
    co_return;
  }
  void update_limit(const SessionStartLimit&) override {}
  int asked = 0;
};

TEST_F(GatewaySessionTest, OutlivesAQueueThatThrowsWhatItLikes) {
  serve();
  const auto queue = std::make_shared<RemoteQueue>();
  GatewayOptions options = RecordedGateway::options();
  options.identify_queue = queue;
  RecordedGateway gateway(*this, options);
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    EXPECT_EQ(queue->asked, 3);
  }());
}

TEST_F(GatewaySessionTest, SendsAPresence) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await gateway->send(presence("dnd"));
    co_await gateway.until(
        [&] { return gateway.events.back().data.find("\"status\":\"dnd\"") != std::string::npos; });
  }());
  EXPECT_EQ(count_traffic("Update Presence"), 1U);
}

TEST_F(GatewaySessionTest, KeepsACommandUntilTheSessionIsReady) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    gateway.start();
    co_await gateway->send(presence("idle"));
    EXPECT_TRUE(gateway->ready());
    co_await until_traffic("Update Presence");
  }());
}

TEST_F(GatewaySessionTest, RefusesCommandsThatCannotBeSent) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    auto error = co_await error_of_send(gateway, presence("online"));
    EXPECT_TRUE(error && error->kind == ErrorKind::cancelled) << "it was not started";
    co_await gateway.log_in();
    error = co_await error_of_send(gateway, presence(std::string(4096, 'x')));
    EXPECT_TRUE(error && error->kind == ErrorKind::invalid_argument) << "it is too large";
    error = co_await error_of_send(gateway, GatewayDispatch(2, "{}"));
    EXPECT_TRUE(error && error->kind == ErrorKind::invalid_argument) << "it is an Identify";
    co_await expect_stop(gateway);
    error = co_await error_of_send(gateway, presence("online"));
    EXPECT_TRUE(error && error->kind == ErrorKind::cancelled) << "it was stopped";
  }());
  EXPECT_EQ(gateway->counters().reconnects, 0U);
}

TEST_F(GatewaySessionTest, EndsWaitingCommandsWhenItStops) {
  serve();
  RecordedGateway gateway(*this);
  std::optional<Error> error;
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "before_hello", "what": "silence"})");
    gateway.start();
    bool ended = false;
    asio::co_spawn(
        context(),
        [&]() -> awaitable<void> {
          error = co_await error_of_send(gateway, presence("online"));
          ended = true;
          changed().notify();
        },
        asio::detached);
    co_await until_traffic("connection opened");
    co_await expect_stop(gateway);
    co_await gateway.until([&] { return ended; });
  }());
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ErrorKind::cancelled);
}

TEST_F(GatewaySessionTest, MeasuresItsLatency) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    gateway->send_next_heartbeat();
    co_await gateway.until(
        [&] { return std::ranges::count(gateway.payloads, 11, &GatewayDispatch::op) != 0; });
    EXPECT_TRUE(gateway->latency().has_value());
  }());
}

// ---- Going on in a new process

TEST_F(GatewaySessionTest, ANewProcessGoesOnWithTheSessionOfTheOldOne) {
  serve();
  std::optional<SessionResume> session;
  {
    RecordedGateway old_process(*this);
    run([&]() -> awaitable<void> {
      co_await old_process.log_in();
      co_await post("to the old process");
      co_await old_process.until_message("to the old process");
      old_process->stop(/*keep_session=*/true);
      const auto error = co_await old_process.ended();
      EXPECT_EQ(error, std::nullopt);
      session = old_process->session();
    }());
  }
  ASSERT_TRUE(session);
  RecordedGateway new_process(*this);
  new_process->set_session_id(*session);
  run([&]() -> awaitable<void> {
    co_await post("to nobody");
    new_process.start();
    co_await new_process.until_event("RESUMED");
    co_await post("to the new process");
    co_await new_process.until_message("to the new process");
  }());
  EXPECT_THAT(new_process.messages(), ElementsAre("to nobody", "to the new process"));
  EXPECT_EQ(new_process.count("READY"), 0U);
  EXPECT_EQ(count_traffic("Identify"), 1U);
}

TEST_F(GatewaySessionTest, ASessionThatIsNoMoreStartsAnew) {
  serve();
  RecordedGateway gateway(*this);
  gateway->set_session_id(SessionResume("made-up", gateway_url(), 5));
  run([&]() -> awaitable<void> { co_await gateway.log_in(); }());
  EXPECT_EQ(count_traffic("Resume from sequence 5"), 1U);
  EXPECT_EQ(gateway.names().front(), "READY");
}

TEST_F(GatewaySessionTest, AStoppedGatewayCanBeStartedAgain) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    gateway->stop(/*keep_session=*/true);
    co_await gateway.ended();
    co_await post("between");
    gateway.start();
    co_await gateway.until_event("RESUMED");
    EXPECT_THAT(gateway.messages(), ElementsAre("between"));
    co_await expect_stop(gateway);
    co_await gateway.log_in();
  }());
  EXPECT_EQ(gateway->counters().sessions, 2U);
}

}  // namespace
}  // namespace pincer::test
