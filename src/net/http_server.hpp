// A small HTTP/1.1 server with WebSocket upgrade. Layer: net. Thread safety: one strand.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/tls.hpp"
#include "net/websocket.hpp"
#include "pincer/awaitable.hpp"

namespace pincer::net {

struct HttpServerRequest {
  HttpServerRequest() = default;

  std::string method;  ///< As sent: "GET", "POST", ...
  std::string target;  ///< Path and query, as sent.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  /// The first header of that name (any case), or empty.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct HttpServerResponse {
  HttpServerResponse() = default;

  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  /// Instead of answering: cut the connection before, or in the middle of, the response.
  enum class Fault { none, drop_before, drop_inside } fault = Fault::none;
};

struct HttpServerOptions {
  HttpServerOptions() = default;

  std::string address = "127.0.0.1";
  std::uint16_t port = 0;           ///< 0: any free port; `port()` tells which.
  std::shared_ptr<TlsContext> tls;  ///< Empty: plain TCP.
  std::size_t body_size_max = 32U << 20U;
  std::size_t connections_max = 4096;  ///< Further connections wait in the kernel's queue.
  Duration idle_timeout = std::chrono::seconds(75);
  WebSocketOptions websocket;
};

class HttpServer {
 public:
  /// Answers one request. An exception it throws becomes an empty 500.
  using RequestHandler = std::function<awaitable<HttpServerResponse>(HttpServerRequest)>;
  /// Owns one upgraded connection until it returns.
  using UpgradeHandler =
      std::function<awaitable<void>(HttpServerRequest, std::unique_ptr<WebSocket>)>;

  /// Binds and listens; connections are served once run() is awaited. Errors: network, with a
  /// message that names address and port ("127.0.0.1:8080 is in use ...").
  static Result<std::unique_ptr<HttpServer>> listen(boost::asio::any_io_executor executor,
                                                    HttpServerOptions options,
                                                    RequestHandler on_request,
                                                    UpgradeHandler on_upgrade);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  virtual ~HttpServer() = default;

  /// Serves until stop(); returns when every connection has ended.
  virtual awaitable<void> run() = 0;
  /// Closes the listener and drops every connection. To be called on the server's executor.
  virtual void stop() noexcept = 0;
  [[nodiscard]] virtual std::uint16_t port() const noexcept = 0;

 protected:
  HttpServer() = default;
};

}  // namespace pincer::net
