#include "sandbox/limits.hpp"

#include <fmt/core.h>

#include <cmath>

#include "base/random.hpp"

namespace pincer::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Windows are forgotten lazily once there are this many.
constexpr std::size_t windows_max = 10'000;

double in_seconds(Duration span) { return std::chrono::duration<double>(span).count(); }

/// Discord shows milliseconds. Rounded up: who waits that long must not come too early.
double shown_seconds(Duration span) { return std::ceil(in_seconds(span) * 1000.0) / 1000.0; }

std::string_view message_of(RateLimitScope scope) {
  return scope == RateLimitScope::shared ? "The resource is being rate limited."
                                         : "You are being rate limited.";
}

}  // namespace

std::string_view to_string(RateLimitScope scope) noexcept {
  switch (scope) {
    case RateLimitScope::user: return "user";
    case RateLimitScope::global: return "global";
    case RateLimitScope::shared: return "shared";
  }
  return "user";
}

const std::map<std::string, RateLimit, std::less<>>& default_bucket_limits() {
  // Discord does not publish its numbers and asks nobody to rely on them. These are of the size
  // that bots meet.
  static const std::map<std::string, RateLimit, std::less<>> limits{
      {"applications", {10, seconds(10)}},   {"channels", {20, seconds(10)}},
      {"commands", {20, seconds(20)}},       {"commands_bulk", {10, seconds(20)}},
      {"create_dm", {10, seconds(10)}},      {"create_message", {5, seconds(5)}},
      {"delete_message", {5, seconds(1)}},   {"gateway_bot", {5, seconds(5)}},
      {"guilds", {10, seconds(10)}},         {"interaction_callback", {5, seconds(1)}},
      {"members", {10, seconds(10)}},        {"messages", {10, seconds(5)}},
      {"reactions", {1, milliseconds(250)}}, {"typing", {5, seconds(5)}},
      {"update_message", {5, seconds(5)}},   {"users", {30, seconds(30)}},
      {"webhook_messages", {5, seconds(2)}},
  };
  return limits;
}

HttpReply rate_limited_reply(RateLimitScope scope, Duration retry_after) {
  const double shown = shown_seconds(retry_after);
  HttpReply reply;
  reply.status = 429;
  reply.headers = {{"Content-Type", "application/json"},
                   {"Via", "1.1 sandbox"},
                   {"Retry-After", fmt::format("{:.0f}", std::ceil(shown))},
                   {"X-RateLimit-Scope", std::string(to_string(scope))}};
  if (scope == RateLimitScope::global) reply.headers.emplace_back("X-RateLimit-Global", "true");
  reply.body = fmt::format(R"({{"message":"{}","retry_after":{:.3f},"global":{}}})",
                           message_of(scope), shown, scope == RateLimitScope::global);
  return reply;
}

HttpReply edge_ban_reply(Duration retry_after) {
  HttpReply reply;
  reply.status = 429;
  reply.headers = {{"Content-Type", "text/html; charset=UTF-8"},
                   {"Retry-After", fmt::format("{:.0f}", std::ceil(in_seconds(retry_after)))}};
  reply.body =
      "<!DOCTYPE html><html><head><title>Access denied</title></head><body><h1>Error 1015</h1>"
      "<p>You are being rate limited: too many invalid requests (401, 403, 429) came from your "
      "address.</p></body></html>";
  return reply;
}

Limits::Limits(RateLimitSettings settings, std::uint64_t seed, TimePoint start,
               double unix_time_at_start)
    : settings_(std::move(settings)),
      seed_(seed),
      start_(start),
      unix_time_at_start_(unix_time_at_start) {}

const RateLimit* Limits::limit_of(std::string_view bucket) const {
  if (const auto found = settings_.buckets.find(bucket); found != settings_.buckets.end()) {
    return &found->second;
  }
  const auto found = default_bucket_limits().find(bucket);
  return found == default_bucket_limits().end() ? nullptr : &found->second;
}

std::string Limits::key_of(const Call& call) {
  return fmt::format("{}\n{}\n{}", call.bucket, call.major, call.token);
}

std::string Limits::bucket_hash(std::string_view bucket) const {
  // FNV-1a, so that the name is the same on every platform; mixed with the seed, so that no client
  // comes to rely on it.
  std::uint64_t hash = 0xcbf29ce484222325U ^ seed_;
  for (const char c : bucket) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  Random random(hash);
  const std::uint64_t high = random.next();
  return fmt::format("{:016x}{:016x}", high, random.next());
}

