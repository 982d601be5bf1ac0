// ShardManager against the sandbox, over real sockets: starting, restarting, ending, and going on
// in a new process.
#include "pincer/shard_manager.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <set>
#include <stdexcept>

#include "client/shards_fixture.hpp"
#include "pincer/error.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ShardManagerTest : public ShardsFixture {};

std::vector<int> ids_of(const std::vector<ShardStatus>& status) {
  std::vector<int> ids;
  for (const ShardStatus& shard : status) ids.push_back(shard.shard.id);
  return ids;
}

TEST_F(ShardManagerTest, RunsAsManyShardsAsDiscordRecommends) {
  serve_guilds(5);
  run([this]() -> awaitable<void> {
    Shards shards(*this, info(3));
    shards.start();
    co_await shards->until_ready();
    EXPECT_EQ(shards->shard_count(), 3);
    for (const ShardStatus& shard : co_await shards->status()) {
      EXPECT_EQ(shard.shard.count, 3);
      EXPECT_TRUE(shard.ready);
      EXPECT_EQ(shard.state, "ready");
      EXPECT_EQ(shard.counters.sessions, 1U);
    }
    EXPECT_EQ(count_traffic("Identify"), 3U);
    co_await expect_each_guild_heard(shards);
  }());
}

TEST_F(ShardManagerTest, RunsAPartOfTheShards) {
  serve_guilds(1);
  run([this]() -> awaitable<void> {
    ShardManagerOptions options = Shards::options();
    options.shards = ShardSet({6, 2}, 8);
    Shards listed(*this, info(1), options);
    listed.start();
    co_await listed->until_ready();
    EXPECT_THAT(ids_of(co_await listed->status()), ElementsAre(2, 6));
    EXPECT_EQ(listed->shard(5), nullptr);

    options.shards = ShardSet::range(3, 5, 8);
    Shards ranged(*this, info(1), options);
    ranged.start();
    co_await ranged->until_ready();
    EXPECT_THAT(ids_of(co_await ranged->status()), ElementsAre(3, 4, 5));
    EXPECT_EQ(ranged->shard_count(), 8);
  }());
}

