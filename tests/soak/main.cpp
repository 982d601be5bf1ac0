// A soak: many shards over TLS, for minutes, while everything that the sandbox can do to a
// connection happens to them. `./dev soak`.
//
// Every post must be heard once and in order, no session may be lost, and when all is over the
// process must hold what it held before. Faults that end a session are left out: what Discord
// forgets is lost by its rules.
//
// On a busy machine the sandbox may still end one, with close code 4009, because a heartbeat came
// late: half an interval is all that it tolerates. Such a session and what was posted before the
// next one are counted apart, and pass only when somebody here was really held up for that long.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <numeric>
#include <optional>

#include "base/random.hpp"
#include "net/http_client.hpp"
#include "net/tls.hpp"
#include "pincer/log.hpp"
#include "pincer/shard_manager.hpp"
#include "soak/ledger.hpp"
#include "soak/process_usage.hpp"
#include "support/certificates.hpp"
#include "support/sandbox_process.hpp"

namespace pincer::soak {
namespace {

namespace asio = boost::asio;

struct Options {
  double minutes = 10;
  int shards = 64;
  double posts_per_second = 200;
  double faults_per_second = 4;
  std::string compression = "zlib-stream";
  std::uint64_t seed = 1;
  std::string log_file;
};

constexpr Duration heartbeat_interval = std::chrono::seconds(2);
/// Who is held up for longer may be late with a heartbeat, with what else there is to do.
constexpr Duration hold_up_max = heartbeat_interval / 4;

/// What can happen to a connection without ending its session.
constexpr std::array<std::string_view, 22> faults{
    R"("kind":"drop")",
    R"("kind":"close","code":4000)",
    R"("kind":"close","code":4001)",
    R"("kind":"close","code":4008)",
    R"("kind":"close","code":4999)",
    R"("kind":"close","code":1000)",
    R"("kind":"close","code":1001)",
    R"("kind":"op1")",
    R"("kind":"op7")",
    R"("kind":"op9","resumable":true)",
    R"("kind":"stop_acks")",
    R"("kind":"half_open")",
    R"("kind":"garbage")",
    R"("kind":"unknown_opcode")",
    R"("kind":"unknown_event")",
    R"("kind":"huge_message")",
    R"("kind":"split","times":20)",
    R"("kind":"corrupt")",
    R"("kind":"truncate")",
    R"("kind":"delay","times":5)",
    R"("kind":"refuse")",
    R"("kind":"before_hello")",
};

std::uint64_t guild_id(int guild, int shards) {
  return (static_cast<std::uint64_t>(shards) * 1'000'000 + static_cast<std::uint64_t>(guild))
         << 22U;
}

std::uint64_t channel_id(int guild, int shards) { return guild_id(guild, shards) + 1; }

/// A guild for each shard, and heartbeats so fast that a dead connection is found soon.
sandbox::Scenario scenario(const Options& options) {
  sandbox::Scenario scenario = sandbox::default_scenario();
  sandbox::Scenario::Guild guild = scenario.guilds.front();
  guild.channels.resize(1);
  scenario.guilds.clear();
  for (int i = 0; i < options.shards; ++i) {
    guild.id = guild_id(i, options.shards);
    guild.name = "guild " + std::to_string(i);
    guild.channels.front().id = channel_id(i, options.shards);
    scenario.guilds.push_back(guild);
  }
  scenario.gateway.heartbeat_interval = heartbeat_interval;
  scenario.gateway.max_concurrency = options.shards;
  scenario.gateway.identify_interval = Duration::zero();
  return scenario;
}

/// Sessions that the sandbox ended with 4009.
std::atomic<std::uint64_t> timeouts = 0;

/// What a soak saw.
struct Outcome {
  std::uint64_t posted = 0;
  std::uint64_t heard = 0;
  std::uint64_t doubled = 0;
  std::uint64_t ended = 0;     ///< Lost with a session.
  std::uint64_t timeouts = 0;  ///< Sessions that the sandbox ended for a late heartbeat.
  Duration longest_hold_up{};  ///< Of a timer, or of an answer of the sandbox.
  std::map<std::string, int> faults;
  std::vector<ShardStatus> shards;
  std::vector<std::size_t> memory;  ///< Allocated, in KB, at equal distances.
};

class Soak {
 public:
  Soak(const Options& options, const test::Certificates& certificates, std::uint16_t port)
      : options_(options),
        url_("https://127.0.0.1:" + std::to_string(port)),
        control_(net::HttpConnectionPool::create(
            net::TlsContext::client(certificates.ca_file()).value(), {})),
        ledger_(static_cast<std::size_t>(options.shards)),
        random_(options.seed),
        manager_(threads_.get_executor(), Token("sandbox-token"), Intents::all,
                 GatewayInfo("wss://127.0.0.1:" + std::to_string(port) + "/gateway", options.shards,
                             SessionStartLimit(1000, 1000, std::chrono::hours(24), options.shards)),
                 manager_options(options, certificates)) {
    manager_.append_handler(0, [this](Gateway&, const GatewayDispatch& event) {
      if (event.event_name == "MESSAGE_CREATE") ledger_.hear(event.data);
    });
    manager_.append_handler(0, [this](Gateway& shard, const GatewayDispatch& event) {
      const auto guild = static_cast<std::size_t>(shard.options().shard.id);
      if (event.event_name == "READY" && shard.counters().sessions > 0) ledger_.end_session(guild);
    });
  }

