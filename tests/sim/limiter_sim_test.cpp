// The client's rate limiter against a server that limits, in virtual time, from seeds: many
// callers, random routes and latencies, faults. LIMITER_MUTANTS.md lists the bugs that were planted
// to see whether this finds them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <functional>
#include <map>
#include <set>

#include "base/random.hpp"
#include "core/rate_limiter.hpp"
#include "sim/limiting_server.hpp"

namespace pincer::sim {
namespace {

using namespace std::chrono_literals;
using core::RateLimiter;
using Ticket = RateLimiter::Ticket;

/// The endpoints of the simulation; {} is the major parameter.
const std::vector<std::pair<const char*, const char*>> endpoints{
    {"POST", "/channels/{}/messages"}, {"GET", "/channels/{}/messages"}, {"PATCH", "/channels/{}"},
    {"POST", "/channels/{}/typing"},   {"GET", "/guilds/{}/roles"},      {"GET", "/guilds/{}/bans"},
};
constexpr std::size_t create_message = 0;
constexpr std::size_t modify_channel = 2;

std::string route_of(std::size_t endpoint) {
  return std::string(endpoints[endpoint].first) + " " + endpoints[endpoint].second;
}

struct Network {
  Duration latency{};  // One way, at least.
  Duration jitter{};   // Added to it at random.
  double lost = 0.0;   // Requests or responses that break.
  double server_error = 0.0;
};

class Simulation {
 public:
  Simulation(std::uint64_t seed, Network network, core::RateLimiterOptions options)
      : random_(seed), network_(network), options_(options), limiter_(options) {}

  /// When a call was sent for the last time.
  [[nodiscard]] TimePoint sent_at(Ticket ticket) const { return calls_.at(ticket).sent_at; }
  Random& random() { return random_; }
  LimitingServer& server() { return server_; }
  [[nodiscard]] TimePoint now() const { return now_; }

  void at(TimePoint time, std::function<void()> event) { events_.emplace(time, std::move(event)); }

  /// A caller wants to send now.
  Ticket call(std::size_t endpoint, int major, std::optional<Duration> patience = {}) {
    const auto& [method, path] = endpoints[endpoint];
    Call call;
    call.route = route_of(endpoint);
    call.major = std::to_string(major);
    const std::string filled = fmt::format(fmt::runtime(path), major);
    return enqueue(wire::Route(method, filled), std::move(call), patience);
  }

  Ticket call_back() {
    const std::string id = std::to_string(++interactions_);
    Call call;
    call.route = "callback";
    call.major = id;
    call.is_interaction = true;
    return enqueue(wire::Route("POST", "/interactions/" + id + "/t/callback"), std::move(call), {});
  }

  void cancel(Ticket ticket) {
    const auto found = calls_.find(ticket);
    if (found == calls_.end() || found->second.state == State::done) return;
    limiter_.cancel(ticket, now_);
    finish(found->second, ticket);
    pump();
  }

  /// Until nothing happens any more.
  void run() {
    while (violation.empty()) {
      const std::optional<TimePoint> timer = limiter_.deadline();
      if (!events_.empty() && (!timer || events_.begin()->first <= *timer)) {
        now_ = events_.begin()->first;
        const std::function<void()> event = std::move(events_.begin()->second);
        events_.erase(events_.begin());
        event();
      } else if (timer) {
        now_ = std::max(now_, *timer);
        pump();
      } else {
        break;
      }
    }
    for (const auto& [ticket, call] : calls_) {
      if (call.state != State::done) violate(fmt::format("ticket {} was lost", ticket));
    }
  }

  std::string violation;                          // The first one.
  std::map<std::string, TimePoint> last_success;  // By "route major".
  int succeeded = 0;
  int excused = 0;  // 429s that nothing could have prevented.

 private:
  enum class State { waiting, in_flight, done };

  struct Call {
    std::string route;
    std::string major;
    bool is_interaction = false;
    bool is_impatient = false;
    State state = State::waiting;
    int sendings = 0;
    TimePoint enqueued;
    TimePoint sent_at;
    bool succeeded = false;
  };

  void violate(std::string text) {
    if (violation.empty()) violation = fmt::format("at {:.3f} s: {}", to_seconds(), text);
  }
  [[nodiscard]] double to_seconds() const {
    return std::chrono::duration<double>(now_.time_since_epoch()).count();
  }

  static std::string lane(const Call& call) { return call.route + " " + call.major; }

