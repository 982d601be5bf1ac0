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
#include "pincer/shard_id.hpp"
#include "sim/discord.hpp"
#include "sim/network.hpp"
#include "sim/setup.hpp"
#include "sim/statistics.hpp"
#include "sim/trace.hpp"
#include "sim/user_book.hpp"

namespace pincer::sim {

/// The reason in the close frames that the simulation asks the gateway for.
constexpr std::string_view injected_reason = "trouble";

/// A minute, and what the client adds to it so that its limits hold at the gateway.
constexpr Duration pace_window = 62s;

struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// An event on its way to the user's handler.
struct Event {
  std::string session;
  std::int64_t sequence = 0;
};

/// What an event tells of a guild, if it is a message.
std::optional<Message> message_of(const GatewayDispatch& payload);

class Oracle {
 public:
  Oracle(const Setup& setup, Trace& trace, Statistics& statistics);

  // --- The client's end, by shard. Shards are numbered through all the sets that a bot has had.

  /// A shard of a set that is to come; returns its number.
  int adds(ShardId place);
  /// From here on this set is the one whose events reach the user: `count` shards from `first`.
  void hands_over(int first, int count);
  /// Whether a reshard is under way.
  void reshards(bool under_way);
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
  void is_granted(int shard, TimePoint now);
  void opens(int shard, TimePoint now);
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
  /// A message came that cannot be read.
  void cannot_read(int shard, TimePoint now);
  /// The session ended for good.
  void fails(int shard, const Error& error, TimePoint now);
  void reconnects(int shard, const core::Reconnecting& action, TimePoint now);
  void is_ready(int shard, TimePoint now);
  /// What one of its events tells is handed to the user.
  void reads(int shard, const Message& message, TimePoint now);
  /// It ends before its handler has done with that.
  void takes_back(const Message& message) { book_.takes_back(message); }
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
  /// The gateway is to send something on this link that cannot be read.
  void spoils(LinkId link) { spoiled_.insert(link); }
  /// Somebody is about to write in the guild: the number of the message.
  std::uint64_t writes(int guild) { return ++written_.at(index(guild)); }

  // --- All.

  /// Until then the shard may be unable to connect, for no fault of its own.
  void disturbs(int shard, TimePoint until);
  void disturbs_all(TimePoint until);
  /// Whether the bot may think that the session starts of the day are spent: it counts each turn,
  /// also one whose Identify never arrives.
  [[nodiscard]] bool may_be_spent(TimePoint now);
  /// Checks what must have happened by now.
  void audit(TimePoint now);
  void audit(int shard, TimePoint now);
  /// The end: everything works, nothing happens any more. `held`: what the gateway keeps.
  void audit_end(const std::vector<Discord::Held>& held, TimePoint now);

  [[nodiscard]] int shard_of(LinkId link) const { return owners_.at(link - 1); }
  /// A guild of the shard, or any when it has none.
  [[nodiscard]] int guild_of(int shard) const;
  [[nodiscard]] bool is_up(int shard) const { return shards_.at(index(shard)).up; }
  [[nodiscard]] bool has_link(int shard) const { return shards_.at(index(shard)).link_open; }
  [[nodiscard]] LinkId link(int shard) const { return shards_.at(index(shard)).link; }
  [[nodiscard]] std::size_t commands_waiting(int shard) const {
    return shards_.at(index(shard)).waiting.size();
  }
  [[noreturn]] void violate(TimePoint now, int shard, const std::string& what) const;

 private:
  enum class Login { none, identify, resume };
  /// A session that was tried to be resumed so often in vain may be given up.
  static constexpr int resumes_max = 5;

  /// What a shard may know, from what it was told.
  struct Shard {
    ShardId place;
    bool running = false;
    bool logs_out = false;
    // The session that it can resume.
    std::string session;  ///< Empty: none.
    std::int64_t received = 0;
    int resumes_unanswered = 0;
    // Its connection.
    LinkId link = 0;
    bool link_open = false;
    bool opened = false;
    TimePoint progress{};      ///< The last step towards READY or RESUMED.
    std::optional<int> fatal;  ///< The close code after which only a person can help.
    bool unreadable = false;
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
    bool told_invalid = false;
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
    // What happened in its guilds, by the world's own count.
    std::map<int, std::uint64_t> read;  ///< The last one that it knows of in this session, if any.
    std::vector<std::uint64_t> written_at_identify;  ///< By guild, of all.
    std::deque<TimePoint> sent;                      ///< In the last minute, on this connection.
    // As the gateway sees it.
    std::deque<TimePoint> presences;
    bool overtaken = false;  ///< The last payload was the Resume of a connection that it has left.
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
  void hears_message(Shard& shard, int id, const Message& message, TimePoint now);
  void loses_session(int id);
  void sends_heartbeat(Shard& shard, int id, std::string_view data, TimePoint now);
  void sends_identify(Shard& shard, int id, TimePoint now);
  void sends_resume(Shard& shard, int id, std::string_view payload, TimePoint now);
  void sends_command(Shard& shard, int id, const core::Send& send, TimePoint now);
  void begins_session(Shard& shard, const GatewayDispatch& ready);
  [[nodiscard]] bool owns(const Shard& shard, int guild) const;
  [[nodiscard]] bool has_word(int shard) const {
    return shard >= first_ && shard < first_ + count_;
  }
  void audit_pace(const Shard& shard, int id, TimePoint now) const;
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
  std::set<LinkId> spoiled_;
  std::map<int, TimePoint> identified_;  ///< By rate limit key.
  std::vector<std::uint64_t> written_;   ///< By guild.
  UserBook book_;
  int first_ = 0;  ///< Of the set whose events reach the user.
  int count_ = 0;
  bool reshards_ = false;
  TimePoint all_disturbed_until_{};
  int turns_today_ = 0;
  TimePoint day_ends_ = start_of_time + 24h;
  Spread first_beats_;
  Spread delays_;
  Spread late_delays_;  ///< After several failures, the last of them with an open socket.
};

}  // namespace pincer::sim