  ~Soak() { threads_.join(); }

  Outcome run() {
    auto ended = asio::co_spawn(threads_, manager_.start(), asio::use_future);
    auto metered = asio::co_spawn(threads_, meter(), asio::use_future);
    asio::co_spawn(context_, play(), [this](const std::exception_ptr& exception) {
      control_->close();
      manager_.stop();
      if (exception) std::rethrow_exception(exception);
    });
    context_.run();
    ended_ = true;
    ended.get();
    outcome_.longest_hold_up = std::max(slowest_answer_, metered.get());
    outcome_.ended = ledger_.ended();
    outcome_.timeouts = timeouts;
    outcome_.posted = ledger_.posted();
    outcome_.heard = ledger_.heard();
    outcome_.doubled = ledger_.doubled();
    return std::move(outcome_);
  }

 private:
  static ShardManagerOptions manager_options(const Options& options,
                                             const test::Certificates& certificates) {
    ShardManagerOptions manager;
    manager.gateway.compression = transport_compression_from_name(options.compression).value();
    manager.gateway.ca_file = certificates.ca_file();
    return manager;
  }

  awaitable<void> play() {
    co_await manager_.until_ready();
    std::cout << options_.shards << " shards are ready" << std::endl;
    const auto minutes = std::chrono::duration<double, std::ratio<60>>(options_.minutes);
    end_ = Clock::now() + std::chrono::duration_cast<Duration>(minutes);
    int playing = posters + 2;
    const auto part = [&](awaitable<void> task) {
      asio::co_spawn(context_, std::move(task), [&](const std::exception_ptr& exception) {
        --playing;
        if (exception) std::rethrow_exception(exception);
      });
    };
    for (int i = 0; i < posters; ++i) part(post(i));
    part(make_trouble());
    part(observe());
    while (playing > 0) {
      co_await sleep(std::chrono::milliseconds(100));
    }
    // The connections that broke last come back, and bring what they missed.
    const TimePoint limit = Clock::now() + std::chrono::minutes(2);
    while (ledger_.heard() + ledger_.lost() + ledger_.ended() < ledger_.posted() &&
           Clock::now() < limit) {
      co_await sleep(std::chrono::milliseconds(100));
    }
    outcome_.shards = co_await manager_.status();
  }

  awaitable<void> post(int poster) {
    const auto pause = std::chrono::duration_cast<Duration>(
        std::chrono::duration<double>(posters / options_.posts_per_second));
    for (int guild = poster; Clock::now() < end_; guild += posters) {
      guild %= options_.shards;
      const std::string text = ledger_.next_post(static_cast<std::size_t>(guild));
      const int status = co_await control("/sandbox/people/ada/messages",
                                          fmt::format(R"({{"channel":"{}","content":"{}"}})",
                                                      channel_id(guild, options_.shards), text));
      if (status / 100 != 2)
        throw std::runtime_error("a post was refused: " + std::to_string(status));
      co_await sleep(pause);
    }
  }

