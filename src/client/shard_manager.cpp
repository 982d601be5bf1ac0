#include "pincer/shard_manager.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cassert>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "client/reshard.hpp"
#include "client/session_keeper.hpp"
#include "client/shard_group.hpp"
#include "net/condition.hpp"
#include "net/run_on.hpp"
#include "net/strand.hpp"
#include "net/task_group.hpp"
#include "pincer/error.hpp"

namespace pincer {
namespace {

namespace asio = boost::asio;
using client::Reshard;
using client::ShardGroup;

Exception invalid(std::string message) {
  return Exception(Error(ErrorKind::invalid_argument, std::move(message)));
}

Exception stopped() { return Exception(Error(ErrorKind::cancelled, "the shards were stopped")); }

void log_exception(const std::exception_ptr& exception, std::string_view what) {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    log_line(LogLevel::error, "shards", "{}: {}", what, error.what());
  } catch (...) {
    log_line(LogLevel::error, "shards", "{}: something that is no exception was thrown", what);
  }
}

}  // namespace

/// Everything here runs on `strand_`, except where it says otherwise.
class ShardManager::Impl {
 public:
  Impl(asio::any_io_executor executor, Token token, Intents intents, GatewayInfo info,
       ShardManagerOptions options)
      : executor_(std::move(executor)),
        strand_(net::make_strand(executor_)),
        token_(std::move(token)),
        intents_(intents),
        info_(std::move(info)),
        options_(std::move(options)),
        changed_(strand_),
        groups_running_(strand_,
                        [](const std::exception_ptr& exception) {
                          log_exception(exception, "a group of shards ended");
                        }),
        keeper_(options_.session_store, intents),
        saving_(strand_, [](const std::exception_ptr& exception) {
          log_exception(exception, "the sessions are not stored any more");
        }) {}

  [[nodiscard]] const asio::any_io_executor& strand() const noexcept { return strand_; }

  void append_handler(int opcode, Handler handler) {
    handlers_[opcode].push_back(std::make_shared<const Handler>(std::move(handler)));
  }

  awaitable<void> start() {
    co_await asio::this_coro::throw_if_cancelled(false);
    const struct End {
      Impl& manager;
      ~End() {
        manager.ended_ = true;
        manager.changed_.notify();
      }
    } end{*this};
    if (!options_.gateway.identify_queue) {
      options_.gateway.identify_queue =
          make_identify_queue(strand_, info_.session_start_limit, options_.identify_queue);
    }
    const auto group = make_group(info_, options_.shards);
    if (options_.session_store) {
      co_await keeper_.load(*group);
    }
    set_current(group);
    if (options_.session_store) saving_.spawn(save_regularly());
    groups_running_.spawn(run_group(group));
    if (stop_wanted_) group->stop(keep_sessions_);

    const auto state = co_await asio::this_coro::cancellation_state;
    const auto cancelled = [&] { return state.cancelled() != asio::cancellation_type::none; };
    co_await changed_.until([&] { return ended_ || cancelled(); });
    if (!ended_) stop(/*keep_sessions=*/false);
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await finish();
    if (failure_) std::rethrow_exception(failure_);
  }

  void stop(bool keep_sessions) {
    stop_wanted_ = true;
    keep_sessions_ = keep_sessions;
    if (current_) current_->stop(keep_sessions);
    if (next_) next_->stop(/*keep_sessions=*/false);
    changed_.notify();
  }

  awaitable<void> until_ready() {
    // A reshard may exchange the group meanwhile.
    co_await changed_.until([this] { return over() || (current_ && current_->ready()); });
    if (over()) throw stopped();
  }

  awaitable<void> restart(int shard_id, bool keep_session) {
    const auto group = current_;
    ShardGroup::Shard* const shard = group ? group->find(shard_id) : nullptr;
    if (shard == nullptr) throw invalid("shard " + std::to_string(shard_id) + " does not run here");
    group->restart(*shard, keep_session);
    co_await changed_.until([&] { return group->stopping() || shard->ready; });
    if (!shard->ready) throw stopped();
  }

  awaitable<void> reshard(GatewayInfo info, ShardSet shards) {
    if (!current_ || over()) throw stopped();
    co_await changed_.until([this] { return over() || !next_retires_; });
    if (over()) throw stopped();
    if (next_) throw invalid("the shards are being exchanged already");
    next_ = make_group(info, shards);
    next_failure_ = nullptr;
    std::exception_ptr failure;
    try {
      options_.gateway.identify_queue->update_limit(info.session_start_limit);
      co_await exchange();
    } catch (...) {
      failure = std::current_exception();
    }
    retire_next();
    if (failure) std::rethrow_exception(failure);
  }

