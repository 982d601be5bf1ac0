// What holds for the limiter whatever happens to it, from seeds.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/random.hpp"
#include "core/rate_limit_support.hpp"
#include "core/rate_limiter.hpp"

namespace pincer::core {
namespace {

/// Does anything at all to a limiter, with a server that answers what it likes.
class Walk {
 public:
  explicit Walk(std::uint64_t seed) : random_(seed) {}

  void run() {
    for (int step = 0; step < 400; ++step) {
      now_ += std::chrono::milliseconds(random_.below(4) == 0 ? random_.below(3'000) : 0);
      act();
      take();
    }
    settle();
  }

 private:
  void act() {
    switch (random_.below(6)) {
      case 0:
      case 1: enqueue(); break;
      case 2:
      case 3: answer(); break;
      case 4: lose(); break;
      default: cancel(); break;
    }
  }

  void enqueue() {
    const int major = static_cast<int>(random_.below(3));
    std::optional<TimePoint> deadline;
    if (random_.below(5) == 0) deadline = now_ + std::chrono::milliseconds(random_.below(8'000));
    const wire::Route route = random_.below(6) == 0   ? callback(major)
                              : random_.below(2) == 0 ? post_message(major)
                                                      : get_channel(major);
    waiting_.insert(limiter_.enqueue(route, now_, deadline));
  }

  Ticket any_of(const std::set<Ticket>& tickets) {
    return *std::next(tickets.begin(), static_cast<std::ptrdiff_t>(random_.below(tickets.size())));
  }

  wire::RateLimitHeaders headers() {
    wire::RateLimitHeaders headers;
    headers.has_via = random_.below(20) != 0;
    if (random_.below(4) != 0)
      headers.bucket = std::string(1, static_cast<char>('a' + random_.below(3)));
    if (random_.below(4) != 0) headers.limit = static_cast<std::uint32_t>(random_.below(4));
    if (random_.below(4) != 0) headers.remaining = static_cast<std::uint32_t>(random_.below(4));
    if (random_.below(4) != 0)
      headers.reset_after = std::chrono::milliseconds(random_.below(5'000));
    if (random_.below(3) == 0)
      headers.retry_after = std::chrono::milliseconds(random_.below(5'000));
    headers.global = random_.below(10) == 0;
    if (random_.below(5) == 0) headers.scope = wire::RateLimitScope::shared;
    return headers;
  }

  void answer() {
    if (in_flight_.empty()) return;
    const Ticket ticket = any_of(in_flight_);
    const int status = random_.below(3) == 0 ? 429 : random_.below(5) == 0 ? 502 : 200;
    in_flight_.erase(ticket);
    const Verdict verdict = limiter_.on_response(ticket, status, headers(), now_);
    if (verdict == Verdict::retry) waiting_.insert(ticket);
  }

  void lose() {
    if (in_flight_.empty()) return;
    const Ticket ticket = any_of(in_flight_);
    in_flight_.erase(ticket);
    limiter_.on_no_response(ticket, now_);
  }

  void cancel() {
    std::set<Ticket>& from = random_.below(2) == 0 ? waiting_ : in_flight_;
    if (from.empty()) return;
    const Ticket ticket = any_of(from);
    from.erase(ticket);
    limiter_.cancel(ticket, now_);
  }

  void take() {
    const RateLimiter::Decisions decisions = limiter_.take_ready(now_);
    for (const Ticket ticket : decisions.send) {
      ASSERT_EQ(waiting_.erase(ticket), 1U) << "sent twice, or after its end";
      in_flight_.insert(ticket);
    }
    for (const Ticket ticket : decisions.refused) ASSERT_EQ(waiting_.erase(ticket), 1U);
    ASSERT_EQ(limiter_.waiting(), waiting_.size());
    if (limiter_.deadline()) {
      ASSERT_GT(*limiter_.deadline(), now_);
    }
    ASSERT_TRUE(limiter_.take_ready(now_) == RateLimiter::Decisions()) << "took not all at once";
  }

  /// Answers everything until nothing is left. Whenever nothing is in flight, time alone must
  /// bring the next request; else a bucket is stuck.
  void settle() {
    for (int turn = 0; turn < 10'000 && !(waiting_.empty() && in_flight_.empty()); ++turn) {
      if (in_flight_.empty()) {
        ASSERT_TRUE(limiter_.deadline()) << "stuck with " << waiting_.size() << " waiting";
        now_ = *limiter_.deadline();
      } else {
        const Ticket ticket = *in_flight_.begin();
        in_flight_.erase(ticket);
        limiter_.on_response(ticket, 200, random_.below(2) == 0 ? silent() : headers(), now_);
      }
      ASSERT_NO_FATAL_FAILURE(take());
    }
    ASSERT_TRUE(waiting_.empty());
    ASSERT_EQ(limiter_.deadline(), std::nullopt);
  }

  Random random_;
  RateLimiter limiter_{options()};
  TimePoint now_ = at(0s);
  std::set<Ticket> waiting_;
  std::set<Ticket> in_flight_;

  static RateLimiterOptions options() {
    RateLimiterOptions options;
    options.global_per_second = 5;
    options.in_flight_max = 7;
    options.idle_buckets_max = 3;
    options.idle_buckets_hard_max = 6;
    options.idle_time_max = 3s;
    options.routes_max = 2;
    options.lanes_per_bucket_max = 2;
    return options;
  }
};

TEST(RateLimiterProperty, NothingWaitsForEverAndNothingIsSentTwice) {
  for (std::uint64_t seed = 1; seed <= 500 && !testing::Test::HasFatalFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk(seed).run();
  }
}

/// Interactions and deletes in channels that are never seen again, a third of them refused by a
/// hidden limit, some without an answer. `./dev bench limiter` goes to a million and measures
/// bytes.
TEST(RateLimiterProperty, RoutesWithoutNumberDoNotGrowWithoutEnd) {
  RateLimiterOptions options;
  options.idle_buckets_max = 1'000;
  options.hidden_limits_max = 64;
  RateLimiter limiter(options);
  TimePoint now = at(0s);
  std::size_t most = 0;
  for (int id = 1; id <= 100'000; ++id) {
    now += 25ms;
    const std::string name = std::to_string(id);
    const wire::Route route =
        id % 2 == 0 ? wire::Route("POST", "/interactions/" + name + "/t/callback")
                    : wire::Route("DELETE", "/channels/" + name + "/messages/" + name);
    const Ticket ticket = limiter.enqueue(route, now, now + 10s);
    ASSERT_EQ(limiter.take_ready(now), sends({ticket}));
    if (id % 3 == 0) {
      limiter.on_response(ticket, 429, refused(wire::RateLimitScope::shared, 20s), now);
    } else if (id % 3 == 1) {
      limiter.on_response(ticket, 200, told("hash " + std::to_string(id % 7), 5, 4, 3s), now);
    } else {
      limiter.on_no_response(ticket, now);
    }
    most = std::max(most, limiter.entry_count());
  }
  // Windows of 3 s are open in 120 buckets. A bucket has an entry of its own, one of its lane and
  // one of being idle.
  EXPECT_LE(most, 3 * (options.idle_buckets_max + 120) + options.hidden_limits_max + 50);
}

TEST(RateLimiterProperty, OpenWindowsAreBoundedToo) {
  RateLimiterOptions options;
  options.idle_buckets_max = 10;
  options.idle_buckets_hard_max = 100;
  options.routes_max = 100;
  RateLimiter limiter(options);
  for (int id = 1; id <= 10'000; ++id) {
    const std::string path = "/novelties/word-" + std::string(1, static_cast<char>('a' + id % 26)) +
                             "/x" + std::to_string(id);
    limiter.save_response_bucket(wire::Route("GET", path), told("h" + std::to_string(id), 1, 0, 1h),
                                 at(0s));
  }
  EXPECT_LE(limiter.bucket_count(), 102U);
  EXPECT_EQ(limiter.bucket_map().size(), 100U);
}

TEST(RateLimiterProperty, RoutesOfOneBucketAreBounded) {
  RateLimiterOptions options;
  options.lanes_per_bucket_max = 4;
  options.routes_max = 4;
  RateLimiter limiter(options);
  const wire::Route kept("GET", "/novelties/kept");
  limiter.save_response_bucket(kept, told("a", 100, 99, 1h), at(0s));
  const Ticket in_flight = limiter.enqueue(kept, at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({in_flight}));
  for (int id = 1; id <= 50; ++id) {
    const wire::Route route("GET", "/novelties/x" + std::to_string(id));
    limiter.save_response_bucket(route, told("a", 100, 90, 1h), at(0s));
  }
  EXPECT_EQ(limiter.on_response(in_flight, 200, told("a", 100, 40, 1h), at(0s)), Verdict::done);
  EXPECT_EQ(limiter.buckets(at(0s)).at("a").remaining, 40);
}

}  // namespace
}  // namespace pincer::core
