// What goes wrong in a simulation, and how.
#include <array>

#include "sim/simulation.hpp"

namespace pincer::sim {
namespace {

using sandbox::Fault;
using sandbox::FaultKind;

/// Every class that does not end a shard:
/// https://discord.com/developers/docs/topics/opcodes-and-status-codes
constexpr std::array close_codes{1000, 1001, 1011, 1012, 3000, 4000, 4001, 4002,
                                 4003, 4005, 4006, 4007, 4008, 4009, 4015, 4999};

constexpr std::array fatal_codes{4004, 4010, 4011, 4012, 4013, 4014};

/// Beyond what a payload may inflate to.
constexpr std::size_t bomb_megabytes = 2;
/// Between two looks at a reshard that is under way.
constexpr Duration look_again = 1s;

}  // namespace

Duration Simulation::up_to(Duration most) {
  return std::chrono::duration_cast<Duration>(most * random_.unit());
}

void Simulation::strike(Trouble trouble) {
  const int shard = any_shard();
  if (healed_) return;
  trace_.line(now_, "trouble: {}, shard {}", to_string(trouble), shard);
  ++statistics_.troubles;
  oracle_.disturbs(shard, now_);
  if (trouble <= Trouble::gateway_restart) return strike_gateway(trouble, shard);
  if (trouble <= Trouble::slowness) return strike_network(trouble, shard);
  strike_bot(trouble, shard);
}

void Simulation::inject(FaultKind kind, int shard, const std::function<void(Fault&)>& set) {
  Fault fault;
  fault.kind = kind;
  fault.connection = oracle_.link(shard);
  fault.reason = injected_reason;
  if (set) set(fault);
  discord_.inject(fault, now_);
}

void Simulation::strike_gateway(Trouble trouble, int shard) {
  switch (trouble) {
    case Trouble::op1: return inject(FaultKind::op1, shard);
    case Trouble::op7: return inject(FaultKind::op7, shard);
    case Trouble::op9_resumable:
    case Trouble::op9_final:
      oracle_.gateway_forgets(oracle_.link(shard));
      return inject(FaultKind::op9, shard,
                    [&](Fault& fault) { fault.resumable = trouble == Trouble::op9_resumable; });
    case Trouble::close:
      return inject(FaultKind::close, shard, [&](Fault& fault) {
        fault.code = close_codes[random_.below(close_codes.size())];
      });
    case Trouble::fatal_close: return close_for_good(shard);
    case Trouble::gateway_cut: return inject(FaultKind::drop, shard);
    case Trouble::garbage:
      oracle_.spoils(oracle_.link(shard));
      return inject(FaultKind::garbage, shard);
    case Trouble::bomb:
      oracle_.spoils(oracle_.link(shard));
      return inject(FaultKind::bomb, shard, [](Fault& fault) { fault.megabytes = bomb_megabytes; });
    case Trouble::unknown_opcode: return inject(FaultKind::unknown_opcode, shard);
    case Trouble::unknown_event: return inject(FaultKind::unknown_event, shard);
    case Trouble::stop_acks: return inject(FaultKind::stop_acks, shard);
    case Trouble::gateway_silent: return inject(FaultKind::half_open, shard);
    case Trouble::bad_message: return spoil_next_message(shard);
    case Trouble::bad_start: return spoil_next_start(shard);
    case Trouble::silent_login: silent_logins_ = 1; return inject(FaultKind::drop, shard);
    case Trouble::forget_session: return inject(FaultKind::forget_session, shard);
    default: return restart_gateway();
  }
}

/// And lets something happen, so that there is a next message.
void Simulation::spoil_next_message(int shard) {
  constexpr std::array kinds{FaultKind::corrupt, FaultKind::truncate, FaultKind::split,
                             FaultKind::delay};
  Fault fault;
  fault.kind = kinds[random_.below(kinds.size())];
  fault.connection = oracle_.link(shard);
  fault.delay = up_to(8s);
  discord_.arm(fault);
  if (fault.kind == FaultKind::corrupt) oracle_.spoils(oracle_.link(shard));
  discord_.type(oracle_.guild_of(shard), now_);
}

void Simulation::spoil_next_start(int shard) {
  constexpr std::array whats{"drop", "close", "op7", "silence"};
  Fault fault;
  fault.kind = random_.below(4) == 0 ? FaultKind::refuse : FaultKind::before_hello;
  fault.what = whats[random_.below(whats.size())];
  fault.code = close_codes[random_.below(close_codes.size())];
  fault.reason = injected_reason;
  fault.times = random_.below(4) == 0 ? 10 : 1 + random_.below(3);
  discord_.arm(fault);
  inject(FaultKind::drop, shard);
}

/// At once, or when it connects the next time.
void Simulation::close_for_good(int shard) {
  const auto set = [code = fatal_codes[random_.below(fatal_codes.size())]](Fault& fault) {
    fault.code = code;
  };
  if (random_.below(2) == 0) return inject(FaultKind::close, shard, set);
  Fault fault;
  fault.kind = FaultKind::before_hello;
  fault.what = "close";
  fault.reason = injected_reason;
  set(fault);
  discord_.arm(fault);
  inject(FaultKind::drop, shard);
}

void Simulation::restart_gateway() {
  const bool forgets = random_.below(2) == 0;
  const Duration outage = up_to(3min);
  oracle_.disturbs_all(now_ + outage);
  for (const int shard : live_)
    inject(forgets ? FaultKind::forget_session : FaultKind::drop, shard);
  network_.refuse_until(now_ + outage);
}

void Simulation::strike_network(Trouble trouble, int shard) {
  const TimePoint end = now_ + up_to(10min);
  switch (trouble) {
    case Trouble::cut:
      if (oracle_.has_link(shard)) network_.cut(oracle_.link(shard), now_);
      return;
    case Trouble::mute: {
      const std::uint64_t which = 1 + random_.below(3);
      if (oracle_.has_link(shard)) {
        network_.mute(oracle_.link(shard), (which & 1U) != 0, (which & 2U) != 0);
      }
      return;
    }
    case Trouble::refusal: network_.refuse_until(end); break;
    case Trouble::black_hole: network_.swallow_dials_until(end); break;
    // The base URL works, so that whoever loses its connection is up in time all the same.
    case Trouble::dead_resume_url: network_.refuse_resume_url_until(now_ + up_to(1h)); break;
    default: network_.slow_until(end); break;
  }
  oracle_.disturbs_all(trouble == Trouble::dead_resume_url ? now_ : end);
  // Whether dials fail is seen by those who dial.
  if (oracle_.has_link(shard)) network_.cut(oracle_.link(shard), now_);
}

void Simulation::strike_bot(Trouble trouble, int id) {
  Shard& shard = touch(id);
  if (!shard.is_running()) return;
  switch (trouble) {
    case Trouble::burst: return burst(id);
    case Trouble::beat_now: return shard.beat_now(now_);
    case Trouble::slow_handler: return shard.block_handler(now_ + up_to(5min));
    case Trouble::shard_restart: return restart_shard(id, Shard::Ending::keeps_session);
    case Trouble::shard_crash:
      // A process that ends takes a reshard with it; see there.
      if (reshard_) return;
      return restart_shard(id, Shard::Ending::crashes);
    case Trouble::shard_logout: return restart_shard(id, Shard::Ending::logs_out);
    case Trouble::fresh_limit: return refresh_limit(id);
    case Trouble::reshard: return begin_reshard();
    default: return restart_process();
  }
}

/// Sometimes Discord asks for heartbeats while they are sent.
void Simulation::burst(int id) {
  const std::uint64_t size = 1 + random_.below(random_.below(10) == 0 ? 1200 : 300);
  for (std::uint64_t i = 0; i < size; ++i) touch(id).command(random_command(), now_);
  if (random_.below(2) == 0) return;
  schedule(up_to(50s), [this, id] {
    for (int i = 0; i < 8 && !healed_; ++i) inject(FaultKind::op1, id);
  });
}

void Simulation::restart_shard(int id, Shard::Ending ending) {
  Shard& shard = touch(id);
  if (ending != Shard::Ending::crashes && random_.below(2) == 0) {
    return shard.start_again(ending == Shard::Ending::keeps_session, now_);
  }
  shard.stop(ending, now_);
  shard.start(*turns_, Random(random_.next()), now_);
}

void Simulation::restart_process() {
  // Of a process that ends while the new shards take over, both sets may have handed out what the
  // next process is sent again.
  if (!runs(current_) || (reshard_ && reshard_->has_taken())) return;
  if (reshard_) end_reshard();
  const auto ending = random_.below(2) == 0 ? Shard::Ending::keeps_session : Shard::Ending::crashes;
  for (int i = 0; i < current_.count; ++i) touch(current_.first + i).stop(ending, now_);
  // The queue of the new process does not know when the old one identified last.
  schedule(6s + up_to(4min), [this] { start_process(); });
}

SessionStartLimit Simulation::ask_for_limit() {
  const sandbox::SessionStartLimit limit = discord_.session_start_limit(now_);
  return {limit.total, limit.remaining,
          std::chrono::duration_cast<std::chrono::milliseconds>(limit.reset_after),
          limit.max_concurrency};
}

/// The answer may count an Identify that is under way, or not.
void Simulation::refresh_limit(int shard) {
  restart_shard(shard, Shard::Ending::logs_out);
  if (random_.below(2) == 0) {
    asks_limit_ = true;
    return;
  }
  schedule(up_to(3s), [this] {
    schedule(up_to(1s), [this, limit = ask_for_limit()] { turns_->update_limit(limit, now_); });
  });
}

void Simulation::start_process() {
  turns_ = std::make_unique<Turns>(ask_for_limit(), now_);
  for (int i = 0; i < current_.count; ++i) {
    touch(current_.first + i).start(*turns_, Random(random_.next()), now_);
  }
}

void Simulation::let_person_help(int shard) {
  if (!failed_.insert(shard).second) return;
  schedule(up_to(30min), [this, shard] {
    failed_.erase(shard);
    if (shards_[static_cast<std::size_t>(shard)].has_failed())
      touch(shard).start_after_failure(now_);
  });
}

// ---- Resharding

bool Simulation::runs(Reshard::Set set) const {
  for (int i = 0; i < set.count; ++i) {
    if (!shards_[static_cast<std::size_t>(set.first + i)].is_running()) return false;
  }
  return true;
}

void Simulation::begin_reshard() {
  if (reshard_ || !runs(current_)) return;
  const auto next = add_set(1 + static_cast<int>(random_.below(6)));
  trace_.line(now_, "{} shards are to take over from {}", next.count, current_.count);
  oracle_.reshards(true);
  reshard_.emplace(
      current_, next, [this](int shard) -> Shard& { return touch(shard); }, trace_);
  for (int i = 0; i < next.count; ++i) {
    touch(next.first + i).start(*turns_, Random(random_.next()), now_);
  }
  schedule(look_again, [this] { proceed_with_reshard(); });
}

void Simulation::proceed_with_reshard() {
  if (!reshard_) return;
  // A shard that fails for good takes its set with it; who has the word gets help.
  const auto fails = [this](Reshard::Set set) {
    for (int i = 0; i < set.count; ++i) {
      if (shards_[static_cast<std::size_t>(set.first + i)].has_failed()) return true;
    }
    return false;
  };
  // Much must happen for something to be just under way when the word goes over.
  if (random_.below(2) == 0) something_happens();
  const bool had_taken = reshard_->has_taken();
  if (!had_taken && (fails(reshard_->old_set()) || fails(reshard_->new_set())))
    return end_reshard();
  reshard_->proceed(now_);
  if (!had_taken && reshard_->has_taken()) {
    current_ = reshard_->new_set();
    oracle_.hands_over(current_.first, current_.count);
    ++statistics_.reshards;
  }
  if (reshard_->step() == Reshard::Step::finished || reshard_->step() == Reshard::Step::forlorn) {
    return end_reshard();
  }
  schedule(look_again, [this] { proceed_with_reshard(); });
}

void Simulation::end_reshard() {
  const auto leaving = reshard_->has_taken() ? reshard_->old_set() : reshard_->new_set();
  if (!reshard_->has_taken()) reshard_->give_up();
  for (int i = 0; i < leaving.count; ++i) {
    touch(leaving.first + i).stop(Shard::Ending::logs_out, now_);
    std::erase(live_, leaving.first + i);
  }
  reshard_.reset();
  oracle_.reshards(false);
}

}  // namespace pincer::sim
