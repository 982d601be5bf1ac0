// The answers to Request Guild Members, as far as they tell whose they are. Layer: wire.
// Thread-safe: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pincer/snowflake.hpp"

namespace pincer::wire {

/// Members that are missing or of an odd type keep their defaults; so in both of these.
/// https://discord.com/developers/docs/events/gateway-events#guild-members-chunk
struct MembersChunkData {
  GuildId guild_id;
  std::string nonce;
  std::int64_t chunk_index = -1;
  std::int64_t chunk_count = -1;
};
/// Skips the members themselves.
MembersChunkData parse_members_chunk(std::string_view data);

/// https://discord.com/developers/docs/events/gateway-events#rate-limited
struct RateLimitedData {
  std::int64_t opcode = -1;
  double retry_after = 0;  ///< Seconds.
  GuildId guild_id;        ///< This and the next are of opcode 8 only.
  std::string nonce;
};
RateLimitedData parse_rate_limited(std::string_view data);

}  // namespace pincer::wire
