// Decides when each request may be sent, so that Discord never has to refuse one. Layer: core.
// A pure machine: no clock, no timer, no socket. Thread safety: one thread at a time.
//
// The way of a request: `enqueue` gives a ticket; `take_ready` hands out the tickets that may be
// sent now; the shell sends, and reports with `on_response`, `on_no_response` or `cancel`. After
// any call the shell calls `take_ready` and arms one timer at `deadline()`.
//
// Names: a *lane* is the line of waiting requests of one route key and major parameter; a *bucket*
// is one limit on Discord's side (hash and major parameter) that one or more lanes draw from. A
// response may move its lane to another bucket; buckets keep their state.
//
// https://discord.com/developers/docs/topics/rate-limits
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "pincer/bucket.hpp"
#include "wire/rate_limit_headers.hpp"
#include "wire/route.hpp"

namespace pincer::core {

struct RateLimiterOptions {
  /// Requests a second over all routes; interactions are exempt.
  /// https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
  std::size_t global_per_second = 50;
  /// Added to Discord's second, because requests do not all travel equally fast.
  Duration global_slack = std::chrono::milliseconds(20);
  /// Added to the end of a window, because Reset-After is rounded.
  Duration reset_slack = std::chrono::milliseconds(10);
  /// The wait after a 429 that does not say how long.
  Duration wait_default = std::chrono::seconds(5);
  /// How often one request may be answered with 429 before the answer goes to the caller.
  int rate_limited_max = 10;
  /// A bucket without requests is forgotten after this time, once its window is over.
  Duration idle_time_max = std::chrono::minutes(5);
  /// More idle buckets than this: those whose window is over are forgotten at once.
  std::size_t idle_buckets_max = 4'096;
  /// More idle buckets than this: the one idle longest is forgotten, whatever it knows.
  std::size_t idle_buckets_hard_max = 65'536;
  /// Route keys whose bucket hash is remembered; beyond it the oldest is learned anew.
  std::size_t routes_max = 4'096;
};

class RateLimiter {
 public:
  /// Names one request. A ticket's number is its place in the line: smaller goes first.
  using Ticket = std::uint64_t;

  enum class Verdict {
    done,   ///< The response is final; the ticket is spent.
    retry,  ///< A 429 that waiting cures: the ticket waits again, at the front of its bucket.
  };

  struct Decisions {
    std::vector<Ticket> send;     ///< Send these now, in this order.
    std::vector<Ticket> refused;  ///< These cannot be sent by their `not_later_than`; spent.

    friend bool operator==(const Decisions&, const Decisions&) = default;
  };

  explicit RateLimiter(RateLimiterOptions options = {});
  RateLimiter(const RateLimiter&) = delete;
  RateLimiter& operator=(const RateLimiter&) = delete;
  ~RateLimiter() = default;

  /// A request wants to be sent, not later than the time given. If it is known already that this
  /// cannot be, the next `take_ready` refuses it.
  Ticket enqueue(const wire::Route& route, TimePoint now,
                 std::optional<TimePoint> not_later_than = {});

  /// Everything that may be sent now, and everything that has to be refused. First come, first
  /// served within a bucket, and between buckets where they contend for the global limit. Permits
  /// are counted down here, on sending, never on the response.
  Decisions take_ready(TimePoint now);

  /// When `take_ready` has to be called next even if nothing else happens; nothing: not at all.
  /// Later than any `now` that `take_ready` has seen.
  [[nodiscard]] std::optional<TimePoint> deadline() const;

  /// The response to a ticket that was sent. Unknown tickets (cancelled ones) are ignored.
  Verdict on_response(Ticket ticket, int status, const wire::RateLimitHeaders& headers,
                      TimePoint now);

  /// The request failed without a response. Its permit stays spent: Discord may have counted it.
  void on_no_response(Ticket ticket, TimePoint now);

  /// The caller gave up, while waiting or in flight. A ticket that is spent already is ignored.
  void cancel(Ticket ticket, TimePoint now);

  /// Learns from a response to a request that took no ticket here.
  void save_response_bucket(const wire::Route& route, const wire::RateLimitHeaders& headers,
                            TimePoint now);

  /// Route key to bucket hash.
  [[nodiscard]] std::map<std::string, std::string> bucket_map() const;

  /// "hash" or "hash:major" to what is known of that bucket.
  [[nodiscard]] std::map<std::string, Bucket> buckets() const;

  /// Until when nothing at all is sent, because the edge (not the API) answered 429.
  [[nodiscard]] std::optional<TimePoint> stopped_until(TimePoint now) const;
  /// Until when nothing but interactions is sent, because of a global 429.
  [[nodiscard]] std::optional<TimePoint> globally_limited_until(TimePoint now) const;
  /// Tickets that wait for permission.
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }
  /// Buckets in memory, known or not.
  [[nodiscard]] std::size_t bucket_count() const noexcept { return buckets_.size(); }

 private:
  struct Lane;
  struct BucketState;
  struct Request;
};

}  // namespace pincer::core
