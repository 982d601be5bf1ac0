// Rate limits as Discord enforces them: a fixed window per bucket, major parameter and token, a
// global window per token, and a ban at the edge after too many invalid requests.
// https://discord.com/developers/docs/topics/rate-limits
// Pure: virtual time. Thread safety: one thread at a time.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "sandbox/http.hpp"
#include "sandbox/scenario.hpp"

namespace pincer::sandbox {

enum class RateLimitScope {
  user,    ///< This token's own bucket.
  global,  ///< All of this token's requests.
  shared,  ///< The resource itself, whoever asks; does not count as an invalid request.
};

std::string_view to_string(RateLimitScope scope) noexcept;

/// A 429 as Discord's API writes it. Without the X-RateLimit-* of a bucket.
HttpReply rate_limited_reply(RateLimitScope scope, Duration retry_after);

/// A 429 as the edge writes it for a banned address: HTML, no `Via`.
HttpReply edge_ban_reply(Duration retry_after);

/// The realistic limits that hold unless a scenario overrides them, by bucket name.
const std::map<std::string, RateLimit, std::less<>>& default_bucket_limits();

class Limits {
 public:
  /// Which counters a request moves.
  struct Call {
    std::string_view bucket;  ///< A key of `default_bucket_limits()`; empty: no bucket.
    std::string_view major;   ///< "channel/guild/webhook id" of the path, or empty.
    std::string_view token;   ///< Who asks; only its identity matters.
    bool counts_globally = true;
  };

  /// `unix_time_at_start`: the wall clock at `start`, in seconds, for X-RateLimit-Reset.
  Limits(RateLimitSettings settings, std::uint64_t seed, TimePoint start,
         double unix_time_at_start);

  /// The edge's answer while the ban lasts. Asked first, before anything of the request is read.
  [[nodiscard]] std::optional<HttpReply> edge_ban(TimePoint now) const;

  /// Takes a place in the global and the bucket's window, or answers 429 (with all headers).
  [[nodiscard]] std::optional<HttpReply> take(const Call& call, TimePoint now);

  /// X-RateLimit-Limit, -Remaining, -Reset, -Reset-After and -Bucket of the bucket, as they stand.
  void append_headers(const Call& call, HttpReply& reply, TimePoint now) const;

  /// Counts 401, 403 and 429 (unless its scope is shared) towards the ban.
  void count_reply(const HttpReply& reply, TimePoint now);

  /// A 429 that no counter asked for (a fault), with the headers of the call's bucket.
  [[nodiscard]] HttpReply forced(const Call& call, RateLimitScope scope, Duration retry_after,
                                 TimePoint now) const;

  /// The name that X-RateLimit-Bucket shows: the same for every route that shares the bucket.
  [[nodiscard]] std::string bucket_hash(std::string_view bucket) const;

 private:
  struct Window {
    int used = 0;
    TimePoint end;
  };

  [[nodiscard]] const RateLimit* limit_of(std::string_view bucket) const;
  [[nodiscard]] static std::string key_of(const Call& call);
  void forget_ended_windows(TimePoint now);

  RateLimitSettings settings_;
  std::uint64_t seed_;
  TimePoint start_;
  double unix_time_at_start_;
  std::map<std::string, Window, std::less<>> buckets_;
  std::map<std::string, Window, std::less<>> global_;
  Window invalid_;
  TimePoint ban_end_;
};

}  // namespace pincer::sandbox
