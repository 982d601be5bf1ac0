#include "core/rate_limiter.hpp"

#include <algorithm>

namespace pincer::core {
namespace {

constexpr int too_many_requests = 429;

}  // namespace

RateLimiter::RateLimiter(RateLimiterOptions options)
    : options_(options), gate_(options.global_per_second, options.global_slack) {}

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
  send_from(interactions_ready_, now, decisions);
  send_from(ready_, now, decisions);
  decisions.refused = std::move(refused_);
  refused_.clear();
  return decisions;
}

void RateLimiter::send_from(Ready& ready, TimePoint now, Decisions& decisions) {
  const bool interactions = &ready == &interactions_ready_;
  while (!ready.empty() && in_flight() < options_.in_flight_max &&
         now >= gate_.opens_at(interactions)) {
    BucketState& bucket = *ready.begin()->second;
    // A limit of another bucket's lane may have come to hold for this one as well.
    const Turn turn = turn_of(bucket, now);
    if (turn.lane != nullptr && turn.at == now) {
      const Ticket ticket = *turn.lane->waiting.begin();
      Request& request = requests_.at(ticket);
      leave_lane(ticket, request);
      count_in_flight(*turn.lane);
      request.sent_to = &bucket;
      request.sent = bucket.window.on_send(now);
      request.sending = ++last_sending_;
      decisions.send.push_back(ticket);
      if (!turn.lane->interaction) gate_.on_send(now);
    }
    place(bucket, now);
  }
}

std::optional<TimePoint> RateLimiter::deadline() const {
  std::optional<TimePoint> next;
  const auto consider = [&next](TimePoint at) { next = next ? std::min(*next, at) : at; };
  if (!wakeups_.empty()) consider(wakeups_.begin()->first);
  const bool has_room = in_flight() < options_.in_flight_max;  // Else only an answer helps.
  if (has_room && !interactions_ready_.empty()) consider(gate_.opens_at(true));
  if (has_room && !ready_.empty()) consider(gate_.opens_at(false));
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
  count_landed(lane);

  BucketState* bucket = &sent_to;
  if (!headers.bucket.empty()) {
    bucket = settle_bucket(lane, sent_to, headers.bucket, request.sending, now);
  }
  bool end_is_new = false;
  if (bucket == &sent_to) {
    const bool succeeded = status >= 200 && status < 300;
    end_is_new = sent_to.window.on_answer(request.sent, headers, succeeded, now);
  } else {
    sent_to.window.on_no_answer(now);
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
  place_class(lane, now);
  return retry ? Verdict::retry : Verdict::done;
}

/// Takes note of a 429. Returns true when the request may try again.
bool RateLimiter::limit(Request& request, const wire::RateLimitHeaders& headers, TimePoint now) {
  Lane& lane = *request.lane;
  const Duration told = headers.retry_after.value_or(Duration::zero());
  const Duration window = headers.reset_after.value_or(Duration::zero());
  const Duration wait = told > Duration::zero() ? told : options_.wait_default;
  if (!headers.has_via) {
    // The edge bans addresses that go on asking. Whoever asked is told; the others wait.
    gate_.stop(now + wait);
    refuse_unreachable_before(now + wait, now);
    return false;
  }
  if (headers.global && !lane.interaction) {
    gate_.pause(now + wait);
    refuse_unreachable_before(now + wait, now);
  } else if (headers.global || headers.scope == wire::RateLimitScope::shared ||
             headers.remaining.value_or(0) > 0) {
    // A limit that the headers do not describe: their Reset-After is the healthy bucket's.
    limit_class(lane, now + (headers.retry_after || window == Duration::zero() ? wait : window),
                now);
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
    count_landed(*request.lane);
    request.sent_to->window.on_no_answer(now);
  } else {
    leave_lane(ticket, request);
  }
  requests_.erase(found);
  if (request.sent_to != nullptr) place(*request.sent_to, now);
  if (request.lane->bucket != request.sent_to) place(*request.lane->bucket, now);
  if (request.sent_to != nullptr) place_class(*request.lane, now);
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
  return std::max({gate_.held_until(lane.interaction), sub_limited_until(lane, now).value_or(now),
                   lane.bucket->window.earliest_send(ahead, now)});
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
