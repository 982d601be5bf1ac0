// The gateway's end, and what must have happened.
#include <algorithm>

#include "sim/oracle.hpp"
#include "sim/payload_text.hpp"

namespace pincer::sim {
namespace {

constexpr int identify = 2;
constexpr int presence_update = 3;
constexpr int resume = 6;

/// The longest that one thing after another may take until a shard is up that can be: a zombie is
/// noticed (2 heartbeat intervals) or READY does not come (5 minutes), back-off (1 minute), a dial
/// that is not answered (30 seconds), eleven shards before it in the queue.
constexpr Duration connect_bound = 9min;
/// Fewer payloads than this in a minute, and nothing needs to wait: 120, less what an interval of
/// 25 seconds and the answers to op 1 reserve.
constexpr std::size_t free_pace = 110;
/// The answer to op 1 has room while there are fewer.
constexpr std::size_t answer_pace = 115;

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
    shard.written_at_identify = written_;
  }
  // It was given up while its Resume was under way, and another connection was faster.
  shard.overtaken = opcode == resume && shard.link != link;
  if (!setup_.is_punctual()) return;
  // https://discord.com/developers/docs/events/gateway#rate-limiting
  require(fits(seen.payloads, 120, 60s, now), now, id, "more than 120 payloads in a minute");
  if (opcode == presence_update) {
    require(fits(shard.presences, 5, 20s, now), now, id, "more than 5 presences in 20 seconds");
  }
}

void Oracle::check_identify_spacing(int id, TimePoint now) {
  // https://discord.com/developers/docs/events/gateway#sharding-max-concurrency
  const int key = shards_.at(index(id)).place.id % setup_.max_concurrency;
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
    case 4000:
      return require(left || shard.overtaken, now, id, "has two connections with one session");
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
  all_disturbed_until_ = std::max(all_disturbed_until_, until);
  for (std::size_t id = 0; id < shards_.size(); ++id) disturbs(static_cast<int>(id), until);
}

void Oracle::audit(TimePoint now) {
  for (std::size_t id = 0; id < shards_.size(); ++id) audit(static_cast<int>(id), now);
}

void Oracle::audit(int id, TimePoint now) {
  const Shard& shard = shards_.at(index(id));
  if (!shard.running) return;
  if (shard.link_open && shard.hello) {
    const TimePoint last = shard.beat.value_or(*shard.hello);
    require(now - last <= interval_ + 1s, now, id, "no heartbeat for longer than the interval");
    audit_pace(shard, id, now);
    const bool zombie = shard.unacknowledged && now - *shard.unacknowledged > 2 * interval_ + 1s;
    require(!zombie || shard.paused, now, id, "keeps a connection that does not answer");
  }
  const bool late =
      !shard.up && now - std::max(shard.down_since, shard.disturbed_until) > connect_bound;
  require(!late || shard.paused, now, id, "is not up in time");
}

/// What may be sent is sent.
void Oracle::audit_pace(const Shard& shard, int id, TimePoint now) const {
  if (!shard.beat_asked && shard.waiting.empty()) return;
  const auto sent = static_cast<std::size_t>(
      std::count_if(shard.sent.begin(), shard.sent.end(),
                    [now](TimePoint at) { return now - at <= pace_window; }));
  require(!shard.beat_asked || now - *shard.beat_asked <= 1s || sent >= answer_pace, now, id,
          "does not answer a heartbeat request");
  if (!shard.up || sent >= free_pace) return;
  // A presence may have to wait for its own limit.
  const bool waits =
      std::any_of(shard.waiting.begin(), shard.waiting.end(),
                  [](const auto& command) { return command.second != presence_update; });
  require(!waits, now, id, "holds back a command that it may send");
}

void Oracle::audit_end(const std::vector<Discord::Held>& held, TimePoint now) {
  for (std::size_t number = 0; number < shards_.size(); ++number) {
    Shard& shard = shards_[number];
    const int id = static_cast<int>(number);
    if (!has_word(id)) continue;
    require(shard.up, now, id, "is not up at the end");
    require(shard.waiting.empty(), now, id, "a command never ended");
    const auto own = std::find_if(held.begin(), held.end(), [&](const Discord::Held& session) {
      return session.session == shard.session;
    });
    require(own != held.end() && own->link == shard.link, now, id,
            "its session is not the gateway's");
    require(shard.handled[shard.session] == own->sequence, now, id,
            "the last events of the session were not handled");
    for (const auto& [guild, read] : shard.read) {
      require(read == written_[index(guild)], now, id,
              "the last messages of the guild were not read");
    }
  }
  for (int guild = 0; guild < setup_.shards; ++guild) {
    require(book_.is_complete(guild, written_[index(guild)]), now, guild,
            "of the guild that began as its own, a message was never handed out");
  }
}

}  // namespace pincer::sim
