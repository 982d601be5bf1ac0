// Discord's rate limits from the other side, for the simulation of the client's limiter. Written
// apart from it: plain counters, one fixed window each, and headers as text. Virtual time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace pincer::sim {

/// What one bucket hash permits, for each major parameter.
struct Limit {
  std::string hash;
  std::uint32_t limit = 1;
  Duration window{};
};

struct Request {
  std::string route;  // The server's own name for the endpoint.
  std::string major;
  bool is_interaction = false;
  /// The client could know which bucket this request draws from, and still wants the answer. What
  /// the others do to a bucket excuses a refusal.
  bool is_informed = true;
};

struct Reply {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool excused = false;  // A 429 that no header could have prevented.
};

class LimitingServer {
 public:
  /// From now on the route draws from this limit; none: the route has no limit and no headers.
  void set_limit(const std::string& route, std::optional<Limit> limit, TimePoint now);
  /// A limit that headers do not show: `limit.limit` requests, then 429 while the bucket has some.
  void set_hidden_limit(const std::string& route, const Limit& limit);
  /// Answers 429 with scope "global" until then, to all but interactions.
  void limit_globally(TimePoint until) { global_until_ = until; }

  /// When the route's limit was set.
  [[nodiscard]] TimePoint changed_at(const std::string& route) const;
  /// The hash that the route has now, or empty.
  [[nodiscard]] std::string hash_of(const std::string& route) const;

  Reply on_request(const Request& request, TimePoint now);

 private:
  struct Window {
    TimePoint end;
    std::uint32_t used = 0;
    bool has_uninformed = false;
  };

  Window& window(const Limit& limit, const std::string& major, TimePoint now);

  std::map<std::string, Limit> limits_;
  std::map<std::string, TimePoint> changed_at_;
  std::map<std::string, Limit> hidden_limits_;
  std::map<std::string, Window> windows_;
  TimePoint global_until_{};
};

}  // namespace pincer::sim