  awaitable<void> make_trouble() {
    const auto pause = std::chrono::duration_cast<Duration>(
        std::chrono::duration<double>(1 / options_.faults_per_second));
    while (Clock::now() < end_) {
      const auto fault = faults.at(random_.below(faults.size()));
      const auto shard = random_.below(static_cast<std::uint64_t>(options_.shards));
      const int status =
          co_await control("/sandbox/faults", fmt::format(R"({{{},"shard":{}}})", fault, shard));
      // Refused when the shard is away already.
      if (status / 100 == 2) ++outcome_.faults[std::string(fault)];
      co_await sleep(pause);
    }
  }

  /// How late the shards' threads were, at most.
  awaitable<Duration> meter() {
    constexpr Duration step = std::chrono::milliseconds(50);
    asio::steady_timer timer(threads_);
    Duration latest{};
    while (!ended_) {
      timer.expires_after(step);
      co_await timer.async_wait(asio::use_awaitable);
      latest = std::max<Duration>(latest, Clock::now() - timer.expiry());
    }
    co_return latest;
  }

  awaitable<void> observe() {
    const TimePoint start = Clock::now();
    while (Clock::now() < end_) {
      outcome_.memory.push_back(allocated_kilobytes());
      std::cout << fmt::format(
                       "{:5.0f} s  {:8} posted  {:8} heard  {} lost  {} doubled  {} KB allocated  "
                       "{} KB resident",
                       std::chrono::duration<double>(Clock::now() - start).count(),
                       ledger_.posted(), ledger_.heard(), ledger_.lost(), ledger_.doubled(),
                       outcome_.memory.back(), resident_kilobytes())
                << std::endl;
      co_await sleep(std::min<Duration>(std::chrono::seconds(10), (end_ - start) / 20));
    }
  }

  awaitable<void> sleep(Duration time) {
    asio::steady_timer timer(context_, time);
    co_await timer.async_wait(asio::use_awaitable);
  }

  awaitable<int> control(std::string path, std::string json) {
    net::HttpRequest request;
    request.method = "POST";
    request.url = net::Url::parse(url_ + path).value();
    request.body = std::move(json);
    bool was_sent = false;
    const TimePoint asked_at = Clock::now();
    const int status = (co_await control_->send(request, was_sent)).value().status;
    slowest_answer_ = std::max<Duration>(slowest_answer_, Clock::now() - asked_at);
    co_return status;
  }

