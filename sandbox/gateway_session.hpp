// A gateway session: what outlives a connection, so that it can be resumed.
// https://discord.com/developers/docs/events/gateway#resuming
// Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "pincer/intents.hpp"
#include "sandbox/gateway_output.hpp"

namespace pincer::sandbox {

/// A dispatch payload: the object Discord documents, with `d` as text.
std::string dispatch_payload(std::string_view event_name, std::string_view data,
                             std::uint64_t sequence);

class GatewaySession {
 public:
  /// Events kept for a resume. A session that missed more cannot be resumed.
  static constexpr std::size_t replay_events_max = 5'000;
  /// Bytes of event data kept for a resume.
  static constexpr std::size_t replay_bytes_max = 32U << 20U;

  struct Identity {
    std::string id;
    std::uint64_t application = 0;
    Intents intents;
    int shard = 0;
    int num_shards = 1;
    bool shard_was_given = false;   ///< READY repeats the shard only then.
    bool compress_payload = false;  ///< Identify's `compress`; a resume keeps it.
  };

  explicit GatewaySession(Identity identity) : identity_(std::move(identity)) {}

  [[nodiscard]] const Identity& identity() const noexcept { return identity_; }
  [[nodiscard]] std::uint64_t sequence() const noexcept { return sequence_; }
  [[nodiscard]] std::optional<ConnectionId> connection() const noexcept { return connection_; }

  /// Gives the event the next sequence number, keeps it for a resume, and returns its payload.
  std::string record(std::string name, std::shared_ptr<const std::string> data);

  /// A connection carries this session from now on.
  void attach(ConnectionId connection);
  /// No connection carries it any more; it expires at `expires_at`.
  void detach(TimePoint expires_at);
  /// The moment it expires; nothing while a connection carries it.
  [[nodiscard]] std::optional<TimePoint> expires_at() const noexcept { return expires_at_; }

  enum class ResumeCheck { possible, invalid_sequence, too_old };
  /// `invalid_sequence`: never sent. `too_old`: the events after it are no longer kept.
  [[nodiscard]] ResumeCheck check_resume(std::uint64_t last_seen) const;

  /// Calls `send(payload)` for each kept event after `last_seen`, oldest first.
  template <class Send>
  void replay(std::uint64_t last_seen, Send&& send) const {
    for (const SentEvent& event : sent_) {
      if (event.sequence > last_seen) {
        send(dispatch_payload(event.name, *event.data, event.sequence));
      }
    }
  }

  /// True when the shard formula gives the guild to this session.
  /// https://discord.com/developers/docs/events/gateway#sharding
  [[nodiscard]] bool owns_guild(std::uint64_t guild) const noexcept {
    return static_cast<int>((guild >> 22U) % static_cast<std::uint64_t>(identity_.num_shards)) ==
           identity_.shard;
  }

 private:
  struct SentEvent {
    std::uint64_t sequence;
    std::string name;
    std::shared_ptr<const std::string> data;  ///< Shared between the sessions that got the event.
  };

  Identity identity_;
  std::uint64_t sequence_ = 0;
  std::deque<SentEvent> sent_;
  std::size_t sent_bytes_ = 0;
  std::optional<ConnectionId> connection_;
  std::optional<TimePoint> expires_at_;
};

}  // namespace pincer::sandbox
