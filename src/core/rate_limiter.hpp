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
#include <limits>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "core/global_gate.hpp"
#include "core/rate_window.hpp"
#include "pincer/bucket.hpp"
#include "wire/rate_limit_headers.hpp"
#include "wire/route.hpp"

namespace pincer::core {

struct RateLimiterOptions {
  /// Requests a second over all routes; interactions are exempt. None: any number.
  /// https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
  std::optional<std::size_t> global_per_second = 50;
  /// Added to Discord's second, because requests do not all travel equally fast.
  Duration global_slack = std::chrono::milliseconds(20);
  /// Requests in flight at a time. Who sends over a pool of so many connections learns of a 429
  /// before further requests are under way; those that were already permitted would run into it.
  std::size_t in_flight_max = std::numeric_limits<std::size_t>::max();
  /// Added to the end of a window, because Reset-After is rounded.
  Duration reset_slack = std::chrono::milliseconds(10);
  /// The wait after a 429 that does not say how long.
  Duration wait_default = std::chrono::seconds(5);
  /// A class of requests that a hidden limit has refused goes one at a time for this long, because
  /// no header says how many it permits.
  Duration hidden_limit_memory = std::chrono::minutes(10);
  /// More classes than this: the one whose pause ends first is forgotten.
  std::size_t hidden_limits_max = 1'024;
  /// How often one request may be answered with 429 before the answer goes to the caller.
  int rate_limited_max = 10;
  /// A bucket without requests is forgotten after this time, once its window is over.
  Duration idle_time_max = std::chrono::minutes(5);
  /// More idle buckets than this: those whose window is over are forgotten at once.
  std::size_t idle_buckets_max = 4'096;
  /// More idle buckets than this: the one idle longest is forgotten, whatever it knows.
  std::size_t idle_buckets_hard_max = 65'536;
  /// Routes that share one bucket; beyond it, routes without requests are forgotten.
  std::size_t lanes_per_bucket_max = 64;
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
  /// After `take_ready(now)` it is later than `now`.
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

  /// "hash" or "hash:major" to what is known of that bucket. A bucket of which nothing is known yet
  /// is listed, under its route, while it has requests.
  [[nodiscard]] std::map<std::string, Bucket> buckets(TimePoint now) const;

  /// What binds the requests of all buckets.
  [[nodiscard]] GlobalLimit global_limit(TimePoint now) const;

  /// Tickets that wait for permission.
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }
  /// Tickets that were sent and are not answered.
  [[nodiscard]] std::size_t in_flight() const noexcept { return requests_.size() - waiting_; }
  /// Buckets in memory, known or not.
  [[nodiscard]] std::size_t bucket_count() const noexcept { return buckets_.size(); }
  /// Entries of every table that grows with use: what memory follows.
  [[nodiscard]] std::size_t entry_count() const noexcept;

 private:
  struct BucketState;
  struct HiddenLimit;

  /// The line of one route key and major parameter.
  struct Lane {
    std::string route_key;
    std::string major;
    std::string sub_limit;
    bool interaction = false;
    BucketState* bucket = nullptr;
    HiddenLimit* hidden = nullptr;  // Of its class, if one is known.
    std::set<Ticket> waiting;
    std::size_t in_flight = 0;
    std::uint64_t taught_by = 0;  // The sending whose answer named the bucket.
  };

  /// What is known of the hidden limit of a class, which has lanes in several buckets.
  struct HiddenLimit {
    TimePoint end;              // Of the pause.
    std::size_t in_flight = 0;  // Of all its lanes.
    std::vector<Lane*> lanes;
  };

  /// One limit. At any time it is in at most one of `ready_`, `interactions_ready_`, `wakeups_` and
  /// `idle_`; `place` decides which.
  struct BucketState {
    BucketState(std::string bucket_name, std::string bucket_hash, Duration reset_slack)
        : name(std::move(bucket_name)), hash(std::move(bucket_hash)), window(reset_slack) {}

    std::string name;
    std::string hash;  // Empty until a response tells it.
    RateWindow window;
    std::vector<Lane*> lanes;
    std::set<std::pair<Ticket, BucketState*>>* ready_in = nullptr;
    Ticket ready_with = 0;
    std::optional<TimePoint> wakeup;
    std::optional<std::list<BucketState*>::iterator> idle;
    TimePoint idle_since;
  };

