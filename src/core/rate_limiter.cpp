#include "core/rate_limiter.hpp"

#include <algorithm>
#include <cassert>

namespace pincer::core {
namespace {

constexpr int too_many_requests = 429;

std::string joined(const std::string& first, char separator, const std::string& second) {
  std::string text;
  text.reserve(first.size() + 1 + second.size());
  text.append(first).push_back(separator);
  return text.append(second);
}

std::string bucket_name(const std::string& id, const std::string& major) {
  return major.empty() ? id : joined(id, ':', major);
}

}  // namespace

RateLimiter::RateLimiter(RateLimiterOptions options) : options_(options) {
  assert(options_.global_per_second > 0);
}

RateLimiter::Ticket RateLimiter::enqueue(const wire::Route& route, TimePoint now,
                                         std::optional<TimePoint> not_later_than) {
  collect(now);
  Lane& lane = lane_of(route, now);
  std::size_t ahead = 0;
  for (const Lane* other : lane.bucket->lanes) ahead += other->waiting.size();

  const Ticket ticket = ++last_ticket_;
  if (not_later_than && earliest_send(lane, ahead, now) > *not_later_than) {
    refused_.push_back(ticket);
    return ticket;
  }
  Request request;
  request.lane = &lane;
  request.not_later_than = not_later_than;
  wait_in_lane(ticket, requests_.emplace(ticket, request).first->second);
  place(*lane.bucket, now);
  return ticket;
}

RateLimiter::Decisions RateLimiter::take_ready(TimePoint now) {
  while (!wakeups_.empty() && wakeups_.begin()->first <= now) {
    place(*wakeups_.begin()->second, now);
  }
  while (!expiries_.empty() && expiries_.begin()->first < now) {
    refuse(expiries_.begin()->second, now);
  }

  Decisions decisions;
  if (now >= stopped_until_) {
    send_from(interactions_ready_, now, decisions);
    send_from(ready_, now, decisions);
  }
  decisions.refused = std::move(refused_);
  refused_.clear();
  return decisions;
}

void RateLimiter::send_from(Ready& ready, TimePoint now, Decisions& decisions) {
  const bool bound = &ready == &ready_;
  while (!ready.empty() && (!bound || now >= bound_from())) {
    BucketState& bucket = *ready.begin()->second;
    // A limit of another bucket's lane may have come to hold for this one as well.
    const Turn turn = turn_of(bucket, now);
    if (turn.lane != nullptr && turn.at == now) {
      const Ticket ticket = *turn.lane->waiting.begin();
      Request& request = requests_.at(ticket);
      leave_lane(ticket, request);
      ++turn.lane->in_flight;
      request.sent_to = &bucket;
      request.sent = bucket.window.on_send(now);
      request.sending = ++last_sending_;
      decisions.send.push_back(ticket);
      if (!turn.lane->interaction) {
        if (global_sent_.size() == options_.global_per_second) global_sent_.pop_front();
        global_sent_.push_back(now);
      }
    }
    place(bucket, now);
  }
}

std::optional<TimePoint> RateLimiter::deadline() const {
  std::optional<TimePoint> next;
  const auto consider = [&next](TimePoint at) { next = next ? std::min(*next, at) : at; };
  if (!wakeups_.empty()) consider(wakeups_.begin()->first);
  if (!interactions_ready_.empty()) consider(stopped_until_);
  if (!ready_.empty()) consider(std::max(stopped_until_, bound_from()));
  if (!expiries_.empty()) consider(expiries_.begin()->first + Duration(1));
  if (!refused_.empty()) consider(TimePoint{});
  return next;
}

RateLimiter::Verdict RateLimiter::on_response(Ticket ticket, int status,
                                              const wire::RateLimitHeaders& headers,
                                              TimePoint now) {
  const auto found = requests_.find(ticket);
  if (found == requests_.end() || found->second.sent_to == nullptr) return Verdict::done;
  Request& request = found->second;
  Lane& lane = *request.lane;
  BucketState& sent_to = *std::exchange(request.sent_to, nullptr);
  --lane.in_flight;

  BucketState* bucket = &sent_to;
  if (!headers.bucket.empty()) {
    bucket = settle_bucket(lane, sent_to, headers.bucket, request.sending, now);
  }
  bool end_is_new = false;
  if (bucket == &sent_to) {
    const bool succeeded = status >= 200 && status < 300;
    end_is_new = sent_to.window.on_answer(request.sent, headers, succeeded, now);
  } else {
    sent_to.window.on_no_answer();
    if (bucket != nullptr) {
      end_is_new = bucket->window.on_uncounted_answer(request.sent.at, headers, now);
    }
  }

  const bool retry = status == too_many_requests && limit(request, headers, now);
  if (retry) {
    wait_in_lane(ticket, request);
  } else {
    requests_.erase(found);
  }
  if (end_is_new || status == too_many_requests) refuse_unreachable(*lane.bucket, now);
  place(sent_to, now);
  if (lane.bucket != &sent_to) place(*lane.bucket, now);
  return retry ? Verdict::retry : Verdict::done;
}

/// Takes note of a 429. Returns true when the request may try again.
bool RateLimiter::limit(Request& request, const wire::RateLimitHeaders& headers, TimePoint now) {
  const Lane& lane = *request.lane;
  const Duration told = headers.retry_after.value_or(Duration::zero());
  const Duration window = headers.reset_after.value_or(Duration::zero());
  const Duration wait = told > Duration::zero() ? told : options_.wait_default;
  if (!headers.has_via) {
    // The edge bans addresses that go on asking. Whoever asked is told; the others wait.
    stopped_until_ = std::max(stopped_until_, now + wait);
    refuse_unreachable_before(stopped_until_, now);
    return false;
  }
  if (headers.global && !lane.interaction) {
    global_until_ = std::max(global_until_, now + wait);
    refuse_unreachable_before(global_until_, now);
  } else if (headers.global || headers.scope == wire::RateLimitScope::shared ||
             headers.remaining.value_or(0) > 0) {
    // A limit that the headers do not describe: their Reset-After is the healthy bucket's.
    std::erase_if(sub_limits_, [now](const auto& entry) { return entry.second <= now; });
    TimePoint& until = sub_limits_[joined(lane.sub_limit, '\n', lane.major)];
    until =
        std::max(until, now + (headers.retry_after || window == Duration::zero() ? wait : window));
  } else {
    const Duration longest = std::max(told, window);
    lane.bucket->window.block(now + (longest > Duration::zero() ? longest : wait));
  }
  if (++request.rate_limited > options_.rate_limited_max) return false;
  return !request.not_later_than || earliest_send(lane, 0, now) <= *request.not_later_than;
}

void RateLimiter::on_no_response(Ticket ticket, TimePoint now) { cancel(ticket, now); }

void RateLimiter::cancel(Ticket ticket, TimePoint now) {
  const auto found = requests_.find(ticket);
  if (found == requests_.end()) return;
  const Request request = found->second;
  if (request.sent_to != nullptr) {
    --request.lane->in_flight;
    request.sent_to->window.on_no_answer();
  } else {
    leave_lane(ticket, request);
  }
  requests_.erase(found);
  if (request.sent_to != nullptr) place(*request.sent_to, now);
  if (request.lane->bucket != request.sent_to) place(*request.lane->bucket, now);
}

void RateLimiter::save_response_bucket(const wire::Route& route,
                                       const wire::RateLimitHeaders& headers, TimePoint now) {
  if (headers.bucket.empty()) return;
  collect(now);
  Lane& lane = lane_of(route, now);
  BucketState& before = *lane.bucket;
  settle_bucket(lane, before, headers.bucket, ++last_sending_, now);
  if (lane.bucket->window.on_uncounted_answer(now, headers, now)) {
    refuse_unreachable(*lane.bucket, now);
  }
  place(*lane.bucket, now);
}

std::map<std::string, std::string> RateLimiter::bucket_map() const {
  return {routes_.begin(), routes_.end()};
}

std::map<std::string, Bucket> RateLimiter::buckets() const {
  std::map<std::string, Bucket> known;
  for (const auto& [name, bucket] : buckets_) {
    if (bucket.window.known()) known.emplace(name, bucket.window.snapshot());
  }
  return known;
}

std::optional<TimePoint> RateLimiter::stopped_until(TimePoint now) const {
  return now < stopped_until_ ? std::optional(stopped_until_) : std::nullopt;
}

std::optional<TimePoint> RateLimiter::globally_limited_until(TimePoint now) const {
  return now < global_until_ ? std::optional(global_until_) : std::nullopt;
}

// --- Lanes and buckets -------------------------------------------------------------------------

RateLimiter::Lane& RateLimiter::lane_of(const wire::Route& route, TimePoint now) {
  const auto [found, is_new] = lanes_.try_emplace(joined(route.key(), '\n', route.major()));
  Lane& lane = found->second;
  lane.interaction = route.is_interaction();
  if (!is_new) return lane;
  lane.route_key = route.key();
  lane.major = route.major();
  lane.sub_limit = route.sub_limit();
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
      lanes_.erase(joined((*unused)->route_key, '\n', (*unused)->major));
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
    if (const TimePoint until = sub_limited_until(*lane); until > now) {
      sub_limit_ends = sub_limit_ends ? std::min(*sub_limit_ends, until) : until;
    } else if (turn.lane == nullptr || *lane->waiting.begin() < *turn.lane->waiting.begin()) {
      turn.lane = lane;
    }
  }
  turn.at = turn.lane != nullptr ? bucket.window.next_send(now) : sub_limit_ends;
  return turn;
}

