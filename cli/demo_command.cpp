#include "cli/demo_command.hpp"

#include <unistd.h>

#include <CLI/Option.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <iostream>
#include <optional>

#include "cli/demo/director.hpp"
#include "cli/demo/transcript.hpp"
#include "cli/exit_code.hpp"
#include "harbour_bot/harbour_bot.hpp"
#include "pincer/error.hpp"
#include "pincer/gateway.hpp"
#include "pincer/log.hpp"
#include "sandbox/server.hpp"

namespace pincer::cli {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds pace_for_readers{600};

/// Everything that runs during a demo, on one thread, which talks to itself through loopback.
class Demo {
 public:
  explicit Demo(const DemoCommandOptions& options)
      : options_(options),
        is_terminal_(isatty(STDOUT_FILENO) == 1),
        transcript_(std::cout, is_terminal_),
        signals_(context_, SIGINT, SIGTERM) {}

  int run();

 private:
  void start_server();
  void start_bot();
  awaitable<void> play();
  void finish(const std::exception_ptr& exception);
  void stop();
  void print_hints();

  const DemoCommandOptions& options_;
  asio::io_context context_{1};
  bool is_terminal_;
  Transcript transcript_;
  asio::signal_set signals_;
  std::unique_ptr<sandbox::Server> server_;
  std::optional<Bot> bot_;
  std::optional<HarbourBot> harbour_bot_;
  std::optional<Director> director_;
  std::exception_ptr failure_;
  bool stopping_ = false;
};

int Demo::run() {
  transcript_.heading("A bot on a local Discord");
  transcript_.note("Everything below crosses real sockets on this machine: REST calls over HTTP,");
  transcript_.note("gateway events over a WebSocket, compressed. Indented lines are the wire.");
  start_server();
  start_bot();
  asio::co_spawn(context_, play(),
                 [this](const std::exception_ptr& exception) { finish(exception); });
  signals_.async_wait([this](const boost::system::error_code& code, int) {
    if (!code) stop();
  });
  context_.run();
  if (failure_) std::rethrow_exception(failure_);
  return exit_success;
}

void Demo::start_server() {
  sandbox::ServerOptions options;
  options.port = options_.port;
  options.on_traffic = [this](const sandbox::TrafficEntry& entry) {
    if (director_) director_->on_traffic(entry);
  };
  server_ = sandbox::Server::start(context_.get_executor(), std::move(options)).value();
  asio::co_spawn(context_, server_->run(),
                 [this](const std::exception_ptr& exception) { finish(exception); });
  director_.emplace(
      context_.get_executor(), server_->url(), transcript_,
      is_terminal_ && !options_.fast ? pace_for_readers : std::chrono::milliseconds(0));
}

void Demo::start_bot() {
  BotOptions options;
  options.base_url = server_->url() + "/api/v10";
  const Token token = sandbox::default_scenario().applications.front().token;
  bot_.emplace(context_.get_executor(), token, HarbourBot::intents, std::move(options));
  harbour_bot_.emplace(*bot_);
  asio::co_spawn(context_, bot_->start(), [this](const std::exception_ptr& exception) {
    finish(exception);
    server_->stop();  // after the bot, so that it can say goodbye
  });
}

awaitable<void> Demo::play() {
  co_await director_->play();
  const std::shared_ptr<Gateway> shard = bot_->gateway();
  const Gateway::Counters& counters = shard->counters();
  transcript_.heading("Done: every part happened, and no event was lost.");
  transcript_.note("The bot received " + std::to_string(counters.payloads) +
                   " gateway payloads in " + std::to_string(counters.sessions) +
                   " session, which was resumed " + std::to_string(counters.resumes) + " time.");
  print_hints();
  if (options_.stay) {
    transcript_.heading("Sandbox and bot stay. What happens from here on is printed below.");
  } else {
    stop();
  }
}

void Demo::print_hints() {
  const std::string& url = server_->url();
  if (!options_.stay) {
    transcript_.note("The bot is examples/harbour_bot. Talk to it yourself:  ./dev demo --stay");
    return;
  }
  transcript_.heading("Talk to the bot from another terminal:");
  transcript_.note("curl -X POST " + url +
                   "/sandbox/people/ada/messages -H 'Content-Type: application/json' \\");
  transcript_.note("     -d '{\"channel\": \"general\", \"content\": \"hello there\"}'");
  transcript_.note("Everything a person can do, and every fault:  curl " + url + "/sandbox");
  transcript_.note("Your own bot:  DISCORD_API=" + url +
                   "/api/v10 DISCORD_TOKEN=sandbox-token ./your_bot");
  transcript_.note("Stop with Ctrl+C.");
}

void Demo::finish(const std::exception_ptr& exception) {
  if (!exception) return;
  if (!failure_ && !stopping_) failure_ = exception;
  stop();
}

void Demo::stop() {
  if (stopping_) return;
  stopping_ = true;
  signals_.cancel();
  director_->close();
  bot_->stop();
}

}  // namespace

CLI::App* add_demo_command(CLI::App& app, DemoCommandOptions& options) {
  CLI::App* const command =
      app.add_subcommand("demo", "Watch a bot hold a conversation on a local Discord");
  command->add_flag("--stay", options.stay,
                    "Leave sandbox and bot running afterwards, and print how to talk to them");
  command->add_flag("--fast", options.fast, "No pauses for readers");
  command->add_option("--port", options.port, "Port of the sandbox. Default: any free one");
  return command;
}

int run_demo(const DemoCommandOptions& options) {
  set_log_level(LogLevel::error);  // the transcript tells of the reconnect, and tells it better
  try {
    return Demo(options).run();
  } catch (const Exception& exception) {
    std::cerr << "\npincer demo: " << exception.what() << '\n';
    return exit_failure;
  }
}

}  // namespace pincer::cli
