#include "client/reshard.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "pincer/error.hpp"

namespace pincer::client {
namespace {

namespace asio = boost::asio;
using core::Changeover;

/// Between two looks at whether something came true that nobody tells of.
constexpr Duration look_again = std::chrono::milliseconds(50);

}  // namespace

Reshard::Reshard(std::shared_ptr<ShardGroup> old_group, std::shared_ptr<ShardGroup> new_group,
                 const Options& options)
    : old_(std::move(old_group)),
      new_(std::move(new_group)),
      options_(options),
      shared_(std::make_shared<Shared>(new_->size(), options.skew)) {}

awaitable<void> Reshard::begin() {
  co_await new_->visit_each([this](ShardGroup::Shard& shard) {
    gates_.push_back(std::make_shared<Gate>());
    shard.filter = [shared = shared_, gate = gates_.back(),
                    index = shard.index](const GatewayDispatch& payload) {
      {
        const std::lock_guard lock(shared->mutex);
        if (!shared->changeover.on_new(index, payload, Clock::now())) return false;
      }
      if (!gate->open) gate->behind.push_back(payload);
      return gate->open;
    };
  });
  co_await old_->visit_each([this](ShardGroup::Shard& shard) {
    shard.filter = [shared = shared_, index = shard.index](const GatewayDispatch& payload) {
      const std::lock_guard lock(shared->mutex);
      return shared->changeover.on_old(index, payload, Clock::now());
    };
  });
}

awaitable<bool> Reshard::take_over() {
  for (int attempt = 0; attempt < overlaps_max; ++attempt) {
    co_await overlap();
    if (stopping()) co_return false;
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    std::vector<Changeover::Held> held;
    {
      const std::lock_guard lock(shared_->mutex);
      if (shared_->changeover.warming()) continue;
      held = shared_->changeover.take_over();
    }
    // What the old group had already decided to hand out comes first.
    co_await old_->visit_each([](ShardGroup::Shard&) {});
    co_await hand_out(*new_, held, [this](ShardGroup::Shard& shard) {
      Gate& gate = *gates_.at(shard.index);
      for (const GatewayDispatch& payload : gate.behind) new_->hand_out(shard, payload);
      gate.behind.clear();
      gate.open = true;
    });
    co_return true;
  }
  throw Exception(Error(ErrorKind::timeout,
                        "the new shards lost their sessions again and again before they could "
                        "take over; the old shards go on"));
}

/// Returns when an overlap was long enough, or failed, or a group stops.
awaitable<void> Reshard::overlap() {
  while (!stopping() && !new_->ready()) {
    co_await wait(look_again);
  }
  const auto warm = [this] {
    const std::lock_guard lock(shared_->mutex);
    return shared_->changeover.warm();
  };
  const TimePoint limit = Clock::now() + options_.guild_timeout;
  while (!stopping() && !warm() && Clock::now() < limit) {
    co_await wait(look_again);
  }
  co_await until_connected();
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->changeover.begin_overlap(Clock::now());
  }
  co_await wait(options_.skew);
  // A shard that is just away will bring what it missed; who takes over must be there.
  co_await until_connected();
}

awaitable<void> Reshard::finish() {
  co_await wait(options_.skew);
  co_await until_connected();
  std::vector<Changeover::Held> held;
  {
    const std::lock_guard lock(shared_->mutex);
    held = shared_->changeover.finish(Clock::now());
  }
  co_await hand_out(*old_, held, [](ShardGroup::Shard&) {});
  co_await new_->visit_each([](ShardGroup::Shard& shard) { shard.filter = nullptr; });
}

awaitable<void> Reshard::give_up() {
  return old_->visit_each([](ShardGroup::Shard& shard) { shard.filter = nullptr; });
}

awaitable<void> Reshard::wait(Duration time) {
  const TimePoint end = Clock::now() + time;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  while (!stopping() && Clock::now() < end) {
    timer.expires_at(std::min(end, Clock::now() + look_again));
    co_await timer.async_wait(asio::use_awaitable);
  }
}

awaitable<void> Reshard::until_connected() {
  while (!stopping()) {
    bool all = true;
    co_await new_->visit_each(
        [&all](ShardGroup::Shard& shard) { all = all && shard.gateway->ready(); });
    if (all) co_return;
    co_await wait(look_again);
  }
}

awaitable<void> Reshard::hand_out(ShardGroup& group, const std::vector<Changeover::Held>& held,
                                  std::function<void(ShardGroup::Shard&)> then) {
  return group.visit_each([&group, &held, then = std::move(then)](ShardGroup::Shard& shard) {
    for (const Changeover::Held& one : held) {
      if (one.shard == shard.index) group.hand_out(shard, one.event);
    }
    then(shard);
  });
}

}  // namespace pincer::client