TimePoint RateLimiter::sub_limited_until(const Lane& lane) const {
  if (sub_limits_.empty()) return TimePoint{};
  const auto found = sub_limits_.find(joined(lane.sub_limit, '\n', lane.major));
  return found == sub_limits_.end() ? TimePoint{} : found->second;
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
  } else if (bucket.window.in_flight() == 0 &&
             std::ranges::all_of(bucket.lanes, [](const Lane* lane) {
               return lane->waiting.empty() && lane->in_flight == 0;
             })) {
    bucket.idle = idle_.insert(idle_.end(), &bucket);
    bucket.idle_since = now;
  }
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
  for (const Lane* lane : bucket.lanes) lanes_.erase(joined(lane->route_key, '\n', lane->major));
  buckets_.erase(std::string(bucket.name));
}

// --- The global limit --------------------------------------------------------------------------

/// When the next request fits into the global limit: `global_per_second` sendings ago, a second has
/// to have passed.
TimePoint RateLimiter::global_slot_at() const {
  if (global_sent_.size() < options_.global_per_second) return TimePoint{};
  return global_sent_.front() + std::chrono::seconds(1) + options_.global_slack;
}

/// From when on requests that the global limit binds may be sent.
TimePoint RateLimiter::bound_from() const { return std::max(global_until_, global_slot_at()); }

