#include "client/reshard.hpp"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
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
    std::vector<Changeover::Held> held;
    {
      const std::lock_guard lock(shared_->mutex);
      if (shared_->changeover.warming()) continue;
      held = shared_->changeover.take_over();
      taken_at_ = Clock::now();
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
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
  co_await until_warm();
  const TimePoint limit = Clock::now() + options_.skew + catch_up_max;
  // What was on its way to a new shard is not mistaken for news.
  co_await until_received(*new_, Clock::now(), limit);
  co_await follow_new();
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->changeover.begin_overlap();
  }
  const TimePoint end = Clock::now() + options_.skew;
  co_await wait(options_.skew);
  // An old shard that is away, or whose handlers are slow, still owes what it missed, and a new one
  // that takes over must be there.
  co_await until_received(*old_, end, limit);
  co_await until_received(*new_, end, limit);
}

/// Returns when every new shard was ready and has heard of its guilds, or a guild is too late, or a
/// group stops.
awaitable<void> Reshard::until_warm() {
  TimePoint next_report{};
  std::optional<TimePoint> limit;
  while (!stopping()) {
    if (Clock::now() >= next_report) {
      co_await follow_new();
      next_report = Clock::now() + options_.skew;
    }
    if (new_->ready()) {
      if (!limit) limit = Clock::now() + options_.guild_timeout;
      const std::lock_guard lock(shared_->mutex);
      if (shared_->changeover.warm() || Clock::now() >= *limit) co_return;
    }
    co_await wait(look_again);
  }
}

awaitable<void> Reshard::finish() {
  co_await wait(options_.skew);
  co_await until_received(*new_, taken_at_ + options_.skew);
  const TimePoint received_until = co_await new_received_until();
  std::vector<Changeover::Held> held;
  {
    const std::lock_guard lock(shared_->mutex);
    held = shared_->changeover.finish(received_until);
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

awaitable<void> Reshard::until_received(ShardGroup& group, TimePoint moment, TimePoint limit) {
  std::vector<bool> asked(group.size());
  while (!stopping()) {
    bool all = true;
    co_await group.visit_each([&](ShardGroup::Shard& shard) {
      if (shard.gateway->received_until() >= moment) return;
      all = false;
      // Its answer proves it. If it is lost with its connection, RESUMED does.
      if (shard.gateway->ready() && !asked[shard.index]) shard.gateway->send_next_heartbeat();
      asked[shard.index] = asked[shard.index] || shard.gateway->ready();
    });
    if (all) co_return;
    if (Clock::now() >= limit) {
      throw Exception(
          Error(ErrorKind::timeout,
                "a shard did not receive in time what Discord sent to it, because it is "
                "away or its handlers are slow; the old shards go on"));
    }
    co_await wait(look_again);
  }
}

awaitable<TimePoint> Reshard::new_received_until() {
  TimePoint all = Clock::now();
  co_await new_->visit_each([&all](ShardGroup::Shard& shard) {
    all = std::min(all, shard.gateway->received_until().value_or(all));
  });
  co_return all;
}

awaitable<void> Reshard::follow_new() {
  const TimePoint received_until = co_await new_received_until();
  const std::lock_guard lock(shared_->mutex);
  shared_->changeover.on_new_received_until(received_until);
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
