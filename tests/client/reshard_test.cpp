// Exchanging the shards under a running bot, over real sockets: every event once, whatever the
// network does meanwhile.
#include <gmock/gmock.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <stdexcept>

#include "client/shards_fixture.hpp"
#include "pincer/error.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class ReshardTest : public ShardsFixture {
 protected:
  static constexpr int guild_count = 6;

  /// Posts in turn in every guild, until told to stop. Returns how often.
  awaitable<void> post_all_the_time() {
    asio::steady_timer timer(context());
    while (posting_) {
      const auto all = guilds();
      const GuildId guild = all[static_cast<std::size_t>(posted_) % all.size()];
      ++posted_;
      co_await post_in(guild, std::to_string(posted_));
      timer.expires_after(milliseconds(2));
      co_await timer.async_wait(asio::use_awaitable);
    }
    posting_ended_ = true;
    changed().notify();
  }
  void start_posting() { asio::co_spawn(context(), post_all_the_time(), asio::detached); }

  /// Makes every connection that is open leave, so often, in the time that a reshard takes.
  awaitable<void> break_connections(int times) {
    asio::steady_timer timer(context());
    for (int i = 0; i < times; ++i) {
      timer.expires_after(milliseconds(150));
      co_await timer.async_wait(asio::use_awaitable);
      co_await inject(R"({"kind":"op7"})");
    }
  }

  /// Ends the posting, and expects that each post was handed out once, in the order of its guild.
  awaitable<void> expect_all_posts(Shards& shards) {
    posting_ = false;
    co_await changed().until([this] { return posting_ended_; });
    co_await shards.until(
        [&] { return shards.messages().size() >= static_cast<std::size_t>(posted_); });
    std::map<int, std::vector<int>> by_guild;
    for (const std::string& content : shards.messages()) {
      const int number = std::stoi(content);
      by_guild[(number - 1) % guild_count].push_back(number);
    }
    std::size_t heard = 0;
    for (const auto& [guild, numbers] : by_guild) {
      heard += numbers.size();
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        EXPECT_EQ(numbers[i], guild + 1 + static_cast<int>(i) * guild_count) << "guild " << guild;
      }
    }
    EXPECT_EQ(heard, static_cast<std::size_t>(posted_));
  }

  static awaitable<std::optional<Error>> error_of(awaitable<void> task) {
    try {
      co_await std::move(task);
    } catch (const Exception& exception) {
      co_return exception.error();
    }
    co_return std::nullopt;
  }

 private:
  bool posting_ = true;
  bool posting_ended_ = false;
  int posted_ = 0;
};

TEST_F(ReshardTest, HandsEveryEventOutOnce) {
  serve_guilds(guild_count);
  run([this]() -> awaitable<void> {
    Shards shards(*this, info(2));
    shards.start();
    co_await shards->until_ready();
    start_posting();
    for (const int count : {3, 1, 5}) {
      co_await shards->reshard(info(count));
      EXPECT_EQ(shards->shard_count(), count);
      EXPECT_THAT(co_await shards->status(), SizeIs(count));
    }
    co_await expect_all_posts(shards);
    // The first set alone told of its login.
    EXPECT_EQ(shards.count("READY"), 2U);
    EXPECT_EQ(shards.count("GUILD_CREATE"), static_cast<std::size_t>(guild_count));
    // The old set leaves.
    std::size_t connections = 0;
    while (connections != 5U) {
      const auto all = co_await control("GET", "/sandbox/connections");
      connections = all.at("connections").as_array().size();
    }
  }());
}

/// Its bookkeeping is elsewhere, and elsewhere is away.
class AwayQueue final : public IdentifyQueue {
 public:
  awaitable<void> wait_for_turn(int) override { co_return; }
  void update_limit(const SessionStartLimit&) override { throw std::runtime_error("away"); }
};

TEST_F(ReshardTest, AQueueThatThrowsEndsTheReshardAlone) {
  serve_guilds(guild_count);
  run([this]() -> awaitable<void> {
    ShardManagerOptions options = Shards::options();
    options.gateway.identify_queue = std::make_shared<AwayQueue>();
    Shards shards(*this, info(2), options);
    shards.start();
    co_await shards->until_ready();
    bool thrown = false;
    try {
      co_await shards->reshard(info(3));
    } catch (const std::runtime_error&) {
      thrown = true;
    }
    EXPECT_TRUE(thrown);
    co_await expect_each_guild_heard(shards);
    shards->stop();
    EXPECT_EQ(co_await shards.ended(), std::nullopt);
  }());
}