  Ticket enqueue(const wire::Route& route, Call call, std::optional<Duration> patience) {
    call.enqueued = now_;
    call.is_impatient = patience.has_value();
    const Ticket ticket =
        limiter_.enqueue(route, now_, patience ? std::optional(now_ + *patience) : std::nullopt);
    waiting_[lane(call)].insert(ticket);
    calls_.emplace(ticket, std::move(call));
    pump();
    return ticket;
  }

  void finish(Call& call, Ticket ticket) {
    waiting_[lane(call)].erase(ticket);
    if (call.state == State::in_flight) --in_flight_;
    call.state = State::done;
  }

  void pump() {
    const RateLimiter::Decisions decisions = limiter_.take_ready(now_);
    for (const Ticket ticket : decisions.refused) finish(calls_.at(ticket), ticket);
    for (const Ticket ticket : decisions.send) send(ticket);
    const std::optional<TimePoint> timer = limiter_.deadline();
    if (timer && *timer <= now_) violate("a timer that does not move forward");
  }

  void send(Ticket ticket) {
    Call& call = calls_.at(ticket);
    std::set<Ticket>& line = waiting_[lane(call)];
    if (call.state != State::waiting) violate(fmt::format("ticket {} was sent twice", ticket));
    if (!line.empty() && *line.begin() != ticket)
      violate(fmt::format("{} before its turn", ticket));
    line.erase(ticket);
    call.state = State::in_flight;
    if (++in_flight_ > options_.in_flight_max) violate("more in flight than connections");
    const int sending = ++call.sendings;
    call.sent_at = now_;
    if (call.is_interaction && now_ != call.enqueued && options_.in_flight_max > calls_.size()) {
      violate("an interaction had to wait");
    }
    if (!call.is_interaction) check_global_limit();
    if (!call.is_interaction && now_ < paused_until_) violate("sent in a global pause");
    if (const auto held = hidden_until_.find(lane(call));
        held != hidden_until_.end() && now_ < held->second) {
      violate(fmt::format("ticket {} was sent although its class was held", ticket));
    }

    const std::string believed = learned_[lane(call)];
    at(now_ + delay(), [this, ticket, sending, believed] { arrive(ticket, sending, believed); });
  }

  void check_global_limit() {
    sent_.push_back(now_);
    while (sent_.front() <= now_ - 1s) sent_.pop_front();
    if (sent_.size() > options_.global_per_second) violate("more than the global limit");
  }

  Duration delay() {
    return network_.latency +
           std::chrono::duration_cast<Duration>(network_.jitter * random_.unit());
  }

  [[nodiscard]] bool is_current(const Call& call, int sending) const {
    return call.state == State::in_flight && call.sendings == sending;
  }

  void arrive(Ticket ticket, int sending, const std::string& believed) {
    Call& call = calls_.at(ticket);
    const double chance = random_.unit();
    if (chance < network_.lost / 2) {
      at(now_ + delay(), [this, ticket, sending] { lose(ticket, sending); });
      return;
    }
    // What the client cannot know: a bucket that is new to it, a request that it gave up.
    const bool is_informed = believed == server_.hash_of(call.route) && is_current(call, sending);
    Reply reply =
        server_.on_request({call.route, call.major, call.is_interaction, is_informed}, now_);
    if (reply.status == 429 && !reply.excused) {
      violate(fmt::format("a needless 429 for ticket {} ({})", ticket, lane(call)));
    }
    excused += reply.status == 429 ? 1 : 0;
    if (reply.status == 200) {
      if (call.succeeded) violate(fmt::format("ticket {} was done twice", ticket));
      call.succeeded = true;
    }
    if (chance < network_.lost) {
      at(now_ + delay(), [this, ticket, sending] { lose(ticket, sending); });
      return;
    }
    if (reply.status == 200 && random_.unit() < network_.server_error) {
      reply = Reply{502, {{"Via", "1.1 simulation"}}, "", false};
    }
    at(now_ + delay(), [this, ticket, sending, reply] { answer(ticket, sending, reply); });
  }

  void lose(Ticket ticket, int sending) {
    Call& call = calls_.at(ticket);
    if (!is_current(call, sending)) return;
    limiter_.on_no_response(ticket, now_);
    finish(call, ticket);
    pump();
  }

