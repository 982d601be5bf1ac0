// A bot in one object: gateway, REST, typed events, signals. Layer: bot.
// Thread safety: one thread, the one that calls run().
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "pincer/awaitable.hpp"
#include "pincer/events.hpp"
#include "pincer/gateway_options.hpp"
#include "pincer/http_client.hpp"
#include "pincer/identify_queue.hpp"
#include "pincer/intents.hpp"
#include "pincer/rest.hpp"
#include "pincer/shard_set.hpp"
#include "pincer/snowflake.hpp"
#include "pincer/token.hpp"

namespace pincer {

struct Error;
class Gateway;
class SessionStore;
class ShardManager;

struct BotOptions {
  BotOptions() = default;

  /// Where the API is: the sandbox, a proxy, or Discord. Empty: the environment variable
  /// DISCORD_API when it is set, else what `http` says: https://discord.com/api/v10.
  std::string base_url;
  /// A PEM file that replaces the system's certificate store, for REST and gateway; empty for what
  /// `http` and `gateway` say: the system's.
  std::string ca_file;
  /// How REST calls are made: time limits, proxy, a global limit above Discord's usual one.
  HTTPClientOptions http;
  /// How every shard is connected: its presence, compression, proxy, how many handlers at a time.
  /// `url` and `shard` are set for each.
  GatewayOptions gateway;
  /// As many shards as Discord recommends, or these. They share the bot's thread; a bot that needs
  /// several uses `ShardManager`.
  ShardSet shards;
  /// With one (`make_file_session_store`), the bot goes on where it stopped: the next process
  /// resumes and receives what happened meanwhile, if it starts within a few minutes. Until then
  /// Discord shows the bot as online.
  std::shared_ptr<SessionStore> session_store;
  /// As in `ShardManagerOptions`: how often sessions are stored, how far shards may be apart in a
  /// reshard, and how long one waits for guilds.
  std::chrono::milliseconds session_save_interval = std::chrono::seconds(5);
  std::chrono::milliseconds reshard_skew = std::chrono::seconds(5);
  std::chrono::milliseconds reshard_guild_timeout = std::chrono::seconds(30);
  /// What is done when the day's session starts run out. Has no effect beside
  /// `gateway.identify_queue`.
  IdentifyQueueOptions identify_queue;
  /// An event with something unreadable in it is not handed out; the bot logs that and goes on.
  /// With true, elements of its lists that cannot be read are left out instead: a GUILD_CREATE
  /// lacks one member rather than being lost. What is unreadable elsewhere still keeps the event
  /// back.
  bool leave_out_unreadable = false;
  /// Called once for each event that was unreadable or lacks something, beside the line in the log.
  /// The error's message has the path within the event: "members[3].user.id: expected a snowflake
  /// string".
  std::function<void(std::string_view event_name, const Error& error)> on_unreadable;
};

/// Receives one kind of event, by value or by const reference: the event lives until the handler
/// has ended. A coroutine starts at once and in order, and may then run beside later ones; a plain
/// function simply runs.
template <class Event>
class EventHandler {
 public:
  template <class Function>
  requires std::invocable<Function&, Event> EventHandler(
      Function function) {  // NOLINT: implicit, so that a lambda can be given
    using Returned = std::invoke_result_t<Function&, Event>;
    if constexpr (std::is_same_v<Returned, awaitable<void>>) {
      start_ = std::move(function);
    } else {
      static_assert(std::is_void_v<Returned>, "a handler returns void or awaitable<void>");
      call_ = std::move(function);
    }
  }

 private:
  template <class>
  friend class EventListeners;
  // An rvalue, so that a handler that takes a reference refers to the caller's event, and not to a
  // parameter of std::function, which is gone before a coroutine goes on.
  std::function<void(Event&&)> call_;
  std::function<awaitable<void>(Event&&)> start_;
};

/// Keeps the events of one kind that match, from `Bot::collect` until it is destroyed: a question
/// and its answer in one coroutine. An answer that overtakes `create_message` is not missed;
/// neither is what was said just before the question.
/// ```
/// auto answers = bot.collect<MessageCreate>(
///     [&](const MessageCreate& event) { return event.message.author.id == captain; });
/// co_await bot.rest().create_message(channel, "Which boat?");
/// const std::optional<MessageCreate> answer = co_await answers.next(std::chrono::minutes(1));
/// ```
/// A handler that waits counts as one that runs. When `GatewayOptions::handlers_in_flight_max` of
/// them do, the shard reads nothing, and so no answer either: with 1 a handler cannot wait for an
/// event. A handler ends with its shard, also in a restart or a reshard. Where that is too soon,
/// spawn the conversation on `Bot::executor()`.
template <class Event>
class EventCollector {
 public:
  EventCollector(EventCollector&&) noexcept = default;
  EventCollector& operator=(EventCollector&& other) noexcept;
  /// A wait that goes on ends empty.
  ~EventCollector();