TEST_F(ReshardTest, AHandlerMayAwaitIt) {
  serve_guilds(guild_count);
  run([this]() -> awaitable<void> {
    ShardManagerOptions options = Shards::options();
    // Far beyond this test: that the handler is cancelled must not be what helps.
    options.gateway.handler_stop_timeout = std::chrono::minutes(5);
    Shards shards(*this, info(2), options);
    bool returned = false;
    shards->append_handler(0, [&](Gateway&, const GatewayDispatch& event) -> awaitable<void> {
      if (event.event_name != "MESSAGE_CREATE" || shards->shard_count() == 3) co_return;
      co_await shards->reshard(info(3));
      returned = true;
      changed().notify();
    });
    shards.start();
    co_await shards->until_ready();
    co_await post_in(guilds().front(), "grow");
    co_await shards.until([&] { return returned; });
    EXPECT_EQ(shards->shard_count(), 3);
    // The old set is gone too, so that there can be another.
    co_await shards->reshard(info(2));
    co_await expect_each_guild_heard(shards);
  }());
}

TEST_F(ReshardTest, HandsEveryEventOutOnceWhenConnectionsBreakMeanwhile) {
  serve_guilds(guild_count);
  run([this]() -> awaitable<void> {
    Shards shards(*this, info(2));
    shards.start();
    co_await shards->until_ready();
    start_posting();
    asio::co_spawn(context(), break_connections(4), asio::detached);
    co_await shards->reshard(info(3));
    co_await shards->until_ready();
    co_await expect_all_posts(shards);
  }());
}

TEST_F(ReshardTest, WaitsForAnOldShardWhoseConnectionIsDead) {
  sandbox::ServerOptions server_options = quick_options();
  // Two intervals until it is noticed: longer than the skew.
  server_options.scenario.gateway.heartbeat_interval = milliseconds(700);
  serve_guilds(guild_count, std::move(server_options));
  run([this]() -> awaitable<void> {
    Shards shards(*this, info(2));
    shards.start();
    co_await shards->until_ready();
    start_posting();
    co_await inject(R"({"kind":"half_open","shard":0})");
    co_await shards->reshard(info(3));
    co_await expect_all_posts(shards);
    EXPECT_EQ(count_traffic("session resumed: shard 0/2"), 1U) << "what it had missed was replayed";
  }());
}

TEST_F(ReshardTest, WaitsForAnOldShardWhoseHandlersAreSlow) {
  serve_guilds(guild_count);
  run([this]() -> awaitable<void> {
    ShardManagerOptions options = Shards::options();
    options.gateway.handlers_in_flight_max = 1;
    Shards shards(*this, info(1), options);
    bool slow = true;
    shards->append_handler(0, [&](Gateway&, const GatewayDispatch& event) -> awaitable<void> {
      if (event.event_name != "MESSAGE_CREATE") co_return;
      co_await changed().until([&] { return !slow; });
    });
    shards.start();
    co_await shards->until_ready();
    start_posting();
    co_await shards.until([&] { return !shards.messages().empty(); });
    bool ended = false;
    asio::co_spawn(context(), shards->reshard(info(2)), [&](const std::exception_ptr& thrown) {
      EXPECT_FALSE(thrown);
      ended = true;
      changed().notify();
    });
    co_await until_traffic("session started: shard 1/2");
    asio::steady_timer timer(context(), 3 * options.reshard_skew);
    co_await timer.async_wait(asio::use_awaitable);
    EXPECT_EQ(shards->shard_count(), 1) << "the old shard has not brought all that is its to bring";
    slow = false;
    changed().notify();
    co_await shards.until([&] { return ended; });
    co_await expect_all_posts(shards);
  }());
}

TEST_F(ReshardTest, WaitsForGuildsButNotForever) {
  serve_guilds(guild_count);
  run([this]() -> awaitable<void> {
    ShardManagerOptions options = Shards::options();
    options.reshard_guild_timeout = milliseconds(50);
    Shards shards(*this, info(1), options);
    shards.start();
    co_await shards->until_ready();
    // Without this intent the new shards hear of no guild at all.
    co_await shards->reshard(info(2));
    EXPECT_EQ(shards->shard_count(), 2);
    co_await expect_each_guild_heard(shards);
  }());
}

