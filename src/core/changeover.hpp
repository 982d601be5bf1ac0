// Hands the events of a bot over from one set of shards to another, each event once. Layer: core.
// Thread safety: one thread at a time.
//
// For a while both sets are connected and receive the same events, each with sequence numbers of
// its own, and the one is a little ahead of the other. What tells that an event here is the event
// there is its text, so each side's events are matched by fingerprint:
//
// That a set is behind does not show in what it brings: a connection may be dead, or not read.
// So times are compared with `Session::received_until`, up to which a heartbeat has proved that
// nothing is missing.
//
//   warming   The old set has the word. The new one logs in and hears of its guilds; nothing of it
//             is handed on.
//   overlap   The old set has the word. An event that only the new set has brought yet is held.
//   taken     The new set has the word, beginning with what was held. What the old set still
//             brings is held until the new set brings it too, or is overdue with it.
//
// https://discord.com/developers/docs/events/gateway#sharding
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <set>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "pincer/gateway_dispatch.hpp"

namespace pincer::core {

class Changeover {
 public:
  /// How many events of a set may wait for their counterparts. More of the new set, and the sets do
  /// not see the same events: it is warming again. More of the old one, once the new one has the
  /// word, are not kept, because the new one brings them itself unless it loses its session.
  static constexpr std::size_t held_events_max = 100'000;

  /// An event that waits, and the shard of its set that brought it.
  struct Held {
    std::size_t shard = 0;
    GatewayDispatch event;
    TimePoint since{};
    friend bool operator==(const Held&, const Held&) = default;
  };

  /// `new_shards`: how many shards the new set has; they are numbered from 0. `skew`: how much
  /// later Discord may send an event to one set than to the other.
  Changeover(std::size_t new_shards, Duration skew);

  /// A payload of a shard of the old set, or of the new one. True: hand it to the user.
  bool on_old(std::size_t shard, const GatewayDispatch& payload, TimePoint now);
  bool on_new(std::size_t shard, const GatewayDispatch& payload, TimePoint now);

  /// True when every shard of the new set is ready and has heard of all its guilds. A guild in an
  /// outage is not heard of; who waits for this sets a limit.
  [[nodiscard]] bool warm() const noexcept;
  /// The new set has received whatever was sent to it before `moment`: what the old one brought so
  /// long before that does not come again.
  void on_new_received_until(TimePoint moment);
  /// Only while warming, and when every new shard is ready. The overlap must last until both sets
  /// have received whatever was sent to them in its first `skew`.
  void begin_overlap();
  /// True when the overlap proved nothing, because a new shard lost its session or too many events
  /// waited: it is warming again.
  [[nodiscard]] bool warming() const noexcept { return phase_ == Phase::warming; }
  /// Gives the new set the word. Returns the events to begin with, in their order.
  std::vector<Held> take_over();
  /// Ends it, when the new set has received whatever was sent to it before `received_until`, which
  /// must be at least a `skew` after `take_over`. Returns the events that it should have brought by
  /// then and has not, in their order; later ones are still to come from it.
  std::vector<Held> finish(TimePoint received_until);

 private:
  enum class Phase : std::uint8_t { warming, overlap, taken };
  using Fingerprint = std::uint64_t;
  /// How often each event was seen on one side and not yet on the other.
  using Seen = std::unordered_map<Fingerprint, std::size_t>;

  /// Events that wait, findable by fingerprint.
  class Waiting {
   public:
    void add(Fingerprint fingerprint, Held held);
    /// Removes the oldest event with this fingerprint; false when there is none.
    bool remove(Fingerprint fingerprint);
    [[nodiscard]] std::size_t size() const noexcept { return events_.size(); }
    std::vector<Held> take();

   private:
    std::list<Held> events_;
    std::unordered_map<Fingerprint, std::deque<std::list<Held>::iterator>> places_;
  };

  /// What a new shard has told of itself.
  struct NewShard {
    bool ready = false;
    std::set<std::uint64_t> guilds_awaited;  ///< Those of READY whose GUILD_CREATE has not come.
  };

  static Fingerprint fingerprint(const GatewayDispatch& event);
  static bool take(Seen& seen, Fingerprint fingerprint);
  /// READY, and the GUILD_CREATEs that follow it: they tell of the session, not of the guild.
  bool is_of_login(NewShard& shard, const GatewayDispatch& event);
  void forget_before(TimePoint then);
  void start_again();

  Duration skew_;
  Phase phase_ = Phase::warming;
  std::vector<NewShard> new_shards_;
  Seen delivered_by_old_;
  /// When each of those was delivered, in order: while warming, old ones are forgotten.
  std::deque<std::pair<TimePoint, Fingerprint>> delivered_at_;
  Seen delivered_by_new_;
  Waiting held_new_;
  Waiting held_old_;
};

}  // namespace pincer::core
