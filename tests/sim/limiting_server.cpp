#include "sim/limiting_server.hpp"

#include <fmt/format.h>

#include <cmath>

namespace pincer::sim {
namespace {

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

Reply refusal(const char* scope, Duration wait, Reply reply) {
  reply.status = 429;
  reply.headers.emplace_back("X-RateLimit-Scope", scope);
  reply.headers.emplace_back("Retry-After", fmt::format("{}", std::ceil(seconds(wait))));
  reply.body = fmt::format(R"({{"message":"slow down","retry_after":{:.3f},"global":{}}})",
                           seconds(wait), std::string_view(scope) == "global");
  return reply;
}

}  // namespace

void LimitingServer::set_limit(const std::string& route, std::optional<Limit> limit,
                               TimePoint now) {
  changed_at_[route] = now;
  limits_.erase(route);
  if (limit) limits_.emplace(route, *limit);
}

void LimitingServer::set_hidden_limit(const std::string& route, const Limit& limit) {
  hidden_limits_[route] = limit;
}

TimePoint LimitingServer::changed_at(const std::string& route) const {
  const auto found = changed_at_.find(route);
  return found == changed_at_.end() ? TimePoint() : found->second;
}

std::string LimitingServer::hash_of(const std::string& route) const {
  const auto found = limits_.find(route);
  return found == limits_.end() ? std::string() : found->second.hash;
}

Reply LimitingServer::on_request(const Request& request, TimePoint now) {
  Reply reply;
  reply.headers.emplace_back("Via", "1.1 simulation");
  if (now < global_until_ && !request.is_interaction) {
    reply = refusal("global", global_until_ - now, std::move(reply));
    reply.excused = true;
    return reply;
  }
  const auto found = limits_.find(request.route);
  if (found == limits_.end()) return reply;

  const Limit& limit = found->second;
  Window& open = window(limit, request.major, now);
  const auto hidden = hidden_limits_.find(request.route);
  Window* below =
      hidden == hidden_limits_.end() ? nullptr : &window(hidden->second, request.major, now);
  const bool is_hidden_limited = below != nullptr && below->used >= hidden->second.limit;
  const bool is_limited = open.used >= limit.limit;
  open.has_uninformed = open.has_uninformed || !request.is_informed;
  if (!is_limited && !is_hidden_limited) {
    ++open.used;
    if (below != nullptr) ++below->used;
  }
  reply.headers.emplace_back("X-RateLimit-Bucket", limit.hash);
  reply.headers.emplace_back("X-RateLimit-Limit", fmt::format("{}", limit.limit));
  reply.headers.emplace_back("X-RateLimit-Remaining", fmt::format("{}", limit.limit - open.used));
  reply.headers.emplace_back("X-RateLimit-Reset-After",
                             fmt::format("{:.3f}", seconds(open.end - now)));
  if (is_limited) {
    reply = refusal("user", open.end - now, std::move(reply));
    reply.excused = open.has_uninformed;
  } else if (is_hidden_limited) {
    reply = refusal("user", below->end - now, std::move(reply));
    reply.excused = true;
  }
  return reply;
}

/// A window begins with its first request.
LimitingServer::Window& LimitingServer::window(const Limit& limit, const std::string& major,
                                               TimePoint now) {
  Window& open = windows_[limit.hash + " " + major];
  if (now >= open.end) open = Window{now + limit.window, 0, false};
  return open;
}

}  // namespace pincer::sim
