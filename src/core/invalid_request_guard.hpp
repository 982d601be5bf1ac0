// Keeps a client below Discord's limit of invalid requests. Layer: core. A pure machine. Thread
// safety: one thread at a time.
// https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_set>

#include "base/time.hpp"
#include "pincer/json_error_code.hpp"
#include "wire/rate_limit_headers.hpp"
#include "wire/route.hpp"

namespace pincer::core {

struct InvalidRequestGuardOptions {
  /// Invalid requests within 10 minutes at which the guard warns.
  std::uint32_t warn_at = 5'000;
  /// Invalid requests within 10 minutes at which nothing more is sent. Below Discord's 10,000 by
  /// what may be in flight at that moment.
  std::uint32_t stop_at = 9'500;
  /// Dead webhooks that are remembered; beyond it the oldest is forgotten.
  std::size_t dead_webhooks_max = 10'000;
};

class InvalidRequestGuard {
 public:
  enum class Permission {
    allowed,
    too_many_invalid,  ///< Stopped until `resumes_at()`.
    token_refused,     ///< Discord answered 401 to the client's token, and it has not changed.
    webhook_gone,      ///< This webhook answered 404.
  };

  /// What a response changed, once each: for a log line.
  enum class Notice { none, warning, stopped, token_refused, webhook_gone };

  explicit InvalidRequestGuard(InvalidRequestGuardOptions options = {});

  /// May this request be sent? `own_token`: it carries the client's own token, the present one.
  [[nodiscard]] Permission check(const wire::Route& route, bool own_token, TimePoint now);

  /// Counts a response. `own_token` is false for a request with a token that has been replaced
  /// meanwhile: its 401 says nothing of the new one. `discord_code` is the error code of its body,
  /// or zero: a 404 for a message (10008) says nothing against its webhook.
  Notice on_response(const wire::Route& route, bool own_token, int status,
                     const wire::RateLimitHeaders& headers, JsonErrorCode discord_code,
                     TimePoint now);

  /// The client has a new token: a refused one is forgiven.
  void on_token_changed() noexcept { token_refused_ = false; }

  /// Invalid requests of the last 10 minutes.
  [[nodiscard]] std::uint32_t count(TimePoint now);
  /// When sending goes on after `too_many_invalid`, if nothing else is counted meanwhile.
  [[nodiscard]] std::optional<TimePoint> resumes_at(TimePoint now);

 private:
  /// The window is counted by the second, so that memory does not grow with the count.
  static constexpr std::size_t window_seconds = 600;

  void advance(TimePoint now);

  InvalidRequestGuardOptions options_;
  std::array<std::uint32_t, window_seconds + 1> seconds_{};
  std::int64_t current_second_ = 0;
  std::uint32_t count_ = 0;
  bool warned_ = false;
  bool stopped_ = false;
  bool token_refused_ = false;
  std::unordered_set<std::string> dead_webhooks_;
  std::deque<std::string> dead_webhooks_by_age_;
};

}  // namespace pincer::core
