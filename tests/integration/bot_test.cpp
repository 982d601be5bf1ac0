// Bot, from its handlers to the wire and back, over real sockets.
#include <gmock/gmock.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>

#include "integration/bot_fixture.hpp"
#include "pincer/gateway.hpp"
#include "pincer/session_store.hpp"
#include "pincer/shard_manager.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;

TEST_F(BotTest, ShowsItsPresenceFromTheStart) {
  serve();
  BotOptions options = bot_options();
  options.gateway.presence = UpdatePresence(PresenceStatus::dnd).watching("the harbour");
  make_bot(std::move(options));
  run([&]() -> awaitable<void> { co_await log_in(); }());
  EXPECT_EQ(server().sandbox().world().users().at(application().value()).status, "dnd");
}

TEST_F(BotTest, CallsAndConnectsAsItIsTold) {
  serve();
  BotOptions options = bot_options();
  int answers = 0;
  options.http.on_event = [&answers](const HTTPEvent&) { ++answers; };
  options.gateway.compression = TransportCompression::zlib_stream;
  options.gateway.handlers_in_flight_max = 7;
  make_bot(std::move(options));
  run([&]() -> awaitable<void> {
    co_await log_in();
    EXPECT_EQ(bot_->gateway(guild())->options().compression, TransportCompression::zlib_stream);
    EXPECT_EQ(bot_->gateway(guild())->options().handlers_in_flight_max, 7U);
  }());
  EXPECT_GT(answers, 0);
}

TEST_F(BotTest, HandsOutEachKindOfEvent) {
  make_bot();
  count<Ready>();
  count<Resumed>();
  count<ChannelCreate>();
  count<ChannelDelete>();
  count<MessageCreate>();
  count<MessageUpdate>();
  count<MessageDelete>();
  count<MessageReactionAdd>();
  count<MessageReactionRemove>();
  count<TypingStart>();
  count<GuildMemberAdd>();
  count<GuildMemberRemove>();
  count<GuildMembersChunk>();
  count<PresenceUpdate>();
  count<GuildDelete>();
  run([&]() -> awaitable<void> {
    co_await log_in();
    EXPECT_TRUE(seen_.contains("READY"));
    const std::string guilds = "/sandbox/guilds/" + guild().to_string();
    const auto made = co_await control("POST", guilds + "/channels", R"({"name": "new"})");
    co_await until_seen("CHANNEL_CREATE");
    co_await control("DELETE", "/sandbox/channels/" + std::string(made.at("id").as_string()));
    co_await until_seen("CHANNEL_DELETE");
    const std::string message = co_await post("hello");
    co_await until_seen("MESSAGE_CREATE");
    const std::string path = "/sandbox/people/ada/messages/" + message;
    co_await control("PATCH", path, R"({"content": "hello again"})");
    co_await until_seen("MESSAGE_UPDATE");
    co_await control("PUT", path + "/reactions/%F0%9F%91%8D");
    co_await until_seen("MESSAGE_REACTION_ADD");
    co_await control("DELETE", path + "/reactions/%F0%9F%91%8D");
    co_await until_seen("MESSAGE_REACTION_REMOVE");
    co_await control("DELETE", path);
    co_await until_seen("MESSAGE_DELETE");
    co_await control("POST", "/sandbox/people/ada/typing", R"({"channel": "general"})");
    co_await until_seen("TYPING_START");
    co_await control("PUT", "/sandbox/people/linus/presence", R"({"status": "dnd"})");
    co_await until_seen("PRESENCE_UPDATE");
    co_await control("POST", "/sandbox/people", R"({"name": "ken"})");
    co_await control("PUT", guilds + "/members/ken");
    co_await until_seen("GUILD_MEMBER_ADD");
    co_await control("DELETE", guilds + "/members/ken");
    co_await until_seen("GUILD_MEMBER_REMOVE");
    const GuildMembers found =
        co_await bot_->gateway()->request_guild_members(RequestGuildMembers(guild()).query("ad"));
    EXPECT_EQ(found.members.size(), 1U);
    EXPECT_TRUE(seen_.contains("GUILD_MEMBERS_CHUNK"));
    co_await inject(R"({"kind": "drop"})");
    co_await until_seen("RESUMED");
    co_await control("DELETE", guilds + "/members/pincer");
    co_await until_seen("GUILD_DELETE");
  }());
}

