// All shards of a bot, or a part of them. Layer: client.
// Thread-safe, but for what says otherwise. Each shard runs on a strand of its own: with an
// executor of several threads, handlers of different shards run at the same time.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

#include "pincer/awaitable.hpp"
#include "pincer/gateway.hpp"
#include "pincer/gateway_info.hpp"
#include "pincer/identify_queue.hpp"
#include "pincer/intents.hpp"
#include "pincer/session_store.hpp"
#include "pincer/shard_id.hpp"
#include "pincer/shard_set.hpp"
#include "pincer/snowflake.hpp"
#include "pincer/token.hpp"

namespace pincer {

struct ShardManagerOptions {
  ShardManagerOptions() = default;

  ShardSet shards;
  /// For every shard. `url` and `shard` are set for each; without `identify_queue`, all share one
  /// with the options below.
  GatewayOptions gateway;
  IdentifyQueueOptions identify_queue;
  /// With one, a process that restarts resumes every session of the process before it: no session
  /// start is spent and no event is lost. After a crash, events of the last `session_save_interval`
  /// may come twice.
  std::shared_ptr<SessionStore> session_store;
  std::chrono::milliseconds session_save_interval = std::chrono::seconds(5);
  /// While resharding: how far a new shard may be behind the old one, or before it.
  std::chrono::milliseconds reshard_skew = std::chrono::seconds(5);
  /// While resharding: how long to wait for guilds that new shards have not heard of. Those of an
  /// outage stay silent.
  std::chrono::milliseconds reshard_guild_timeout = std::chrono::seconds(30);
};

/// A shard at one moment.
struct ShardStatus {
  ShardStatus() = default;

  ShardId shard;
  std::string_view state;  ///< "ready", "resuming", "backing off", ...
  bool ready = false;
  std::optional<std::chrono::nanoseconds> latency;  ///< Of the last heartbeat.
  Gateway::Counters counters;
};

/// Runs the shards: starts them in order and as fast as Discord allows, keeps them connected,
/// stores their sessions, and exchanges them for another number of shards without losing an event.
/// https://discord.com/developers/docs/events/gateway#sharding
class ShardManager {
 public:
  /// Receives payloads of every shard, on the strand of the shard. `shard` is for commands and for
  /// `options().shard`. Otherwise as `Gateway::Handler`.
  class Handler {
   public:
    template <class Function>
    requires std::invocable<Function&, Gateway&, const GatewayDispatch&> Handler(
        Function function) {  // NOLINT: implicit, so that a lambda can be given
      using Returned = std::invoke_result_t<Function&, Gateway&, const GatewayDispatch&>;
      if constexpr (std::is_same_v<Returned, awaitable<void>>) {
        start_ = std::move(function);
      } else {
        static_assert(std::is_void_v<Returned>, "a handler returns void or awaitable<void>");
        call_ = std::move(function);
      }
    }

   private:
    friend class ShardManager;
    std::function<void(Gateway&, const GatewayDispatch&)> call_;
    std::function<awaitable<void>(Gateway&, const GatewayDispatch&)> start_;
  };

  /// `info`: from `Rest::get_bot_gateway()`.
  ShardManager(boost::asio::any_io_executor executor, Token token, Intents intents,
               GatewayInfo info, ShardManagerOptions options = {});
  ShardManager(const ShardManager&) = delete;
  ShardManager& operator=(const ShardManager&) = delete;
  /// `start` must have returned.
  ~ShardManager();

  /// Adds a handler by opcode (`Gateway::every_opcode` sees every payload). Only before `start`.
  void append_handler(int opcode, Handler handler);

  /// Starts the shards and keeps them connected. Returns after `stop()`, once.
  /// Errors: `Exception` (`invalid_argument` for a shard set that cannot be, and what
  /// `Gateway::start_loop` throws); the other shards are stopped first, with their sessions kept.
  /// Cancellation: as `stop()`.
  awaitable<void> start();

  /// Ends `start`, after running handlers had their time (`GatewayOptions::handler_stop_timeout`).
  /// With `keep_sessions` the next process can resume them from the session store; without, the bot
  /// goes offline at once, and the store is emptied of them.
  void stop(bool keep_sessions = false);

  /// Returns when every shard is ready. Cancellation: only the wait ends.
  /// Errors: `Exception` (`cancelled`) when the manager stops first.
  awaitable<void> until_ready();

  /// Reconnects one shard, and returns when it is ready. With `keep_session` it resumes and misses
  /// nothing; without, it identifies anew. A handler of that shard must not await it, because the
  /// shard waits for its handlers: spawn it.
  /// Errors: `Exception` (`invalid_argument` when this shard does not run here, `cancelled` when
  /// the manager stops first). Cancellation: only the wait ends.
  awaitable<void> restart(int shard_id, bool keep_session = true);

  /// Replaces the shards by another set. It logs in beside the old one and takes over when it is
  /// ready; then the old one is stopped, and ends when its handlers have, which get
  /// `handler_stop_timeout` for it. One of them may await this, if `handlers_in_flight_max` leaves
  /// room for others: a shard that reads nothing more cannot be taken over from (`timeout`).
  /// Handlers receive each event once, of the old set or the new one; READY and the first
  /// GUILD_CREATEs of the new set are not handed out, because nothing has happened to the guilds.
  /// Spends a session start for each new shard.
  ///
  /// `info`: a fresh answer of `Rest::get_bot_gateway()`.
  /// Errors: `Exception`, and the old shards go on: `invalid_argument` for a set that cannot be or
  /// while another reshard is under way, `timeout` when the two sets do not agree or a shard is
  /// away or behind for 5 minutes, what `Gateway::start_loop` throws when Discord refuses the new
  /// shards; `cancelled` when the manager stops. Cancellation: until the new shards take over, they
  /// are given up; later it is ignored.
  /// https://discord.com/developers/docs/events/gateway#sharding
  awaitable<void> reshard(GatewayInfo info, ShardSet shards = {});

  /// Shows this presence with every shard, also with those that a reshard brings. Returns when it
  /// is on its way for all. Errors and cancellation: as of `Gateway::send`.
  awaitable<void> update_presence(UpdatePresence presence);

  /// How each shard is, in their order.
  awaitable<std::vector<ShardStatus>> status();

  /// How many shards there are in all, here and in other processes. 0 before `start`.
  [[nodiscard]] int shard_count() const;
  /// The shard, to send commands with: `co_await manager.shard(0)->send(...)`. A shard that a
  /// reshard has replaced stays valid and refuses with `cancelled`. Null when it does not run here.
  [[nodiscard]] std::shared_ptr<Gateway> shard(int shard_id) const;
  /// The shard that serves a guild. Direct messages and what belongs to no guild: shard 0.
  [[nodiscard]] std::shared_ptr<Gateway> shard(GuildId guild) const;

 private:
  class Impl;
  template <class T>
  awaitable<T> on_strand(awaitable<T> task);

  std::shared_ptr<Impl> impl_;
};

}  // namespace pincer
