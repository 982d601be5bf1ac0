#include "sim/oracle.hpp"

#include "sim/payload_text.hpp"

namespace pincer::sim {
namespace {

constexpr int dispatch = 0;
constexpr int heartbeat = 1;
constexpr int identify = 2;
constexpr int presence_update = 3;
constexpr int resume = 6;
constexpr int reconnect = 7;
constexpr int invalid_session = 9;
constexpr int hello = 10;
constexpr int heartbeat_ack = 11;

/// https://discord.com/developers/docs/events/gateway#sending-events
constexpr std::size_t payload_size_max = 4096;
/// Commands that a shard may keep waiting.
constexpr std::size_t commands_max = 1024;
/// A session that was tried to be resumed so often in vain may be given up.
constexpr int resumes_max = 5;
Duration backoff_bound(int failures) {
  return failures >= 6 ? Duration(60s) : Duration(std::chrono::seconds(1 << failures));
}

}  // namespace

Oracle::Oracle(const Setup& setup, Trace& trace, Statistics& statistics)
    : setup_(setup),
      trace_(trace),
      statistics_(statistics),
      interval_(std::chrono::duration_cast<std::chrono::milliseconds>(setup.heartbeat_interval)),
      shards_(index(setup.shards)) {}

void Oracle::violate(TimePoint now, int shard, const std::string& what) const {
  throw Violation(fmt::format("at {:.3f} s, shard {}: {}", seconds_of(now), shard, what));
}

// ---- The life of a shard

void Oracle::starts(int id, const std::optional<core::ResumeState>& state, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  // A new process does not know what the last one did.
  shard.at_once.reset();
  shard.presences.clear();
  shard.last_in_order = 0;
  starts_again(id, state, now);
}

void Oracle::starts_again(int id, const std::optional<core::ResumeState>& state, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  require(!shard.running, now, id, "started twice");
  shard.running = true;
  shard.logs_out = false;
  shard.down_since = now;
  shard.failures = 0;
  shard.resumes_unanswered = 0;
  shard.paused = false;
  if (!state) {
    // Of a session whose READY nobody handled there is nothing to store.
    require(shard.session.empty() || shard.handled[shard.session] == 0, now, id,
            "the session was kept, and is not to be resumed");
    shard.session.clear();
    return;
  }
  require(state->session_id == shard.session, now, id, "another session is to be resumed");
  require(state->sequence == shard.handled[shard.session], now, id,
          "the stored sequence number is not that of the last event handled");
  // What was received and not handled must come again.
  shard.received = state->sequence;
  shard.read.reset();
}

void Oracle::stops(int id, bool keeps_session, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  shard.running = false;
  shard.up = false;
  shard.recovering.reset();
  shard.down_since = now;
  shard.logs_out = !keeps_session;
  if (!keeps_session) shard.session.clear();
}

void Oracle::has_stopped(int id, TimePoint now) {
  const Shard& shard = shards_.at(index(id));
  require(shard.waiting.empty(), now, id, "a command outlives its shard");
  require(!shard.link_open, now, id, "a connection outlives its shard");
}

void Oracle::crashes(int id, TimePoint now) {
  stops(id, true, now);
  shards_.at(index(id)).waiting.clear();
  shards_.at(index(id)).link_open = false;
}

void Oracle::dials(int id, LinkId link, const std::string& url, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  require(!shard.link_open, now, id, "dials beside a living connection");
  const bool encoded =
      url.find("v=10") != std::string::npos && url.find("encoding=json") != std::string::npos;
  require(encoded, now, id, "the URL lacks version or encoding");
  const bool streams = setup_.compression == Compression::zlib_stream ||
                       setup_.compression == Compression::zstd_stream;
  const auto wanted = fmt::format("compress={}", to_string(setup_.compression));
  require((url.find("compress=") != std::string::npos) == streams &&
              (!streams || url.find(wanted) != std::string::npos),
          now, id, "the URL asks for another compression");
  shard.link = link;
  shard.link_open = true;
  shard.granted = false;
  shard.login = Login::none;
  shard.logged_in = false;
  shard.hello.reset();
  shard.beat.reset();
  shard.out_of_turn = false;
  shard.unacknowledged.reset();
  shard.beat_asked.reset();
  owners_.push_back(id);
  ++statistics_.links;
}

void Oracle::is_granted(int id) { shards_.at(index(id)).granted = true; }

void Oracle::closes(int id, int code, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  require(shard.link_open, now, id, "closes a connection that it does not have");
  const bool ends_session = code == 1000 || code == 1001;
  require(!ends_session || shard.logs_out, now, id, "ends a session that should live");
  require(ends_session || !shard.logs_out, now, id, "logs out and does not say so");
  shard.link_open = false;
  goes_down(shard, shard.asked_to_reconnect ? Recovery::Cause::op7 : Recovery::Cause::other, now);
}

void Oracle::loses_link(int id, int close_code, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  shard.link_open = false;
  // https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
  if (close_code == 4003 || close_code == 4007 || close_code == 4009) shard.session.clear();
  goes_down(shard, close_code == 1006 ? Recovery::Cause::cut : Recovery::Cause::other, now);
}

void Oracle::goes_down(Shard& shard, Recovery::Cause cause, TimePoint now) {
  if (!shard.up) return;
  shard.up = false;
  shard.down_since = now;
  shard.recovering = Recovery{cause, now};
}

void Oracle::reconnects(int id, const core::Reconnecting& action, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  if (!action.resumes && shard.resumes_unanswered >= resumes_max) shard.session.clear();
  require(action.resumes == !shard.session.empty(), now, id,
          action.resumes ? "wants to resume a session that is gone"
                         : "gives up a session that could be resumed");
  const bool rests = shard.at_once && now - *shard.at_once < 10s;
  if (shard.asked_to_reconnect && !rests) {
    require(action.delay == 0s, now, id, "lets Discord wait that asked to reconnect");
    shard.at_once = now;
    return;
  }
  const Duration bound = backoff_bound(shard.failures++);
  require(action.delay > 0s && action.delay < bound, now, id,
          "the delay is not one of full jitter, or its bound is another one");
  delays_.add(static_cast<double>(action.delay.count()) / static_cast<double>(bound.count()));
  require(!delays_.is_narrow(), now, id, "the delays do not spread");
}

void Oracle::is_ready(int id, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  require(shard.logged_in, now, id, "is ready without READY or RESUMED");
  shard.up = true;
  shard.failures = 0;
  shard.resumes_unanswered = 0;
  if (shard.login == Login::resume) ++statistics_.resumes;
  if (!shard.recovering || shard.disturbed_until > shard.recovering->since) return;
  const Duration taken = now - shard.recovering->since;
  if (shard.recovering->cause == Recovery::Cause::op7) statistics_.after_op7.push_back(taken);
  if (shard.recovering->cause == Recovery::Cause::cut) statistics_.after_cut.push_back(taken);
}

void Oracle::pauses(int id) { shards_.at(index(id)).paused = true; }

void Oracle::goes_on(int id, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  shard.paused = false;
  // What was not read proves nothing.
  if (shard.unacknowledged) shard.unacknowledged = now;
}

// ---- What a shard hears

void Oracle::hears(int id, const GatewayDispatch& payload, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  shard.expected.reset();
  shard.asked_to_reconnect = payload.op == reconnect;
  switch (payload.op) {
    case dispatch: return hears_event(shard, id, payload, now);
    case heartbeat: shard.beat_asked = now; return;
    case invalid_session:
      if (payload.data == "false") shard.session.clear();
      return;
    case hello: shard.hello = shard.hello.value_or(now); return;
    case heartbeat_ack: shard.unacknowledged.reset(); return;
    default: return;
  }
}

void Oracle::hears_event(Shard& shard, int id, const GatewayDispatch& payload, TimePoint now) {
  require(shard.login != Login::none && payload.seq, now, id, "an event before the login");
  if (shard.login == Login::identify && !shard.logged_in) {
    require(payload.event_name == "READY", now, id, "an event before READY");
    shard.session = text_value(payload.data, "\"session_id\":");
    shard.received = *payload.seq - 1;
    shard.handled[shard.session] = shard.received;
    shard.read = shard.written_at_identify;
    shard.logged_in = true;
    ++statistics_.identifies;
  }
  if (payload.event_name == "RESUMED") shard.logged_in = true;
  if (*payload.seq <= shard.received) return;  // Again: not to be delivered.
  require(*payload.seq == shard.received + 1, now, id, "the gateway left out an event");
  shard.received = *payload.seq;
  shard.expected = payload.seq;
  if (payload.event_name == "MESSAGE_CREATE") hears_message(shard, id, payload.data, now);
}

void Oracle::hears_message(Shard& shard, int id, std::string_view data, TimePoint now) {
  const auto serial = static_cast<std::uint64_t>(to_number(text_value(data, "\"content\":")));
  require(!shard.read || serial == *shard.read + 1, now, id, "a message of the guild is missing");
  shard.read = serial;
}

std::optional<Event> Oracle::delivers(int id, const core::Deliver& deliver, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  if (!deliver.sequence) return std::nullopt;
  require(deliver.sequence == shard.expected, now, id, "another event is delivered than the next");
  shard.expected.reset();
  return Event{shard.session, *deliver.sequence};
}

void Oracle::has_heard(int id, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  require(!shard.expected, now, id, "an event is not delivered");
  shard.asked_to_reconnect = false;
}

void Oracle::handles(int id, const Event& event) {
  std::int64_t& last = shards_.at(index(id)).handled[event.session];
  if (event.sequence != last + 1) {
    throw Violation(
        fmt::format("shard {}: the user gets event {} after event {}", id, event.sequence, last));
  }
  last = event.sequence;
  ++statistics_.events;
}

// ---- What a shard sends

void Oracle::sends(int id, const core::Send& send, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  const std::string_view payload = send.payload;
  require(shard.link_open, now, id, "sends without a connection");
  require(payload.size() <= payload_size_max, now, id, "sends too large a payload");
  const int opcode = opcode_of(payload);
  require(shard.hello || (opcode == heartbeat && shard.beat_asked), now, id, "sends before Hello");
  switch (opcode) {
    case heartbeat: return sends_heartbeat(shard, id, raw_value(payload, "\"d\":"), now);
    case identify: return sends_identify(shard, id, now);
    case resume: return sends_resume(shard, id, payload, now);
    default: return sends_command(shard, id, send, now);
  }
}

void Oracle::sends_heartbeat(Shard& shard, int id, std::string_view data, TimePoint now) {
  const std::string expected = shard.session.empty() ? "null" : std::to_string(shard.received);
  const bool given_up = shard.resumes_unanswered >= resumes_max && data == "null";
  require(data == expected || given_up, now, id, "a heartbeat with another sequence number");
  if (!shard.beat && !shard.out_of_turn && !shard.beat_asked) {
    first_beats_.add(static_cast<double>((now - *shard.hello).count()) /
                     static_cast<double>(interval_.count()));
    require(!first_beats_.is_narrow(), now, id, "the first heartbeats do not spread");
  }
  shard.beat = now;
  shard.beat_asked.reset();
  if (!shard.unacknowledged) shard.unacknowledged = now;
}

void Oracle::sends_identify(Shard& shard, int id, TimePoint now) {
  require(shard.login == Login::none, now, id, "logs in twice");
  require(shard.session.empty(), now, id, "identifies where it could resume");
  require(shard.granted, now, id, "identifies before its turn");
  shard.login = Login::identify;
}

void Oracle::sends_resume(Shard& shard, int id, std::string_view payload, TimePoint now) {
  require(shard.login == Login::none, now, id, "logs in twice");
  require(text_value(payload, "\"session_id\":") == shard.session, now, id,
          "resumes another session");
  require(to_number(raw_value(payload, "\"seq\":")) == shard.received, now, id,
          "resumes from another event than the last");
  shard.login = Login::resume;
  ++shard.resumes_unanswered;
}

void Oracle::sends_command(Shard& shard, int id, const core::Send& send, TimePoint now) {
  require(shard.logged_in, now, id, "a command before READY or RESUMED");
  const auto command = shard.waiting.find(send.command);
  require(command != shard.waiting.end(), now, id, "sends a command that does not wait");
  if (command->second != presence_update) {
    require(send.command > shard.last_in_order, now, id, "a command overtakes another");
    shard.last_in_order = send.command;
  }
  shard.waiting.erase(command);
  ++statistics_.commands;
}

void Oracle::commands(int id, core::CommandNumber command, int opcode) {
  shards_.at(index(id)).waiting.emplace(command, opcode);
}

void Oracle::drops(int id, const core::CommandDropped& dropped, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  require(shard.waiting.erase(dropped.command) != 0, now, id, "a command ends twice");
  const bool may = !shard.running || dropped.error.kind == ErrorKind::invalid_argument ||
                   shard.waiting.size() >= commands_max;
  require(may, now, id, "a command is dropped that could be sent");
}

}  // namespace pincer::sim