  awaitable<void> update_presence(UpdatePresence presence) {
    if (!current_ || over()) throw stopped();
    options_.gateway.presence = presence;
    if (next_ && !next_retires_) {
      for (const auto& gateway : next_->gateways()) {
        groups_running_.spawn(show_when_ready(gateway, presence));
      }
    }
    const auto group = current_;
    try {
      for (const auto& gateway : group->gateways()) {
        co_await gateway->update_presence(presence);
      }
    } catch (const Exception& exception) {
      // A set that was replaced meanwhile has dropped its commands, and the new one shows it.
      if (exception.kind() != ErrorKind::cancelled || group == current_ || over()) throw;
    }
  }

  awaitable<std::vector<ShardStatus>> status() {
    std::vector<ShardStatus> all;
    if (const auto group = current_) {
      co_await group->visit_each([&all](ShardGroup::Shard& shard) {
        ShardStatus& one = all.emplace_back();
        one.shard = shard.gateway->options().shard;
        one.state = shard.gateway->state();
        one.ready = shard.gateway->ready();
        one.latency = shard.gateway->latency();
        one.counters = shard.gateway->counters();
      });
    }
    co_return all;
  }

  /// From any thread.
  [[nodiscard]] std::shared_ptr<ShardGroup> group() const {
    const std::lock_guard lock(current_mutex_);
    return current_;
  }

 private:
  using HandlerList = std::vector<std::shared_ptr<const Handler>>;

  [[nodiscard]] bool over() const noexcept { return ended_ || stop_wanted_; }

  std::shared_ptr<ShardGroup> make_group(const GatewayInfo& info, const ShardSet& wanted) {
    ShardSet shards = wanted.resolved(info.shards);
    ShardGroup::Options options;
    options.token = token_;
    options.intents = intents_;
    options.gateway = options_.gateway;
    options.gateway.url = info.url;
    options.gateway.shard = ShardId(0, shards.count);
    options.ids = std::move(shards.ids);
    options.max_concurrency = info.session_start_limit.max_concurrency;
    return ShardGroup::create(changed_, strand_, executor_, options,
                              [this](Gateway& shard, const GatewayDispatch& payload) {
                                hand_out(Gateway::every_opcode, shard, payload);
                                hand_out(payload.op, shard, payload);
                              });
  }

  void set_current(std::shared_ptr<ShardGroup> group) {
    const std::lock_guard lock(current_mutex_);
    current_.swap(group);
  }

  // ---- Running

  awaitable<void> run_group(std::shared_ptr<ShardGroup> group) {
    std::exception_ptr failure;
    try {
      co_await group->run();
    } catch (...) {
      failure = std::current_exception();
    }
    if (group == current_) {
      failure_ = failure;
      ended_ = true;
      if (next_) next_->stop(/*keep_sessions=*/false);
    } else if (group == next_) {
      next_failure_ = failure;
      if (std::exchange(next_retires_, false)) next_.reset();
    }
    changed_.notify();
  }

  /// Of the two sets one is to go: the new one after a failure, else the old one. Its end is not
  /// awaited: its shards wait for their handlers, one of which may have asked for the exchange.
  void retire_next() {
    next_->stop(/*keep_sessions=*/false);
    next_retires_ = next_->running();
    if (!next_retires_) next_.reset();
    changed_.notify();
  }

  /// For shards that are to take over: nobody waits for them.
  static awaitable<void> show_when_ready(std::shared_ptr<Gateway> gateway,
                                         UpdatePresence presence) {
    try {
      co_await gateway->update_presence(std::move(presence));
    } catch (const Exception& exception) {
      // They were given up, or log in with it anyway.
      log_line(LogLevel::debug, "shards", "{}", exception.what());
    }
  }

  awaitable<void> finish() {
    // A reshard that is under way sees that the groups stop, and ends.
    co_await changed_.until([this] { return !next_; });
    co_await groups_running_.join();
    saving_.cancel();
    co_await saving_.join();
    if (options_.session_store) {
      co_await keeper_.save(*current_);
    }
  }

