// Requests for the members of guilds: when each may be sent, which chunks answer it, and how it
// ends. Layer: core. Thread safety: one strand. Pure: as Session.
//
// "1 request per guild per bot every 30 seconds", when it asks for all members. A guild belongs to
// one shard, so that each shard can keep this rule by itself. What RATE_LIMITED tells (another
// process asked, before us) is obeyed too.
// https://discord.com/developers/docs/change-log#introducing-rate-limit-when-requesting-all-guild-members
//
// What becomes of requests under way when the connection is lost:
// - The session is resumed: chunks that were missed are replayed, so what was gathered stays. A
//   request without a single chunk may have been lost with the connection; it is sent again.
// - A new session begins: the chunks of the old one will never come. The request is sent again and
//   begins anew: it only reads, and its caller could do nothing else.
// Where the rule of 30 seconds applies, a repetition waits for it.
#pragma once

#include <boost/container/small_vector.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "pincer/error.hpp"
#include "pincer/gateway_dispatch.hpp"
#include "pincer/snowflake.hpp"

namespace pincer::core {

/// Requests that may be under way or wait, a shard.
inline constexpr std::size_t member_requests_max = 1024;
/// Chunks of one answer; a chunk has up to 1,000 members.
inline constexpr std::int64_t member_chunks_max = 100'000;
/// Between two requests for all members of one guild.
inline constexpr Duration all_members_interval = std::chrono::seconds(30);
/// The gateway counts when a request arrives; this covers paths of different delay.
inline constexpr Duration all_members_slack = std::chrono::milliseconds(500);
/// From a request to its first chunk, and from each chunk to the next.
inline constexpr Duration members_chunk_timeout = std::chrono::seconds(30);

/// Names a request, as the shell likes.
using MembersRequestId = std::uint64_t;

struct MembersRequest {
  GuildId guild;
  std::string nonce;                ///< Empty: one is made. Must not be that of another request.
  bool asks_for_all = false;        ///< Discord limits it.
  bool fails_when_limited = false;  ///< Rather than wait. A repetition always waits.
};

/// Send the request with this nonce; then `on_sent` or `on_dropped`.
struct AskMembers {
  MembersRequestId request = 0;
  std::string nonce;
  friend bool operator==(const AskMembers&, const AskMembers&) = default;
};

/// The chunk just given to `on_event` belongs to this request. With `first` an answer begins: what
/// was taken before, of another answer, is void.
struct TakeMembers {
  MembersRequestId request = 0;
  bool first = false;
  friend bool operator==(const TakeMembers&, const TakeMembers&) = default;
};

/// Every chunk has come.
struct MembersComplete {
  MembersRequestId request = 0;
  friend bool operator==(const MembersComplete&, const MembersComplete&) = default;
};

struct MembersFailed {
  MembersRequestId request = 0;
  Error error;
  friend bool operator==(const MembersFailed&, const MembersFailed&) = default;
};

using MembersAction = std::variant<AskMembers, TakeMembers, MembersComplete, MembersFailed>;
using MembersActions = boost::container::small_vector<MembersAction, 2>;

/// For test failures.
std::ostream& operator<<(std::ostream& out, const MembersAction& action);

class MemberRequests {
 public:
  explicit MemberRequests(Random random) : random_(random) {}

  /// Begins a request. It ends as one `MembersComplete` or one `MembersFailed`, or by `cancel`.
  MembersActions request(MembersRequestId id, MembersRequest request, TimePoint now);
  /// Nobody waits for the request any more. If the shell was told to send it, it may still go out:
  /// the shell tells what became of it all the same.
  void cancel(MembersRequestId id);
  void on_sent(MembersRequestId id, TimePoint now);
  /// The request could not be sent.
  MembersActions on_dropped(MembersRequestId id, const Error& error, TimePoint now);

  /// Nothing was asked that `on_event` could answer.
  [[nodiscard]] bool idle() const noexcept { return entries_.empty(); }
  /// A request was sent, and only reading brings its answer.
  [[nodiscard]] bool awaits_answer() const noexcept;
  /// An event was delivered. Only GUILD_MEMBERS_CHUNK and RATE_LIMITED matter.
  MembersActions on_event(const GatewayDispatch& event, TimePoint now);

  /// No connection: nothing that is missing proves anything.
  void on_connection_lost() noexcept { connected_ = false; }
  MembersActions on_resumed(TimePoint now);
  MembersActions on_new_session(TimePoint now);
  /// The shard ended: every request fails with this error.
  MembersActions on_ended(const Error& error);

  /// Time passed; does nothing before `deadline()`.
  MembersActions on_tick(TimePoint now);
  [[nodiscard]] std::optional<TimePoint> deadline() const;

 private:
  enum class State {
    waiting,  ///< For the rule of its guild.
    given,    ///< To the shell, to be sent.
    asked,    ///< Its chunks are awaited.
  };
  struct Entry {
    MembersRequest request;
    State state = State::waiting;
    bool ended = false;      ///< Kept only until the shell has sent or dropped what it was given.
    std::vector<bool> came;  ///< By chunk index; empty until the first chunk.
    std::size_t came_count = 0;
    TimePoint last_progress{};  ///< Of the sending or the last chunk.
  };
  /// When the members of a guild may be asked for again, if that is limited.
  struct Pace {
    TimePoint free_at{};
    bool given = false;  ///< A request is about to be sent.
  };
  using Entries = std::map<MembersRequestId, Entry>;

  void handle_chunk(const GatewayDispatch& event, TimePoint now, MembersActions& actions);
  void handle_rate_limited(const GatewayDispatch& event, TimePoint now, MembersActions& actions);
  void serve(TimePoint now, MembersActions& actions);
  void fail_overdue(TimePoint now, MembersActions& actions);
  void restart_timeouts(TimePoint now);
  void remove(Entries::iterator entry);
  /// The turn that this request was given is over; the guild's next one is at `free_at` or later.
  void release(const MembersRequest& request, TimePoint free_at);
  /// The guild's next turn is at `free_at` or later.
  void hold(const MembersRequest& request, TimePoint free_at);

  [[nodiscard]] Entries::iterator find(std::string_view nonce, GuildId guild);
  [[nodiscard]] const Pace* pace_of(const MembersRequest& request) const;
  [[nodiscard]] bool is_free(const MembersRequest& request, TimePoint now) const;
  [[nodiscard]] std::string new_nonce();

  Random random_;
  Entries entries_;                ///< Those that began first come first.
  std::map<GuildId, Pace> paces_;  ///< Of guilds that were asked for all members lately.
  bool connected_ = true;
};

}  // namespace pincer::core
