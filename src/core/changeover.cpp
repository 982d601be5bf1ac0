#include "core/changeover.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <functional>
#include <string_view>
#include <utility>

#include "wire/guild_ids.hpp"
#include "wire/opcode.hpp"

namespace pincer::core {
namespace {

bool is_dispatch(const GatewayDispatch& payload) {
  return payload.op == static_cast<int>(wire::Opcode::dispatch);
}

/// Events that one session alone receives: about itself, or because it asked.
bool is_of_one_session(std::string_view name) {
  static constexpr std::array<std::string_view, 6> names{
      "READY",        "RESUMED",     "GUILD_MEMBERS_CHUNK", "SOUNDBOARD_SOUNDS",
      "CHANNEL_INFO", "RATE_LIMITED"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

// ---- Events that wait

void Changeover::Waiting::add(Fingerprint fingerprint, Held held) {
  places_[fingerprint].push_back(events_.insert(events_.end(), std::move(held)));
}

bool Changeover::Waiting::remove(Fingerprint fingerprint) {
  const auto found = places_.find(fingerprint);
  if (found == places_.end()) return false;
  events_.erase(found->second.front());
  found->second.pop_front();
  if (found->second.empty()) places_.erase(found);
  return true;
}

std::vector<Changeover::Held> Changeover::Waiting::take() {
  places_.clear();
  std::vector<Held> taken(std::make_move_iterator(events_.begin()),
                          std::make_move_iterator(events_.end()));
  events_.clear();
  return taken;
}

// ---- The changeover

Changeover::Changeover(std::size_t new_shards, Duration skew)
    : skew_(skew), new_shards_(new_shards) {}

bool Changeover::on_old(std::size_t shard, const GatewayDispatch& payload, TimePoint now) {
  if (!is_dispatch(payload)) return phase_ != Phase::taken;
  if (is_of_one_session(payload.event_name)) return true;
  const Fingerprint event = fingerprint(payload);
  if (phase_ == Phase::taken) {
    if (!take(delivered_by_new_, event) && held_old_.size() < held_events_max) {
      held_old_.add(event, {shard, payload, now});
    }
    return false;
  }
  if (held_new_.remove(event)) return true;
  ++delivered_by_old_[event];
  delivered_at_.emplace_back(now, event);
  return true;
}

bool Changeover::on_new(std::size_t shard, const GatewayDispatch& payload, TimePoint now) {
  if (!is_dispatch(payload)) return phase_ == Phase::taken;
  if (phase_ == Phase::taken && payload.event_name == "READY") return true;  // a new beginning
  if (is_of_login(new_shards_.at(shard), payload)) {
    if (phase_ == Phase::overlap && payload.event_name == "READY") start_again();
    return false;
  }
  if (phase_ == Phase::warming) return false;
  if (is_of_one_session(payload.event_name)) return phase_ == Phase::taken;
  const Fingerprint event = fingerprint(payload);
  if (take(delivered_by_old_, event)) return false;
  if (phase_ == Phase::taken) {
    if (!held_old_.remove(event)) ++delivered_by_new_[event];
    return true;
  }
  held_new_.add(event, {shard, payload, now});
  if (held_new_.size() > held_events_max) start_again();
  return false;
}

bool Changeover::warm() const noexcept {
  return std::all_of(new_shards_.begin(), new_shards_.end(), [](const NewShard& shard) {
    return shard.ready && shard.guilds_awaited.empty();
  });
}

void Changeover::on_new_received_until(TimePoint moment) {
  if (phase_ == Phase::warming) forget_before(moment - skew_);
}

void Changeover::begin_overlap() {
  assert(phase_ == Phase::warming);
  phase_ = Phase::overlap;
}

std::vector<Changeover::Held> Changeover::take_over() {
  assert(phase_ == Phase::overlap);
  phase_ = Phase::taken;
  std::vector<Held> first = held_new_.take();
  for (const Held& held : first) ++delivered_by_new_[fingerprint(held.event)];
  return first;
}

std::vector<Changeover::Held> Changeover::finish(TimePoint received_until) {
  assert(phase_ == Phase::taken);
  std::vector<Held> overdue = held_old_.take();
  std::erase_if(overdue, [&](const Held& held) { return held.since > received_until - skew_; });
  return overdue;
}

Changeover::Fingerprint Changeover::fingerprint(const GatewayDispatch& event) {
  const std::hash<std::string_view> hash;
  return hash(event.event_name) * 31 + hash(event.data);
}

bool Changeover::take(Seen& seen, Fingerprint fingerprint) {
  const auto found = seen.find(fingerprint);
  if (found == seen.end()) return false;
  if (--found->second == 0) seen.erase(found);
  return true;
}

bool Changeover::is_of_login(NewShard& shard, const GatewayDispatch& event) {
  if (event.event_name == "READY") {
    shard.ready = true;
    shard.guilds_awaited.clear();
    for (const GuildId guild : wire::guilds_of_ready(event.data)) {
      shard.guilds_awaited.insert(guild.value());
    }
    return true;
  }
  if (shard.guilds_awaited.empty() || event.event_name != "GUILD_CREATE") return false;
  const GuildId guild = wire::guild_of_guild_create(event.data);
  return shard.guilds_awaited.erase(guild.value()) != 0;
}

void Changeover::forget_before(TimePoint then) {
  while (!delivered_at_.empty() && delivered_at_.front().first < then) {
    take(delivered_by_old_, delivered_at_.front().second);
    delivered_at_.pop_front();
  }
}

/// The old set has delivered, or will, what was held.
void Changeover::start_again() {
  phase_ = Phase::warming;
  held_new_.take();
  // What the new set has brought since does not wait to be forgotten. Of equal events it was the
  // oldest that were matched.
  Seen unmatched = delivered_by_old_;
  std::deque<std::pair<TimePoint, Fingerprint>> kept;
  for (auto event = delivered_at_.rbegin(); event != delivered_at_.rend(); ++event) {
    if (take(unmatched, event->second)) kept.push_front(*event);
  }
  delivered_at_ = std::move(kept);
}

}  // namespace pincer::core
