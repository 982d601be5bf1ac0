// Discord's rate limit headers, read with tolerance. Layer: wire. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/time.hpp"

namespace pincer::wire {

/// Waits longer than this are taken as this long: a mistake in a header must not stop a client for
/// a century. Discord's longest known limits are counted by the day.
inline constexpr Duration rate_limit_wait_max = std::chrono::hours(48);

/// Whose limit a 429 speaks of.
/// https://discord.com/developers/docs/topics/rate-limits#header-format
enum class RateLimitScope {
  none,    ///< Not told.
  user,    ///< This bot's, for the bucket.
  global,  ///< This bot's, over all routes.
  shared,  ///< The resource's, whoever asks. Does not count as an invalid request.
};

/// What the headers (and, after a 429, the body) of one response say. What is missing or does not
/// parse stays empty.
struct RateLimitHeaders {
  std::optional<std::uint32_t> limit;
  std::optional<std::uint32_t> remaining;
  std::optional<double> reset;          ///< Unix seconds.
  std::optional<Duration> reset_after;  ///< From the moment of the response.
  std::optional<Duration> retry_after;  ///< The longer one of header and body.
  std::string bucket;                   ///< The hash that names the limit; empty: not told.
  RateLimitScope scope = RateLimitScope::none;
  bool global = false;  ///< By X-RateLimit-Global, by scope, or by the body.
  bool has_via =
      false;  ///< Without `Via`, the answer came from the edge and not from Discord's API.

  friend bool operator==(const RateLimitHeaders&, const RateLimitHeaders&) = default;
};

/// Reads the headers of a response; names in any case. Never fails.
RateLimitHeaders parse_rate_limit_headers(
    std::span<const std::pair<std::string, std::string>> headers);

/// Adds `retry_after` and `global` from the JSON body of a 429. A body that is something else
/// changes nothing.
/// https://discord.com/developers/docs/topics/rate-limits#exceeding-a-rate-limit
void add_rate_limit_body(RateLimitHeaders& headers, std::string_view body);

}  // namespace pincer::wire
