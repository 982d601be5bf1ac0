// Waiting for Discord's rate limits. Layer: client. Thread safety: one strand, its executor's.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pincer/awaitable.hpp"
#include "pincer/bucket.hpp"

namespace pincer {

namespace wire {
class Route;
struct RateLimitHeaders;
}  // namespace wire

/// Keeps requests within Discord's limits: per route and bucket, by major parameter, and globally.
/// `HTTPClient` has one; on its own it serves a program that sends requests by other means.
/// https://discord.com/developers/docs/topics/rate-limits
class RateLimiter {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  /// The right to send one request. What came of it has to be reported with
  /// `save_response_bucket`; a permit that is destroyed without a report counts as a request that
  /// got no response. Must not outlive its limiter.
  class Permit {
   public:
    Permit(Permit&& other) noexcept;
    Permit& operator=(Permit&& other) noexcept;
    ~Permit();

   private:
    friend class RateLimiter;
    Permit(RateLimiter& limiter, std::uint64_t ticket) : limiter_(&limiter), ticket_(ticket) {}
    void give_back() noexcept;

    RateLimiter* limiter_;  // null once reported or moved from
    std::uint64_t ticket_;
  };

  /// `global_per_second`: how many requests a second Discord permits this bot in all. 0 or less:
  /// any number. `in_flight_max`: how many may be under way at a time; as many as there are
  /// connections, so that after a global 429 no request follows that had its permit already. 0: any
  /// number.
  explicit RateLimiter(boost::asio::any_io_executor executor, int global_per_second = 50,
                       std::size_t in_flight_max = 0);
  RateLimiter(const RateLimiter&) = delete;
  RateLimiter& operator=(const RateLimiter&) = delete;
  ~RateLimiter();

  /// Waits until a request to `path` (below the API's base: "/channels/123/messages") may be sent.
  /// First come, first served within a bucket.
  /// Errors: `Exception` (`rate_limited`) at once when it cannot be before `not_later_than`.
  /// Cancellation: frees the place in the line.
  awaitable<Permit> wait_until_not_ratelimited(
      std::string_view method, std::string_view path,
      std::optional<std::chrono::steady_clock::time_point> not_later_than = {});
  awaitable<Permit> wait_until_not_ratelimited(
      const wire::Route& route,
      std::optional<std::chrono::steady_clock::time_point> not_later_than = {});

  /// The permit for a request that may be sent at once, as most may; nothing: await
  /// `wait_until_not_ratelimited`, which waits its turn or says what is wrong. Saves a coroutine.
  std::optional<Permit> permit_at_once(
      const wire::Route& route,
      std::optional<std::chrono::steady_clock::time_point> not_later_than = {});

  /// Reports the response to a permitted request. `body` matters after a 429 only.
  /// Returns true when the request was refused by a limit that waiting cures: await
  /// `wait_again(permit)` and send it once more.
  bool save_response_bucket(Permit& permit, int status, const Headers& headers,
                            std::string_view body = {});
  bool save_response_bucket(Permit& permit, int status, const wire::RateLimitHeaders& headers);

  /// After `save_response_bucket` said so: waits for the same permit once more, at the front of
  /// its line.
  awaitable<void> wait_again(Permit& permit);

  /// Ends every wait under way with an `Exception` (`cancelled`).
  void end_waits();

  /// Route ("POST /channels/{channel_id}/messages") to the hash of its bucket.
  [[nodiscard]] std::map<std::string, std::string> bucket_map() const;
  /// Bucket ("hash" or "hash:major parameter") to what is known of it now. One of which nothing is
  /// known yet is listed, under its route, while it has requests.
  [[nodiscard]] std::map<std::string, Bucket> buckets() const;
  /// What binds the requests of all buckets.
  [[nodiscard]] GlobalLimit global_limit() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pincer
