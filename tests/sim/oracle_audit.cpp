// The gateway's end, and what must have happened.
#include <algorithm>

#include "sim/oracle.hpp"
#include "sim/payload_text.hpp"

namespace pincer::sim {
namespace {

constexpr int identify = 2;
constexpr int presence_update = 3;

/// The longest that one thing after another may take until a shard is up that can be: a zombie is
/// noticed (2 heartbeat intervals) or READY does not come (5 minutes), back-off (1 minute), a dial
/// that is not answered (30 seconds), five shards before it in the queue.
constexpr Duration connect_bound = 8min;

/// Whether fewer than `limit` came in the `window` before `now`; counts the one that comes now.
bool fits(std::deque<TimePoint>& times, std::size_t limit, Duration window, TimePoint now) {
  while (!times.empty() && times.front() + window <= now) times.pop_front();
  times.push_back(now);
  return times.size() <= limit;
}

}  // namespace

// ---- What the gateway sees

void Oracle::gateway_hears(LinkId link, std::string_view payload, TimePoint now) {
  GatewayLink& seen = links_[link];
  const int id = shard_of(link);
  Shard& shard = shards_.at(index(id));
  const int opcode = opcode_of(payload);
  if (opcode == identify) {
    check_identify_spacing(id, now);
    shard.written_at_identify = shard.written;
  }
  if (!setup_.is_punctual()) return;
  // https://discord.com/developers/docs/events/gateway#rate-limiting
  require(fits(seen.payloads, 120, 60s, now), now, id, "more than 120 payloads in a minute");
  if (opcode == presence_update) {
    require(fits(shard.presences, 5, 20s, now), now, id, "more than 5 presences in 20 seconds");
  }
}

void Oracle::check_identify_spacing(int id, TimePoint now) {
  // https://discord.com/developers/docs/events/gateway#sharding-max-concurrency
  const int key = id % setup_.max_concurrency;
  const auto [last, first_time] = identified_.try_emplace(key, now);
  require(!setup_.is_punctual() || first_time || now - last->second >= 5s, now, id,
          "two identifies of one key within 5 seconds");
  last->second = now;
}

void Oracle::gateway_closes(LinkId link, int code, std::string_view reason, bool carries_up,
                            TimePoint now) {
  const int id = shard_of(link);
  const Shard& shard = shards_.at(index(id));
  links_.erase(link);
  const bool forgotten = forgotten_.erase(link) != 0;
  if (reason == injected_reason) return;
  const bool left = shard.link != link || !shard.link_open;
  switch (code) {
    case 4000: return require(left, now, id, "has two connections with one session");
    case 4003: return require(forgotten || left, now, id, "was not authenticated");
    case 4008: return require(!setup_.is_punctual(), now, id, "was rate limited");
    case 4009: return require(left || !carries_up, now, id, "did not send heartbeats in time");
    default: violate(now, id, fmt::format("was closed with {}: {}", code, reason));
  }
}

// ---- What must have happened

void Oracle::disturbs(int id, TimePoint until) {
  TimePoint& disturbed = shards_.at(index(id)).disturbed_until;
  disturbed = std::max(disturbed, until);
}

void Oracle::disturbs_all(TimePoint until) {
  for (int id = 0; id < setup_.shards; ++id) disturbs(id, until);
}

void Oracle::audit(TimePoint now) {
  for (int id = 0; id < setup_.shards; ++id) audit(id, now);
}

void Oracle::audit(int id, TimePoint now) {
  const Shard& shard = shards_.at(index(id));
  if (!shard.running) return;
  if (shard.link_open && shard.hello) {
    const TimePoint last = shard.beat.value_or(*shard.hello);
    require(now - last <= interval_ + 1s, now, id, "no heartbeat for longer than the interval");
    require(!shard.beat_asked || now - *shard.beat_asked <= 1s, now, id,
            "does not answer a heartbeat request");
    const bool zombie = shard.unacknowledged && now - *shard.unacknowledged > 2 * interval_ + 1s;
    require(!zombie || shard.paused, now, id, "keeps a connection that does not answer");
  }
  const bool late =
      !shard.up && now - std::max(shard.down_since, shard.disturbed_until) > connect_bound;
  require(!late || shard.paused, now, id, "is not up in time");
}

void Oracle::audit_end(const std::vector<Discord::Held>& held, TimePoint now) {
  for (int id = 0; id < setup_.shards; ++id) {
    Shard& shard = shards_.at(index(id));
    require(shard.up, now, id, "is not up at the end");
    require(shard.waiting.empty(), now, id, "a command never ended");
    const auto own = std::find_if(held.begin(), held.end(), [&](const Discord::Held& session) {
      return session.session == shard.session;
    });
    require(own != held.end() && own->link == shard.link, now, id,
            "its session is not the gateway's");
    require(shard.handled[shard.session] == own->sequence, now, id,
            "the last events of the session were not handled");
    require(!shard.read || *shard.read == shard.written, now, id,
            "the last messages of the guild were not read");
  }
}

}  // namespace pincer::sim
