// What must hold, whatever goes wrong: watches both ends of the simulation and keeps books of its
// own, from Discord's documentation and from what crossed the wire; it never asks the machines
// under test. The first thing that is wrong throws. Thread safety: one thread at a time.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/session_action.hpp"
#include "core/session_options.hpp"
#include "pincer/gateway_dispatch.hpp"
#include "sim/discord.hpp"
#include "sim/network.hpp"
#include "sim/setup.hpp"
#include "sim/statistics.hpp"
#include "sim/trace.hpp"

namespace pincer::sim {

/// The reason in the close frames that the simulation asks the gateway for.
constexpr std::string_view injected_reason = "trouble";

struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// An event on its way to the user's handler.
struct Event {
  std::string session;
  std::int64_t sequence = 0;
};

class Oracle {
 public:
  Oracle(const Setup& setup, Trace& trace, Statistics& statistics);

  // --- The client's end, by shard.

  /// A new `core::Session`, with what it resumes; `resume` must be what the user has handled.
  void starts(int shard, const std::optional<core::ResumeState>& resume, TimePoint now);
  /// One that has stopped starts again.
  void starts_again(int shard, const std::optional<core::ResumeState>& resume, TimePoint now);
  /// It is told to stop ...
  void stops(int shard, bool keeps_session, TimePoint now);
  /// ... and has stopped: the connection and the waiting commands must have ended.
  void has_stopped(int shard, TimePoint now);
  /// Its process is gone.
  void crashes(int shard, TimePoint now);
  void dials(int shard, LinkId link, const std::string& url, TimePoint now);
  void is_granted(int shard);
  void sends(int shard, const core::Send& send, TimePoint now);
  void closes(int shard, int code, TimePoint now);
  /// A payload is given to the session ...
  void hears(int shard, const GatewayDispatch& payload, TimePoint now);
  /// ... which hands it on. Returns what the user's handler gets, if it is an event.
  std::optional<Event> delivers(int shard, const core::Deliver& deliver, TimePoint now);
  /// ... and has done with it all that it is going to do.
  void has_heard(int shard, TimePoint now);
  /// The user's handler is done with an event.
  void handles(int shard, const Event& event);
  /// The link ended, or could not be had.
  void loses_link(int shard, int close_code, TimePoint now);
  void reconnects(int shard, const core::Reconnecting& action, TimePoint now);
  void is_ready(int shard, TimePoint now);
  void pauses(int shard);
  void goes_on(int shard, TimePoint now);

  void commands(int shard, core::CommandNumber command, int opcode);
  void drops(int shard, const core::CommandDropped& dropped, TimePoint now);
  /// The user asks for a heartbeat before its time.
  void asks_beat(int shard) { shards_.at(index(shard)).out_of_turn = true; }

  // --- The gateway's end, by link.

  void gateway_hears(LinkId link, std::string_view payload, TimePoint now);
  /// `carries_up`: whether everything that the client sent has arrived, or will.
  void gateway_closes(LinkId link, int code, std::string_view reason, bool carries_up,
                      TimePoint now);
  /// The gateway was made to forget a session, which the client does not know yet.
  void gateway_forgets(LinkId link) { forgotten_.insert(link); }
  /// Somebody is about to write in the guild of the shard: the number of the message.
  std::uint64_t writes(int shard) { return ++shards_.at(index(shard)).written; }

  // --- All.

  /// Until then the shard may be unable to connect, for no fault of its own.
  void disturbs(int shard, TimePoint until);
  void disturbs_all(TimePoint until);
  /// Checks what must have happened by now.
  void audit(TimePoint now);
  void audit(int shard, TimePoint now);
  /// The end: everything works, nothing happens any more. `held`: what the gateway keeps.
  void audit_end(const std::vector<Discord::Held>& held, TimePoint now);

  [[nodiscard]] int shard_of(LinkId link) const { return owners_.at(link - 1); }
  [[nodiscard]] bool is_up(int shard) const { return shards_.at(index(shard)).up; }
  [[nodiscard]] bool has_link(int shard) const { return shards_.at(index(shard)).link_open; }
  [[nodiscard]] LinkId link(int shard) const { return shards_.at(index(shard)).link; }
  [[nodiscard]] std::size_t commands_waiting(int shard) const {
    return shards_.at(index(shard)).waiting.size();
  }
  [[noreturn]] void violate(TimePoint now, int shard, const std::string& what) const;

 private:
  enum class Login { none, identify, resume };

  /// What a shard may know, from what it was told.
  struct Shard {
    bool running = false;
    bool logs_out = false;
    // The session that it can resume.
    std::string session;  ///< Empty: none.
    std::int64_t received = 0;
    int resumes_unanswered = 0;
    // Its connection.
    LinkId link = 0;
    bool link_open = false;
    bool granted = false;
    Login login = Login::none;
    bool logged_in = false;
    std::optional<TimePoint> hello;
    std::optional<TimePoint> beat;            ///< The last one.
    bool out_of_turn = false;                 ///< The first beat need not be at its time.
    std::optional<TimePoint> unacknowledged;  ///< Since when a beat waits for its ACK.
    std::optional<TimePoint> beat_asked;      ///< By op 1.
    bool paused = false;
    // Its attempts.
    int failures = 0;
    std::optional<TimePoint> at_once;  ///< The last reconnect without delay.
    bool asked_to_reconnect = false;
    bool up = false;
    TimePoint down_since{};
    TimePoint disturbed_until{};
    std::optional<Recovery> recovering;
    // What it must do with the payload that it was given.
    std::optional<std::int64_t> expected;
    // The user.
    std::map<std::string, std::int64_t, std::less<>> handled;  ///< By session.
    std::map<core::CommandNumber, int> waiting;                ///< Commands, with their opcodes.
    core::CommandNumber last_in_order = 0;                     ///< Presences may be overtaken.
    // What happened in its guild, by the world's own count.
    std::uint64_t written = 0;
    std::optional<std::uint64_t> read;  ///< The last one that it knows of in this session.
    std::uint64_t written_at_identify = 0;
    // As the gateway sees it.
    std::deque<TimePoint> presences;
  };

  /// The gateway's end of a link.
  struct GatewayLink {
    std::deque<TimePoint> payloads;  ///< When those of the last minute came.
  };

  static std::size_t index(int shard) { return static_cast<std::size_t>(shard); }
  void require(bool holds, TimePoint now, int shard, const char* what) const {
    if (!holds) violate(now, shard, what);
  }
  void hears_event(Shard& shard, int id, const GatewayDispatch& payload, TimePoint now);
  void hears_message(Shard& shard, int id, std::string_view data, TimePoint now);
  void sends_heartbeat(Shard& shard, int id, std::string_view data, TimePoint now);
  void sends_identify(Shard& shard, int id, TimePoint now);
  void sends_resume(Shard& shard, int id, std::string_view payload, TimePoint now);
  void sends_command(Shard& shard, int id, const core::Send& send, TimePoint now);
  void goes_down(Shard& shard, Recovery::Cause cause, TimePoint now);
  void check_identify_spacing(int shard, TimePoint now);

  const Setup& setup_;
  Trace& trace_;
  Statistics& statistics_;
  Duration interval_;  ///< Of heartbeats, as Hello tells it.
  std::vector<Shard> shards_;
  std::vector<int> owners_;              ///< The shard of each link, from number 1 on.
  std::map<LinkId, GatewayLink> links_;  ///< Those that the gateway heard of and did not close.
  std::set<LinkId> forgotten_;
  std::map<int, TimePoint> identified_;  ///< By rate limit key.
  Spread first_beats_;
  Spread delays_;
};

}  // namespace pincer::sim