// --- Waiting and refusing ----------------------------------------------------------------------

void RateLimiter::wait_in_lane(Ticket ticket, const Request& request) {
  request.lane->waiting.insert(ticket);
  if (request.not_later_than) expiries_.emplace(*request.not_later_than, ticket);
  ++waiting_;
}

void RateLimiter::leave_lane(Ticket ticket, const Request& request) {
  request.lane->waiting.erase(ticket);
  if (request.not_later_than) expiries_.erase({*request.not_later_than, ticket});
  --waiting_;
}

/// A lower bound of when a request of this lane with `ahead` others before it can go.
TimePoint RateLimiter::earliest_send(const Lane& lane, std::size_t ahead, TimePoint now) const {
  TimePoint earliest = std::max(stopped_until_, sub_limited_until(lane));
  if (!lane.interaction) earliest = std::max(earliest, global_until_);
  return std::max(earliest, lane.bucket->window.earliest_send(ahead, now));
}

void RateLimiter::refuse(Ticket ticket, TimePoint now) {
  refused_.push_back(ticket);
  cancel(ticket, now);
}

/// Refuses what waits in this bucket and can no longer go in time.
void RateLimiter::refuse_unreachable(BucketState& bucket, TimePoint now) {
  if (expiries_.empty()) return;
  std::vector<Ticket> line;
  for (const Lane* lane : bucket.lanes) {
    line.insert(line.end(), lane->waiting.begin(), lane->waiting.end());
  }
  std::ranges::sort(line);
  std::size_t ahead = 0;
  for (const Ticket ticket : line) {
    const Request& request = requests_.at(ticket);
    const bool unreachable = request.not_later_than &&
                             earliest_send(*request.lane, ahead, now) > *request.not_later_than;
    if (unreachable) {
      refuse(ticket, now);
    } else {
      ++ahead;
    }
  }
}

/// Refuses what would have had to go before `until`, when nothing goes before it.
void RateLimiter::refuse_unreachable_before(TimePoint until, TimePoint now) {
  std::vector<Ticket> line;
  for (auto at = expiries_.begin(); at != expiries_.end() && at->first < until; ++at) {
    const Request& request = requests_.at(at->second);
    if (earliest_send(*request.lane, 0, now) > at->first) line.push_back(at->second);
  }
  std::ranges::for_each(line, [this, now](Ticket ticket) { refuse(ticket, now); });
}

}  // namespace pincer::core
