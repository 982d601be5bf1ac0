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
    case Trouble::gateway_cut: return inject(FaultKind::drop, shard);
    case Trouble::garbage: return inject(FaultKind::garbage, shard);
    case Trouble::unknown_opcode: return inject(FaultKind::unknown_opcode, shard);
    case Trouble::unknown_event: return inject(FaultKind::unknown_event, shard);
    case Trouble::stop_acks: return inject(FaultKind::stop_acks, shard);
    case Trouble::gateway_silent: return inject(FaultKind::half_open, shard);
    case Trouble::bad_message: return spoil_next_message(shard);
    case Trouble::bad_start: return spoil_next_start(shard);
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
  discord_.type(shard, now_);
}

void Simulation::spoil_next_start(int shard) {
  constexpr std::array whats{"drop", "close", "op7", "silence"};
  Fault fault;
  fault.kind = random_.below(4) == 0 ? FaultKind::refuse : FaultKind::before_hello;
  fault.what = whats[random_.below(whats.size())];
  fault.code = close_codes[random_.below(close_codes.size())];
  fault.reason = injected_reason;
  fault.times = 1 + random_.below(3);
  discord_.arm(fault);
  inject(FaultKind::drop, shard);
}

void Simulation::restart_gateway() {
  const bool forgets = random_.below(2) == 0;
  const Duration outage = up_to(3min);
  oracle_.disturbs_all(now_ + outage);
  for (int shard = 0; shard < setup_.shards; ++shard)
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
    case Trouble::dead_resume_url: network_.refuse_resume_url_until(end); break;
    default: network_.slow_until(end); break;
  }
  oracle_.disturbs_all(end);
  // Whether dials fail is seen by those who dial.
  if (oracle_.has_link(shard)) network_.cut(oracle_.link(shard), now_);
}

void Simulation::strike_bot(Trouble trouble, int id) {
  Shard& shard = touch(id);
  if (!shard.is_running()) return;
  switch (trouble) {
    case Trouble::burst: {
      const std::uint64_t size = 1 + random_.below(random_.below(10) == 0 ? 1200 : 300);
      for (std::uint64_t i = 0; i < size; ++i) shard.command(random_command(id), now_);
      return;
    }
    case Trouble::beat_now: return shard.beat_now(now_);
    case Trouble::slow_handler: return shard.block_handler(now_ + up_to(5min));
    case Trouble::shard_restart: return restart_shard(id, Shard::Ending::keeps_session);
    case Trouble::shard_crash: return restart_shard(id, Shard::Ending::crashes);
    case Trouble::shard_logout: return restart_shard(id, Shard::Ending::logs_out);
    case Trouble::fresh_limit: return refresh_limit(id);
    default: return restart_process();
  }
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
  const auto ending = random_.below(2) == 0 ? Shard::Ending::keeps_session : Shard::Ending::crashes;
  for (int id = 0; id < setup_.shards; ++id) touch(id).stop(ending, now_);
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
  schedule(up_to(3s), [this] {
    schedule(up_to(1s), [this, limit = ask_for_limit()] { turns_->update_limit(limit, now_); });
  });
}

void Simulation::start_process() {
  turns_ = std::make_unique<Turns>(ask_for_limit(), now_);
  for (int id = 0; id < setup_.shards; ++id) {
    touch(id).start(*turns_, Random(random_.next()), now_);
  }
}

}  // namespace pincer::sim
