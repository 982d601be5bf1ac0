// The simulation of gateway sessions as a program: `./dev sim`.
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <thread>

#include "sim/simulation.hpp"

namespace {

using namespace pincer;
using namespace pincer::sim;

struct Options {
  std::uint64_t first = 1;
  std::uint64_t seeds = 100;
  std::optional<std::uint64_t> seed;
  std::optional<int> shards;
  double hours = 24;
  unsigned threads = 1;
  bool quiet = false;
  bool repeat = false;
};

thread_local char current_seed[64];

/// An assertion of the machines failed: says in which seed.
void on_abort(int /*signal*/) {
  static_cast<void>(write(STDERR_FILENO, current_seed, std::strlen(current_seed)));
}

Setup setup_for(const Options& options, std::uint64_t seed) {
  Setup setup = make_setup(seed);
  if (options.shards) setup.shards = *options.shards;
  setup.length = from_seconds(options.hours * 3600);
  return setup;
}

std::string replay_command(const Options& options, std::uint64_t seed) {
  std::string command = fmt::format("./dev sim --seed {}", seed);
  if (options.shards) command += fmt::format(" --shards {}", *options.shards);
  if (options.hours != 24) command += fmt::format(" --hours {}", options.hours);
  return command;
}

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

void print_recovery(const char* what, const std::vector<Duration>& times) {
  if (times.empty()) return;
  fmt::print("  up again after {}: median {:.2f} s, p99 {:.2f} s ({} times, virtual time)\n", what,
             seconds(quantile(times, 0.5)), seconds(quantile(times, 0.99)), times.size());
}

void print_statistics(const Statistics& all, Duration taken) {
  const double hours = seconds(all.simulated) / 3600;
  fmt::print("{} seeds, {:.0f} simulated hours in {:.1f} s: {:.0f} hours a second\n", all.seeds,
             hours, seconds(taken), hours / seconds(taken));
  fmt::print(
      "  {} connections, {} identifies, {} resumes, {} events, {} commands, {} troubles, {} "
      "reshards; nothing was lost, doubled or out of order\n",
      all.links, all.identifies, all.resumes, all.events, all.commands, all.troubles, all.reshards);
  print_recovery("op 7", all.after_op7);
  print_recovery("a cut", all.after_cut);
}

/// One seed, told as it goes.
int show(const Options& options) {
  const Setup setup = setup_for(options, *options.seed);
  fmt::print("{}\n", setup.describe());
  Simulation simulation(setup, options.quiet ? nullptr : stdout);
  const auto violation = simulation.run();
  if (violation) {
    fmt::print("seed {} FAILED {}\n", setup.seed, *violation);
    return 1;
  }
  fmt::print("seed {} went well, hash {:016x}\n", setup.seed, simulation.hash());
  return 0;
}

/// Many seeds, on several threads.
class Runs {
 public:
  explicit Runs(const Options& options) : options_(options), next_(options.first) {}

  int run() {
    const TimePoint began = Clock::now();
    {
      std::vector<std::jthread> threads;
      for (unsigned i = 0; i < options_.threads; ++i) threads.emplace_back([this] { work(); });
    }
    if (failed_) return 1;
    print_statistics(all_, Clock::now() - began);
    return 0;
  }

 private:
  void work() {
    const std::uint64_t end = options_.first + options_.seeds;
    for (std::uint64_t seed = next_++; seed < end && !failed_; seed = next_++) run_one(seed);
  }

  void run_one(std::uint64_t seed) {
    const std::string command = replay_command(options_, seed);
    std::snprintf(current_seed, sizeof current_seed, "replay with %s\n", command.c_str());
    Simulation simulation(setup_for(options_, seed));
    auto violation = simulation.run();
    if (!violation && options_.repeat) {
      Simulation again(setup_for(options_, seed));
      static_cast<void>(again.run());
      if (again.hash() != simulation.hash()) violation = "a second run was another one";
    }
    const std::lock_guard lock(mutex_);
    if (violation) {
      failed_ = true;
      fmt::print("seed {} FAILED {}\n  replay with {}\n", seed, *violation, command);
    }
    all_.add(simulation.statistics());
  }

  const Options& options_;
  std::atomic<std::uint64_t> next_;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  Statistics all_;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app(
      "Simulates bots against the sandbox's gateway, in virtual time, over a network and with "
      "trouble that a seed decides, and checks what must hold. The real session, identify queue "
      "and send budget are at one end. The first seed that fails is printed with the command that "
      "replays it. Exit status: 0 when all went well, 1 when one failed.",
      "sim");
  app.add_option("--seeds", options.seeds, "How many seeds to run")->capture_default_str();
  app.add_option("--first", options.first, "The first of them")->capture_default_str();
  app.add_option("--seed", options.seed, "Run this seed alone, and tell what happens");
  app.add_option("--hours", options.hours, "Simulated hours a seed")->capture_default_str();
  app.add_option("--shards", options.shards, "Shards of the bot, instead of what the seed says")
      ->check(CLI::Range(1, 64));
  app.add_option("--threads", options.threads, "Seeds that run at the same time")
      ->capture_default_str()
      ->check(CLI::Range(1, 256));
  app.add_flag("--quiet", options.quiet, "With --seed: tell only how it ended");
  app.add_flag("--repeat", options.repeat,
               "Run each seed twice, and fail when the runs are not the same");
  CLI11_PARSE(app, argc, argv);
  std::signal(SIGABRT, on_abort);
  return options.seed ? show(options) : Runs(options).run();
}
