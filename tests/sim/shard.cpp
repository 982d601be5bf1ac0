#include "sim/shard.hpp"

#include <sstream>
#include <utility>

#include "sim/discord.hpp"
#include "wire/dispatch.hpp"

namespace pincer::sim {
namespace {

constexpr std::string_view base_url = "ws://gateway.test";

TransportCompression transport_of(Compression compression) {
  switch (compression) {
    case Compression::zlib_stream: return TransportCompression::zlib_stream;
    case Compression::zstd_stream: return TransportCompression::zstd_stream;
    default: return TransportCompression::none;
  }
}

std::string text_of(const core::Action& action) {
  std::ostringstream out;
  out << action;
  return out.str();
}
/// "op 0 MESSAGE_CREATE #17"
std::string text_of(const GatewayDispatch& payload) {
  std::string text = "op " + std::to_string(payload.op);
  if (!payload.event_name.empty()) text += ' ' + payload.event_name;
  if (payload.seq) text += " #" + std::to_string(*payload.seq);
  return text;
}

}  // namespace

Shard::Shard(int number, ShardId place, const Setup& setup, Network& network, Oracle& oracle,
             Trace& trace)
    : id_(number),
      place_(place),
      setup_(setup),
      network_(network),
      oracle_(oracle),
      trace_(trace) {}

core::SessionOptions Shard::options() const {
  core::SessionOptions options;
  options.token = Token(bot_token);
  options.intents = Intents::guilds | Intents::guild_messages | Intents::guild_message_typing |
                    Intents::guild_voice_states | Intents::message_content;
  options.shard = place_;
  options.gateway_url = base_url;
  options.compression = transport_of(setup_.compression);
  options.payload_compression = setup_.compression == Compression::payload;
  options.follow_resume_url = setup_.follow_resume_url;
  return options;
}

// ---- Its life

void Shard::start(Turns& turns, Random random, TimePoint now) {
  trace_.line(now, "shard {} starts{}", id_, stored_ ? ", with a session to resume" : "");
  turns_ = &turns;
  oracle_.starts(id_, stored_, now);
  session_ = std::make_unique<core::Session>(options(), random, std::exchange(stored_, {}));
  perform(session_->start_loop(now), now);
}

void Shard::stop(Ending ending, TimePoint now) {
  constexpr const char* names[] = {"stops and keeps its session", "logs out", "crashes"};
  trace_.line(now, "shard {} {}", id_, names[static_cast<int>(ending)]);
  if (ending == Ending::crashes) {
    if (link_ != 0) network_.break_up(link_, now);
    turns_->cancel(id_);
    oracle_.crashes(id_, now);
    for (const Delivery& delivery : inbox_) {
      if (delivery.message) oracle_.takes_back(*delivery.message);
    }
  } else {
    stop_in_order(ending == Ending::keeps_session, now);
  }
  stored_ = session_->resume_state();
  session_.reset();
  connections_.clear();
  link_ = 0;
  inbox_.clear();
  unread_.clear();
  paused_ = false;
  blocked_until_.reset();
}

void Shard::start_again(bool keeps_session, TimePoint now) {
  trace_.line(now, "shard {} stops and starts again", id_);
  stop_in_order(keeps_session, now);
  oracle_.starts_again(id_, session_->resume_state(), now);
  perform(session_->start_loop(now), now);
}

void Shard::start_after_failure(TimePoint now) {
  trace_.line(now, "shard {} starts after its failure", id_);
  oracle_.starts_again(id_, session_->resume_state(), now);
  perform(session_->start_loop(now), now);
}

void Shard::stop_in_order(bool keeps_session, TimePoint now) {
  if (blocked_until_) unblock_handler(now);
  oracle_.stops(id_, keeps_session, now);
  perform(session_->stop(now, keeps_session), now);
  oracle_.has_stopped(id_, now);
}

// ---- What comes

void Shard::arrive(const Arrival& arrival, TimePoint now) {
  const auto connection = connections_.find(arrival.link);
  if (connection == connections_.end()) return;  // It belonged to a process that is gone.
  const bool is_read =
      arrival.kind == Arrival::Kind::to_client || arrival.kind == Arrival::Kind::client_end;
  if (paused_ && is_read && arrival.link == link_) {
    unread_.push_back(arrival);
  } else {
    feed(connection->second, arrival, now);
  }
}

void Shard::feed(Connection& connection, const Arrival& arrival, TimePoint now) {
  if (arrival.link != link_) return feed_old(connection, arrival, now);
  perform(give(connection, arrival, now), now);
  if (arrival.kind == Arrival::Kind::to_client) oracle_.has_heard(id_, now);
  if (!paused_ && inbox_.size() >= handlers_in_flight_max) {
    trace_.line(now, "shard {} stops reading", id_);
    paused_ = true;
    session_->pause_receiving();
    oracle_.pauses(id_);
  }
}

/// Nothing from an old connection has any effect.
void Shard::feed_old(Connection& connection, const Arrival& arrival, TimePoint now) {
  const auto before = std::tuple(session_->state(), session_->deadline(), session_->sequence(),
                                 session_->resume_state(), session_->latency());
  const core::Actions actions = give(connection, arrival, now);
  const auto after = std::tuple(session_->state(), session_->deadline(), session_->sequence(),
                                session_->resume_state(), session_->latency());
  if (!actions.empty() || before != after) {
    oracle_.violate(now, id_, "an old connection has an effect");
  }
}

core::Actions Shard::give(Connection& connection, const Arrival& arrival, TimePoint now) {
  const bool current = arrival.link == link_;
  const core::ConnectionId number = connection.number;
  switch (arrival.kind) {
    case Arrival::Kind::opened:
      if (current) oracle_.opens(id_, now);
      return session_->on_open(number, now);
    case Arrival::Kind::to_client: return receive(connection, arrival, now);
    case Arrival::Kind::refused:
      if (current) {
        trace_.line(now, "shard {} cannot connect", id_);
        oracle_.loses_link(id_, 0, now);
        link_ = 0;
      }
      return session_->on_dial_failed(number, Error(ErrorKind::network, "refused"), now);
    default:
      if (current) {
        trace_.line(now, "shard {} is closed with {} {}", id_, arrival.code, arrival.reason);
        oracle_.loses_link(id_, arrival.code, now);
        link_ = 0;
      }
      return session_->on_close(number, arrival.code, arrival.reason, now);
  }
}

core::Actions Shard::receive(Connection& connection, const Arrival& message, TimePoint now) {
  const auto text = connection.decoder->push(message.bytes, message.binary);
  if (text && !*text) return {};  // More messages are needed.
  if (text && (*text)->view().size() > inflated_size_max) {
    oracle_.violate(now, id_, "a payload inflates beyond the bound");
  }
  const auto parsed = text ? wire::parse_dispatch(**text, payload_) : text.error();
  if (!parsed) {
    if (message.link == link_) oracle_.cannot_read(id_, now);
    return session_->on_bad_data(connection.number, parsed.error(), now);
  }
  if (message.link == link_) {
    if (trace_.prints()) trace_.line(now, "shard {} < {}", id_, text_of(payload_));
    oracle_.hears(id_, payload_, now);
  }
  return session_->handle_data(connection.number, payload_, now);
}

void Shard::identify(TimePoint now) {
  oracle_.is_granted(id_, now);
  perform(session_->on_identify_granted(now), now);
}

void Shard::tick(TimePoint now) {
  if (blocked_until_ && now >= *blocked_until_) return unblock_handler(now);
  perform(session_->on_tick(now), now);
  const auto next = session_->deadline();
  if (next && *next <= now) oracle_.violate(now, id_, "a tick does not move the deadline");
}

std::optional<TimePoint> Shard::deadline() const {
  if (!session_) return std::nullopt;
  const auto own = session_->deadline();
  if (!own || !blocked_until_) return own ? own : blocked_until_;
  return std::min(*own, *blocked_until_);
}

// ---- The user

void Shard::command(const GatewayDispatch& payload, TimePoint now) {
  if (!session_) return;
  oracle_.commands(id_, ++last_command_, payload.op);
  perform(session_->send(last_command_, payload, now), now);
}

void Shard::beat_now(TimePoint now) {
  if (!session_) return;
  trace_.line(now, "shard {} is to send a heartbeat", id_);
  oracle_.asks_beat(id_);
  perform(session_->send_next_heartbeat(now), now);
}

void Shard::hand_out(const GatewayDispatch& event, TimePoint now) {
  if (const auto message = message_of(event)) oracle_.reads(id_, *message, now);
}

void Shard::block_handler(TimePoint until) { blocked_until_ = until; }

void Shard::unblock_handler(TimePoint now) {
  blocked_until_.reset();
  for (const Delivery& delivery : std::exchange(inbox_, {})) handle(delivery);
  if (!std::exchange(paused_, false)) return;
  trace_.line(now, "shard {} reads on", id_);
  oracle_.goes_on(id_, now);
  session_->resume_receiving(now);
  for (const Arrival& arrival : std::exchange(unread_, {})) arrive(arrival, now);
}

void Shard::handle(const Delivery& delivery) {
  oracle_.handles(id_, delivery.event);
  session_->on_delivered(delivery.deliver);
}

// ---- What the session decides

void Shard::perform(const core::Actions& actions, TimePoint now) {
  for (const core::Action& action : actions) {
    if (trace_.prints()) trace_.line(now, "shard {} > {}", id_, text_of(action));
    std::visit([&](const auto& known) { perform(known, now); }, action);
  }
}

void Shard::perform(const core::Dial& dial, TimePoint now) {
  const bool to_resume_url = !dial.url.starts_with(base_url);
  link_ = network_.dial(dial.url.substr(dial.url.find('?') + 1), to_resume_url, now);
  connections_[link_] = {dial.connection, wire::StreamDecoder::create(
                                              transport_of(setup_.compression), inflated_size_max)};
  oracle_.dials(id_, link_, dial.url, now);
}

void Shard::perform(const core::RequestIdentify& /*request*/, TimePoint now) {
  turns_->request(id_, place_.id, now);
}
void Shard::perform(const core::CancelIdentify& /*cancel*/, TimePoint /*now*/) {
  turns_->cancel(id_);
}

void Shard::perform(const core::Send& send, TimePoint now) {
  oracle_.sends(id_, send, now);
  network_.send_up(link_, send.payload, now);
}

void Shard::perform(const core::Close& close, TimePoint now) {
  const auto connection = connections_.find(link_);
  if (connection == connections_.end() || connection->second.number != close.connection) {
    oracle_.violate(now, id_, "closes another connection than its own");
  }
  oracle_.closes(id_, close.code, now);
  network_.close_up(link_, close.code, now);
  link_ = 0;
}

void Shard::perform(const core::Deliver& deliver, TimePoint now) {
  const std::optional<Event> event = oracle_.delivers(id_, deliver, now);
  const bool is_for_user = !filter_ || filter_(payload_, now);
  if (!event) return session_->on_delivered(deliver);
  const auto message = is_for_user ? message_of(payload_) : std::nullopt;
  if (message) oracle_.reads(id_, *message, now);
  inbox_.push_back({deliver, *event, message});
  if (blocked_until_) return;
  for (const Delivery& delivery : std::exchange(inbox_, {})) handle(delivery);
}

void Shard::perform(const core::Ready& /*ready*/, TimePoint now) { oracle_.is_ready(id_, now); }
void Shard::perform(const core::Resumed& /*resumed*/, TimePoint now) { oracle_.is_ready(id_, now); }
void Shard::perform(const core::Reconnecting& reconnecting, TimePoint now) {
  oracle_.reconnects(id_, reconnecting, now);
}
void Shard::perform(const core::CommandDropped& dropped, TimePoint now) {
  oracle_.drops(id_, dropped, now);
}
void Shard::perform(const core::Fail& fail, TimePoint now) {
  oracle_.fails(id_, fail.error, now);
  if (session_->deadline()) oracle_.violate(now, id_, "awaits something after its end");
}
void Shard::perform(const core::Stopped& /*stopped*/, TimePoint /*now*/) {}

}  // namespace pincer::sim
