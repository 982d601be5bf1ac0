// Bot, from its handlers to the wire and back, over real sockets.
#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <set>
#include <sstream>
#include <thread>

#include "net/http_server.hpp"
#include "pincer/bot.hpp"
#include "pincer/error.hpp"
#include "pincer/gateway.hpp"
#include "pincer/session_store.hpp"
#include "pincer/shard_manager.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;

class BotTest : public SandboxFixture {
 protected:
  BotOptions bot_options() const {
    BotOptions options;
    options.base_url = api_url();
    return options;
  }

  void make_bot(BotOptions options, std::string_view token = token_text) {
    bot_.emplace(context().get_executor(), Token(token), Intents::all, std::move(options));
    bot_->on<GuildCreate>([this](const GuildCreate&) {
      ready_ = true;
      changed().notify();
    });
  }
  void make_bot() {
    serve();
    make_bot(bot_options());
  }

  void start() {
    running_ = true;
    asio::co_spawn(context(), bot_->start(), [this](const std::exception_ptr& exception) {
      running_ = false;
      try {
        if (exception) std::rethrow_exception(exception);
      } catch (const Exception& failure) {
        error_ = failure.error();
      }
      changed().notify();
    });
  }
  awaitable<void> log_in() {
    start();
    return changed().until([this] { return ready_; });
  }
  awaitable<void> stopped() {
    return changed().until([this] { return !running_; });
  }

  void TearDown() override {
    if (running_) {
      bot_->stop();
      run(stopped());
    }
    bot_.reset();  // closes the connections that it keeps
    SandboxFixture::TearDown();
  }

  /// Counts the event and wakes whoever waits for it.
  template <class Event>
  void count() {
    bot_->on<Event>([this](const Event&) {
      seen_.insert(std::string(event_name_of<Event>));
      changed().notify();
    });
  }
  awaitable<void> until_seen(std::string name) {
    return changed().until([this, name] { return seen_.contains(name); });
  }

  std::optional<Bot> bot_;
  bool ready_ = false;
  bool running_ = false;
  std::optional<Error> error_;
  std::set<std::string> seen_;
};

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

// ---- What a bot tells

class BotIntentsTest : public BotTest {
 protected:
  /// What the bot logs of its handlers when it starts with these intents.
  std::string log_of_start(Intents intents, LogLevel level = LogLevel::warning) {
    const CapturedLog log(level);
    serve();
    bot_.emplace(context().get_executor(), Token(token_text), intents, bot_options());
    count<GuildMemberUpdate>();
    count<GuildCreate>();
    count<InteractionCreate>();
    count<MessageCreate>();
    count<MessageUpdate>();
    count<Ready>();
    run([&]() -> awaitable<void> {
      start();
      co_await until_seen("READY");
    }());
    std::istringstream lines(log.text());
    std::string told;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("bot: ")) told += line.substr(std::string_view("bot: ").size()) + '\n';
    }
    return told;
  }
};

TEST_F(BotIntentsTest, WarnsOfEventsThatNoIntentBrings) {
  EXPECT_EQ(
      log_of_start(Intents::none),
      "a handler for GUILD_CREATE is registered, but the bot does not have the intent guilds, "
      "so it will never be called\n"
      "a handler for MESSAGE_CREATE is registered, but the bot has neither guild_messages nor "
      "direct_messages, so it will never be called\n"
      "a handler for MESSAGE_UPDATE is registered, but the bot has neither guild_messages nor "
      "direct_messages, so it will never be called\n");
}

TEST_F(BotIntentsTest, DoesNotWarnWhereOneIntentOfTwoIsThere) {
  EXPECT_EQ(log_of_start(Intents::guilds | Intents::direct_messages), "");
}

TEST_F(BotIntentsTest, MentionsThatTheTextOfMessagesIsMissing) {
  const std::string text = log_of_start(Intents::unprivileged, LogLevel::info);
  EXPECT_THAT(text, testing::StartsWith("a handler for MESSAGE_CREATE is registered"));
  EXPECT_THAT(text, HasSubstr("the intent message_content: content is empty except"));
}

TEST_F(BotIntentsTest, SaysNothingWhenAllIsThere) {
  EXPECT_EQ(log_of_start(Intents::all, LogLevel::info), "");
}

// ---- What a bot refuses

/// What the error says that `call` throws; empty when it throws none.
template <class Call>
std::string refusal_of(Call call) {
  try {
    call();
  } catch (const Exception& exception) {
    EXPECT_EQ(exception.kind(), ErrorKind::invalid_argument);
    return exception.error().message;
  }
  return {};
}

TEST_F(BotTest, HasNoShardsBeforeItRuns) {
  make_bot();
  EXPECT_THAT(refusal_of([this] { (void)bot_->shards(); }), HasSubstr("in a handler"));
  EXPECT_THAT(refusal_of([this] { (void)bot_->gateway(); }), HasSubstr("in a handler"));
}