TEST_F(BotTest, AnswersAMessageAndASlashCommand) {
  make_bot();
  MessageCreate received;
  bot_->on<Ready>([&](Ready ready) -> awaitable<void> {
    std::vector<CreateCommand> commands{CreateCommand("hello", "Says hello")};
    co_await bot_->rest().bulk_set_application_commands(ready.application_id, commands);
    seen_.insert("commands set");
    changed().notify();
  });
  bot_->on<MessageCreate>([&](MessageCreate event) -> awaitable<void> {
    if (event.message.content != "ping") co_return;
    received = event;
    co_await bot_->rest().create_message(event.message.channel_id, "pong");
  });
  bot_->on<InteractionCreate>([&](InteractionCreate event) -> awaitable<void> {
    co_await bot_->rest().create_interaction_response(event.interaction,
                                                      InteractionResponse::message("Hello!"));
    co_await bot_->rest().create_followup_message(event.interaction, "And more");
    seen_.insert("answered");
    changed().notify();
  });
  run([&]() -> awaitable<void> {
    co_await log_in();
    co_await post("ping");
    co_await until_traffic("POST /channels/" + channel().to_string() + "/messages -> 200");
    EXPECT_EQ(received.message.author.username, "ada");
    EXPECT_EQ(received.message.channel_id, channel());
    co_await until_seen("commands set");
    const auto command = co_await control("POST", "/sandbox/people/ada/commands",
                                          R"({"command": "hello", "channel": "general"})");
    co_await until_seen("answered");
    const auto listed =
        co_await control("GET", "/sandbox/channels/" + channel().to_string() + "/messages");
    const std::string text = boost::json::serialize(listed);
    EXPECT_THAT(text, HasSubstr("pong"));
    EXPECT_THAT(text, HasSubstr("Hello!"));
    EXPECT_THAT(text, HasSubstr("And more"));
  }());
}

TEST_F(BotTest, AHandlerThatThrowsDoesNotKeepTheEventFromTheOthers) {
  make_bot();
  const CapturedLog log(LogLevel::error);
  bot_->on<MessageCreate>([](const MessageCreate&) { throw std::runtime_error("planted"); });
  bot_->on<MessageCreate>([](MessageCreate) -> awaitable<void> {
    throw std::runtime_error("planted as well");
    co_return;
  });
  int seen = 0;
  bot_->on<MessageCreate>([&](const MessageCreate&) {
    ++seen;
    changed().notify();
  });
  run([&]() -> awaitable<void> {
    co_await log_in();
    co_await post("hello");
    co_await post("and again");
    co_await changed().until([&] { return seen == 2; });
  }());
  EXPECT_THAT(log.text(), HasSubstr("bot: a handler of MESSAGE_CREATE threw: planted\n"));
  EXPECT_THAT(log.text(), HasSubstr("bot: a handler of MESSAGE_CREATE threw: planted as well\n"));
}

TEST_F(BotTest, KeepsTheEventUntilAHandlerThatTookAReferenceEnds) {
  make_bot();
  const std::string content(100, 'a');  // on the heap, where a destroyed text is soon overwritten
  std::vector<std::string> heard;
  bot_->on<MessageCreate>([&](const MessageCreate& event) -> awaitable<void> {
    for (int i = 0; i < 3; ++i) {
      co_await asio::post(context(), asio::use_awaitable);
    }
    heard.push_back(event.message.content);
    changed().notify();
  });
  run([&]() -> awaitable<void> {
    co_await log_in();
    co_await post(content);
    co_await post(content);
    co_await changed().until([&] { return heard.size() == 2; });
    EXPECT_THAT(heard, testing::Each(content));
  }());
}

TEST_F(BotTest, SaysNothingOfAHandlerThatItCancels) {
  serve();
  BotOptions options = bot_options();
  options.gateway.handler_stop_timeout = std::chrono::milliseconds(1);
  make_bot(std::move(options));
  const CapturedLog log(LogLevel::warning);
  bool begun = false;
  bot_->on<MessageCreate>([&](const MessageCreate&) -> awaitable<void> {
    begun = true;
    changed().notify();
    asio::steady_timer never(context(), TimePoint::max());
    co_await never.async_wait(asio::use_awaitable);
  });
  run([&]() -> awaitable<void> {
    co_await log_in();
    co_await post("hello");
    co_await changed().until([&] { return begun; });
    bot_->stop();
    co_await stopped();
  }());
  EXPECT_EQ(log.text(), "");
}

TEST_F(BotTest, TakesHandlersThatAHandlerAdds) {
  make_bot();
  int seen = 0;
  bool added = false;
  bot_->on<MessageCreate>([&](const MessageCreate&) {
    if (std::exchange(added, true)) return;
    for (int i = 0; i < 50; ++i) {
      bot_->on<MessageCreate>([&](const MessageCreate&) {
        ++seen;
        changed().notify();
      });
    }
  });
  run([&]() -> awaitable<void> {
    co_await log_in();
    co_await post("one");
    co_await post("two");
    co_await changed().until([&] { return seen == 50; });
  }());
}

TEST_F(BotTest, StopsFromAHandlerAndLetsItFinish) {
  make_bot();
  bool finished = false;
  bot_->on<MessageCreate>([&](MessageCreate event) -> awaitable<void> {
    if (event.message.content != "stop") co_return;
    bot_->stop();
    co_await bot_->rest().create_message(event.message.channel_id, "bye");
    finished = true;
  });
  run([&]() -> awaitable<void> {
    co_await log_in();
    co_await post("stop");
    co_await stopped();
  }());
  EXPECT_TRUE(finished);
  EXPECT_EQ(error_, std::nullopt);
}

