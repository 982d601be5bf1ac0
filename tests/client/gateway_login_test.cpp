// Gateway against the sandbox, over real sockets: logging in, events and handlers.
#include <gmock/gmock.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "pincer/error.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAre;

class GatewayLoginTest : public SandboxFixture {
 protected:
  /// Logs in with what must fail, and returns the error.
  Error refusal(RecordedGateway& gateway) {
    Error error;
    run([&]() -> awaitable<void> {
      gateway.start();
      error = (co_await gateway.ended()).value_or(Error());
    }());
    return error;
  }
};

class CompressionTest : public GatewayLoginTest,
                        public testing::WithParamInterface<TransportCompression> {};

INSTANTIATE_TEST_SUITE_P(Each, CompressionTest,
                         testing::Values(TransportCompression::none,
                                         TransportCompression::zlib_stream,
                                         TransportCompression::zstd_stream));

TEST_P(CompressionTest, BringsReadyAndThenEveryEventInOrder) {
  serve();
  RecordedGateway gateway(*this, RecordedGateway::options(GetParam()));
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    EXPECT_TRUE(gateway->ready());
    for (int i = 0; i < 20; ++i) {
      co_await post("message " + std::to_string(i));
    }
    co_await gateway.until_message("message 19");
    gateway->stop();
    EXPECT_EQ(co_await gateway.ended(), std::nullopt);
  }());
  const auto names = gateway.names();
  EXPECT_EQ(names.at(0), "READY");
  EXPECT_EQ(names.at(1), "GUILD_CREATE");
  std::vector<std::string> expected;
  for (int i = 0; i < 20; ++i) expected.push_back("message " + std::to_string(i));
  EXPECT_EQ(gateway.messages(), expected);
  for (std::size_t i = 0; i < gateway.events.size(); ++i) {
    EXPECT_EQ(gateway.events[i].seq, static_cast<std::int64_t>(i) + 1);
  }
  EXPECT_EQ(gateway->counters().sessions, 1U);
  EXPECT_EQ(gateway->counters().payloads, gateway.payloads.size());
}

TEST_F(GatewayLoginTest, CallsEachHandlerOnceForEachPayloadOfItsOpcode) {
  serve();
  RecordedGateway gateway(*this);
  int hellos = 0;
  int acknowledgements = 0;
  int heartbeat_requests = 0;
  gateway->append_handlers({{10, [&](const GatewayDispatch&) { ++hellos; }},
                            {11, [&](const GatewayDispatch&) { ++acknowledgements; }},
                            {1, [&](const GatewayDispatch&) { ++heartbeat_requests; }}});
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await inject(R"({"kind": "op1"})");
    co_await gateway.until([&] { return acknowledgements != 0; });
    co_await post("the last one");
    co_await gateway.until_message("the last one");
  }());
  const auto of_opcode = [&](int opcode) {
    return std::ranges::count(gateway.payloads, opcode, &GatewayDispatch::op);
  };
  EXPECT_EQ(hellos, 1);
  EXPECT_EQ(of_opcode(10), 1);
  EXPECT_EQ(heartbeat_requests, 1);
  EXPECT_EQ(acknowledgements, of_opcode(11));
  EXPECT_EQ(static_cast<std::ptrdiff_t>(gateway.events.size()), of_opcode(0));
}

TEST_F(GatewayLoginTest, StartsCoroutineHandlersInOrderAndLetsThemRunBesideEachOther) {
  serve();
  RecordedGateway gateway(*this);
  std::vector<std::string> log;
  bool may_end = false;
  gateway->append_handler(0, [&](const GatewayDispatch& event) -> awaitable<void> {
    if (event.event_name != "MESSAGE_CREATE") co_return;
    log.push_back("begin " + std::to_string(*event.seq));
    co_await changed().until([&] { return may_end; });
    // The payload is the coroutine's own: later ones have not replaced it.
    log.push_back("end " + std::to_string(*event.seq));
    changed().notify();
  });
  std::int64_t first = 0;
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await post("one");
    co_await post("two");
    co_await gateway.until([&] { return log.size() == 2; });
    first = *gateway.events.back().seq - 1;
    may_end = true;
    changed().notify();
    co_await gateway.until([&] { return log.size() == 4; });
  }());
  const auto entry = [&](const char* what, std::int64_t seq) {
    return what + (" " + std::to_string(seq));
  };
  EXPECT_EQ(log[0], entry("begin", first));
  EXPECT_EQ(log[1], entry("begin", first + 1));
  EXPECT_THAT(log,
              UnorderedElementsAre(log[0], log[1], entry("end", first), entry("end", first + 1)));
}

