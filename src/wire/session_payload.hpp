// The payloads that make a session, written and read. Layer: wire. Thread-safe: pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pincer/intents.hpp"
#include "pincer/shard_id.hpp"
#include "pincer/token.hpp"

namespace pincer::wire {

/// https://discord.com/developers/docs/events/gateway-events#identify
struct Identify {
  const Token& token;
  Intents intents;
  ShardId shard;
  bool compress = false;      ///< Payload compression.
  int large_threshold = 50;   ///< 50 to 250.
  std::string_view presence;  ///< Raw JSON; may be empty.
};

/// These three return whole payloads, `{"op":..,"d":..}`. The first two hold the token.
std::string identify_payload(const Identify& identify);
/// https://discord.com/developers/docs/events/gateway-events#resume
std::string resume_payload(const Token& token, std::string_view session_id, std::int64_t sequence);
/// https://discord.com/developers/docs/events/gateway-events#heartbeat
std::string heartbeat_payload(std::optional<std::int64_t> sequence);

/// `payload` without what stands in its "token" fields: for logs.
std::string mask_token(std::string_view payload);

/// The interval in the `d` of a Hello; nothing when it is missing or not from 1 ms to 1 day.
/// https://discord.com/developers/docs/events/gateway-events#hello
std::optional<std::chrono::milliseconds> parse_hello(std::string_view data);

/// What a session needs of READY. Members that are missing or of an odd type stay empty.
/// https://discord.com/developers/docs/events/gateway-events#ready
struct ReadyData {
  std::string session_id;
  std::string resume_gateway_url;
};
ReadyData parse_ready(std::string_view data);

/// Whether the `d` of an Invalid Session says that the session may be resumed.
/// https://discord.com/developers/docs/events/gateway-events#invalid-session
bool parse_invalid_session(std::string_view data) noexcept;

}  // namespace pincer::wire
