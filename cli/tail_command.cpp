#include "cli/tail_command.hpp"

#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <charconv>
#include <exception>
#include <iostream>
#include <optional>

#include "pincer/gateway.hpp"
#include "pincer/rest.hpp"

namespace pincer::cli {
namespace {

Error invalid(std::string message) { return {ErrorKind::invalid_argument, std::move(message)}; }

Intents parse_intents(const std::vector<std::string>& names) {
  Intents intents;
  for (const std::string& name : names) {
    const auto known = Intents::from_name(name);
    if (!known) {
      throw Exception(invalid("unknown intent \"" + name +
                              "\"; known are all, none, privileged, "
                              "unprivileged, and: " +
                              Intents::all.to_string()));
    }
    intents |= *known;
  }
  return intents;
}

ShardId parse_shard(const std::string& text) {
  ShardId shard;
  const char* const end = text.data() + text.size();
  auto [slash, first] = std::from_chars(text.data(), end, shard.id);
  if (first == std::errc() && slash != end && *slash == '/') {
    const auto [stop, second] = std::from_chars(slash + 1, end, shard.count);
    if (second == std::errc() && stop == end && shard.valid()) return shard;
  }
  throw Exception(invalid("\"" + text +
                          "\" is no shard; expected ID/COUNT with ID below COUNT, "
                          "as in 0/1"));
}

/// Prints payloads as they come, and stops the gateway after the last one wanted.
class Tail {
 public:
  Tail(boost::asio::io_context& context, const TailCommandOptions& options)
      : context_(context),
        options_(options),
        http_(context.get_executor(), read_token(options.connection),
              http_options(options.connection)) {}

  awaitable<void> run() {
    const GatewayInfo info = co_await get_gateway();
    GatewayOptions gateway_options;
    gateway_options.url = info.url;
    gateway_options.ca_file = options_.connection.ca_file;
    gateway_options.proxy = options_.connection.proxy;
    gateway_options.shard = parse_shard(options_.shard);
    gateway_options.compression = *transport_compression_from_name(options_.compression);
    gateway_.emplace(context_.get_executor(), read_token(options_.connection),
                     parse_intents(options_.intents), std::move(gateway_options));
    gateway_->append_handler(options_.all_opcodes ? Gateway::every_opcode : 0,
                             [this](const GatewayDispatch& payload) { print(payload); });
    if (!stopped_) {
      co_await gateway_->start_loop();
    }
  }

  void stop() {
    stopped_ = true;
    http_.close();
    if (gateway_) gateway_->stop();
  }
  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  awaitable<GatewayInfo> get_gateway() {
    // However it ends, no idle connection is left to keep the loop busy.
    const struct Close {
      HTTPClient& http;
      ~Close() { http.close(); }
    } close{http_};
    co_return co_await Rest(http_).get_bot_gateway();
  }

  void print(const GatewayDispatch& payload) {
    const auto& wanted = options_.events;
    if (!wanted.empty() &&
        std::find(wanted.begin(), wanted.end(), payload.event_name) == wanted.end()) {
      return;
    }
    if (options_.count != 0 && printed_ == options_.count) return;
    std::cout << payload.to_string() << std::endl;  // flushed: the reader may be a pipe
    ++printed_;
    if (printed_ == options_.count || !std::cout) stop();
  }

  boost::asio::io_context& context_;
  const TailCommandOptions& options_;
  HTTPClient http_;
  std::optional<Gateway> gateway_;
  std::uint64_t printed_ = 0;
  bool stopped_ = false;
};

}  // namespace

CLI::App* add_tail_command(CLI::App& app, TailCommandOptions& options) {
  CLI::App* const command =
      app.add_subcommand("tail", "Connect to the gateway and print its events as JSON lines");
  command
      ->add_option("--intents", options.intents,
                   "Names, with commas: guilds,guild_messages,message_content; or all, "
                   "unprivileged (the default), none")
      ->delimiter(',')
      ->type_name("NAMES");
  command
      ->add_option("--event", options.events,
                   "Only events of these names: MESSAGE_CREATE,MESSAGE_UPDATE")
      ->delimiter(',')
      ->type_name("NAMES");
  command->add_option("-n,--count", options.count, "Stop after so many lines. Default: never");
  command->add_option("--shard", options.shard, "ID/COUNT")->capture_default_str();
  command->add_option("--compression", options.compression, "zstd-stream, zlib-stream or none")
      ->capture_default_str()
      ->check(CLI::IsMember({"zstd-stream", "zlib-stream", "none"}));
  command->add_flag("--all-opcodes", options.all_opcodes, "Print heartbeats and the like as well");
  add_connection_options(*command, options.connection);
  command->footer(
      "Examples (the token comes from DISCORD_TOKEN):\n"
      "  pincer tail --intents guilds,guild_messages\n"
      "  pincer tail --intents all --event MESSAGE_CREATE -n 1");
  return command;
}

int run_tail(const TailCommandOptions& options) {
  try {
    parse_intents(options.intents);  // mistakes are told before anything is sent
    parse_shard(options.shard);
    boost::asio::io_context context(1);
    Tail tail(context, options);
    boost::asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code& code, int) {
      if (!code) tail.stop();
    });
    std::exception_ptr failure;
    boost::asio::co_spawn(context, tail.run(), [&](std::exception_ptr exception) {
      failure = std::move(exception);
      signals.cancel();
    });
    context.run();
    if (failure && !tail.stopped()) std::rethrow_exception(failure);
    return exit_success;
  } catch (const Exception& exception) {
    return report(exception.error());
  }
}

}  // namespace pincer::cli
