#include "sim/reshard.hpp"

#include <algorithm>
#include <utility>

namespace pincer::sim {
namespace {

/// Longer than anything is under way, in the slowest spells of this network.
constexpr Duration skew = 1min;
constexpr Duration guild_timeout = 30s;
constexpr Duration catch_up_max = 5min;
constexpr int overlaps_max = 10;

}  // namespace

Reshard::Reshard(Set old_set, Set new_set, Touch touch, Trace& trace)
    : old_(old_set),
      new_(new_set),
      touch_(std::move(touch)),
      trace_(trace),
      changeover_(static_cast<std::size_t>(new_set.count), skew) {
  for (int i = 0; i < new_.count; ++i) {
    touch_(new_.first + i).set_filter([this, i](const GatewayDispatch& event, TimePoint now) {
      return changeover_.on_new(static_cast<std::size_t>(i), event, now);
    });
  }
  for (int i = 0; i < old_.count; ++i) {
    touch_(old_.first + i).set_filter([this, i](const GatewayDispatch& event, TimePoint now) {
      return changeover_.on_old(static_cast<std::size_t>(i), event, now);
    });
  }
}

void Reshard::enter(Step step, TimePoint moment, TimePoint now) {
  constexpr const char* names[] = {"log in",
                                   "receive what was sent to them",
                                   "run beside the old",
                                   "take over",
                                   "have taken over",
                                   "are given up"};
  trace_.line(now, "the new shards {}", names[static_cast<int>(step)]);
  step_ = step;
  moment_ = moment;
  asked_.clear();
}

void Reshard::proceed(TimePoint now) {
  switch (step_) {
    case Step::logging_in: return log_in(now);
    case Step::warm:
      if (now > limit_) return enter(Step::forlorn, now, now);
      if (!has_received(new_, now)) return;
      changeover_.on_new_received_until(new_received_until(now));
      changeover_.begin_overlap();
      return enter(Step::overlap, now + skew, now);
    case Step::overlap: return overlap(now);
    case Step::taken: return finish(now);
    default: return;
  }
}

void Reshard::log_in(TimePoint now) {
  changeover_.on_new_received_until(new_received_until(now));
  for (int i = 0; i < new_.count; ++i) {
    if (!touch_(new_.first + i).received_until()) return;
  }
  if (!guilds_awaited_until_) guilds_awaited_until_ = now + guild_timeout;
  if (!changeover_.warm() && now < *guilds_awaited_until_) return;
  limit_ = now + skew + catch_up_max;
  enter(Step::warm, now, now);
}

void Reshard::overlap(TimePoint now) {
  if (now > limit_) return enter(Step::forlorn, now, now);
  const bool old_has = has_received(old_, now);
  const bool new_has = has_received(new_, now);
  if (!old_has || !new_has) return;
  if (changeover_.warming()) {
    return enter(++overlaps_ < overlaps_max ? Step::logging_in : Step::forlorn, now, now);
  }
  const auto held = changeover_.take_over();
  enter(Step::taken, now + skew, now);
  hand_out(new_, held, now);
}

void Reshard::finish(TimePoint now) {
  if (!has_received(new_, now)) return;
  hand_out(old_, changeover_.finish(new_received_until(now)), now);
  for (int i = 0; i < new_.count; ++i) touch_(new_.first + i).set_filter(nullptr);
  enter(Step::finished, now, now);
}

void Reshard::give_up() {
  for (int i = 0; i < old_.count; ++i) touch_(old_.first + i).set_filter(nullptr);
}

bool Reshard::has_received(Set set, TimePoint now) {
  if (now < moment_) return false;
  bool all = true;
  for (int i = 0; i < set.count; ++i) {
    Shard& shard = touch_(set.first + i);
    if (shard.received_until() >= moment_) continue;
    all = false;
    if (shard.is_ready() && asked_.insert(set.first + i).second) shard.beat_now(now);
  }
  return all;
}

TimePoint Reshard::new_received_until(TimePoint now) {
  TimePoint all = now;
  for (int i = 0; i < new_.count; ++i) {
    all = std::min(all, touch_(new_.first + i).received_until().value_or(all));
  }
  return all;
}

void Reshard::hand_out(Set set, const std::vector<core::Changeover::Held>& held, TimePoint now) {
  for (const auto& one : held) {
    touch_(set.first + static_cast<int>(one.shard)).hand_out(one.event, now);
  }
}

}  // namespace pincer::sim
