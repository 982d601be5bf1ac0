// Discord's REST API over the world. Pure: virtual time. Thread safety: one thread at a time.
#pragma once

#include <optional>
#include <string_view>

#include "sandbox/http.hpp"
#include "sandbox/limits.hpp"
#include "sandbox/traffic_log.hpp"
#include "sandbox/world.hpp"

namespace pincer::sandbox {

class RestApi {
 public:
  /// The three must outlive this object.
  RestApi(World& world, Limits& limits, TrafficLog& log)
      : world_(world), limits_(limits), log_(log) {}

  /// Answers a request for a path under /api. Events it causes wait in the world's outbox.
  HttpReply handle(const HttpRequest& request, TimePoint now);

  /// A 429 for this request that no counter asked for (the sandbox's faults): with the headers of
  /// the bucket that the request belongs to, and counted as any other. Logged.
  HttpReply rate_limited(const HttpRequest& request, RateLimitScope scope, Duration retry_after,
                         TimePoint now);

 private:
  World& world_;
  Limits& limits_;
  TrafficLog& log_;
};

/// True for "/api" and everything below it.
bool is_api_path(std::string_view path) noexcept;

}  // namespace pincer::sandbox