std::optional<HttpReply> Limits::edge_ban(TimePoint now) const {
  if (now >= ban_end_) return std::nullopt;
  return edge_ban_reply(ban_end_ - now);
}

std::optional<HttpReply> Limits::take(const Call& call, TimePoint now) {
  if (!settings_.enabled) return std::nullopt;
  forget_ended_windows(now);
  if (call.counts_globally) {
    Window& window = global_[std::string(call.token)];
    if (now >= window.end) window = {0, now + settings_.global.per};
    if (window.used >= settings_.global.limit) {
      return rate_limited_reply(RateLimitScope::global, window.end - now);
    }
    ++window.used;
  }
  const RateLimit* limit = limit_of(call.bucket);
  if (limit == nullptr) return std::nullopt;
  Window& window = buckets_[key_of(call)];
  if (now >= window.end) window = {0, now + limit->per};
  if (window.used >= limit->limit) {
    HttpReply reply = rate_limited_reply(RateLimitScope::user, window.end - now);
    append_headers(call, reply, now);
    return reply;
  }
  ++window.used;
  return std::nullopt;
}

void Limits::append_headers(const Call& call, HttpReply& reply, TimePoint now) const {
  const RateLimit* limit = settings_.enabled ? limit_of(call.bucket) : nullptr;
  if (limit == nullptr) return;
  const auto found = buckets_.find(key_of(call));
  const bool open = found != buckets_.end() && now < found->second.end;
  const int used = open ? found->second.used : 0;
  const Duration left = open ? found->second.end - now : limit->per;
  const double reset = unix_time_at_start_ + in_seconds(now + left - start_);
  reply.headers.emplace_back("X-RateLimit-Limit", std::to_string(limit->limit));
  reply.headers.emplace_back("X-RateLimit-Remaining", std::to_string(limit->limit - used));
  reply.headers.emplace_back("X-RateLimit-Reset", fmt::format("{:.3f}", reset));
  reply.headers.emplace_back("X-RateLimit-Reset-After", fmt::format("{:.3f}", shown_seconds(left)));
  reply.headers.emplace_back("X-RateLimit-Bucket", bucket_hash(call.bucket));
}

void Limits::count_reply(const HttpReply& reply, TimePoint now) {
  if (!settings_.enabled) return;
  if (reply.status != 401 && reply.status != 403 && reply.status != 429) return;
  for (const auto& [name, value] : reply.headers) {
    if (name == "X-RateLimit-Scope" && value == "shared") return;
  }
  if (now >= invalid_.end) invalid_ = {0, now + settings_.invalid_requests.per};
  // The ban lasts as long as the window that was filled: the address is free when it ends.
  if (++invalid_.used >= settings_.invalid_requests.limit) ban_end_ = invalid_.end;
}

HttpReply Limits::forced(const Call& call, RateLimitScope scope, Duration retry_after,
                         TimePoint now) const {
  HttpReply reply = rate_limited_reply(scope, retry_after);
  const RateLimit* limit = limit_of(call.bucket);
  if (limit == nullptr || scope == RateLimitScope::global) return reply;
  // A shared limit leaves the caller's own bucket as it stands; a user's is used up by definition.
  if (scope == RateLimitScope::shared) {
    append_headers(call, reply, now);
    return reply;
  }
  const double reset = unix_time_at_start_ + in_seconds(now + retry_after - start_);
  reply.headers.emplace_back("X-RateLimit-Limit", std::to_string(limit->limit));
  reply.headers.emplace_back("X-RateLimit-Remaining", "0");
  reply.headers.emplace_back("X-RateLimit-Reset", fmt::format("{:.3f}", reset));
  reply.headers.emplace_back("X-RateLimit-Reset-After",
                             fmt::format("{:.3f}", shown_seconds(retry_after)));
  reply.headers.emplace_back("X-RateLimit-Bucket", bucket_hash(call.bucket));
  return reply;
}

void Limits::forget_ended_windows(TimePoint now) {
  const auto ended = [now](const auto& entry) { return now >= entry.second.end; };
  if (buckets_.size() > windows_max) std::erase_if(buckets_, ended);
  if (global_.size() > windows_max) std::erase_if(global_, ended);
}

}  // namespace pincer::sandbox
