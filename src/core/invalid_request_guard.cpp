#include "core/invalid_request_guard.hpp"

#include <algorithm>

namespace pincer::core {
namespace {

std::int64_t second_of(TimePoint now) {
  return std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
}

bool is_invalid(int status, const wire::RateLimitHeaders& headers) {
  return status == 401 || status == 403 ||
         (status == 429 && headers.scope != wire::RateLimitScope::shared);
}

/// True when the 404 is about the webhook itself and not about a message or thread of it. The
/// webhook of an interaction is unknown until Discord has seen the answer to the interaction, and
/// comes then.
bool webhook_is_gone(const wire::Route& route, int status, JsonErrorCode discord_code) {
  if (!route.is_webhook() || route.is_interaction() || status != 404) return false;
  const std::string& path = route.path_template();
  const bool names_webhook_alone =
      path == "/webhooks/{webhook_id}" || path == "/webhooks/{webhook_id}/{webhook_token}";
  return discord_code == JsonErrorCode::unknown_webhook ||
         (discord_code == JsonErrorCode{} && names_webhook_alone);
}

}  // namespace

InvalidRequestGuard::InvalidRequestGuard(InvalidRequestGuardOptions options) : options_(options) {}

InvalidRequestGuard::Permission InvalidRequestGuard::check(const wire::Route& route, bool own_token,
                                                           TimePoint now) {
  if (own_token && token_refused_) return Permission::token_refused;
  if (route.is_webhook() && dead_webhooks_.contains(route.major())) return Permission::webhook_gone;
  return count(now) >= options_.stop_at ? Permission::too_many_invalid : Permission::allowed;
}

InvalidRequestGuard::Notice InvalidRequestGuard::on_response(const wire::Route& route,
                                                             bool own_token, int status,
                                                             const wire::RateLimitHeaders& headers,
                                                             JsonErrorCode discord_code,
                                                             TimePoint now) {
  advance(now);
  if (webhook_is_gone(route, status, discord_code)) {
    if (!dead_webhooks_.insert(route.major()).second) return Notice::none;
    dead_webhooks_by_age_.push_back(route.major());
    if (dead_webhooks_by_age_.size() > options_.dead_webhooks_max) {
      dead_webhooks_.erase(dead_webhooks_by_age_.front());
      dead_webhooks_by_age_.pop_front();
    }
    return Notice::webhook_gone;
  }
  if (!is_invalid(status, headers)) return Notice::none;

  ++seconds_[static_cast<std::size_t>(current_second_) % seconds_.size()];
  ++count_;
  if (status == 401 && own_token && !token_refused_) {
    token_refused_ = true;
    return Notice::token_refused;
  }
  if (count_ >= options_.stop_at && !stopped_) {
    stopped_ = true;
    return Notice::stopped;
  }
  if (count_ >= options_.warn_at && !warned_) {
    warned_ = true;
    return Notice::warning;
  }
  return Notice::none;
}

std::uint32_t InvalidRequestGuard::count(TimePoint now) {
  advance(now);
  return count_;
}

std::optional<TimePoint> InvalidRequestGuard::resumes_at(TimePoint now) {
  advance(now);
  if (count_ < options_.stop_at) return std::nullopt;
  std::uint32_t left = count_;
  for (std::size_t age = window_seconds; age > 0; --age) {
    const std::int64_t second = current_second_ - static_cast<std::int64_t>(age);
    if (second < 0) continue;
    left -= seconds_[static_cast<std::size_t>(second) % seconds_.size()];
    if (left < options_.stop_at) {
      return TimePoint(
          std::chrono::seconds(second + static_cast<std::int64_t>(window_seconds) + 1));
    }
  }
  return TimePoint(
      std::chrono::seconds(current_second_ + static_cast<std::int64_t>(window_seconds) + 1));
}

/// Drops the seconds that are wholly more than 10 minutes ago.
void InvalidRequestGuard::advance(TimePoint now) {
  const std::int64_t second = second_of(now);
  const auto slots = static_cast<std::int64_t>(seconds_.size());
  for (std::int64_t next = std::max(current_second_ + 1, second - slots + 1); next <= second;
       ++next) {
    std::uint32_t& slot = seconds_[static_cast<std::size_t>(next) % seconds_.size()];
    count_ -= slot;
    slot = 0;
  }
  current_second_ = std::max(current_second_, second);
  if (count_ < options_.warn_at) warned_ = false;
  if (count_ < options_.stop_at) stopped_ = false;
}

}  // namespace pincer::core
