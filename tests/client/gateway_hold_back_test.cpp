// Gateway against the sandbox, over real sockets: slow handlers hold their shard back, but not what
// they wait for themselves.
#include <gmock/gmock.h>

#include <boost/asio/post.hpp>
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

class GatewayHoldBackTest : public SandboxFixture {
 protected:
  static GatewayOptions options(std::size_t handlers_in_flight_max) {
    GatewayOptions options = RecordedGateway::options();
    options.handlers_in_flight_max = handlers_in_flight_max;
    return options;
  }
  /// How many members have a name like that of one.
  awaitable<std::size_t> ask(RecordedGateway& gateway) {
    const GuildMembers found =
        co_await gateway->request_guild_members(RequestGuildMembers(guild()).query("ad"));
    co_return found.members.size();
  }
};

class HoldBackTest : public GatewayHoldBackTest, public testing::WithParamInterface<std::size_t> {};

INSTANTIATE_TEST_SUITE_P(HandlersInFlightMax, HoldBackTest, testing::Values(1, 2));

TEST_P(HoldBackTest, SlowHandlersHoldBackTheirShardButNotItsHeartbeat) {
  constexpr auto interval = milliseconds(150);
  sandbox::ServerOptions server_options = quick_options();
  server_options.scenario.gateway.heartbeat_interval = interval;
  serve(std::move(server_options));
  RecordedGateway gateway(*this, options(GetParam()));
  std::size_t running = 0;
  std::size_t running_max = 0;
  std::vector<std::int64_t> handled;
  bool may_end = false;
  gateway->append_handler(0, [&](const GatewayDispatch& event) -> awaitable<void> {
    if (event.event_name != "MESSAGE_CREATE") co_return;
    running_max = std::max(running_max, ++running);
    changed().notify();
    co_await changed().until([&] { return may_end; });
    --running;
    handled.push_back(*event.seq);
    changed().notify();
  });
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    for (int i = 0; i < 6; ++i) {
      co_await post(std::to_string(i));
    }
    co_await gateway.until([&] { return running == GetParam(); });
    // The peer closes a connection whose heartbeat is overdue; four intervals are long overdue.
    asio::steady_timer timer(context(), interval * 4);
    co_await timer.async_wait(asio::use_awaitable);
    EXPECT_EQ(gateway.messages().size(), GetParam());
    EXPECT_EQ(count_traffic("connection closed"), 0U);
    may_end = true;
    changed().notify();
    co_await gateway.until([&] { return handled.size() == 6; });
  }());
  EXPECT_EQ(running_max, GetParam());
  EXPECT_TRUE(GetParam() != 1 || std::ranges::is_sorted(handled));
  EXPECT_THAT(gateway.messages(), ElementsAre("0", "1", "2", "3", "4", "5"));
  EXPECT_EQ(gateway->counters().reconnects, 0U);
}

TEST_P(HoldBackTest, HandlersThatAskForMembersGetTheirAnswers) {
  serve();
  RecordedGateway gateway(*this, options(GetParam()));
  std::vector<std::size_t> counts;
  gateway->append_handler(0, [&](const GatewayDispatch& event) -> awaitable<void> {
    if (event.event_name != "MESSAGE_CREATE") co_return;
    counts.push_back(co_await ask(gateway));
    changed().notify();
  });
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    for (int i = 0; i < 3; ++i) {
      co_await post(std::to_string(i));
    }
    co_await gateway.until([&] { return counts.size() == 3; });
  }());
  EXPECT_THAT(counts, ElementsAre(1, 1, 1));
}

TEST_F(GatewayHoldBackTest, AHandlerThatBeginsToWaitForMembersEndsTheHold) {
  sandbox::ServerOptions server_options = quick_options();
  server_options.scenario.gateway.heartbeat_interval = milliseconds(700);
  serve(std::move(server_options));
  RecordedGateway gateway(*this, options(1));
  std::vector<std::size_t> counts;
  gateway->append_handler(0, [&](const GatewayDispatch& event) -> awaitable<void> {
    if (event.event_name != "MESSAGE_CREATE") co_return;
    // Reading is held back while this is done, and then the connection is dead as well.
    co_await inject(R"({"kind": "half_open"})");
    counts.push_back(co_await ask(gateway));
    changed().notify();
  });
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await post("one");
    co_await gateway.until([&] { return !counts.empty(); });
  }());
  EXPECT_THAT(counts, ElementsAre(1));
  EXPECT_EQ(gateway->counters().resumes, 1U);
}

TEST_F(GatewayHoldBackTest, AHandlerThatSendsDuringAResumeEndsTheHold) {
  serve();
  RecordedGateway gateway(*this, options(1));
  std::string state_before;
  bool sent = false;
  gateway->append_handler(0, [&](const GatewayDispatch& event) -> awaitable<void> {
    if (event.event_name != "MESSAGE_CREATE") co_return;
    state_before = gateway->state();
    co_await asio::post(context(), asio::use_awaitable);  // the hold begins first
    co_await gateway->update_presence(UpdatePresence());
    sent = true;
    changed().notify();
  });
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await inject(R"({"kind": "truncate"})");  // the message comes in the replay
    co_await post("one");
    co_await gateway.until([&] { return sent; });
    co_await until_traffic("Update Presence");
  }());
  EXPECT_EQ(state_before, "resuming");
}

TEST_F(GatewayHoldBackTest, AnAnswerIsAwaitedWithinABound) {
  serve();
  RecordedGateway gateway(*this, options(1));
  bool may_end = false;
  const auto block = [&]() -> awaitable<void> {
    co_await changed().until([&] { return may_end; });
  };
  std::optional<std::size_t> answer;
  const auto wait_for_answer = [&]() -> awaitable<void> {
    answer = co_await ask(gateway);
    changed().notify();
  };
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    for (int i = 0; i < 1024; ++i) gateway->spawn(block());
    // Whatever comes next, after it reading is held back.
    const std::uint64_t received = gateway->counters().payloads;
    co_await post("one");
    co_await gateway.until([&] { return gateway->counters().payloads > received; });
    gateway->spawn(wait_for_answer());
    co_await until_traffic("Request Guild Members");
    co_await post("two");
    EXPECT_EQ(gateway.count("GUILD_MEMBERS_CHUNK"), 0U);
    may_end = true;
    changed().notify();
    co_await gateway.until([&] { return answer.has_value(); });
  }());
  EXPECT_EQ(answer, 1U);
}

TEST_F(GatewayHoldBackTest, NoHandlerAtAllIsRefused) {
  serve();
  RecordedGateway gateway(*this, options(0));
  std::optional<Error> error;
  run([&]() -> awaitable<void> {
    gateway.start();
    error = co_await gateway.ended();
  }());
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ErrorKind::invalid_argument);
  EXPECT_THAT(error->message, HasSubstr("handlers_in_flight_max"));
}

TEST_F(GatewayHoldBackTest, StopsWhileItIsHeldBack) {
  serve();
  GatewayOptions short_stop = options(1);
  short_stop.handler_stop_timeout = milliseconds(20);
  RecordedGateway gateway(*this, std::move(short_stop));
  bool held = false;
  gateway->append_handler(0, [&](const GatewayDispatch&) -> awaitable<void> {
    held = true;
    changed().notify();
    co_await changed().until([] { return false; });
  });
  run([&]() -> awaitable<void> {
    gateway.start();
    co_await gateway.until([&] { return held; });
    gateway->stop();
    EXPECT_EQ(co_await gateway.ended(), std::nullopt);
  }());
}

}  // namespace
}  // namespace pincer::test