TEST_F(ReshardTest, TheOldShardsGoOnWhenDiscordRefusesTheNewOnes) {
  serve_guilds(guild_count);
  run([this]() -> awaitable<void> {
    Shards shards(*this, info(2));
    shards.start();
    co_await shards->until_ready();
    start_posting();
    co_await inject(R"({"kind":"before_hello","what":"close","code":4010,"times":1})");
    const auto error = co_await error_of(shards->reshard(info(3)));
    EXPECT_EQ(error.value().close_code, 4010);
    EXPECT_EQ(shards->shard_count(), 2);
    co_await expect_all_posts(shards);
    // And nothing of the attempt stands in the way of the next.
    co_await shards->reshard(info(3));
    EXPECT_EQ(shards->shard_count(), 3);
  }());
}

TEST_F(ReshardTest, RefusesWhatCannotBe) {
  serve_guilds(guild_count);
  run([this]() -> awaitable<void> {
    Shards shards(*this, info(1));
    const auto early = co_await error_of(shards->reshard(info(2)));
    EXPECT_EQ(early.value().kind, ErrorKind::cancelled);
    shards.start();
    co_await shards->until_ready();
    const ShardSet no_such_shard({5}, 2);
    const auto bad = co_await error_of(shards->reshard(info(2), no_such_shard));
    EXPECT_THAT(bad.value().message, HasSubstr("there is no shard 5 of 2"));
    asio::co_spawn(context(), shards->reshard(info(2)), asio::detached);
    const auto twice = co_await error_of(shards->reshard(info(3)));
    EXPECT_THAT(twice.value().message, HasSubstr("exchanged already"));
    co_await shards.until([&] { return shards->shard_count() == 2; });
  }());
}

TEST_F(ReshardTest, CanBeCancelledBeforeTheNewShardsTakeOver) {
  serve_guilds(guild_count);
  run([this]() -> awaitable<void> {
    Shards shards(*this, info(2));
    shards.start();
    co_await shards->until_ready();
    start_posting();
    asio::cancellation_signal cancel;
    bool ended = false;
    asio::co_spawn(context(), shards->reshard(info(3)),
                   asio::bind_cancellation_slot(cancel.slot(), [&](const std::exception_ptr&) {
                     ended = true;
                     changed().notify();
                   }));
    co_await until_traffic("Identify", 5);
    cancel.emit(asio::cancellation_type::terminal);
    co_await changed().until([&] { return ended; });
    EXPECT_EQ(shards->shard_count(), 2);
    co_await expect_all_posts(shards);
  }());
}

TEST_F(ReshardTest, StopsInTheMiddle) {
  serve_guilds(guild_count);
  run([this]() -> awaitable<void> {
    Shards shards(*this, info(2));
    shards.start();
    co_await shards->until_ready();
    std::optional<Error> error;
    bool ended = false;
    asio::co_spawn(
        context(),
        [&]() -> awaitable<void> {
          error = co_await error_of(shards->reshard(info(3)));
          ended = true;
          changed().notify();
        },
        asio::detached);
    co_await until_traffic("Identify", 5);
    shards->stop();
    EXPECT_EQ(co_await shards.ended(), std::nullopt);
    co_await changed().until([&] { return ended; });
    EXPECT_EQ(error.value().kind, ErrorKind::cancelled);
  }());
}

TEST_F(ReshardTest, StoresTheNewSessionsInPlaceOfTheOldOnes) {
  serve_guilds(guild_count);
  run([this]() -> awaitable<void> {
    const auto store = std::make_shared<MemorySessionStore>();
    ShardManagerOptions options = Shards::options();
    options.session_store = store;
    Shards shards(*this, info(2), options);
    shards.start();
    co_await shards->until_ready();
    co_await shards->reshard(info(3));
    shards->stop(/*keep_sessions=*/true);
    co_await shards.ended();
    EXPECT_THAT(store->names(), ElementsAre(HasSubstr("0/3"), HasSubstr("1/3"), HasSubstr("2/3")));
  }());
}

}  // namespace
}  // namespace pincer::test
