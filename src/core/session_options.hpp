// What a session is configured with, and what it needs to be resumed. Layer: core.
// Thread safety: as value types.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "core/backoff.hpp"
#include "pincer/compression.hpp"
#include "pincer/error.hpp"
#include "pincer/intents.hpp"
#include "pincer/shard_id.hpp"
#include "pincer/token.hpp"

namespace pincer::core {

struct SessionOptions {
  Token token;
  Intents intents = Intents::unprivileged;
  ShardId shard;
  std::string gateway_url = "wss://gateway.discord.gg/";
  TransportCompression compression = TransportCompression::zstd_stream;
  bool payload_compression = false;  ///< Has no effect beside transport compression.
  std::string presence;              ///< The presence to start with, as raw JSON; may be empty.
  int large_threshold = 50;          ///< 50 to 250 members.
  bool follow_resume_url = true;     ///< False: `gateway_url` is a proxy that must not be left.
  Duration dial_timeout = std::chrono::seconds(30);   ///< Until the WebSocket is open.
  Duration hello_timeout = std::chrono::seconds(20);  ///< From there until Hello.
  /// From Identify until READY. Long, because in an outage the gateway answers late but does
  /// answer, and because each further attempt spends one of the day's session starts.
  /// https://discord.com/developers/docs/events/gateway#sending-heartbeats
  Duration ready_timeout = std::chrono::minutes(5);
  Duration resumed_timeout = std::chrono::seconds(60);  ///< From Resume or a replayed event on.
  BackoffOptions backoff;

  /// The Identify payload for these options; it holds the token.
  [[nodiscard]] std::string identify_payload() const;
  /// What makes these options unusable, if anything does (`ErrorKind::invalid_argument`).
  [[nodiscard]] std::optional<Error> check() const;
};

/// What a session needs to be resumed, by this process or the next one.
/// https://discord.com/developers/docs/events/gateway#preparing-to-resume
struct ResumeState {
  std::string session_id;
  std::string resume_url;
  std::int64_t sequence = 0;
  friend bool operator==(const ResumeState&, const ResumeState&) = default;
};

}  // namespace pincer::core
