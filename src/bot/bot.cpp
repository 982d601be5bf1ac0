#include "pincer/bot.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "base/log.hpp"
#include "bot/event_listeners.hpp"
#include "model/generated/event_list.hpp"
#include "pincer/gateway.hpp"
#include "pincer/http_client.hpp"
#include "pincer/session_store.hpp"
#include "pincer/shard_manager.hpp"
#include "wire/event_intents.hpp"

namespace pincer {
namespace {

namespace asio = boost::asio;

HTTPClientOptions http_options(const BotOptions& options) {
  HTTPClientOptions http = options.http;
  if (!options.base_url.empty()) {
    http.base_url = options.base_url;
  } else if (const char* const url = std::getenv("DISCORD_API"); url != nullptr && *url != '\0') {
    http.base_url = url;
  }
  if (!options.ca_file.empty()) http.ca_file = options.ca_file;
  return http;
}

Exception refusal(std::string message) {
  return Exception(Error(ErrorKind::invalid_argument, std::move(message)));
}

}  // namespace

class Bot::Impl {
 public:
  Impl(std::unique_ptr<asio::io_context> context, asio::any_io_executor executor, Token token,
       Intents intents, BotOptions options)
      : context_(std::move(context)),
        executor_(std::move(executor)),
        token_(std::move(token)),
        intents_(intents),
        options_(std::move(options)),
        http_(executor_, token_, http_options(options_)),
        rest_(http_) {}

  template <class Event>
  EventListeners<Event>& listeners() {
    auto found = listeners_.find(event_name_of<Event>);
    if (found == listeners_.end()) {
      found = listeners_
                  .emplace(event_name_of<Event>, std::make_unique<EventListeners<Event>>(options_))
                  .first;
      if (started_) tell_of_missing_intents(found->first);
    }
    return static_cast<EventListeners<Event>&>(*found->second);
  }

  template <class Event>
  EventCollector<Event> collect(std::function<bool(const Event&)> matches) {
    return listeners<Event>().collect(executor_, has_ended_, std::move(matches));
  }

  awaitable<void> start() {
    if (std::exchange(started_, true)) throw refusal("a bot runs once; make another one");
    // However it ends, no connection is kept, and nobody waits for events: either would keep the
    // program's loop busy.
    const struct Close {
      Impl& bot;
      ~Close() {
        bot.http_.close();
        bot.stop_listening();
      }
    } close{*this};
    if (token_.empty()) {
      throw refusal(
          "there is no bot token; set the environment variable DISCORD_TOKEN to the token of your "
          "bot (Discord's developer portal, page \"Bot\")");
    }
    for (const auto& [event_name, unused] : listeners_) tell_of_missing_intents(event_name);
    const GatewayInfo info = co_await rest_.get_bot_gateway();
    ShardManagerOptions options;
    options.shards = options_.shards;
    options.session_store = options_.session_store;
    options.session_save_interval = options_.session_save_interval;
    options.reshard_skew = options_.reshard_skew;
    options.reshard_guild_timeout = options_.reshard_guild_timeout;
    options.identify_queue = options_.identify_queue;
    options.gateway = options_.gateway;
    if (!options_.ca_file.empty()) options.gateway.ca_file = options_.ca_file;
    shards_.emplace(executor_, token_, intents_, info, std::move(options));
    shards_->append_handler(
        0, [this](Gateway& shard, const GatewayDispatch& event) { hand_out(shard, event); });
    if (stopped_) co_return;
    co_await shards_->start();
  }

  int run() {
    if (!context_) {
      throw refusal(
          "run() is for a bot with a loop of its own; this one was made with an executor: spawn "
          "start() on it, and run your loop");
    }
    if (started_) throw refusal("a bot runs once; make another one");
    std::optional<int> exit_code;
    asio::signal_set signals(*context_, SIGINT, SIGTERM);
    signals.async_wait([this, &signals](const boost::system::error_code& code, int) {
      if (code) return;
      // A second one ends the process, should a handler that cannot be cancelled go on waiting.
      signals.clear();
      stop();
    });
    asio::co_spawn(*context_, start(), [&](const std::exception_ptr& exception) {
      exit_code = report(exception);
      signals.clear();
      signals.cancel();
    });
    context_->run();
    return exit_code.value_or(1);
  }

  void stop() {
    stopped_ = true;
    stop_listening();
    if (shards_) {
      shards_->stop(/*keep_sessions=*/options_.session_store != nullptr);
    } else {
      http_.close();  // ends the request for the gateway's address
    }
  }

  asio::any_io_executor executor() const noexcept { return executor_; }
  Rest& rest() noexcept { return rest_; }
  std::shared_ptr<Gateway> gateway(GuildId guild) {
    if (auto shard = shards().shard(guild)) return shard;
    const std::string shard = guild ? "the shard that serves guild " + guild.to_string()
                                    : "shard 0, which also receives direct messages,";
    throw refusal(shard + " does not run in this process");
  }
  ShardManager& shards() {
    if (!shards_) {
      throw refusal(
          "the bot has no shards before run() or start() has asked Discord for them; use "
          "gateway() and shards() in a handler, such as that of Ready");
    }
    return *shards_;
  }

