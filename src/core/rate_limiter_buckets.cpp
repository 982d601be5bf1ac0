// The limiter's lanes and buckets: finding, moving and forgetting them, and whose turn it is.
#include <algorithm>
#include <iterator>

#include "core/rate_limiter.hpp"

namespace pincer::core {
namespace {

std::string joined(const std::string& first, char separator, const std::string& second) {
  std::string text;
  text.reserve(first.size() + 1 + second.size());
  text.append(first).push_back(separator);
  return text.append(second);
}

std::string bucket_name(const std::string& id, const std::string& major) {
  return major.empty() ? id : joined(id, ':', major);
}

std::string lane_key(const std::string& route_key, const std::string& major) {
  return joined(route_key, '\n', major);
}

}  // namespace

RateLimiter::Lane& RateLimiter::lane_of(const wire::Route& route, TimePoint now) {
  const auto [found, is_new] = lanes_.try_emplace(lane_key(route.key(), route.major()));
  Lane& lane = found->second;
  lane.interaction = route.is_interaction();
  if (!is_new) return lane;
  lane.route_key = route.key();
  lane.major = route.major();
  lane.sub_limit = route.sub_limit();
  const auto hidden =
      sub_limits_.empty() ? sub_limits_.end() : sub_limits_.find(sub_limit_key(lane));
  if (hidden != sub_limits_.end()) {
    lane.hidden = &hidden->second;
    lane.hidden->lanes.push_back(&lane);
  }
  const auto known = routes_.find(lane.route_key);
  const std::string hash = known == routes_.end() ? std::string() : known->second;
  attach(lane, bucket_of(hash.empty() ? lane.route_key : hash, hash, lane.major, now), now);
  return lane;
}

RateLimiter::BucketState& RateLimiter::bucket_of(const std::string& id, const std::string& hash,
                                                 const std::string& major, TimePoint now) {
  const std::string name = bucket_name(id, major);
  const auto [found, is_new] = buckets_.try_emplace(name, name, hash, options_.reset_slack);
  if (is_new) place(found->second, now);
  return found->second;
}

/// The lane's bucket turned out to have this hash.
void RateLimiter::move_lane(Lane& lane, const std::string& hash, TimePoint now) {
  BucketState& before = *lane.bucket;
  std::string name = bucket_name(hash, lane.major);
  if (!before.hash.empty() || buckets_.contains(name)) {
    attach(lane, bucket_of(hash, hash, lane.major, now), now);
    return;
  }
  // It had no name until now, and no other lane: what is in flight stays counted in it.
  auto node = buckets_.extract(before.name);
  before.name = name;
  before.hash = hash;
  node.key() = std::move(name);
  buckets_.insert(std::move(node));
}

void RateLimiter::attach(Lane& lane, BucketState& bucket, TimePoint now) {
  if (BucketState* before = lane.bucket) {
    std::erase(before->lanes, &lane);
    lane.bucket = nullptr;
    place(*before, now);
  }
  if (bucket.lanes.size() >= options_.lanes_per_bucket_max) {
    const auto unused = std::ranges::find_if(bucket.lanes, [](const Lane* other) {
      return other->waiting.empty() && other->in_flight == 0;
    });
    if (unused != bucket.lanes.end()) {
      erase_lane(**unused);
      bucket.lanes.erase(unused);
    }
  }
  bucket.lanes.push_back(&lane);
  lane.bucket = &bucket;
}

/// The bucket that an answer with this hash speaks of, moving the lane there if the answer is news.
/// Null: the answer is older than what is known, and speaks of a bucket that no longer matters.
RateLimiter::BucketState* RateLimiter::settle_bucket(Lane& lane, BucketState& sent_to,
                                                     const std::string& hash, std::uint64_t sending,
                                                     TimePoint now) {
  if (sending > lane.taught_by) {
    lane.taught_by = sending;
    remember_route(lane.route_key, hash);
    if (lane.bucket->hash != hash) move_lane(lane, hash, now);
  }
  if (lane.bucket->hash == hash) return lane.bucket;
  return sent_to.hash == hash ? &sent_to : nullptr;
}

void RateLimiter::remember_route(const std::string& route_key, const std::string& hash) {
  const auto [found, is_new] = routes_.insert_or_assign(route_key, hash);
  if (!is_new) return;
  routes_by_age_.push_back(found->first);
  if (routes_by_age_.size() <= options_.routes_max) return;
  routes_.erase(routes_by_age_.front());
  routes_by_age_.pop_front();
}

// --- Whose turn it is --------------------------------------------------------------------------

RateLimiter::Turn RateLimiter::turn_of(BucketState& bucket, TimePoint now) {
  Turn turn;
  std::optional<TimePoint> sub_limit_ends;
  for (Lane* lane : bucket.lanes) {
    if (lane->waiting.empty()) continue;
    const std::optional<TimePoint> until = sub_limited_until(*lane, now);
    if (until && *until > now) {
      sub_limit_ends = sub_limit_ends ? std::min(*sub_limit_ends, *until) : *until;
    } else if (until && lane->hidden->in_flight > 0) {
      continue;  // One at a time; its answer brings the next.
    } else if (turn.lane == nullptr || *lane->waiting.begin() < *turn.lane->waiting.begin()) {
      turn.lane = lane;
    }
  }
  turn.at = turn.lane != nullptr ? bucket.window.next_send(now) : sub_limit_ends;
  return turn;
}

std::string RateLimiter::sub_limit_key(const Lane& lane) {
  return joined(lane.sub_limit, '\n', lane.major);
}

/// The end of the pause of the lane's class, which may be over; nothing: no hidden limit is known,
/// or it is so old that it is taken for gone.
std::optional<TimePoint> RateLimiter::sub_limited_until(const Lane& lane, TimePoint now) const {
  if (lane.hidden == nullptr || lane.hidden->end + options_.hidden_limit_memory <= now) {
    return std::nullopt;
  }
  return lane.hidden->end;
}

void RateLimiter::limit_class(Lane& lane, TimePoint until, TimePoint now) {
  HiddenLimit& limit = hidden_limit_of(lane);
  limit.end = std::max(limit.end, until);
  for (auto hidden = sub_limits_.begin(); hidden != sub_limits_.end();) {
    const bool is_old = hidden->second.end + options_.hidden_limit_memory <= now;
    hidden = is_old ? forget_hidden(hidden, now) : std::next(hidden);
  }
  if (sub_limits_.size() <= options_.hidden_limits_max) return;
  forget_hidden(
      std::ranges::min_element(sub_limits_, {}, [](const auto& entry) { return entry.second.end; }),
      now);
}

RateLimiter::HiddenLimit& RateLimiter::hidden_limit_of(Lane& lane) {
  if (lane.hidden != nullptr) return *lane.hidden;
  HiddenLimit& made = sub_limits_[sub_limit_key(lane)];
  for (auto& [key, other] : lanes_) {
    if (other.sub_limit != lane.sub_limit || other.major != lane.major) continue;
    other.hidden = &made;
    made.lanes.push_back(&other);
    made.in_flight += other.in_flight;
  }
  return made;
}

RateLimiter::HiddenLimits::iterator RateLimiter::forget_hidden(HiddenLimits::iterator hidden,
                                                               TimePoint now) {
  const std::vector<Lane*> lanes = std::move(hidden->second.lanes);
  for (Lane* lane : lanes) lane->hidden = nullptr;
  // What waited for another of its class need not any more.
  for (Lane* lane : lanes) {
    if (!lane->waiting.empty()) place(*lane->bucket, now);
  }
  return sub_limits_.erase(hidden);
}

void RateLimiter::count_in_flight(Lane& lane) {
  ++lane.in_flight;
  if (lane.hidden != nullptr) ++lane.hidden->in_flight;
}

void RateLimiter::count_landed(Lane& lane) {
  --lane.in_flight;
  if (lane.hidden != nullptr) --lane.hidden->in_flight;
}

/// A request of this lane has landed: another of its class may be next, in whatever bucket.
void RateLimiter::place_class(const Lane& lane, TimePoint now) {
  if (lane.hidden == nullptr) return;
  for (const Lane* other : lane.hidden->lanes) {
    if (!other->waiting.empty() && other->bucket != lane.bucket) place(*other->bucket, now);
  }
}

void RateLimiter::place(BucketState& bucket, TimePoint now) {
  unplace(bucket);
  const Turn turn = turn_of(bucket, now);
  if (turn.lane != nullptr && turn.at == now) {
    bucket.ready_in = turn.lane->interaction ? &interactions_ready_ : &ready_;
    bucket.ready_with = *turn.lane->waiting.begin();
    bucket.ready_in->emplace(bucket.ready_with, &bucket);
  } else if (turn.at) {
    bucket.wakeup = turn.at;
    wakeups_.emplace(*turn.at, &bucket);
  } else if (is_idle(bucket)) {
    bucket.idle = idle_.insert(idle_.end(), &bucket);
    bucket.idle_since = now;
  }
}

bool RateLimiter::is_idle(const BucketState& bucket) {
  return bucket.window.in_flight() == 0 && std::ranges::all_of(bucket.lanes, [](const Lane* lane) {
           return lane->waiting.empty() && lane->in_flight == 0;
         });
}

void RateLimiter::unplace(BucketState& bucket) {
  if (bucket.ready_in != nullptr) bucket.ready_in->erase({bucket.ready_with, &bucket});
  bucket.ready_in = nullptr;
  if (bucket.wakeup) wakeups_.erase({*bucket.wakeup, &bucket});
  bucket.wakeup.reset();
  if (bucket.idle) idle_.erase(*bucket.idle);
  bucket.idle.reset();
}

/// Forgets idle buckets, a few at a time: each new request pays for at most two, so the number
/// shrinks while requests come and cannot grow without end.
void RateLimiter::collect(TimePoint now) {
  for (int step = 0; step < 2 && !idle_.empty(); ++step) {
    BucketState& bucket = *idle_.front();
    const bool too_many = idle_.size() > options_.idle_buckets_max;
    const bool too_old = now - bucket.idle_since > options_.idle_time_max;
    if (!too_many && !too_old) return;
    if (bucket.window.is_over(now) || idle_.size() > options_.idle_buckets_hard_max) {
      forget(bucket);
    } else {
      idle_.splice(idle_.end(), idle_, idle_.begin());
    }
  }
}

void RateLimiter::forget(BucketState& bucket) {
  unplace(bucket);
  for (Lane* lane : bucket.lanes) erase_lane(*lane);
  buckets_.erase(std::string(bucket.name));
}

void RateLimiter::erase_lane(Lane& lane) {
  if (lane.hidden != nullptr) std::erase(lane.hidden->lanes, &lane);
  lanes_.erase(lane_key(lane.route_key, lane.major));
}

// --- For people to look at
// --------------------------------------------------------------------------

std::map<std::string, std::string> RateLimiter::bucket_map() const {
  return {routes_.begin(), routes_.end()};
}

std::map<std::string, Bucket> RateLimiter::buckets(TimePoint now) const {
  std::map<std::string, Bucket> listed;
  for (const auto& [name, bucket] : buckets_) {
    if (bucket.window.known() || !is_idle(bucket)) listed.emplace(name, snapshot(bucket, now));
  }
  return listed;
}

Bucket RateLimiter::snapshot(const BucketState& bucket, TimePoint now) const {
  Bucket seen = bucket.window.snapshot(now);
  seen.hash = bucket.hash;
  for (const Lane* lane : bucket.lanes) {
    seen.major = lane->major;
    seen.waiting += lane->waiting.size();
    const std::optional<TimePoint> until = sub_limited_until(*lane, now);
    if (until && *until > now) seen.paused.insert_or_assign(lane->sub_limit, *until);
  }
  return seen;
}

GlobalLimit RateLimiter::global_limit(TimePoint now) const {
  GlobalLimit limit = gate_.snapshot(now);
  limit.waiting = waiting_;
  limit.in_flight = in_flight();
  return limit;
}

std::size_t RateLimiter::entry_count() const noexcept {
  return lanes_.size() + buckets_.size() + routes_.size() + routes_by_age_.size() +
         requests_.size() + ready_.size() + interactions_ready_.size() + wakeups_.size() +
         expiries_.size() + idle_.size() + refused_.size() + sub_limits_.size();
}

}  // namespace pincer::core
