// How a bot starts, runs and ends: what it tells, what it refuses, and run().
#include <gmock/gmock.h>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <sstream>
#include <thread>

#include "integration/bot_fixture.hpp"
#include "pincer/shard_manager.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;

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
      "the bot listens for GUILD_CREATE, but does not have the intent guilds: none will ever come\n"
      "the bot listens for MESSAGE_CREATE, but has neither guild_messages nor direct_messages: "
      "none will ever come\n"
      "the bot listens for MESSAGE_UPDATE, but has neither guild_messages nor direct_messages: "
      "none will ever come\n");
}

TEST_F(BotIntentsTest, DoesNotWarnWhereOneIntentOfTwoIsThere) {
  EXPECT_EQ(log_of_start(Intents::guilds | Intents::direct_messages), "");
}

TEST_F(BotIntentsTest, MentionsThatTheTextOfMessagesIsMissing) {
  const std::string text = log_of_start(Intents::unprivileged, LogLevel::info);
  EXPECT_THAT(text, testing::StartsWith("the bot listens for MESSAGE_CREATE, but"));
  EXPECT_THAT(text, HasSubstr("the intent message_content: content is empty except"));
}

TEST_F(BotIntentsTest, SaysNothingWhenAllIsThere) {
  EXPECT_EQ(log_of_start(Intents::all, LogLevel::info), "");
}

// ---- What a bot refuses

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

}  // namespace
}  // namespace pincer::test