TEST_F(BotTest, StopsWhileItAsksForTheGateway) {
  make_bot();
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "rest_status", "status": 503, "times": 0})");
    start();
    co_await until_traffic("rest_status hit", 2);
    const TimePoint before = Clock::now();
    bot_->stop();
    co_await stopped();
    EXPECT_LT(Clock::now() - before, std::chrono::milliseconds(400));
  }());
  EXPECT_TRUE(error_ && error_->kind == ErrorKind::cancelled);
}

// ---- Shards

TEST_F(BotTest, RunsTheShardsThatItIsTold) {
  serve();
  BotOptions options = bot_options();
  options.shards = ShardSet({static_cast<int>((guild().value() >> 22U) % 3)}, 3);
  make_bot(std::move(options));
  run([this]() -> awaitable<void> {
    co_await log_in();
    const auto shard = bot_->gateway(guild());
    EXPECT_EQ(shard->options().shard, ShardId::of(guild(), 3));
    EXPECT_EQ((co_await bot_->shards().status()).size(), 1U);
    const GuildId elsewhere(guild().value() + (std::uint64_t{1} << 22U));
    EXPECT_THAT(refusal_of([&] { (void)bot_->gateway(elsewhere); }),
                testing::StartsWith("the shard that serves guild " + elsewhere.to_string()));
    // Shard 0 serves whatever belongs to no guild, and this guild is another shard's.
    EXPECT_NE(shard->options().shard.id, 0);
    EXPECT_THAT(refusal_of([this] { (void)bot_->gateway(); }), testing::StartsWith("shard 0"));
  }());
}

/// Remembers nothing, and counts how often it was asked to.
class CountingStore final : public SessionStore {
 public:
  explicit CountingStore(Condition& changed) : changed_(changed) {}
  awaitable<std::map<std::string, SessionResume>> load() override {
    co_return std::map<std::string, SessionResume>();
  }
  awaitable<void> save(std::map<std::string, std::optional<SessionResume>>) override {
    ++saved;
    changed_.notify();
    co_return;
  }
  int saved = 0;

 private:
  Condition& changed_;
};

TEST_F(BotTest, StoresItsSessionsAsOftenAsItIsTold) {
  serve();
  const auto store = std::make_shared<CountingStore>(changed());
  BotOptions options = bot_options();
  options.session_store = store;
  options.session_save_interval = std::chrono::milliseconds(5);
  make_bot(std::move(options));
  run([&]() -> awaitable<void> {
    co_await log_in();
    const TimePoint before = Clock::now();
    const int saved = store->saved;
    co_await post("something to store");
    co_await changed().until([&] { return store->saved > saved; });
    EXPECT_LT(Clock::now() - before, std::chrono::seconds(4));
  }());
}

TEST_F(BotTest, WarnsOfTheSessionStartsAsItIsTold) {
  serve();
  BotOptions options = bot_options();
  options.identify_queue.remaining_low = 1000000;
  make_bot(std::move(options));
  const CapturedLog log(LogLevel::warning);
  run([&]() -> awaitable<void> { co_await log_in(); }());
  EXPECT_THAT(log.text(), HasSubstr("session starts are left"));
}

TEST_F(BotTest, ReshardsAsFastAsItIsTold) {
  serve();
  BotOptions options = bot_options();
  options.gateway.identify_queue = immediate_identify_queue();
  options.reshard_skew = std::chrono::milliseconds(20);
  make_bot(std::move(options));
  run([&]() -> awaitable<void> {
    co_await log_in();
    const TimePoint before = Clock::now();
    const GatewayInfo info = co_await bot_->rest().get_bot_gateway();
    co_await bot_->shards().reshard(info, ShardSet::range(0, 1, 2));
    EXPECT_EQ(bot_->shards().shard_count(), 2);
    EXPECT_LT(Clock::now() - before, std::chrono::seconds(4));
  }());
}

TEST_F(BotTest, GoesOnInANewProcessWhereItStopped) {
  const std::string path = testing::TempDir() + "pincer_bot_test_sessions.json";
  std::remove(path.c_str());
  serve();
  BotOptions options = bot_options();
  options.session_store = make_file_session_store(path);
  make_bot(options);
  run([this]() -> awaitable<void> {
    co_await log_in();
    bot_->stop();
    co_await stopped();
    co_await post("while you were away");
  }());
  options.session_store = make_file_session_store(path);
  make_bot(options);
  std::vector<std::string> heard;
  bot_->on<MessageCreate>([&](const MessageCreate& event) {
    heard.push_back(event.message.content);
    changed().notify();
  });
  run([&]() -> awaitable<void> {
    start();
    co_await changed().until([&] { return !heard.empty(); });
    EXPECT_THAT(heard, testing::ElementsAre("while you were away"));
    EXPECT_EQ(count_traffic("Identify"), 1U);
    bot_->stop();
    co_await stopped();
  }());
  std::remove(path.c_str());
}

}  // namespace
}  // namespace pincer::test
