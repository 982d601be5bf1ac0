// The sandbox on a real port: REST, CDN, control interface and gateway. It only carries: what is
// answered and sent is decided by the pure Sandbox.
// Thread safety: one strand, the executor it was started with.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "net/http_server.hpp"
#include "net/tls.hpp"
#include "pincer/awaitable.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/scenario.hpp"
#include "sandbox/server_connection.hpp"

namespace pincer::sandbox {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                ///< 0: any free port; `Server::port()` tells which.
  std::shared_ptr<net::TlsContext> tls;  ///< Empty: plain TCP.
  /// What URLs in replies begin with, when clients reach this server under another name than its
  /// address ("http://sandbox:8085"). Empty: made of address and port.
  std::string public_url;
  Scenario scenario = default_scenario();
  /// Told of each entry of the traffic log as it is written. May be empty.
  std::function<void(const TrafficEntry&)> on_traffic;
};

class Server {
 public:
  /// Enough to see that a payload is too long, and to say so with close code 4002.
  static constexpr std::size_t received_message_size_max = 1U << 20U;

  /// Binds and listens. `executor` must run one handler at a time (a strand, or a context with one
  /// thread). Errors: network, with address and port; invalid_argument.
  static Result<std::unique_ptr<Server>> start(boost::asio::any_io_executor executor,
                                               ServerOptions options);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Serves until stop(); returns when every connection has ended.
  awaitable<void> run();
  /// Drops every connection. To be called on the executor.
  void stop() noexcept;

  [[nodiscard]] std::uint16_t port() const noexcept { return http_->port(); }
  /// "http://127.0.0.1:8085"
  [[nodiscard]] const std::string& url() noexcept { return sandbox_.world().base_url(); }
  /// Ask it questions from the executor; what it has to send because of direct inputs goes out with
  /// the next input.
  [[nodiscard]] Sandbox& sandbox() noexcept { return sandbox_; }

 private:
  Server(boost::asio::any_io_executor executor, ServerOptions options);

  awaitable<net::HttpServerResponse> answer(net::HttpServerRequest received);
  awaitable<void> serve_gateway(net::HttpServerRequest request,
                                std::unique_ptr<net::WebSocket> socket);
  awaitable<void> keep_deadlines();
  /// After each input: hands out what is to be sent, and sets the timer anew.
  void flush();

  boost::asio::any_io_executor executor_;
  std::function<void(const TrafficEntry&)> on_traffic_;
  Sandbox sandbox_;
  std::unique_ptr<net::HttpServer> http_;
  std::map<ConnectionId, ServerConnection*> connections_;  ///< Owned by their serve_gateway().
  ConnectionId last_connection_ = 0;
  std::uint64_t last_traffic_ = 0;
  boost::asio::steady_timer deadline_timer_;
  bool stopped_ = false;
};

}  // namespace pincer::sandbox
