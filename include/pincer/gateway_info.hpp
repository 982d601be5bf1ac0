// What GET /gateway/bot answers. Layer: wire. Thread safety: as a value type.
#pragma once

#include <chrono>
#include <string>

namespace pincer {

/// How many sessions the bot may still start.
/// https://discord.com/developers/docs/events/gateway#session-start-limit-object
struct SessionStartLimit {
  SessionStartLimit() = default;
  SessionStartLimit(int starts_total, int starts_remaining, std::chrono::milliseconds reset,
                    int concurrency)
      : total(starts_total),
        remaining(starts_remaining),
        reset_after(reset),
        max_concurrency(concurrency) {}

  int total = 1000;      ///< Session starts a day.
  int remaining = 1000;  ///< Session starts left until the reset.
  std::chrono::milliseconds reset_after = std::chrono::hours(24);
  int max_concurrency = 1;  ///< Identifies allowed per 5 seconds, one for each rate limit key.

  friend bool operator==(const SessionStartLimit&, const SessionStartLimit&) = default;
};

/// Where to connect, with how many shards, and how often.
/// https://discord.com/developers/docs/events/gateway#get-gateway-bot
struct GatewayInfo {
  GatewayInfo() = default;
  GatewayInfo(std::string gateway_url, int shard_count, SessionStartLimit limit)
      : url(std::move(gateway_url)), shards(shard_count), session_start_limit(limit) {}

  std::string url;  ///< "wss://gateway.discord.gg/"
  int shards = 1;   ///< The number of shards that Discord recommends.
  SessionStartLimit session_start_limit;

  friend bool operator==(const GatewayInfo&, const GatewayInfo&) = default;
};

}  // namespace pincer
