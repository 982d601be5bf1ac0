// What the rate limiter costs by itself: time for each request, memory for each bucket. The floor
// is a table of what each route's last answer said: one request at a time, no queues, nothing
// shared between routes, no global limit, nothing forgotten.
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/rate_limiter.hpp"
#include "report.hpp"

namespace pincer::bench {
namespace {

using namespace std::chrono_literals;
using core::RateLimiter;

wire::RateLimitHeaders permits(std::uint32_t remaining) {
  wire::RateLimitHeaders headers;
  headers.bucket = "80c17d2f203122d936070c88c8d10f33";
  headers.limit = 1'000'000;
  headers.remaining = remaining;
  headers.reset_after = 3600s;
  headers.has_via = true;
  return headers;
}

core::RateLimiterOptions without_global_limit() {
  core::RateLimiterOptions options;
  options.global_per_second = 1'000'000'000;
  return options;
}

std::vector<wire::Route> messages_of(int channels) {
  std::vector<wire::Route> routes;
  for (int i = 0; i < channels; ++i) {
    routes.emplace_back("POST", fmt::format("/channels/{}/messages", 1092837465564738291 + i));
  }
  return routes;
}

/// The whole way of a request through the limiter, as its shell asks for it.
void pass(RateLimiter& limiter, const wire::Route& route, std::uint32_t remaining, TimePoint now) {
  const RateLimiter::Ticket ticket = limiter.enqueue(route, now);
  if (limiter.take_ready(now).send != std::vector{ticket}) {
    throw std::runtime_error("the limiter held a request back");
  }
  static_cast<void>(limiter.deadline());
  limiter.on_response(ticket, 200, permits(remaining), now);
  static_cast<void>(limiter.take_ready(now));
  static_cast<void>(limiter.deadline());
}

class LeastLimiter {
 public:
  void pass(const std::string& key, std::uint32_t remaining, TimePoint now) {
    Window& window = windows_[key];
    if (window.remaining == 0 && now < window.reset) {
      throw std::runtime_error("the least limiter held a request back");
    }
    --window.remaining;
    const wire::RateLimitHeaders headers = permits(remaining);
    Window& answered = windows_[key];
    answered.remaining = *headers.remaining;
    answered.reset = now + *headers.reset_after;
  }

 private:
  struct Window {
    std::uint32_t remaining = 0;
    TimePoint reset{};
  };
  std::unordered_map<std::string, Window> windows_;
};

std::vector<std::string> keys_of(const std::vector<wire::Route>& routes) {
  std::vector<std::string> keys;
  for (const wire::Route& route : routes) keys.push_back(route.key() + route.major());
  return keys;
}

/// The same of the floor.
double least_nanoseconds(int channels, int requests) {
  const std::vector<std::string> keys = keys_of(messages_of(channels));
  LeastLimiter limiter;
  TimePoint now(1h);
  const double before = thread_cpu_seconds();
  for (int i = 0; i < requests; ++i) {
    now += 20us;
    limiter.pass(keys[static_cast<std::size_t>(i % channels)], 900'000, now);
  }
  return (thread_cpu_seconds() - before) / requests * 1e9;
}

double least_bytes_per_bucket(int channels) {
  const std::vector<std::string> keys = keys_of(messages_of(channels));
  const double before = allocated_bytes();
  auto limiter = std::make_unique<LeastLimiter>();
  for (const std::string& key : keys) limiter->pass(key, 999'999, TimePoint(1h));
  return (allocated_bytes() - before) / channels;
}

/// Nanoseconds a request, over so many buckets in turn.
double nanoseconds(int channels, int requests) {
  const std::vector<wire::Route> routes = messages_of(channels);
  RateLimiter limiter(without_global_limit());
  TimePoint now(1h);
  std::uint32_t remaining = 1'000'000;
  for (const wire::Route& route : routes) pass(limiter, route, --remaining, now);
  remaining = 900'000;
  const double before = thread_cpu_seconds();
  for (int i = 0; i < requests; ++i) {
    now += 20us;
    pass(limiter, routes[static_cast<std::size_t>(i % channels)], remaining, now);
  }
  return (thread_cpu_seconds() - before) / requests * 1e9;
}

/// Bytes for each bucket that is known and idle.
double bytes_per_bucket(int channels) {
  const std::vector<wire::Route> routes = messages_of(channels);
  const double before = allocated_bytes();
  auto limiter = std::make_unique<RateLimiter>(without_global_limit());
  for (const wire::Route& route : routes) pass(*limiter, route, 999'999, TimePoint(1h));
  return (allocated_bytes() - before) / channels;
}

/// Bytes after so many routes that are never seen again, at 50 a second.
double bytes_after(int routes) {
  const double before = allocated_bytes();
  RateLimiter limiter;
  TimePoint now(1h);
  wire::RateLimitHeaders headers = permits(999'999);
  headers.reset_after = 5s;
  for (int i = 0; i < routes; ++i) {
    now += 21ms;
    const wire::Route route("POST", fmt::format("/channels/{}/messages", 1092837465564738291 + i));
    const RateLimiter::Ticket ticket = limiter.enqueue(route, now);
    static_cast<void>(limiter.take_ready(now));
    limiter.on_response(ticket, 200, headers, now);
  }
  return allocated_bytes() - before;
}

void measure(Report& report, const Settings& settings) {
  const int requests = 1'000'000 / settings.fraction;
  report.circumstance("requests", fmt::format("{} a measurement", requests));
  Figures times;
  Figures bytes;
  for (int i = 0; i < settings.repetitions; ++i) {
    times.add("floor; one bucket", least_nanoseconds(1, requests));
    times.add("enqueue, send, answer; one bucket", nanoseconds(1, requests));
    times.add("floor; 1,000 buckets in turn", least_nanoseconds(1'000, requests));
    times.add("enqueue, send, answer; 1,000 buckets in turn", nanoseconds(1'000, requests));
    bytes.add("floor, memory of a bucket", least_bytes_per_bucket(4'000));
    bytes.add("memory of a known bucket", bytes_per_bucket(4'000));
  }
  times.report(report, "ns");
  bytes.report(report, "bytes");
  report.ratio("one bucket / floor", "enqueue, send, answer; one bucket", "floor; one bucket", 0.0);
  report.ratio("1,000 buckets / floor", "enqueue, send, answer; 1,000 buckets in turn",
               "floor; 1,000 buckets in turn", 0.0);
  report.ratio("memory / floor", "memory of a known bucket", "floor, memory of a bucket", 0.0);
  const int routes = 1'000'000 / settings.fraction;
  report.figure(fmt::format("memory after {} routes", routes), "MB", {bytes_after(routes) / 1e6});
}

}  // namespace
}  // namespace pincer::bench

int main(int argc, char** argv) {
  return pincer::bench::run(argc, argv,
                            {"limiter", "the rate limiter alone, CPU time of its thread"},
                            pincer::bench::measure);
}
