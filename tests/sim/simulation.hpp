// One run: a bot of several shards at one end, Discord at the other, a bad network between them,
// trouble everywhere, and an oracle that watches. Virtual time: the run jumps from one thing that
// happens to the next. The same setup gives the same run. Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <cstdio>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/discord.hpp"
#include "sim/network.hpp"
#include "sim/oracle.hpp"
#include "sim/reshard.hpp"
#include "sim/setup.hpp"
#include "sim/shard.hpp"
#include "sim/statistics.hpp"
#include "sim/trace.hpp"
#include "sim/turns.hpp"

namespace pincer::sim {

class Simulation {
 public:
  /// Writes what happens to `trace`, if it is not null.
  explicit Simulation(const Setup& setup, std::FILE* trace = nullptr);

  /// Runs it to its end. What is wrong with it; nothing if all went well.
  std::optional<std::string> run();
  [[nodiscard]] const Statistics& statistics() const noexcept { return statistics_; }
  /// Two runs of the same setup have the same.
  [[nodiscard]] std::uint64_t hash() const noexcept { return trace_.hash(); }

 private:
  void schedule(Duration delay, std::function<void()> happening);
  /// Again and again, at random times.
  void schedule_each(Duration average, const std::function<void()>& happening);
  void step();
  /// What happens next, at the same time in a fixed order.
  struct Next {
    TimePoint at = TimePoint::max();
    enum class What { arrival, discord, turns, shard, agenda } what = What::agenda;
    int shard = 0;
  };
  [[nodiscard]] Next next() const;
  /// A shard to which something is done: its deadline may move.
  Shard& touch(int shard);
  void arrive(Arrival arrival);
  void forget_some(std::string& payload);
  void carry_out();
  void heal();
  [[nodiscard]] bool is_quiet() const;

  // The world and the user (simulation.cpp).
  void something_happens();
  void user_commands();
  [[nodiscard]] GatewayDispatch random_command();

  // Trouble (trouble.cpp).
  void strike(Trouble trouble);
  void strike_gateway(Trouble trouble, int shard);
  void strike_network(Trouble trouble, int shard);
  void strike_bot(Trouble trouble, int shard);
  void inject(sandbox::FaultKind kind, int shard,
              const std::function<void(sandbox::Fault&)>& set = {});
  void spoil_next_message(int shard);
  void spoil_next_start(int shard);
  void restart_gateway();
  void close_for_good(int shard);
  void burst(int shard);
  void restart_shard(int shard, Shard::Ending ending);
  void restart_process();
  SessionStartLimit ask_for_limit();
  void refresh_limit(int shard);
  void start_process();
  /// Changes in a while what made the shard fail.
  void let_person_help(int shard);
  void begin_reshard();
  void proceed_with_reshard();
  /// The new shards go, or the old ones when the new ones have taken over.
  void end_reshard();

  /// Creates the shards of a set, which do not run yet.
  Reshard::Set add_set(int count);
  [[nodiscard]] bool runs(Reshard::Set set) const;

  [[nodiscard]] Duration up_to(Duration most);
  [[nodiscard]] int any_shard() { return live_[random_.below(live_.size())]; }
  [[nodiscard]] int any_guild() {
    return static_cast<int>(random_.below(static_cast<std::uint64_t>(setup_.shards)));
  }

  Setup setup_;
  Random random_;
  Trace trace_;
  Statistics statistics_;
  TimePoint now_ = start_of_time;
  Discord discord_;
  Network network_;
  Oracle oracle_;
  std::unique_ptr<Turns> turns_;
  std::deque<Shard> shards_;                   ///< Of all the sets that there were.
  std::vector<std::optional<TimePoint>> due_;  ///< The deadline of each.
  std::vector<int> live_;                      ///< Those of the present sets.
  std::vector<int> touched_;                   ///< In this step.
  std::set<int> failed_;                       ///< Who waits for a person.
  Reshard::Set current_;                       ///< Whose events reach the user.
  std::optional<Reshard> reshard_;
  std::multimap<TimePoint, std::function<void()>> agenda_;
  std::size_t armed_ = 0;
  int silent_logins_ = 0;    ///< So many Identifies and Resumes are to meet silence.
  bool asks_limit_ = false;  ///< When the next shard gets its turn.
  bool healed_ = false;      ///< No more trouble.
  bool silent_ = false;      ///< No more events and commands.
};

}  // namespace pincer::sim
