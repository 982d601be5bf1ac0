// From what a caller asks for to the request that is sent. Layer: client. Thread safety: one
// strand.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"
#include "net/http_client.hpp"
#include "net/url.hpp"
#include "pincer/http_client.hpp"
#include "wire/route.hpp"

namespace pincer::client {

/// A call, ready to be sent as often as it takes.
struct PreparedCall {
  PreparedCall(wire::Route call_route, HTTPTimeouts call_timeouts)
      : route(std::move(call_route)), timeouts(call_timeouts) {}

  wire::Route route;
  net::HttpRequest message;
  HTTPTimeouts timeouts;
  std::optional<TimePoint> not_later_than;
  bool has_own_token = false;       ///< It carries the client's own token,
  std::uint64_t token_version = 0;  ///< which may have been replaced since.
  bool safe_to_repeat = false;
  int sent = 0;             ///< How often it was sent.
  Duration network_time{};  ///< What counts against `timeouts.call`.
};

class RequestBuilder {
 public:
  /// Throws `Exception` (`invalid_argument`) when base URL, token or user agent cannot be used.
  RequestBuilder(const HTTPClientOptions& settings, const Token& token, std::uint64_t seed);

  /// Throws `Exception` (`invalid_argument`) when the arguments do not make a request, or a file
  /// cannot be read.
  PreparedCall build(std::string method, std::string_view path, RequestOptions&& options);

 private:
  [[nodiscard]] wire::Route make_route(std::string_view method, std::string_view path,
                                       const RequestOptions& options) const;
  void add_authorization(PreparedCall& call, const RequestOptions& options) const;
  void add_nonce(PreparedCall& call, RequestOptions& options);
  void add_body(net::HttpRequest& message, RequestOptions& options);
  void add_multipart(net::HttpRequest& message, RequestOptions& options);

  const HTTPClientOptions& settings_;
  const Token& token_;
  net::Url base_;
  std::string usual_headers_;  // of every request
  std::uint64_t application_id_ = 0;
  Random random_;
};

}  // namespace pincer::client