 private:
  void stop_listening() {
    has_ended_ = true;
    for (const auto& [event_name, listeners] : listeners_) listeners->stop();
  }

  void hand_out(Gateway& shard, const GatewayDispatch& event) {
    const auto found = listeners_.find(event.event_name);
    if (found != listeners_.end()) found->second->receive(shard, event);
  }

  /// Discord says nothing of what it does not send.
  void tell_of_missing_intents(std::string_view event_name) const {
    const Intents needed = wire::intents_that_bring(event_name);
    if (needed != Intents::none && !intents_.intersects(needed)) {
      std::string names = needed.to_string();
      const std::size_t comma = names.find(", ");  // no event has more than two
      if (comma == std::string::npos) {
        names.insert(0, "does not have the intent ");
      } else {
        names.replace(comma, 2, " nor ").insert(0, "has neither ");
      }
      log_line(LogLevel::warning, "bot", "the bot listens for {}, but {}: none will ever come",
               event_name, names);
    }
    // For a bot that counts messages, or waits for its mention, it is as it should be.
    if (intents_.contains(Intents::message_content)) return;
    if (event_name != "MESSAGE_CREATE" && event_name != "MESSAGE_UPDATE") return;
    log_line(LogLevel::info, "bot",
             "the bot listens for {}, but does not have the intent message_content: content is "
             "empty except in direct messages and mentions",
             event_name);
  }

  int report(const std::exception_ptr& exception) const {
    if (!exception) return 0;
    try {
      std::rethrow_exception(exception);
    } catch (const Exception& error) {
      if (stopped_ && error.kind() == ErrorKind::cancelled) return 0;
      std::cerr << error.what() << '\n';
    } catch (const std::exception& error) {
      std::cerr << error.what() << '\n';
    }
    return 1;
  }

  std::unique_ptr<asio::io_context> context_;  // null when the program has its own
  asio::any_io_executor executor_;
  Token token_;
  Intents intents_;
  BotOptions options_;
  HTTPClient http_;
  Rest rest_;
  std::optional<ShardManager> shards_;
  std::map<std::string, std::unique_ptr<AnyListeners>, std::less<>> listeners_;
  bool started_ = false;
  bool stopped_ = false;
  bool has_ended_ = false;  // no more events come
};

Bot::Bot(Token token, Intents intents, BotOptions options) {
  auto context = std::make_unique<asio::io_context>(1);
  asio::any_io_executor executor = context->get_executor();
  impl_ = std::make_unique<Impl>(std::move(context), std::move(executor), std::move(token), intents,
                                 std::move(options));
}

Bot::Bot(asio::any_io_executor executor, Token token, Intents intents, BotOptions options)
    : impl_(std::make_unique<Impl>(nullptr, std::move(executor), std::move(token), intents,
                                   std::move(options))) {}

Bot::~Bot() = default;

template <class Event>
void Bot::on(EventHandler<Event> handler) {
  impl_->listeners<Event>().add(std::move(handler));
}

template <class Event>
EventCollector<Event> Bot::collect(std::function<bool(const Event&)> matches) {
  return impl_->collect<Event>(std::move(matches));
}

template <class Event>
EventCollector<Event>::~EventCollector() {
  if (state_) state_->end(State::Ended::by_owner);
}

template <class Event>
EventCollector<Event>& EventCollector<Event>::operator=(EventCollector&& other) noexcept {
  if (this == &other) return *this;
  if (state_) state_->end(State::Ended::by_owner);
  state_ = std::move(other.state_);
  return *this;
}

template <class Event>
awaitable<std::optional<Event>> EventCollector<Event>::next(std::chrono::milliseconds timeout) & {
  return State::next(state_, timeout);
}

#define PINCER_INSTANTIATE(Event)                                                        \
  template void Bot::on<Event>(EventHandler<Event>);                                     \
  template EventCollector<Event> Bot::collect<Event>(std::function<bool(const Event&)>); \
  template class EventCollector<Event>;
PINCER_FOR_EACH_EVENT(PINCER_INSTANTIATE)
#undef PINCER_INSTANTIATE

asio::any_io_executor Bot::executor() const noexcept { return impl_->executor(); }
Rest& Bot::rest() noexcept { return impl_->rest(); }
std::shared_ptr<Gateway> Bot::gateway(GuildId guild) { return impl_->gateway(guild); }
ShardManager& Bot::shards() { return impl_->shards(); }
int Bot::run() { return impl_->run(); }
awaitable<void> Bot::start() { return impl_->start(); }
void Bot::stop() { impl_->stop(); }

}  // namespace pincer
