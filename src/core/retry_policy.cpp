#include "core/retry_policy.hpp"

#include <algorithm>
#include <array>

namespace pincer::core {
namespace {

bool discord_cannot_have_acted(const FailedAttempt& attempt) {
  return attempt.failure == AttemptFailure::not_sent ||
         (attempt.failure == AttemptFailure::server_error &&
          (attempt.http_status == 502 || attempt.http_status == 503));
}

}  // namespace

bool is_idempotent(std::string_view method) noexcept {
  constexpr std::array<std::string_view, 6> methods{"GET",   "HEAD", "OPTIONS",
                                                    "TRACE", "PUT",  "DELETE"};
  return std::ranges::find(methods, method) != methods.end();
}

std::optional<Duration> RetryPolicy::next(const FailedAttempt& attempt) {
  if (attempt.attempts > options_.ttl) return std::nullopt;
  if (!is_idempotent(attempt.method) && !attempt.safe_to_repeat &&
      !discord_cannot_have_acted(attempt)) {
    return std::nullopt;
  }
  Duration backoff = options_.backoff_first;
  for (int doubled = 1; doubled < attempt.attempts && backoff < options_.backoff_max; ++doubled) {
    backoff *= 2;
  }
  backoff = std::min(backoff, options_.backoff_max);
  const auto jittered = std::chrono::duration_cast<Duration>(backoff * (0.5 + random_.unit() / 2));
  return std::max(jittered, attempt.retry_after.value_or(Duration::zero()));
}

}  // namespace pincer::core
