// What a bot does with events that the sandbox would never send.
#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <memory>
#include <stdexcept>

#include "integration/bot_fixture.hpp"
#include "net/http_server.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;

class BotReadingTest : public BotTest {
 protected:
  /// A bot whose gateway sends these dispatches and then a MESSAGE_DELETE, until it has seen that.
  void receive(BotOptions options, std::vector<std::string> dispatches) {
    const auto answer = [this](net::HttpServerRequest) -> awaitable<net::HttpServerResponse> {
      net::HttpServerResponse response;
      response.body = R"({"url": "ws://127.0.0.1:)" + std::to_string(gateway_->port()) +
                      R"(", "shards": 1, "session_start_limit": {"total": 1, "remaining": 1,)"
                      R"( "reset_after": 1, "max_concurrency": 1}})";
      co_return response;
    };
    dispatches.push_back(
        R"({"op": 0, "s": 9, "t": "MESSAGE_DELETE", "d": {"id": "1", "channel_id": "2"}})");
    const auto play = [&](net::HttpServerRequest,
                          std::unique_ptr<net::WebSocket> socket) -> awaitable<void> {
      co_await socket->write(R"({"op": 10, "d": {"heartbeat_interval": 40000}})", false);
      co_await socket->read();
      for (const std::string& payload : dispatches) {
        co_await socket->write(payload, false);
      }
      while (co_await socket->read()) {
      }
    };
    gateway_ = net::HttpServer::listen(context().get_executor(), {}, answer, play).value();
    bool served = false;
    asio::co_spawn(context(), gateway_->run(), [&](const std::exception_ptr&) {
      served = true;
      changed().notify();
    });
    options.base_url = "http://127.0.0.1:" + std::to_string(gateway_->port());
    options.on_unreadable = [this](std::string_view event_name, const Error& error) {
      unreadable_.push_back(std::string(event_name) + ": " + error.message);
      if (throws_) throw std::runtime_error("planted");
    };
    make_bot(std::move(options));
    count<MessageCreate>();
    count<MessageCreate>();  // an event is read once for both
    count<Ready>();
    count<MessageDelete>();
    bot_->on<GuildMembersChunk>(
        [this](const GuildMembersChunk& event) { members_ = event.members; });
    run([&]() -> awaitable<void> {
      start();
      co_await until_seen("MESSAGE_DELETE");
      bot_->stop();
      co_await stopped();
      gateway_->stop();
      bot_.reset();
      co_await changed().until([&] { return served; });
    }());
  }

  std::unique_ptr<net::HttpServer> gateway_;
  std::vector<std::string> unreadable_;
  bool throws_ = false;
  std::vector<Member> members_;
};

TEST_F(BotReadingTest, ReportsAnEventThatItCannotReadAndGoesOn) {
  const CapturedLog log(LogLevel::error);
  receive({}, {R"({"op": 0, "s": 1, "t": "READY", "d": {"session_id": "s", "user": 7}})",
               R"({"op": 0, "s": 2, "t": "MESSAGE_CREATE", "d": {"id": {}}})",
               R"({"op": 0, "s": 3, "t": "MESSAGE_CREATE", "d": []})"});
  EXPECT_FALSE(seen_.contains("MESSAGE_CREATE"));
  EXPECT_THAT(log.text(), HasSubstr("cannot read a MESSAGE_CREATE: id: expected a snowflake"));
  EXPECT_THAT(unreadable_, testing::ElementsAre("READY: user: expected an object",
                                                "MESSAGE_CREATE: id: expected a snowflake string",
                                                "MESSAGE_CREATE: expected an object"));
}

constexpr std::string_view ready_payload =
    R"({"op": 0, "s": 1, "t": "READY", "d": {"session_id": "s", "user": {"id": "7"}}})";
constexpr std::string_view chunk_payload =
    R"({"op": 0, "s": 2, "t": "GUILD_MEMBERS_CHUNK", "d": {"guild_id": "1", "members": [)"
    R"({"user": {"id": "2"}}, {"user": {"id": 3}}, {"user": {"id": "4"}}, 5]}})";

TEST_F(BotReadingTest, LosesAnEventForOneElementOfAList) {
  receive({}, {std::string(ready_payload), std::string(chunk_payload)});
  EXPECT_THAT(members_, testing::IsEmpty());
  EXPECT_THAT(
      unreadable_,
      testing::ElementsAre("GUILD_MEMBERS_CHUNK: members[1].user.id: expected a snowflake string"));
}

TEST_F(BotReadingTest, LeavesTheElementOutWhenAskedTo) {
  BotOptions options;
  options.leave_out_unreadable = true;
  const CapturedLog log(LogLevel::error);
  receive(std::move(options), {std::string(ready_payload), std::string(chunk_payload)});
  ASSERT_EQ(members_.size(), 2U);
  EXPECT_EQ(members_[1].user.value().id, UserId(4));
  EXPECT_THAT(log.text(), HasSubstr("left out 2 unreadable elements of a GUILD_MEMBERS_CHUNK; the "
                                    "first is members[1].user.id: expected a snowflake string"));
  EXPECT_EQ(unreadable_.size(), 1U);
}

TEST_F(BotReadingTest, HandsOutWhatItCanThoughTheReportThrows) {
  BotOptions options;
  options.leave_out_unreadable = true;
  throws_ = true;
  const CapturedLog log(LogLevel::error);
  receive(std::move(options), {std::string(ready_payload), std::string(chunk_payload)});
  EXPECT_EQ(members_.size(), 2U);
  EXPECT_THAT(log.text(), HasSubstr("a handler of GUILD_MEMBERS_CHUNK threw: planted"));
}

}  // namespace
}  // namespace pincer::test