TEST_F(ShardManagerTest, RefusesASetThatCannotBe) {
  serve_guilds(1);
  run([this]() -> awaitable<void> {
    ShardManagerOptions options = Shards::options();
    options.shards = ShardSet({0, 4}, 4);
    Shards shards(*this, info(1), options);
    shards.start();
    const auto error = co_await shards.ended();
    EXPECT_EQ(error.value().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(error.value().message, HasSubstr("there is no shard 4 of 4"));
  }());
}

TEST_F(ShardManagerTest, SendsCommandsToTheShardOfAGuild) {
  serve_guilds(4);
  run([this]() -> awaitable<void> {
    Shards shards(*this, info(3));
    shards.start();
    co_await shards->until_ready();
    for (const GuildId guild : guilds()) {
      const auto shard = shards->shard(guild);
      EXPECT_EQ(shard->options().shard, ShardId::of(guild, 3));
      co_await shard->send(GatewayDispatch(
          8, R"({"guild_id":")" + guild.to_string() + R"(","query":"","limit":1})"));
    }
    co_await shards.until([&] { return shards.count("GUILD_MEMBERS_CHUNK") == 4; });
  }());
}

TEST_F(ShardManagerTest, ShowsItsPresenceWithEveryShardAlsoAfterAReshard) {
  serve_guilds(2);
  run([this]() -> awaitable<void> {
    Shards shards(*this, info(2));
    shards.start();
    co_await shards->until_ready();
    co_await shards->update_presence(UpdatePresence(PresenceStatus::dnd));
    const auto status = [this] {
      return server().sandbox().world().users().at(application().value()).status;
    };
    co_await changed().until([&] { return status() == "dnd"; });
    co_await shards->reshard(info(3));
    EXPECT_EQ(status(), "dnd");
  }());
}

TEST_F(ShardManagerTest, ShowsAPresenceThatIsSetDuringAReshard) {
  serve_guilds(2);
  run([this]() -> awaitable<void> {
    Shards shards(*this, info(1));
    shards.start();
    co_await shards->until_ready();
    bool exchanged = false;
    asio::co_spawn(context(), shards->reshard(info(3)), [&](const std::exception_ptr& failure) {
      EXPECT_EQ(failure, nullptr);
      exchanged = true;
      changed().notify();
    });
    co_await until_traffic("Identify", 2);
    co_await shards->update_presence(UpdatePresence(PresenceStatus::dnd));
    co_await changed().until([&] { return exchanged; });
    // Of the old shard and the three new ones.
    co_await until_traffic("Update Presence", 4);
  }());
}

TEST_F(ShardManagerTest, RestartsOneShardWithoutTheOthers) {
  serve_guilds(4);
  run([this]() -> awaitable<void> {
    Shards shards(*this, info(2));
    shards.start();
    co_await shards->until_ready();
    co_await shards->restart(1);
    auto status = co_await shards->status();
    EXPECT_EQ(status[0].counters.resumes, 0U);
    EXPECT_EQ(status[1].counters.resumes, 1U);
    EXPECT_EQ(count_traffic("Identify"), 2U);

    co_await shards->restart(1, /*keep_session=*/false);
    status = co_await shards->status();
    EXPECT_EQ(status[0].counters.sessions, 1U);
    EXPECT_EQ(status[1].counters.sessions, 2U);
    EXPECT_EQ(count_traffic("Identify"), 3U);
    co_await expect_each_guild_heard(shards);

    std::optional<Error> error;
    try {
      co_await shards->restart(2);
    } catch (const Exception& exception) {
      error = exception.error();
    }
    EXPECT_EQ(error.value().message, "shard 2 does not run here");
  }());
}

TEST_F(ShardManagerTest, OneShardThatCannotGoOnEndsAllAndKeepsTheirSessions) {
  serve_guilds(4);
  run([this]() -> awaitable<void> {
    const auto store = std::make_shared<MemorySessionStore>();
    ShardManagerOptions options = Shards::options();
    options.session_store = store;
    Shards shards(*this, info(3), options);
    shards.start();
    co_await shards->until_ready();
    co_await inject(R"({"kind":"close","code":4014,"shard":1})");
    const auto error = co_await shards.ended();
    EXPECT_EQ(error.value().kind, ErrorKind::gateway);
    EXPECT_EQ(error.value().close_code, 4014);
    EXPECT_THAT(store->names(), ElementsAre(HasSubstr("0/3"), HasSubstr("2/3")));
  }());
}

TEST_F(ShardManagerTest, ANewProcessResumesEveryShardAndMissesNothing) {
  serve_guilds(5);
  run([this]() -> awaitable<void> {
    const auto store = std::make_shared<MemorySessionStore>();
    ShardManagerOptions options = Shards::options();
    options.session_store = store;
    {
      Shards first(*this, info(3), options);
      first.start();
      co_await first->until_ready();
      co_await expect_each_guild_heard(first);
      first->stop(/*keep_sessions=*/true);
      EXPECT_EQ(co_await first.ended(), std::nullopt);
      EXPECT_THAT(store->names(), SizeIs(3));
    }
    for (const GuildId guild : guilds()) {
      co_await post_in(guild, "meanwhile");
    }
    Shards second(*this, info(3), options);
    second.start();
    co_await second->until_ready();
    co_await second.until([&] { return second.messages().size() == 5; });
    EXPECT_EQ(count_traffic("Identify"), 3U);
    for (const ShardStatus& shard : co_await second->status()) {
      EXPECT_EQ(shard.counters.sessions, 0U);
      EXPECT_EQ(shard.counters.resumes, 1U);
    }
    second->stop();
    co_await second.ended();
    EXPECT_THAT(store->names(), IsEmpty());
  }());
}

TEST_F(ShardManagerTest, AfterACrashEventsMayComeTwiceButNoneIsLost) {
  serve_guilds(3);
  run([this]() -> awaitable<void> {
    const auto store = std::make_shared<MemorySessionStore>();
    store->on_save = [this] { changed().notify(); };
    ShardManagerOptions options = Shards::options();
    options.session_store = store;
    options.session_save_interval = milliseconds(10);
    Shards first(*this, info(2), options);
    first.start();
    co_await first->until_ready();
    for (const GuildId guild : guilds()) {
      co_await post_in(guild, "seen");
    }
    co_await first.until([&] { return first.messages().size() == 3; });
    co_await first.until([&] { return store->names().size() == 2; });
    // What stands in the store now is all that a process would find that starts after a crash.
    options.session_store = std::make_shared<MemorySessionStore>(*store);
    for (const GuildId guild : guilds()) {
      co_await post_in(guild, "unsaved");
    }
    co_await first.until([&] { return first.messages().size() == 6; });
    first->stop(/*keep_sessions=*/true);
    co_await first.ended();

    Shards second(*this, info(2), options);
    second.start();
    co_await second->until_ready();
    co_await second.until([&] { return second.messages_of("unsaved") == 3; });
    EXPECT_EQ(count_traffic("Identify"), 2U);
  }());
}

TEST_F(ShardManagerTest, AnotherSetOfIntentsBeginsNewSessions) {
  serve_guilds(1);
  run([this]() -> awaitable<void> {
    ShardManagerOptions options = Shards::options();
    options.session_store = std::make_shared<MemorySessionStore>();
    {
      Shards first(*this, info(1), options);
      first.start();
      co_await first->until_ready();
      first->stop(/*keep_sessions=*/true);
      co_await first.ended();
    }
    Shards second(*this, info(1), options, Intents::guilds);
    second.start();
    co_await second->until_ready();
    EXPECT_EQ((co_await second->status()).front().counters.sessions, 1U);
  }());
}

class FailingStore final : public SessionStore {
 public:
  awaitable<std::map<std::string, SessionResume>> load() override { co_return loaded; }
  awaitable<void> save(std::map<std::string, std::optional<SessionResume>>) override {
    ++saves;
    if (on_save) on_save();
    if (saves % 3 == 1) throw std::runtime_error("the store's client threw");
    if (saves % 3 == 2) throw boost::system::system_error(asio::error::operation_aborted);
    throw Exception(Error(ErrorKind::network, "the store is away"));
    co_return;
  }
  std::map<std::string, SessionResume> loaded;
  int saves = 0;
  std::function<void()> on_save;
};

TEST_F(ShardManagerTest, AStoreThatFailsDoesNotEndTheBot) {
  serve_guilds(1);
  run([this]() -> awaitable<void> {
    CapturedLog log(LogLevel::warning);
    const auto store = std::make_shared<FailingStore>();
    store->on_save = [this] { changed().notify(); };
    ShardManagerOptions options = Shards::options();
    options.session_store = store;
    options.session_save_interval = milliseconds(5);
    Shards shards(*this, info(1), options);
    shards.start();
    co_await shards->until_ready();
    co_await shards.until([&] { return store->saves >= 4; });
    co_await expect_each_guild_heard(shards);
    shards->stop();
    EXPECT_EQ(co_await shards.ended(), std::nullopt);
    EXPECT_TRUE(log.contains("the store is away"));
    EXPECT_TRUE(log.contains("the store's client threw"));
  }());
}

TEST_F(ShardManagerTest, TriesASessionThatDiscordForgotAndBeginsANewOne) {
  serve_guilds(1);
  run([this]() -> awaitable<void> {
    const auto store = std::make_shared<FailingStore>();
    store->loaded["0/1 intents " + std::to_string(Intents::all.bits())] =
        SessionResume("forgotten", gateway_url(), 12);
    ShardManagerOptions options = Shards::options();
    options.session_store = store;
    Shards shards(*this, info(1), options);
    shards.start();
    co_await shards->until_ready();
    EXPECT_EQ(count_traffic("Resume"), 1U);
    EXPECT_EQ((co_await shards->status()).front().counters.sessions, 1U);
  }());
}

TEST_F(ShardManagerTest, EndsWaitsWhenItStops) {
  serve_guilds(1);
  run([this]() -> awaitable<void> {
    co_await inject(R"({"kind":"refuse","times":1000})");
    Shards shards(*this, info(1));
    shards.start();
    asio::post(context(), [&] { shards->stop(); });
    std::optional<Error> error;
    try {
      co_await shards->until_ready();
    } catch (const Exception& exception) {
      error = exception.error();
    }
    EXPECT_EQ(error.value().kind, ErrorKind::cancelled);
    EXPECT_EQ(co_await shards.ended(), std::nullopt);
  }());
}

TEST_F(ShardManagerTest, CoroutineHandlersGetTheirShard) {
  serve_guilds(4);
  run([this]() -> awaitable<void> {
    Shards shards(*this, info(4));
    std::set<int> seen;
    shards->append_handler(0, [&](Gateway& shard, const GatewayDispatch& event) -> awaitable<void> {
      co_await asio::post(asio::use_awaitable);
      if (event.event_name == "READY") seen.insert(shard.options().shard.id);
    });
    shards->append_handler(0, [](Gateway&, const GatewayDispatch&) {
      throw std::runtime_error("a handler of a user");
    });
    CapturedLog log(LogLevel::error);
    shards.start();
    co_await shards->until_ready();
    co_await shards.until([&] { return seen.size() == 4; });
    EXPECT_TRUE(log.contains("a handler threw: a handler of a user"));
  }());
}

// ---- Several threads

TEST_F(ShardManagerTest, RunsShardsOnSeveralThreads) {
  constexpr int shard_count = 16;
  constexpr int messages_each = 20;
  serve_guilds(8);
  asio::thread_pool threads(4);
  run([this, &threads]() -> awaitable<void> {
    // One list for each shard: each is only touched on its strand.
    std::array<std::vector<std::int64_t>, shard_count> sequences;
    std::atomic<int> messages = 0;
    ShardManager shards(threads.get_executor(), Token(token_text), Intents::all, info(shard_count),
                        Shards::options());
    shards.append_handler(0, [&](Gateway& shard, const GatewayDispatch& event) {
      if (event.seq)
        sequences[static_cast<std::size_t>(shard.options().shard.id)].push_back(*event.seq);
      if (event.event_name == "MESSAGE_CREATE") ++messages;
    });
    bool ended = false;
    asio::co_spawn(context(), shards.start(), [&](const std::exception_ptr&) {
      ended = true;
      changed().notify();
    });
    co_await shards.until_ready();
    for (int i = 0; i < messages_each; ++i) {
      for (const GuildId guild : guilds()) {
        co_await post_in(guild, std::to_string(i));
      }
      if (i == 0) {
        co_await inject(R"({"kind":"drop"})");
      }
    }
    asio::steady_timer timer(context());
    while (messages < 8 * messages_each) {
      timer.expires_after(milliseconds(5));
      co_await timer.async_wait(asio::use_awaitable);
    }
    EXPECT_EQ((co_await shards.status()).size(), static_cast<std::size_t>(shard_count));
    shards.stop();
    co_await changed().until([&] { return ended; });
    EXPECT_EQ(messages, 8 * messages_each);
    for (const auto& sequence : sequences) {
      EXPECT_TRUE(std::is_sorted(sequence.begin(), sequence.end()));
      EXPECT_EQ(std::adjacent_find(sequence.begin(), sequence.end()), sequence.end());
    }
  }());
  threads.join();
}

}  // namespace
}  // namespace pincer::test
