// HTTP/1.1 requests over a pool of keep-alive connections. Layer: net. Thread safety: one strand.
// This layer sends what it is given, once: rate limits and retries belong to the layers above.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/proxy.hpp"
#include "net/request_body.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"
#include "pincer/awaitable.hpp"

namespace pincer::net {

/// How long one request may take. Each limit includes the ones above it, but for the header's.
struct HttpTimeLimits {
  HttpTimeLimits() = default;

  Duration header = std::chrono::seconds(20);    ///< From the sent request to the response's head.
  Duration exchange = std::chrono::seconds(30);  ///< From the request's first byte to the
                                                 ///< response's last one.
  Duration total = std::chrono::seconds(60);     ///< With waiting for a connection and dialling.
};

struct HttpRequest {
  HttpRequest() = default;

  std::string method;
  Url url;
  std::string header_lines;  ///< As they are sent, with the ends of the lines.
  RequestBody body;
  HttpTimeLimits limits;

  void add_header(std::string_view name, std::string_view value) {
    header_lines.append(name).append(": ").append(value).append("\r\n");
  }
};

struct HttpResponse {
  HttpResponse() = default;

  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  /// The first header of that name (any case), or empty.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct HttpConnectionPoolOptions {
  HttpConnectionPoolOptions() = default;

  Duration dial_timeout = std::chrono::seconds(10);  ///< Resolve, connect and TLS handshake.
  Duration idle_timeout = std::chrono::seconds(60);  ///< Idle connections are closed after it.
  std::size_t connections_per_host_max = 32;         ///< Further requests wait for one.
  std::size_t body_size_max = 64U << 20U;            ///< Bytes of a response body, decoded.
  ProxySettings proxies;
};

class HttpConnectionPool {
 public:
  static std::unique_ptr<HttpConnectionPool> create(std::shared_ptr<TlsContext> tls,
                                                    HttpConnectionPoolOptions options);
  HttpConnectionPool(const HttpConnectionPool&) = delete;
  HttpConnectionPool& operator=(const HttpConnectionPool&) = delete;
  virtual ~HttpConnectionPool() = default;

  /// Sends the request and reads the whole response, with its content decoded. A kept connection
  /// that the server closed meanwhile is replaced once, when not a byte of the response has come
  /// (RFC 9110, 9.2.2 permits it for idempotent methods; for others only when writing failed).
  /// `request` must live until the end. `was_sent` tells, after an error, whether the server may
  /// have got the whole request, and so may have acted on it.
  /// Errors: network, tls, timeout, protocol; invalid_argument for a file of the body that cannot
  /// be read. Cancellation: per-operation, terminal.
  virtual awaitable<Result<HttpResponse>> send(const HttpRequest& request, bool& was_sent) = 0;

  /// Closes every connection; requests under way fail with `cancelled`.
  virtual void close() noexcept = 0;

 protected:
  HttpConnectionPool() = default;
};

}  // namespace pincer::net