  static constexpr int posters = 8;
  const Options options_;
  const std::string url_;
  asio::io_context context_{1};
  asio::thread_pool threads_{2};
  std::shared_ptr<net::HttpConnectionPool> control_;
  Ledger ledger_;
  Random random_;
  ShardManager manager_;
  TimePoint end_{};
  std::atomic<bool> ended_ = false;
  Duration slowest_answer_{};
  Outcome outcome_;
};

std::size_t mean(const std::vector<std::size_t>& values, std::size_t first, std::size_t last) {
  if (first >= last) return values.empty() ? 0 : values.back();
  return std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(first),
                         values.begin() + static_cast<std::ptrdiff_t>(last), std::size_t{0}) /
         (last - first);
}

/// Prints what was seen beside what is wanted. True when it is what is wanted.
bool report(const Options& options, const Outcome& outcome, std::size_t descriptors_before,
            std::size_t descriptors_after) {
  std::uint64_t sessions = 0;
  std::uint64_t resumes = 0;
  for (const ShardStatus& shard : outcome.shards) {
    sessions += shard.counters.sessions;
    resumes += shard.counters.resumes;
  }
  // The first quarter fills the caches; from then on it is to stay as it is.
  const std::size_t quarter = outcome.memory.size() / 4;
  const std::size_t early = mean(outcome.memory, quarter, 2 * quarter);
  const std::size_t late = mean(outcome.memory, 3 * quarter, outcome.memory.size());

  std::cout << '\n';
  for (const auto& [fault, times] : outcome.faults) {
    std::cout << fmt::format("{:>6} x {}\n", times, fault);
  }
  std::cout << '\n';
  bool good = true;
  const auto line = [&good](std::string_view what, auto value, bool holds,
                            std::string_view wanted) {
    std::cout << fmt::format("{:<28}{:>12}  {:<5}{}\n", what, value, holds ? "ok" : "FAIL", wanted);
    good = good && holds;
  };
  line("posts", outcome.posted, outcome.posted > 0, "");
  const std::uint64_t lost = outcome.posted - outcome.heard - outcome.ended;
  const bool held_up = outcome.longest_hold_up >= hold_up_max;
  line("lost", lost, lost == 0, "0");
  line("doubled", outcome.doubled, outcome.doubled == 0, "0");
  line("resumes", resumes, resumes > 0 || options.faults_per_second == 0, "");
  line("longest hold-up, ms",
       std::chrono::duration_cast<std::chrono::milliseconds>(outcome.longest_hold_up).count(), true,
       "of a timer, or of an answer of the sandbox");
  line("timed out for a hold-up", outcome.timeouts, outcome.timeouts == 0 || held_up,
       "0, unless somebody was held up for half a second");
  line("lost with those sessions", outcome.ended, outcome.timeouts > 0 || outcome.ended == 0, "");
  line("sessions", sessions,
       sessions == static_cast<std::uint64_t>(options.shards) + outcome.timeouts,
       "one a shard, and one for each that timed out");
  line("allocated, 2nd quarter, KB", early, true, "");
  line("allocated, last quarter, KB", late, late <= early + early / 20 + 2048,
       "at most 5 % and 2 MB more");
  line("descriptors before", descriptors_before, true, "");
  line("descriptors after", descriptors_after, descriptors_after == descriptors_before,
       "as before");
  return good;
}

/// Keeps count of the sessions that timed out, of which only the log tells, and writes the log, for
/// when something failed: it says why each connection was left.
void listen_to_log(const std::string& path) {
  const auto file = path.empty() ? nullptr : std::make_shared<std::ofstream>(path);
  if (file && !*file) throw std::runtime_error("cannot write \"" + path + "\"");
  const TimePoint start = Clock::now();
  set_log_level(file ? LogLevel::info : LogLevel::warning);
  set_log_sink([file, start](LogLevel level, std::string_view part, std::string_view text) {
    if (text.find("closed with 4009") != std::string_view::npos) ++timeouts;
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const std::string line = fmt::format("{:9.3f} {}: {}\n", seconds, part, text);
    if (file) *file << line;
    if (level == LogLevel::error) std::cerr << line;
  });
}

int run(const Options& options) {
  listen_to_log(options.log_file);
  const test::Certificates certificates("127.0.0.1");
  const test::SandboxProcess sandbox(scenario(options), certificates.certificate_file(),
                                     certificates.key_file());
  const std::size_t descriptors_before = open_descriptors();
  const Outcome outcome = Soak(options, certificates, sandbox.port()).run();
  return report(options, outcome, descriptors_before, open_descriptors()) ? EXIT_SUCCESS
                                                                          : EXIT_FAILURE;
}

}  // namespace
}  // namespace pincer::soak

int main(int argc, char** argv) {
  pincer::soak::Options options;
  CLI::App app(
      "Runs shards over TLS for minutes while their connections break in every way that keeps the\n"
      "session, and checks that nothing is lost, doubled or leaked.");
  app.add_option("--minutes", options.minutes, "How long")->capture_default_str();
  app.add_option("--shards", options.shards, "How many shards, and guilds")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  app.add_option("--posts", options.posts_per_second, "Posts a second")->capture_default_str();
  app.add_option("--faults", options.faults_per_second, "Faults a second")->capture_default_str();
  app.add_option("--compression", options.compression)
      ->capture_default_str()
      ->check(CLI::IsMember({"zstd-stream", "zlib-stream", "none"}));
  app.add_option("--seed", options.seed, "Decides the faults and whom they meet")
      ->capture_default_str();
  app.add_option("--log", options.log_file, "Write the library's log into this file");
  CLI11_PARSE(app, argc, argv);
  try {
    return pincer::soak::run(options);
  } catch (const std::exception& error) {
    std::cerr << "the soak failed: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