  void answer(Ticket ticket, int sending, const Reply& reply) {
    Call& call = calls_.at(ticket);
    if (!is_current(call, sending)) return;
    wire::RateLimitHeaders headers = wire::parse_rate_limit_headers(reply.headers);
    wire::add_rate_limit_body(headers, reply.body);
    // Of answers to requests that were under way at a change, nobody knows which is the newer.
    if (call.sent_at >= server_.changed_at(call.route)) learned_[lane(call)] = headers.bucket;
    if (headers.global) paused_until_ = std::max(paused_until_, now_ + *headers.retry_after);
    if (reply.status == 429 && !headers.global && headers.remaining.value_or(0) > 0) {
      hidden_until_[lane(call)] = now_ + *headers.retry_after;
    }
    const RateLimiter::Verdict verdict = limiter_.on_response(ticket, reply.status, headers, now_);
    if (reply.status == 429 && verdict == RateLimiter::Verdict::done && !call.is_impatient) {
      violate(fmt::format("ticket {} was given up", ticket));
    }
    if (verdict == RateLimiter::Verdict::retry) {
      call.state = State::waiting;
      --in_flight_;
      waiting_[lane(call)].insert(ticket);
    } else {
      finish(call, ticket);
      if (reply.status == 200) {
        ++succeeded;
        last_success[lane(call)] = now_;
      }
    }
    pump();
  }