  /// The next event, each once and in order; empty when none comes within `timeout`, a year at
  /// most. Those that nobody takes are kept, however many. A collector needs a name of its own,
  /// because g++ 12 destroys a lambda that stands in a `co_await` expression twice.
  /// Errors: the latest that `matches` threw, when no event is left. Cancellation: ends the wait by
  /// `boost::system::system_error` (`operation_aborted`), and so does the end of the bot.
  awaitable<std::optional<Event>> next(std::chrono::milliseconds timeout) &;

 private:
  template <class>
  friend class EventListeners;
  struct State;

  explicit EventCollector(std::shared_ptr<State> state) : state_(std::move(state)) {}

  std::shared_ptr<State> state_;
};

/// ```
/// pincer::Bot bot(pincer::Token::from_environment(), pincer::Intents::guild_messages);
/// bot.on<pincer::MessageCreate>([&](pincer::MessageCreate event) -> pincer::awaitable<void> {
///   co_await bot.rest().create_message(event.message.channel_id, "hello");
/// });
/// return bot.run();
/// ```
class Bot {
 public:
  /// A bot with a loop of its own, for `run()`.
  Bot(Token token, Intents intents, BotOptions options = {});
  /// A bot in a program that has a loop already, for `start()`. `executor` must run one handler at
  /// a time.
  Bot(boost::asio::any_io_executor executor, Token token, Intents intents, BotOptions options = {});
  Bot(const Bot&) = delete;
  Bot& operator=(const Bot&) = delete;
  /// `run()` or `start()` must have returned.
  ~Bot();

  /// Adds a handler for an event of pincer/events.hpp. Events that nobody handles or collects are
  /// not decoded. An exception that leaves a handler is logged, and the bot goes on. It logs a
  /// warning, as it starts or later, for an event that none of its intents brings.
  template <class Event>
  void on(EventHandler<Event> handler);

  /// Collects the events of a kind that match from now on; without `matches`, all. Handlers receive
  /// them as ever.
  template <class Event>
  [[nodiscard]] EventCollector<Event> collect(std::function<bool(const Event&)> matches = {});

  /// Where the bot and its handlers run: for timers, and to reach it from other threads, as in
  /// `boost::asio::post(bot.executor(), [&] { bot.stop(); })`.
  [[nodiscard]] boost::asio::any_io_executor executor() const noexcept;
  [[nodiscard]] Rest& rest() noexcept;
  /// The shard that serves a guild, for commands to the gateway:
  /// `co_await bot.gateway(guild_id)->send(...)`. Without a guild: shard 0, which also receives
  /// direct messages. Never null.
  /// Errors: `Exception` (`invalid_argument`) when that shard runs in another process, and as of
  /// `shards()`.
  [[nodiscard]] std::shared_ptr<Gateway> gateway(GuildId guild = {});
  /// All shards: their state, restarting and resharding. From the first event on.
  /// Errors: `Exception` (`invalid_argument`) before Discord has said how many there are.
  [[nodiscard]] ShardManager& shards();

  /// Runs until `stop()`, SIGINT or SIGTERM, and returns 0; or until an error that cannot be cured
  /// (a wrong token, a missing intent), writes it to standard error, and returns 1. Only the first
  /// signal is caught: a second one ends the process as usual, should a handler go on waiting.
  /// Errors: `Exception` (`invalid_argument`) for a bot that was made with an executor, and for one
  /// that ran already: a bot runs once.
  int run();

  /// The same as a coroutine, without signals and without printing: throws `Exception`.
  /// Cancellation: as `stop()`.
  awaitable<void> start();

  /// Ends `run()` or `start()`: lets running handlers finish for a while, and goes offline, or with
  /// a session store keeps the sessions for the next process.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pincer
