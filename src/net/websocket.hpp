// One WebSocket connection (RFC 6455), either end. Layer: net.
// Thread safety: one strand. At most one read and one write may be under way at a time; close()
// and abort() may be called beside them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/proxy.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"
#include "pincer/awaitable.hpp"

namespace pincer::net {

struct WebSocketOptions {
  WebSocketOptions() = default;

  Duration dial_timeout = std::chrono::seconds(10);       ///< Resolve and connect.
  Duration handshake_timeout = std::chrono::seconds(10);  ///< TLS and the HTTP upgrade.
  Duration close_timeout = std::chrono::seconds(2);       ///< Waiting for the peer's close frame.
  std::size_t message_size_max = 16U << 20U;              ///< Bytes, before inflation.
  std::string user_agent;
  std::optional<Proxy> proxy;  ///< To tunnel through; `ProxySettings::proxy_for` tells it.
};

struct WebSocketMessage {
  std::string_view data;  ///< Valid until the next `read` or `read_ready`.
  bool binary = false;
};

/// Close codes that never cross the wire (RFC 6455, section 7.4.1).
inline constexpr int close_code_none = 1005;      ///< A close frame without a code.
inline constexpr int close_code_abnormal = 1006;  ///< The connection ended without a close frame.

class WebSocket {
 public:
  /// Dials `url` on the caller's executor. Errors: network, tls, timeout, protocol (the peer did
  /// not upgrade; `http_status` is set).
  static awaitable<Result<std::unique_ptr<WebSocket>>> connect(Url url,
                                                               std::shared_ptr<TlsContext> tls,
                                                               WebSocketOptions options);
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;
  virtual ~WebSocket() = default;

  /// The next whole message. After the end of the connection: an error of kind network whose
  /// `close_code` is the peer's code or `close_code_abnormal`, and whose message is the reason.
  virtual awaitable<Result<WebSocketMessage>> read() = 0;

  /// The next whole message if it is here already, without waiting. Nothing does not mean that the
  /// connection goes on: what `read` has to wait for, answer or report, is left to it. So a loop
  /// of `read` around one of `read_ready` pays for one coroutine a read of the socket, not one a
  /// message.
  virtual std::optional<WebSocketMessage> read_ready() { return std::nullopt; }

  /// Sends one message; returns when the kernel has taken it. `data` must stay valid until then.
  virtual awaitable<Result<void>> write(std::string_view data, bool binary) = 0;

  /// Sends a close frame and waits for the peer's, at most `close_timeout`; then drops the
  /// connection. A read under way ends.
  virtual awaitable<void> close(std::uint16_t code, std::string_view reason) = 0;

  /// Drops the connection at once, without a close frame. A read or write under way ends.
  virtual void abort() noexcept = 0;

  /// Writes bytes below the framing, to break the protocol on purpose (the sandbox's faults).
  virtual awaitable<Result<void>> write_raw(std::string_view bytes) = 0;

 protected:
  WebSocket() = default;
};

}  // namespace pincer::net