  /// Returns when `next_` is the group that is to go.
  awaitable<void> exchange() {
    Reshard::Options options;
    options.skew = options_.reshard_skew;
    options.guild_timeout = options_.reshard_guild_timeout;
    Reshard reshard(current_, next_, options);
    bool taken = false;
    std::exception_ptr failure;
    try {
      co_await reshard.begin();
      groups_running_.spawn(run_group(next_));
      taken = co_await reshard.take_over();
    } catch (...) {
      failure = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    if (!taken) {
      co_await reshard.give_up();
      if (failure) std::rethrow_exception(failure);
      // A group has stopped. If it is the new one of itself, the reason is known when it has ended.
      co_await changed_.until([this] { return over() || !next_->running(); });
      if (!over() && next_failure_) std::rethrow_exception(next_failure_);
      throw stopped();
    }
    log_line(LogLevel::info, "shards", "{} new shards have taken over from {}", next_->size(),
             current_->size());
    auto old_group = current_;
    set_current(next_);
    next_ = std::move(old_group);
    co_await reshard.finish();
  }

  // ---- Handlers. On the strand of `shard`.

  void hand_out(int opcode, Gateway& shard, const GatewayDispatch& payload) const {
    const auto found = handlers_.find(opcode);
    if (found == handlers_.end()) return;
    for (const auto& handler : found->second) {
      if (handler->start_) {
        shard.spawn(run_handler(handler, shard, payload));
        continue;
      }
      try {
        handler->call_(shard, payload);
      } catch (...) {
        log_exception(std::current_exception(), "a handler threw");
      }
    }
  }

  static awaitable<void> run_handler(std::shared_ptr<const Handler> handler, Gateway& shard,
                                     GatewayDispatch payload) {
    co_await handler->start_(shard, payload);
  }

  awaitable<void> save_regularly() {
    asio::steady_timer timer(strand_);
    for (;;) {
      timer.expires_after(options_.session_save_interval);
      co_await timer.async_wait(asio::use_awaitable);
      co_await keeper_.save(*current_);
    }
  }

  const asio::any_io_executor executor_;  // of the shards
  const asio::any_io_executor strand_;
  const Token token_;
  const Intents intents_;
  const GatewayInfo info_;
  ShardManagerOptions options_;
  std::map<int, HandlerList> handlers_;  // does not change after start

  net::Condition changed_;
  net::TaskGroup groups_running_;
  client::SessionKeeper keeper_;
  net::TaskGroup saving_;
  /// Set on the strand, under the mutex; so the strand reads it without.
  std::shared_ptr<ShardGroup> current_;
  mutable std::mutex current_mutex_;
  std::shared_ptr<ShardGroup> next_;  // during a reshard: the group without the word
  bool next_retires_ = false;         // until it has ended
  std::exception_ptr failure_;
  std::exception_ptr next_failure_;
  bool stop_wanted_ = false;
  bool keep_sessions_ = false;
  bool ended_ = false;
};

ShardManager::ShardManager(asio::any_io_executor executor, Token token, Intents intents,
                           GatewayInfo info, ShardManagerOptions options)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(token), intents, std::move(info),
                                   std::move(options))) {}

ShardManager::~ShardManager() = default;

/// The coroutine keeps what it works on alive: a caller may still wait when the manager ends.
template <class T>
awaitable<T> ShardManager::on_strand(awaitable<T> task) {
  const auto run = [](std::shared_ptr<Impl> impl, awaitable<T> moved) -> awaitable<T> {
    co_return co_await net::run_on(impl->strand(), std::move(moved));
  };
  return run(impl_, std::move(task));
}

void ShardManager::append_handler(int opcode, Handler handler) {
  impl_->append_handler(opcode, std::move(handler));
}

awaitable<void> ShardManager::start() { return on_strand(impl_->start()); }

void ShardManager::stop(bool keep_sessions) {
  asio::post(impl_->strand(), [impl = impl_, keep_sessions] { impl->stop(keep_sessions); });
}

awaitable<void> ShardManager::until_ready() { return on_strand(impl_->until_ready()); }

awaitable<void> ShardManager::restart(int shard_id, bool keep_session) {
  return on_strand(impl_->restart(shard_id, keep_session));
}

awaitable<void> ShardManager::reshard(GatewayInfo info, ShardSet shards) {
  return on_strand(impl_->reshard(std::move(info), std::move(shards)));
}

awaitable<void> ShardManager::update_presence(UpdatePresence presence) {
  return on_strand(impl_->update_presence(std::move(presence)));
}

awaitable<std::vector<ShardStatus>> ShardManager::status() { return on_strand(impl_->status()); }

int ShardManager::shard_count() const {
  const auto group = impl_->group();
  return group ? group->shard_count() : 0;
}

std::shared_ptr<Gateway> ShardManager::shard(int shard_id) const {
  const auto group = impl_->group();
  const ShardGroup::Shard* const shard = group ? group->find(shard_id) : nullptr;
  return shard != nullptr ? shard->gateway : nullptr;
}

std::shared_ptr<Gateway> ShardManager::shard(GuildId guild) const {
  const int count = shard_count();
  return count > 0 ? shard(ShardId::of(guild, count).id) : nullptr;
}

}  // namespace pincer
