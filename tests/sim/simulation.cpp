#include "sim/simulation.hpp"

#include <algorithm>
#include <array>

namespace pincer::sim {
namespace {

/// Healing lets everything that was going on come to its end: commands that wait (the queue of a
/// shard is empty after ten minutes), sessions that are out.
constexpr Duration settle_time = 15min;
/// Longer than anything is under way.
constexpr Duration delivery_time = 1min;

bool is_login(std::string_view payload) {
  return payload.starts_with(R"({"op":2,)") || payload.starts_with(R"({"op":6,)");
}

}  // namespace

Simulation::Simulation(const Setup& setup, std::FILE* trace)
    : setup_(setup),
      random_(setup.seed),
      trace_(trace),
      discord_(setup_, now_),
      network_(setup_, Random(random_.next())),
      oracle_(setup_, trace_, statistics_) {
  current_ = add_set(setup_.shards);
  oracle_.hands_over(current_.first, current_.count);
  start_process();
  schedule_each(setup_.event_every, [this] { something_happens(); });
  schedule_each(setup_.command_every, [this] { user_commands(); });
  for (std::size_t i = 0; i < trouble_count; ++i) {
    if (setup_.trouble_every[i] == Duration::zero()) continue;
    schedule_each(setup_.trouble_every[i], [this, i] { strike(static_cast<Trouble>(i)); });
  }
}

std::optional<std::string> Simulation::run() {
  try {
    const TimePoint end = start_of_time + setup_.length;
    while (now_ < end) step();
    heal();
  } catch (const Violation& violation) {
    return violation.what();
  }
  statistics_.seeds = 1;
  statistics_.simulated = now_ - start_of_time;
  return std::nullopt;
}

void Simulation::heal() {
  trace_.line(now_, "everything heals");
  healed_ = true;
  network_.refuse_until(now_);
  network_.swallow_dials_until(now_);
  network_.refuse_resume_url_until(now_);
  network_.slow_until(now_);
  discord_.disarm();
  armed_ = 0;
  silent_logins_ = 0;
  oracle_.disturbs_all(now_);
  // The oracle's audits end this when a shard does not come up.
  for (const TimePoint end = now_ + settle_time; now_ < end || !is_quiet();) step();
  trace_.line(now_, "everybody is silent");
  silent_ = true;
  for (const TimePoint end = now_ + delivery_time; now_ < end;) step();
  oracle_.audit_end(discord_.sessions(now_), now_);
}

bool Simulation::is_quiet() const {
  return !reshard_ && std::all_of(live_.begin(), live_.end(), [&](int shard) {
    return oracle_.is_up(shard) && oracle_.commands_waiting(shard) == 0;
  });
}

// ---- The loop

Shard& Simulation::touch(int shard) {
  touched_.push_back(shard);
  return shards_[static_cast<std::size_t>(shard)];
}

Reshard::Set Simulation::add_set(int count) {
  const Reshard::Set set{static_cast<int>(shards_.size()), count};
  for (int id = 0; id < count; ++id) {
    const ShardId place(id, count);
    const int number = oracle_.adds(place);
    shards_.emplace_back(number, place, setup_, network_, oracle_, trace_);
    live_.push_back(number);
  }
  due_.resize(shards_.size());
  return set;
}

void Simulation::schedule(Duration delay, std::function<void()> happening) {
  agenda_.emplace(now_ + delay, std::move(happening));
}

void Simulation::schedule_each(Duration average, const std::function<void()>& happening) {
  schedule(random_span(random_, average), [this, average, happening] {
    happening();
    schedule_each(average, happening);
  });
}

Simulation::Next Simulation::next() const {
  Next next;
  const auto consider = [&next](std::optional<TimePoint> at, Next::What what, int shard = 0) {
    if (at && *at < next.at) next = {*at, what, shard};
  };
  consider(network_.next(), Next::What::arrival);
  consider(discord_.deadline(), Next::What::discord);
  consider(turns_->deadline(), Next::What::turns);
  for (const int shard : live_) {
    consider(due_[static_cast<std::size_t>(shard)], Next::What::shard, shard);
  }
  if (!agenda_.empty()) consider(agenda_.begin()->first, Next::What::agenda);
  return next;
}

void Simulation::step() {
  const Next next = this->next();
  now_ = std::max(now_, next.at);
  trace_.count(now_, static_cast<std::uint64_t>(next.what));
  switch (next.what) {
    case Next::What::arrival: arrive(network_.take()); break;
    case Next::What::discord: discord_.tick(now_); break;
    case Next::What::turns: turns_->tick(now_); break;
    case Next::What::shard: touch(next.shard).tick(now_); break;
    case Next::What::agenda: {
      const auto happening = agenda_.extract(agenda_.begin());
      happening.mapped()();
      oracle_.audit(now_);
      break;
    }
  }
  carry_out();
}

void Simulation::arrive(Arrival arrival) {
  trace_.count(now_, arrival.link << 4U | static_cast<std::uint64_t>(arrival.kind));
  switch (arrival.kind) {
    case Arrival::Kind::dial:
      network_.accept(arrival.link, now_);
      return discord_.open(arrival.link, arrival.bytes, now_);
    case Arrival::Kind::to_gateway:
      if (silent_logins_ > 0 && is_login(arrival.bytes)) {
        --silent_logins_;
        return oracle_.disturbs(oracle_.shard_of(arrival.link), now_);
      }
      oracle_.gateway_hears(arrival.link, arrival.bytes, now_);
      if (setup_.replays_early) forget_some(arrival.bytes);
      return discord_.receive(arrival.link, arrival.bytes, now_);
    case Arrival::Kind::gateway_end: return discord_.closed(arrival.link, arrival.code, now_);
    default: break;
  }
  touch(oracle_.shard_of(arrival.link)).arrive(arrival, now_);
}

/// Makes a Resume ask for events that the client has already: a gateway may send them again.
void Simulation::forget_some(std::string& payload) {
  constexpr std::string_view key = "\"seq\":";
  const auto at = payload.find(key);
  if (!payload.starts_with(R"({"op":6,)") || at == std::string::npos) return;
  const auto begin = at + key.size();
  const auto end = payload.find_first_not_of("0123456789", begin);
  const std::uint64_t sequence = std::stoull(payload.substr(begin, end - begin));
  const std::uint64_t less = std::min(sequence, random_.below(4));
  payload.replace(begin, end - begin, std::to_string(sequence - less));
}

void Simulation::carry_out() {
  for (const int shard : turns_->take_granted()) {
    touch(shard).identify(now_);
    if (!std::exchange(asks_limit_, false)) continue;
    // The answer does not count the Identify that is just under way.
    schedule(up_to(1s), [this, limit = ask_for_limit()] { turns_->update_limit(limit, now_); });
  }
  for (sandbox::GatewayOutput& output : discord_.take_output()) {
    if (output.kind == sandbox::GatewayOutput::Kind::close) {
      oracle_.gateway_closes(output.connection, output.close_code, output.reason,
                             network_.carries_up(output.connection), now_);
    }
    network_.send_down(std::move(output), now_);
  }
  if (discord_.armed() < armed_ || discord_.spoils_starts() || oracle_.may_be_spent(now_)) {
    oracle_.disturbs_all(now_);
  }
  armed_ = discord_.armed();
  for (const int shard : std::exchange(touched_, {})) {
    due_[static_cast<std::size_t>(shard)] = shards_[static_cast<std::size_t>(shard)].deadline();
    if (shards_[static_cast<std::size_t>(shard)].has_failed()) let_person_help(shard);
    oracle_.audit(shard, now_);
  }
}

// ---- The world and the user

void Simulation::something_happens() {
  if (silent_) return;
  const int guild = any_guild();
  if (random_.below(2) == 0) return discord_.type(guild, now_);
  discord_.write(guild, fmt::format("{}/{}", guild, oracle_.writes(guild)), now_);
}

void Simulation::user_commands() {
  if (silent_) return;
  touch(any_shard()).command(random_command(), now_);
}

/// Discord ignores what is asked of the wrong shard, but counts it.
GatewayDispatch Simulation::random_command() {
  const std::string guild = std::to_string(discord_.guild(any_guild()));
  switch (random_.below(40)) {
    case 0: return GatewayDispatch(1, "null");  // Not the user's to send.
    case 1: return GatewayDispatch(8, '"' + std::string(5000, 'x') + '"');
    default: break;
  }
  switch (random_.below(5)) {
    case 0:
      return GatewayDispatch(3, R"({"since":null,"activities":[],"status":"idle","afk":false})");
    case 1: return GatewayDispatch(8, R"({"guild_id":")" + guild + R"(","query":"a","limit":1})");
    case 2: return GatewayDispatch(31, R"({"guild_ids":[")" + guild + R"("]})");
    case 3: return GatewayDispatch(43, R"({"guild_id":")" + guild + R"(","fields":[]})");
    default:
      return GatewayDispatch(4, R"({"guild_id":")" + guild +
                                    R"(","channel_id":null,"self_mute":false,"self_deaf":false})");
  }
}

}  // namespace pincer::sim
