#include "sim/network.hpp"

#include <algorithm>

namespace pincer::sim {
namespace {

using Kind = Arrival::Kind;

constexpr int broken = 1006;  // RFC 6455, section 7.1.5: no close frame came.
/// In a slow spell; less than the half interval of tolerance that the gateway has with heartbeats.
constexpr Duration slowness_max = 8s;
/// Until an end learns that a connection broke.
constexpr Duration cut_notice_max = 2s;

bool goes_up(const Arrival& arrival) {
  return arrival.kind == Kind::dial || arrival.kind == Kind::to_gateway ||
         arrival.kind == Kind::gateway_end;
}

Arrival message(LinkId link, Kind kind, std::string bytes, bool binary = false) {
  return {link, kind, std::move(bytes), binary, 0, {}};
}
Arrival event(LinkId link, Kind kind, int code = 0, std::string reason = {}) {
  return {link, kind, {}, false, code, std::move(reason)};
}

}  // namespace

LinkId Network::dial(std::string query, bool to_resume_url, TimePoint now) {
  links_.emplace_back();
  const LinkId id = links_.size();
  if (now < refuses_until_ || (to_resume_url && now < resume_url_dead_until_)) {
    push(event(id, Kind::refused), up_delay(), now);
    at(id).up.ended = at(id).down.ended = true;
  } else if (now < swallows_until_) {
    mute(id, true, true);
  } else {
    push(message(id, Kind::dial, std::move(query)), up_delay(), now);
  }
  return id;
}

void Network::send_up(LinkId link, std::string bytes, TimePoint now) {
  push(message(link, Kind::to_gateway, std::move(bytes)), up_delay(), now);
}

void Network::close_up(LinkId link, int code, TimePoint now) {
  // A process that ends at once may take its last words with it.
  const bool breaks = random_.below(6) == 0;
  end(event(link, Kind::gateway_end, breaks ? broken : code), breaks, now);
}

void Network::break_up(LinkId link, TimePoint now) {
  end(event(link, Kind::gateway_end, broken), random_.below(2) == 0, now);
}

void Network::accept(LinkId link, TimePoint now) {
  push(event(link, Kind::opened), down_delay(now), now);
}

void Network::send_down(sandbox::GatewayOutput output, TimePoint now) {
  using Output = sandbox::GatewayOutput;
  const LinkId id = output.connection;
  if (output.kind == Output::Kind::message) return send_message_down(std::move(output), now);
  // The socket's end may overtake what it carried: a reset discards what was not read yet.
  const bool loses = random_.below(4) == 0;
  const bool has_frame = output.kind == Output::Kind::close && !loses;
  end(event(id, Kind::client_end, has_frame ? output.close_code : broken,
            has_frame ? std::move(output.reason) : std::string()),
      loses, now + output.delay);
  // What the client has sent reaches nobody any more.
  lose(id, true);
  at(id).up.ended = true;
}

void Network::send_message_down(sandbox::GatewayOutput output, TimePoint now) {
  const LinkId id = output.connection;
  std::string& bytes = output.bytes;
  if (std::exchange(at(id).corrupts_next, false)) {
    // As the sandbox corrupts: no decoder takes it for anything.
    std::fill_n(bytes.begin(), std::min<std::size_t>(8, bytes.size()), '\xff');
  }
  // The message is there when its last piece is.
  Duration delay = output.delay;
  for (std::size_t i = 0; i < output.fragments; ++i) delay += down_delay(now);
  const bool spans = setup_.spans_messages && setup_.compression == Compression::zlib_stream;
  if (spans && bytes.size() > 1 && random_.below(8) == 0) {
    const std::size_t first = 1 + random_.below(bytes.size() - 1);
    push(message(id, Kind::to_client, bytes.substr(0, first), output.binary), delay, now);
    bytes.erase(0, first);
  }
  push(message(id, Kind::to_client, std::move(bytes), output.binary), delay, now);
}

Network::Pipe& Network::pipe_of(const Arrival& arrival) {
  Link& link = at(arrival.link);
  return goes_up(arrival) ? link.up : link.down;
}

void Network::push(Arrival arrival, Duration delay, TimePoint now) {
  Pipe& pipe = pipe_of(arrival);
  if (pipe.muted || pipe.ended) return;
  // Messages that catch up with others arrive together with them.
  pipe.last = std::max(pipe.last, now + delay);
  in_flight_.emplace(std::pair(pipe.last, ++last_number_), std::move(arrival));
}

void Network::end(Arrival arrival, bool loses, TimePoint now) {
  Pipe& pipe = pipe_of(arrival);
  if (pipe.ended) return;
  const bool up = goes_up(arrival);
  if (loses) {
    lose(arrival.link, up);
    pipe.last = now;
  }
  push(std::move(arrival), up ? up_delay() : down_delay(now), now);
  pipe.ended = true;
}

void Network::lose(LinkId link, bool up) {
  std::erase_if(in_flight_, [&](const auto& entry) {
    return entry.second.link == link && goes_up(entry.second) == up;
  });
}

std::optional<TimePoint> Network::next() const {
  return in_flight_.empty() ? std::nullopt : std::optional(in_flight_.begin()->first.first);
}

Arrival Network::take() { return std::move(in_flight_.extract(in_flight_.begin()).mapped()); }

void Network::cut(LinkId id, TimePoint now) {
  const bool loses = random_.below(2) == 0;
  end(event(id, Kind::client_end, broken), loses, now + jitter(cut_notice_max));
  // Sometimes only the client learns of it.
  if (random_.below(4) == 0) mute(id, true, false);
  end(event(id, Kind::gateway_end, broken), loses, now + jitter(cut_notice_max));
}

void Network::mute(LinkId id, bool up, bool down) {
  Link& link = at(id);
  link.up.muted = link.up.muted || up;
  link.down.muted = link.down.muted || down;
}

void Network::corrupt_next(LinkId link) { at(link).corrupts_next = true; }

bool Network::carries_up(LinkId link) const {
  const Pipe& up = links_.at(link - 1).up;
  return !up.muted && !up.ended;
}

Duration Network::jitter(Duration most) {
  return std::chrono::duration_cast<Duration>(most * random_.unit());
}

Duration Network::down_delay(TimePoint now) {
  return setup_.latency + jitter(setup_.downlink_jitter) +
         (now < slow_until_ ? jitter(slowness_max) : Duration::zero());
}

}  // namespace pincer::sim
