// Whether and when a failed request is sent again. Layer: core. A pure machine. Thread safety: one
// thread at a time. Rate limits (429) are the RateLimiter's business, not this one's.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"

namespace pincer::core {

struct RetryPolicyOptions {
  /// Further attempts after the first (Pincer's name).
  int ttl = 5;
  Duration backoff_first = std::chrono::milliseconds(500);
  Duration backoff_max = std::chrono::seconds(30);
};

/// How an attempt failed.
enum class AttemptFailure {
  not_sent,      ///< Resolve, connect or handshake failed: Discord saw nothing of it.
  no_response,   ///< It broke afterwards, or timed out: Discord may have acted on it.
  server_error,  ///< HTTP 5xx.
};

struct FailedAttempt {
  std::string_view method;
  AttemptFailure failure = AttemptFailure::no_response;
  int http_status = 0;
  /// The caller knows that a repetition does no harm: a message with nonce and enforce_nonce.
  bool safe_to_repeat = false;
  int attempts = 1;                     ///< Sent so far, this one included.
  std::optional<Duration> retry_after;  ///< The response's Retry-After.
};

/// GET, HEAD, OPTIONS, TRACE, PUT and DELETE. https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2
bool is_idempotent(std::string_view method) noexcept;

class RetryPolicy {
 public:
  RetryPolicy(RetryPolicyOptions options, std::uint64_t seed) : options_(options), random_(seed) {}

  /// How long to wait before the next attempt; nothing: give up. Exponential backoff, of which the
  /// upper half is random so that clients that failed together do not return together.
  ///
  /// What is not idempotent is repeated only if Discord cannot have acted on it: it was not sent,
  /// or the answer is 502 ("wait a bit and retry") or 503.
  /// https://discord.com/developers/docs/topics/opcodes-and-status-codes#http
  [[nodiscard]] std::optional<Duration> next(const FailedAttempt& attempt);

 private:
  RetryPolicyOptions options_;
  Random random_;
};

}  // namespace pincer::core
