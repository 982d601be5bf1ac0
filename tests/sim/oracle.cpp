#include "sim/oracle.hpp"

#include "sim/payload_text.hpp"

namespace pincer::sim {
namespace {

constexpr int dispatch = 0;
constexpr int heartbeat = 1;
constexpr int reconnect = 7;
constexpr int invalid_session = 9;
constexpr int hello = 10;
constexpr int heartbeat_ack = 11;

Duration backoff_bound(int failures) {
  return failures >= 6 ? Duration(60s) : Duration(std::chrono::seconds(1 << failures));
}

}  // namespace

std::optional<Message> message_of(const GatewayDispatch& payload) {
  if (payload.event_name != "MESSAGE_CREATE") return std::nullopt;
  const std::string_view content = text_value(payload.data, "\"content\":");
  const auto slash = content.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  Message message;
  message.guild = static_cast<int>(to_number(content.substr(0, slash)));
  message.number = static_cast<std::uint64_t>(to_number(content.substr(slash + 1)));
  return message;
}

Oracle::Oracle(const Setup& setup, Trace& trace, Statistics& statistics)
    : setup_(setup),
      trace_(trace),
      statistics_(statistics),
      interval_(std::chrono::duration_cast<std::chrono::milliseconds>(setup.heartbeat_interval)),
      written_(index(setup.shards)),
      book_(setup.shards) {}

void Oracle::violate(TimePoint now, int shard, const std::string& what) const {
  throw Violation(fmt::format("at {:.3f} s, shard {}: {}", seconds_of(now), shard, what));
}

// ---- Sets of shards

int Oracle::adds(ShardId place) {
  Shard& shard = shards_.emplace_back();
  shard.place = place;
  shard.disturbed_until = all_disturbed_until_;
  shard.written_at_identify.resize(written_.size());
  return static_cast<int>(shards_.size()) - 1;
}

void Oracle::hands_over(int first, int count) {
  first_ = first;
  count_ = count;
}

void Oracle::reshards(bool under_way) {
  reshards_ = under_way;
  if (!under_way) book_.expects_order();
}

bool Oracle::owns(const Shard& shard, int guild) const {
  return (setup_.shards + guild) % shard.place.count == shard.place.id;
}

int Oracle::guild_of(int shard) const {
  int guild = 0;
  while (guild < setup_.shards && !owns(shards_.at(index(shard)), guild)) ++guild;
  return guild % setup_.shards;
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
  shard.fatal.reset();
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
  shard.read.clear();
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
  require(shard.running && !shard.fatal, now, id, "dials after its end");
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
  shard.opened = false;
  shard.progress = now;
  shard.unreadable = false;
  shard.sent.clear();
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

void Oracle::is_granted(int id, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  const bool waits = shard.running && shard.link_open && shard.hello && !shard.granted &&
                     shard.login == Login::none;
  require(waits, now, id, "gets a turn to identify that it has no use for");
  shard.granted = true;
  if (now >= day_ends_) {
    turns_today_ = 0;
    day_ends_ += 24h;
  }
  ++turns_today_;
}

bool Oracle::may_be_spent(TimePoint now) {
  // An answer of the limit may count an Identify that the bot counts too, one for each key.
  return now < day_ends_ && turns_today_ + setup_.max_concurrency >= setup_.session_starts;
}

void Oracle::opens(int id, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  shard.opened = true;
  shard.progress = now;
}

void Oracle::cannot_read(int id, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  require(spoiled_.contains(shard.link), now, id, "cannot read what is readable");
  shard.unreadable = true;
}

void Oracle::fails(int id, const Error& error, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  require(shard.fatal.has_value(), now, id, ("fails: " + error.to_string()).c_str());
  require(error.close_code == *shard.fatal, now, id, "fails with another close code");
  const bool is_token = *shard.fatal == 4004;
  require(error.kind == (is_token ? ErrorKind::unauthorized : ErrorKind::gateway), now, id,
          "fails with another kind of error");
  require(shard.waiting.empty(), now, id, "a command outlives its shard");
  shard.running = false;
  shard.up = false;
  shard.recovering.reset();
}

void Oracle::closes(int id, int code, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  require(shard.link_open, now, id, "closes a connection that it does not have");
  const bool ends_session = code == 1000 || code == 1001;
  require(!ends_session || shard.logs_out, now, id, "ends a session that should live");
  require(ends_session || !shard.logs_out, now, id, "logs out and does not say so");
  const bool lacks_ack = shard.unacknowledged && now - *shard.unacknowledged > 10s;
  const bool lacks_login = !shard.logged_in && now - shard.progress >= 20s;
  require(!shard.running || shard.asked_to_reconnect || shard.told_invalid || shard.unreadable ||
              lacks_ack || lacks_login,
          now, id, "gives up a connection that works");
  shard.link_open = false;
  goes_down(shard, shard.asked_to_reconnect ? Recovery::Cause::op7 : Recovery::Cause::other, now);
}

void Oracle::loses_link(int id, int close_code, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  shard.link_open = false;
  // https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
  if (close_code == 4003 || close_code == 4007 || close_code == 4009) shard.session.clear();
  if (close_code == 4004 || (close_code >= 4010 && close_code <= 4014)) {
    shard.session.clear();
    shard.fatal = close_code;
  }
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
  require(!shard.fatal, now, id, "goes on where only a person can help");
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
  const bool late = shard.failures >= 3 && shard.opened;
  const Duration bound = backoff_bound(shard.failures++);
  require(action.delay > 0s && action.delay < bound, now, id,
          "the delay is not one of full jitter, or its bound is another one");
  const double part =
      static_cast<double>(action.delay.count()) / static_cast<double>(bound.count());
  delays_.add(part);
  require(!delays_.is_narrow(), now, id, "the delays do not spread");
  if (late) late_delays_.add(part);
  require(!late_delays_.is_low(), now, id, "the delays do not grow when sockets open in vain");
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
  shard.progress = now;
}

// ---- What a shard hears

void Oracle::hears(int id, const GatewayDispatch& payload, TimePoint now) {
  Shard& shard = shards_.at(index(id));
  shard.expected.reset();
  shard.asked_to_reconnect = payload.op == reconnect;
  shard.told_invalid = payload.op == invalid_session;
  if (payload.op == hello || payload.op == dispatch) shard.progress = now;
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
    begins_session(shard, payload);
    if (has_word(id)) loses_session(id);
    shard.logged_in = true;
    ++statistics_.identifies;
  }
  if (payload.event_name == "RESUMED") shard.logged_in = true;
  if (*payload.seq <= shard.received) return;  // Again: not to be delivered.
  require(*payload.seq == shard.received + 1, now, id, "the gateway left out an event");
  shard.received = *payload.seq;
  shard.expected = payload.seq;
  if (const auto message = message_of(payload)) hears_message(shard, id, *message, now);
}

void Oracle::begins_session(Shard& shard, const GatewayDispatch& ready) {
  shard.session = text_value(ready.data, "\"session_id\":");
  shard.received = *ready.seq - 1;
  shard.handled[shard.session] = shard.received;
  for (int guild = 0; guild < setup_.shards; ++guild) {
    if (owns(shard, guild)) shard.read[guild] = shard.written_at_identify[index(guild)];
  }
}

/// What happened since the last session is lost by Discord's rules.
void Oracle::loses_session(int id) {
  const Shard& shard = shards_.at(index(id));
  for (const auto& [guild, written] : shard.read) {
    book_.excuses(guild, written);
    if (reshards_) book_.expects_disorder(guild);
  }
}

void Oracle::hears_message(Shard& shard, int id, const Message& message, TimePoint now) {
  const auto read = shard.read.find(message.guild);
  require(read == shard.read.end() || message.number == read->second + 1, now, id,
          "a message of the guild is missing");
  shard.read[message.guild] = message.number;
}

void Oracle::reads(int id, const Message& message, TimePoint now) {
  if (const char* const wrong = book_.reads(message)) violate(now, id, wrong);
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
  shard.asked_to_reconnect = shard.told_invalid = false;
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

}  // namespace pincer::sim
