#include "core/identify_queue.hpp"

#include <algorithm>
#include <ostream>

namespace pincer::core {
namespace {

/// https://discord.com/developers/docs/events/gateway#identifying
constexpr Duration limit_period = std::chrono::hours(24);

struct Printer {
  std::ostream& out;

  void operator()(const Grant& grant) const { out << "Grant{" << grant.waiter << "}"; }
  void operator()(const Refuse& refuse) const {
    out << "Refuse{" << refuse.waiter << ", " << refuse.error << "}";
  }
  void operator()(const BudgetLow& low) const {
    out << "BudgetLow{" << low.remaining << ", reset after "
        << std::chrono::duration<double>(low.reset_after).count() << " s}";
  }
};

}  // namespace

std::ostream& operator<<(std::ostream& out, const QueueAction& action) {
  std::visit(Printer{out}, action);
  return out;
}

IdentifyQueue::IdentifyQueue(const SessionStartLimit& limit, TimePoint now,
                             IdentifyQueueOptions options)
    : options_(options), limit_(limit), reset_at_(now + limit.reset_after) {
  limit_.max_concurrency = std::max(1, limit_.max_concurrency);
}

QueueActions IdentifyQueue::request(WaiterId waiter, int shard_id, TimePoint now) {
  const bool waits_already = std::any_of(waiters_.begin(), waiters_.end(),
                                         [&](const Waiter& other) { return other.id == waiter; });
  if (!waits_already) waiters_.insert({turns_[shard_id], shard_id, waiter});
  return serve(now);
}

void IdentifyQueue::cancel(WaiterId waiter) {
  std::erase_if(waiters_, [&](const Waiter& other) { return other.id == waiter; });
}

QueueActions IdentifyQueue::on_tick(TimePoint now) { return serve(now); }

QueueActions IdentifyQueue::update_limit(const SessionStartLimit& limit, TimePoint now) {
  const int keys_before = limit_.max_concurrency;
  // An Identify that was granted a moment ago may be under way still, and not yet counted in this
  // answer. Better to wait with the last one than to send one too many.
  const auto under_way = std::count_if(free_at_.begin(), free_at_.end(),
                                       [&](const auto& key) { return now < key.second; });
  limit_ = limit;
  limit_.remaining = std::max(0, limit.remaining - static_cast<int>(under_way));
  limit_.max_concurrency = std::max(1, limit.max_concurrency);
  reset_at_ = now + limit.reset_after;
  if (limit_.max_concurrency != keys_before) {
    // Old keys say nothing about new ones: each new key waits as long as the busiest old one.
    TimePoint latest = TimePoint::min();
    for (const auto& [key, free] : free_at_) latest = std::max(latest, free);
    for (int key = 0; key < limit_.max_concurrency; ++key) free_at_[key] = latest;
  }
  return serve(now);
}

QueueActions IdentifyQueue::serve(TimePoint now) {
  QueueActions actions;
  renew(now);
  for (auto waiter = waiters_.begin(); waiter != waiters_.end();) {
    if (limit_.remaining <= 0) {
      warn_if_low(now, actions);
      if (!options_.fails_when_empty) break;
      actions.emplace_back(Refuse{waiter->id, spent(now)});
    } else if (TimePoint& free = free_at(waiter->shard_id); now >= free) {
      free = now + options_.interval + options_.slack;
      --limit_.remaining;
      ++turns_[waiter->shard_id];
      actions.emplace_back(Grant{waiter->id});
      warn_if_low(now, actions);
    } else {
      ++waiter;
      continue;
    }
    waiter = waiters_.erase(waiter);
  }
  return actions;
}

TimePoint& IdentifyQueue::free_at(int shard_id) {
  return free_at_.try_emplace(shard_id % limit_.max_concurrency, TimePoint::min()).first->second;
}

void IdentifyQueue::renew(TimePoint now) {
  if (now < reset_at_) return;
  limit_.remaining = limit_.total;
  reset_at_ = now + limit_period;
}

void IdentifyQueue::warn_if_low(TimePoint now, QueueActions& actions) {
  // Said when the level is crossed: once for few, once for none.
  const int level = limit_.remaining <= 0 ? 2 : limit_.remaining <= options_.remaining_low ? 1 : 0;
  if (level > warned_level_) actions.emplace_back(BudgetLow{limit_.remaining, reset_at_ - now});
  warned_level_ = level;
}

Error IdentifyQueue::spent(TimePoint now) const {
  const auto minutes = std::chrono::ceil<std::chrono::minutes>(reset_at_ - now).count();
  return {ErrorKind::rate_limited,
          "the bot has no session start left; Discord allows new ones in " +
              std::to_string(minutes) + " minutes"};
}

std::optional<TimePoint> IdentifyQueue::deadline() const {
  if (waiters_.empty()) return std::nullopt;
  if (limit_.remaining <= 0) return reset_at_;
  TimePoint earliest = TimePoint::max();
  for (const Waiter& waiter : waiters_) {
    // Every waiter has been looked at, so that its key has an entry.
    earliest = std::min(earliest, free_at_.at(waiter.shard_id % limit_.max_concurrency));
  }
  return earliest;
}

}  // namespace pincer::core