TEST_F(BotTest, HasNoLoopToRunWhenItWasMadeWithAnExecutor) {
  make_bot();
  EXPECT_THAT(refusal_of([this] { bot_->run(); }), HasSubstr("spawn start()"));
}

TEST_F(BotTest, RunsOnce) {
  make_bot();
  run([this]() -> awaitable<void> {
    co_await log_in();
    std::optional<Error> error;
    try {
      co_await bot_->start();
    } catch (const Exception& exception) {
      error = exception.error();
    }
    EXPECT_EQ(error, Error(ErrorKind::invalid_argument, "a bot runs once; make another one"));
    EXPECT_TRUE(running_);
    co_await post("and the first run goes on");
  }());
}

// ---- run(): a loop and a thread of its own

class BotRunTest : public BotTest {
 protected:
  /// Runs the bot while the sandbox runs on another thread; returns the exit code.
  int run_beside_the_sandbox(Bot& bot) {
    auto work = asio::make_work_guard(context());
    std::thread thread([this] { context().run(); });
    testing::internal::CaptureStderr();
    const int exit_code = bot.run();
    printed_ = testing::internal::GetCapturedStderr();
    asio::post(context(), [this] { context().stop(); });
    thread.join();
    return exit_code;
  }

  std::string printed_;
};

TEST_F(BotRunTest, ReturnsZeroAfterAStop) {
  serve();
  Bot bot(Token(token_text), Intents::unprivileged, bot_options());
  bot.on<GuildCreate>([&](const GuildCreate&) { bot.stop(); });
  EXPECT_EQ(run_beside_the_sandbox(bot), 0);
  EXPECT_EQ(printed_, "");
  EXPECT_THAT(refusal_of([&] { bot.run(); }), HasSubstr("runs once"));
}

TEST_F(BotRunTest, CanBeStoppedByAnotherThread) {
  serve();
  Bot bot(Token(token_text), Intents::unprivileged, bot_options());
  std::thread other;
  bot.on<GuildCreate>([&](const GuildCreate&) {
    other = std::thread([&] { asio::post(bot.executor(), [&] { bot.stop(); }); });
  });
  EXPECT_EQ(run_beside_the_sandbox(bot), 0);
  other.join();
}

TEST_F(BotRunTest, StopsAtASignalAndLeavesASecondOneToTheSystem) {
  serve();
  Bot bot(Token(token_text), Intents::unprivileged, bot_options());
  const auto is_caught = [] {
    struct sigaction action {};
    sigaction(SIGINT, nullptr, &action);
    return action.sa_handler != SIG_DFL;
  };
  bool was_caught = false;
  bool stayed_caught = true;
  // A handler that does not end before SIGINT is the system's again, within 2 seconds.
  bot.on<GuildCreate>([&](const GuildCreate&) -> awaitable<void> {
    was_caught = is_caught();
    std::raise(SIGINT);
    const TimePoint limit = Clock::now() + std::chrono::seconds(2);
    while (is_caught() && Clock::now() < limit) {
      co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    }
    stayed_caught = is_caught();
  });
  EXPECT_EQ(run_beside_the_sandbox(bot), 0);
  EXPECT_TRUE(was_caught);
  EXPECT_FALSE(stayed_caught);
}

TEST_F(BotRunTest, SaysThatTheTokenIsWrong) {
  serve();
  Bot bot(Token("not-the-right-secret"), Intents::unprivileged, bot_options());
  EXPECT_EQ(run_beside_the_sandbox(bot), 1);
  EXPECT_THAT(printed_, HasSubstr("401"));
  EXPECT_THAT(printed_, HasSubstr("developer portal"));
  EXPECT_THAT(printed_, testing::Not(HasSubstr("not-the-right-secret")));
}

TEST_F(BotRunTest, SaysThatThereIsNoToken) {
  serve();
  Bot bot(Token(), Intents::unprivileged, bot_options());
  EXPECT_EQ(run_beside_the_sandbox(bot), 1);
  EXPECT_THAT(printed_, HasSubstr("DISCORD_TOKEN"));
}

TEST_F(BotRunTest, SaysThatAnIntentIsNotEnabled) {
  sandbox::ServerOptions options = quick_options();
  options.scenario.applications.at(0).privileged_intents = Intents::none;
  serve(std::move(options));
  Bot bot(Token(token_text), Intents::guilds | Intents::guild_members, bot_options());
  EXPECT_EQ(run_beside_the_sandbox(bot), 1);
  EXPECT_THAT(printed_, HasSubstr("Server Members Intent"));
}

TEST_F(BotRunTest, SaysThatTheHostCannotBeTrusted) {
  serve();
  BotOptions options = bot_options();
  options.base_url.insert(std::string_view("http").size(), "s");  // the sandbox has no TLS
  Bot bot(Token(token_text), Intents::unprivileged, options);
  EXPECT_EQ(run_beside_the_sandbox(bot), 1);
  EXPECT_THAT(printed_, HasSubstr("TLS"));
}

// ---- What the sandbox would never send

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
    };
    make_bot(std::move(options));
    count<MessageCreate>();
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