TEST_F(GatewayLoginTest, LogsExceptionsOfHandlersAndGoesOn) {
  serve();
  const CapturedLog log(LogLevel::error);
  RecordedGateway gateway(*this);
  const auto is_message = [](const GatewayDispatch& event) {
    return event.event_name == "MESSAGE_CREATE";
  };
  gateway->append_handler(0, [&](const GatewayDispatch& event) {
    if (is_message(event)) throw std::runtime_error("planted in a function");
  });
  gateway->append_handler(0, [&](const GatewayDispatch& event) -> awaitable<void> {
    if (is_message(event)) throw std::runtime_error("planted in a coroutine");
    co_return;
  });
  gateway->append_handler(0, [&](const GatewayDispatch& event) {
    if (is_message(event)) throw 7;  // NOLINT: somebody will
  });
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await post("one");
    co_await post("two");
    co_await gateway.until_message("two");
  }());
  EXPECT_THAT(log.text(), HasSubstr("planted in a function"));
  EXPECT_THAT(log.text(), HasSubstr("planted in a coroutine"));
  EXPECT_THAT(log.text(), HasSubstr("something that is no exception"));
  EXPECT_EQ(gateway->counters().reconnects, 0U);
}

TEST_F(GatewayLoginTest, TakesHandlersThatAHandlerAdds) {
  serve();
  RecordedGateway gateway(*this);
  int seen = 0;
  bool added = false;
  gateway->append_handler(0, [&](const GatewayDispatch&) {
    if (std::exchange(added, true)) return;
    for (int i = 0; i < 50; ++i)
      gateway->append_handler(0, [&](const GatewayDispatch&) { ++seen; });
  });
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    const int before = seen;
    co_await post("x");
    co_await gateway.until_message("x");
    EXPECT_GE(seen, before + 50);
  }());
}

TEST_F(GatewayLoginTest, AWrongTokenEndsTheShardAndIsNotShown) {
  serve();
  RecordedGateway gateway(*this, RecordedGateway::options(), Intents::all, "not-the-right-secret");
  const Error error = refusal(gateway);
  EXPECT_EQ(error.kind, ErrorKind::unauthorized);
  EXPECT_EQ(error.close_code, 4004);
  EXPECT_THAT(error.to_string(), HasSubstr("developer portal"));
  EXPECT_THAT(error.to_string(), testing::Not(HasSubstr("not-the-right-secret")));
}

TEST_F(GatewayLoginTest, ADisallowedIntentIsNamedWithItsSwitch) {
  sandbox::ServerOptions options = quick_options();
  options.scenario.applications.at(0).privileged_intents = Intents::none;
  serve(std::move(options));
  RecordedGateway gateway(*this, RecordedGateway::options(),
                          Intents::guilds | Intents::message_content);
  const Error error = refusal(gateway);
  EXPECT_EQ(error.kind, ErrorKind::gateway);
  EXPECT_EQ(error.close_code, 4014);
  EXPECT_THAT(error.message, HasSubstr("\"Message Content Intent\" (message_content)"));
}

TEST_F(GatewayLoginTest, AnUnknownIntentEndsTheShard) {
  serve();
  RecordedGateway gateway(*this, RecordedGateway::options(), Intents(1U << 30U));
  const Error error = refusal(gateway);
  EXPECT_EQ(error.close_code, 4013);
  EXPECT_THAT(error.message, HasSubstr("bit 30"));
}

TEST_F(GatewayLoginTest, AnImpossibleShardIsRefusedWithoutASocket) {
  serve();
  GatewayOptions options = RecordedGateway::options();
  options.shard = ShardId{4, 2};
  RecordedGateway gateway(*this, std::move(options));
  const Error error = refusal(gateway);
  EXPECT_EQ(error.kind, ErrorKind::invalid_argument);
  EXPECT_EQ(count_traffic("connection opened"), 0U);
}

TEST_F(GatewayLoginTest, ABadAddressIsRefused) {
  serve();
  for (const char* url : {"http://127.0.0.1/", "not a url", "ws://", "wss://host:99999/"}) {
    GatewayOptions options = RecordedGateway::options();
    options.url = url;
    RecordedGateway gateway(*this, std::move(options));
    EXPECT_EQ(refusal(gateway).kind, ErrorKind::invalid_argument) << url;
  }
}

TEST_F(GatewayLoginTest, AMissingCaFileIsSaidByInitSession) {
  serve();
  GatewayOptions options = RecordedGateway::options();
  options.ca_file = "/nonexistent/ca.pem";
  RecordedGateway gateway(*this, std::move(options));
  run([&]() -> awaitable<void> {
    try {
      co_await gateway->init_session();
      ADD_FAILURE() << "init_session() accepted a missing file";
    } catch (const Exception& exception) {
      EXPECT_EQ(exception.kind(), ErrorKind::tls);
    }
  }());
}

}  // namespace
}  // namespace pincer::test