  struct Request {
    Lane* lane = nullptr;
    std::optional<TimePoint> not_later_than;
    BucketState* sent_to = nullptr;  // Null while it waits.
    RateWindow::Sent sent;
    std::uint64_t sending = 0;  // Counts all sendings; orders what `sent.at` leaves equal.
    int rate_limited = 0;
  };

  /// The lane whose turn it is, and when; no lane: nothing can go before `at`.
  struct Turn {
    Lane* lane = nullptr;
    std::optional<TimePoint> at;
  };

  using Ready = std::set<std::pair<Ticket, BucketState*>>;
  using Requests = std::unordered_map<Ticket, Request>;
  using HiddenLimits = std::map<std::string, HiddenLimit>;

  Lane& lane_of(const wire::Route& route, TimePoint now);
  BucketState& bucket_of(const std::string& id, const std::string& hash, const std::string& major,
                         TimePoint now);
  void move_lane(Lane& lane, const std::string& hash, TimePoint now);
  void attach(Lane& lane, BucketState& bucket, TimePoint now);
  BucketState* settle_bucket(Lane& lane, BucketState& sent_to, const std::string& hash,
                             std::uint64_t sending, TimePoint now);
  void remember_route(const std::string& route_key, const std::string& hash);

  [[nodiscard]] Turn turn_of(BucketState& bucket, TimePoint now);
  [[nodiscard]] static std::string sub_limit_key(const Lane& lane);
  [[nodiscard]] std::optional<TimePoint> sub_limited_until(const Lane& lane, TimePoint now) const;
  void limit_class(Lane& lane, TimePoint until, TimePoint now);
  HiddenLimit& hidden_limit_of(Lane& lane);
  HiddenLimits::iterator forget_hidden(HiddenLimits::iterator hidden, TimePoint now);
  void count_in_flight(Lane& lane);
  void count_landed(Lane& lane);
  void place_class(const Lane& lane, TimePoint now);
  [[nodiscard]] static bool is_idle(const BucketState& bucket);
  void place(BucketState& bucket, TimePoint now);
  void unplace(BucketState& bucket);
  void collect(TimePoint now);
  void forget(BucketState& bucket);
  void erase_lane(Lane& lane);

  void send_from(Ready& ready, TimePoint now, Decisions& decisions);
  [[nodiscard]] Bucket snapshot(const BucketState& bucket, TimePoint now) const;
  void wait_in_lane(Ticket ticket, const Request& request);
  void leave_lane(Ticket ticket, const Request& request);
  bool limit(Request& request, const wire::RateLimitHeaders& headers, TimePoint now);
  [[nodiscard]] TimePoint earliest_send(const Lane& lane, std::size_t ahead, TimePoint now) const;
  void refuse(Ticket ticket, TimePoint now);
  void refuse_unreachable(BucketState& bucket, TimePoint now);
  void refuse_unreachable_before(TimePoint until, TimePoint now);

  RateLimiterOptions options_;
  std::unordered_map<std::string, Lane> lanes_;           // By "route key\nmajor".
  std::unordered_map<std::string, BucketState> buckets_;  // By name: "hash:major".
  std::unordered_map<std::string, std::string> routes_;   // Route key to hash.
  std::deque<std::string> routes_by_age_;
  Requests requests_;
  Ticket last_ticket_ = 0;
  std::uint64_t last_sending_ = 0;
  std::size_t waiting_ = 0;

  Ready ready_;               // Buckets that may send, by the ticket whose turn it is.
  Ready interactions_ready_;  // The same for those that the global limit does not bind.
  std::set<std::pair<TimePoint, BucketState*>> wakeups_;
  std::set<std::pair<TimePoint, Ticket>> expiries_;  // Waiting tickets with a last moment.
  std::list<BucketState*> idle_;                     // Longest idle first.
  std::vector<Ticket> refused_;

  GlobalGate gate_;
  HiddenLimits sub_limits_;  // By "class\nmajor".
};

}  // namespace pincer::core