  Random random_;
  Network network_;
  core::RateLimiterOptions options_;
  RateLimiter limiter_;
  LimitingServer server_;
  TimePoint now_{};
  std::multimap<TimePoint, std::function<void()>> events_;
  std::map<Ticket, Call> calls_;
  std::map<std::string, std::set<Ticket>> waiting_;  // By "route major".
  std::map<std::string, std::string> learned_;       // "route major" to the hash last answered.
  std::deque<TimePoint> sent_;                       // In the last second, without interactions.
  std::map<std::string, TimePoint> hidden_until_;  // "route major" to the end of its hidden limit.
  TimePoint paused_until_{};
  std::size_t in_flight_ = 0;
  int interactions_ = 0;
};

Limit random_limit(Random& random, char name) {
  constexpr std::array windows{250ms, 1000ms, 2000ms, 5000ms};
  return Limit{std::string(1, name), 1 + static_cast<std::uint32_t>(random.below(8)),
               windows[random.below(windows.size())]};
}

/// Callers come at random, in bursts, and some give up; routes share hashes, and a hash changes.
void play_at_random(std::uint64_t seed, Simulation& simulation) {
  Random& random = simulation.random();
  std::vector<Limit> limits;
  for (char name = 'a'; name < 'd'; ++name) limits.push_back(random_limit(random, name));
  const auto give_limit = [limits, &simulation, &random](std::size_t endpoint) {
    const std::size_t choice = random.below(limits.size() + 1);
    simulation.server().set_limit(
        route_of(endpoint), choice < limits.size() ? std::optional(limits[choice]) : std::nullopt,
        simulation.now());
  };
  for (std::size_t endpoint = 0; endpoint < endpoints.size(); ++endpoint) give_limit(endpoint);
  if (seed % 4 == 0) simulation.at(TimePoint(6s), [give_limit] { give_limit(0); });
  if (seed % 5 == 0) {
    simulation.at(TimePoint(4s),
                  [&simulation] { simulation.server().limit_globally(simulation.now() + 700ms); });
  }
  if (seed % 7 == 0) {
    simulation.server().set_hidden_limit(route_of(modify_channel), Limit{"hidden", 2, 3s});
  }
  constexpr int bursts = 30;
  for (int burst = 0; burst < bursts; ++burst) {
    const TimePoint time(std::chrono::milliseconds(random.below(15'000)));
    const std::size_t endpoint = random.below(endpoints.size());
    const int major = 1 + static_cast<int>(random.below(seed % 2 == 0 ? 1 : 3));
    const std::uint64_t size = 1 + random.below(12);
    simulation.at(time, [=, &simulation, &random] {
      for (std::uint64_t i = 0; i < size; ++i) {
        std::optional<Duration> patience;
        if (random.below(20) == 0) patience = std::chrono::milliseconds(random.below(4'000));
        const Ticket ticket = simulation.call(endpoint, major, patience);
        if (random.below(20) == 0) {
          simulation.at(simulation.now() + std::chrono::milliseconds(random.below(3'000)),
                        [ticket, &simulation] { simulation.cancel(ticket); });
        }
      }
      if (size > 9) simulation.call_back();
    });
  }
}

/// The seeds of a run: 1 to `last`, or what PINCER_SIM_SEEDS says, as in "1001-60000".
struct Seeds {
  explicit Seeds(std::uint64_t last_seed) : last(last_seed) {
    const char* const text = std::getenv("PINCER_SIM_SEEDS");
    if (text != nullptr) std::sscanf(text, "%" SCNu64 "-%" SCNu64, &first, &last);
  }
  std::uint64_t first = 1;
  std::uint64_t last;
};

TEST(LimiterSim, MeetsNoNeedless429AndLosesNothing) {
  int succeeded = 0;
  int excused = 0;
  const Seeds seeds(1'000);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    Random random(seed);
    const Network network{.latency = std::chrono::milliseconds(1 + random.below(60)),
                          .jitter = std::chrono::milliseconds(random.below(120)),
                          .lost = seed % 3 == 0 ? 0.03 : 0.0,
                          .server_error = seed % 3 == 1 ? 0.05 : 0.0};
    core::RateLimiterOptions options;
    options.global_per_second = seed % 2 == 0 ? 50 : 12;
    if (seed % 3 == 2) options.in_flight_max = 8;
    Simulation simulation(seed, network, options);
    play_at_random(seed, simulation);
    simulation.run();
    ASSERT_EQ(simulation.violation, "") << "seed " << seed;
    succeeded += simulation.succeeded;
    excused += simulation.excused;
  }
  EXPECT_GT(succeeded, 150 * static_cast<int>(seeds.last - seeds.first + 1));
  RecordProperty("succeeded", succeeded);
  RecordProperty("excused_429", excused);
  // Two routes that turn out to share a bucket, a hash that changes, a global pause: rare.
  EXPECT_LT(excused, succeeded / 50);
}

/// Every bucket has more to do than it permits. Each must use at least 97 % of its rate, whatever
/// the others do: a limit that headers do not show holds up its own route alone.
TEST(LimiterSim, UsesWhatIsPermitted) {
  const Seeds seeds(1'000);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    Random random(seed);
    const Network network{.latency = std::chrono::milliseconds(1 + random.below(20)),
                          .jitter = std::chrono::milliseconds(random.below(20))};
    Simulation simulation(seed, network, {});
    std::map<std::string, Duration> ideal;
    for (std::size_t endpoint = 0; endpoint < endpoints.size(); ++endpoint) {
      if (endpoint == modify_channel) continue;
      const Limit limit{std::string(1, static_cast<char>('a' + endpoint)),
                        1 + static_cast<std::uint32_t>(random.below(6)),
                        std::chrono::seconds(4 + random.below(4))};
      constexpr std::uint32_t windows = 12;
      std::uint32_t calls = windows * limit.limit;
      simulation.server().set_limit(route_of(endpoint), limit, TimePoint());
      if (endpoint == create_message) {
        // Another route of the same bucket, whose second request is refused. Two permits go to it,
        // and one is set aside while it is not yet known that the bucket is the same.
        simulation.server().set_limit(route_of(modify_channel), limit, TimePoint());
        simulation.server().set_hidden_limit(route_of(modify_channel), Limit{"hidden", 1, 600s});
        simulation.call(modify_channel, 7);
        simulation.call(modify_channel, 7);
        calls -= 3;
      }
      ideal[route_of(endpoint) + " 7"] = (windows - 1) * limit.window;
      for (std::uint32_t i = 0; i < calls; ++i) simulation.call(endpoint, 7);
    }
    simulation.run();
    ASSERT_EQ(simulation.violation, "") << "seed " << seed;
    for (const auto& [lane, least] : ideal) {
      const Duration taken = simulation.last_success.at(lane).time_since_epoch();
      ASSERT_LE(taken * 97, least * 100) << lane << ", seed " << seed;
    }
  }
}

/// The same of the global limit: more to do than it permits, in more buckets than there are
/// permits.
TEST(LimiterSim, UsesWhatIsPermittedGlobally) {
  const Seeds seeds(200);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    Random random(seed);
    const Network network{.latency = std::chrono::milliseconds(1 + random.below(20)),
                          .jitter = std::chrono::milliseconds(random.below(20))};
    core::RateLimiterOptions options;
    const std::size_t per_second = 10 + random.below(41);
    options.global_per_second = per_second;
    options.in_flight_max = 32;
    Simulation simulation(seed, network, options);
    constexpr std::size_t seconds = 12;
    constexpr int majors = 20;
    const std::size_t calls = seconds * per_second;
    std::vector<Ticket> tickets;
    for (std::size_t i = 0; i < calls; ++i) {
      const int major = 1 + static_cast<int>(random.below(majors));
      tickets.push_back(simulation.call(i % endpoints.size(), major));
    }
    simulation.run();
    ASSERT_EQ(simulation.violation, "") << "seed " << seed;
    for (std::size_t i = 0; i < calls; ++i) {
      const TimePoint turn(std::chrono::seconds(i / per_second));
      ASSERT_LE(simulation.sent_at(tickets[i]), turn + 2s) << "call " << i << ", seed " << seed;
    }
    const Duration least = std::chrono::seconds(seconds - 1);
    ASSERT_LE((simulation.now().time_since_epoch() - 80ms) * 97, least * 100) << "seed " << seed;
  }
}

}  // namespace
}  // namespace pincer::sim
