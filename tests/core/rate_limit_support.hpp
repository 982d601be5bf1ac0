// Short words for the rate limiter's tests.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "core/rate_limiter.hpp"

namespace pincer {

/// For GoogleTest's messages.
inline std::ostream& operator<<(std::ostream& out, const Bucket& bucket) {
  return out << bucket.hash << ":" << bucket.major << " " << bucket.remaining << " of "
             << bucket.limit << ", " << bucket.waiting << " waiting, " << bucket.in_flight
             << " in flight, " << bucket.paused.size() << " paused, resets at "
             << (bucket.resets_at ? bucket.resets_at->time_since_epoch().count() : 0) << " ns";
}

}  // namespace pincer

namespace pincer::core {

using namespace std::chrono_literals;
using Ticket = RateLimiter::Ticket;
using Tickets = std::vector<Ticket>;
using Verdict = RateLimiter::Verdict;

/// The moment `offset` after the tests' beginning.
inline TimePoint at(Duration offset) { return TimePoint(1h) + offset; }

inline wire::Route post_message(int channel) {
  return wire::Route("POST", "/channels/" + std::to_string(channel) + "/messages");
}
inline wire::Route get_channel(int channel) {
  return wire::Route("GET", "/channels/" + std::to_string(channel));
}
inline wire::Route callback(int interaction) {
  return wire::Route("POST", "/interactions/" + std::to_string(interaction) + "/token/callback");
}

/// The headers of a response from Discord's API.
inline wire::RateLimitHeaders told(std::string bucket, std::uint32_t limit, std::uint32_t remaining,
                                   Duration reset_after) {
  wire::RateLimitHeaders headers;
  headers.bucket = std::move(bucket);
  headers.limit = limit;
  headers.remaining = remaining;
  headers.reset_after = reset_after;
  headers.has_via = true;
  return headers;
}

/// A response from Discord's API that says nothing of limits.
inline wire::RateLimitHeaders silent() {
  wire::RateLimitHeaders headers;
  headers.has_via = true;
  return headers;
}

inline wire::RateLimitHeaders refused(wire::RateLimitScope scope, Duration retry_after,
                                      wire::RateLimitHeaders headers = silent()) {
  headers.scope = scope;
  headers.global = scope == wire::RateLimitScope::global;
  headers.retry_after = retry_after;
  return headers;
}

/// Options under which a window ends exactly when the headers say so.
inline RateLimiterOptions exact() {
  RateLimiterOptions options;
  options.reset_slack = Duration::zero();
  options.global_slack = Duration::zero();
  return options;
}

/// For GoogleTest's messages.
inline std::ostream& operator<<(std::ostream& out, const RateLimiter::Decisions& decisions) {
  out << "send";
  for (const Ticket ticket : decisions.send) out << ' ' << ticket;
  out << ", refuse";
  for (const Ticket ticket : decisions.refused) out << ' ' << ticket;
  return out;
}

inline RateLimiter::Decisions sends(Tickets tickets) { return {std::move(tickets), {}}; }

}  // namespace pincer::core
