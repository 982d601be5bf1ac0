// What a seed stands for: the bot, the gateway's settings, the network, and what goes wrong how
// often. Each seed switches on only some kinds of trouble ("swarm testing", Groce et al. 2012):
// kinds that are always on hide what happens without them. Thread safety: as value types.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"

namespace pincer::sim {

using namespace std::chrono_literals;

enum class Compression { none, payload, zlib_stream, zstd_stream };
std::string_view to_string(Compression compression) noexcept;

/// What may go wrong, or is merely inconvenient.
enum class Trouble {
  // The gateway, to one shard:
  op1,             ///< Asks for a heartbeat.
  op7,             ///< Asks to reconnect.
  op9_resumable,   ///< Invalid session, to be resumed.
  op9_final,       ///< Invalid session, forgotten.
  close,           ///< Closes with any code that is not fatal.
  fatal_close,     ///< Closes with a code after which a person must change something.
  gateway_cut,     ///< Cuts the connection.
  garbage,         ///< Sends what is no payload.
  bomb,            ///< Sends what inflates beyond the bound.
  unknown_opcode,  ///< Sends an opcode nobody knows.
  unknown_event,   ///< Dispatches an event nobody knows.
  stop_acks,       ///< Acknowledges no heartbeat any more.
  gateway_silent,  ///< Neither reads nor sends any more.
  bad_message,     ///< Its next message is corrupt, cut or late.
  bad_start,       ///< The next connection meets something else than Hello.
  silent_login,    ///< Does not answer the next Identify or Resume.
  forget_session,  ///< Drops the connection and the session.
  // The gateway, to all:
  gateway_restart,  ///< All connections end, sometimes the sessions too, and dials are refused.
  // The network:
  cut,              ///< Cuts a connection.
  mute,             ///< Swallows what is sent over a connection, in one direction or both.
  refusal,          ///< Refuses all dials for a while.
  black_hole,       ///< Answers no dial for a while.
  dead_resume_url,  ///< Refuses dials to the resume URL for a while.
  slowness,         ///< Is slow for a while.
  // The bot:
  burst,            ///< Sends more commands at once than a minute permits.
  beat_now,         ///< Asks for a heartbeat before its time.
  slow_handler,     ///< An event handler takes long.
  shard_restart,    ///< A shard stops, its session kept, and is created anew.
  shard_crash,      ///< The same, without saying goodbye.
  shard_logout,     ///< A shard stops for good, and starts again.
  fresh_limit,      ///< The bot asks for the session start limit while a shard identifies.
  reshard,          ///< Another number of shards comes up beside the old ones and takes over.
  process_restart,  ///< All shards stop, and start a little later in a new process.
  count
};
constexpr auto trouble_count = static_cast<std::size_t>(Trouble::count);
std::string_view to_string(Trouble trouble) noexcept;

struct Setup {
  std::uint64_t seed = 1;
  Duration length = 24h;

  int shards = 1;  ///< To begin with. There is a guild for each, whatever becomes of the shards.
  int max_concurrency = 1;
  Compression compression = Compression::zstd_stream;
  bool follow_resume_url = true;
  Duration heartbeat_interval = 41'250ms;
  int session_starts = 1000;  ///< A day.

  Duration latency{};           ///< One way, at least.
  Duration uplink_jitter{};     ///< At most; added to each message, which still keep their order.
  Duration downlink_jitter{};   ///< The same.
  bool spans_messages = false;  ///< Some zlib-stream payloads come as two WebSocket messages.
  bool replays_early = false;   ///< Some resumes are answered with events that were received.

  Duration event_every{};                               ///< On average, an event in a guild.
  Duration command_every{};                             ///< On average, a command of the user.
  std::array<Duration, trouble_count> trouble_every{};  ///< On average; zero: never.

  /// Whether no jitter exceeds the slack that the client's limits have: only then can they hold at
  /// the server.
  [[nodiscard]] bool is_punctual() const { return uplink_jitter <= 450ms; }
  /// One line for people.
  [[nodiscard]] std::string describe() const;
};

Setup make_setup(std::uint64_t seed);

/// A span of this average, exponentially distributed and cut at twenty times of it.
Duration random_span(Random& random, Duration average);

}  // namespace pincer::sim
