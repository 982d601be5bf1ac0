// The server's end of a WebSocket: Beast's.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "net/beast_websocket.hpp"
#include "net/watchdog.hpp"
#include "net/websocket.hpp"

namespace pincer::net {

// Customization points of Beast's websocket::stream, found by argument-dependent look-up.

/// Beast calls it when one of its own time limits passes.
void beast_close_socket(Stream& stream) { stream.close(); }

void teardown(boost::beast::role_type role, Stream& stream, boost::system::error_code& code) {
  if (stream.tls() != nullptr) {
    boost::beast::teardown(role, *stream.tls(), code);
  } else {
    boost::beast::websocket::teardown(role, stream.socket(), code);
  }
}

template <class Handler>
void async_teardown(boost::beast::role_type role, Stream& stream, Handler&& handler) {
  if (stream.tls() != nullptr) {
    boost::beast::async_teardown(role, *stream.tls(), std::forward<Handler>(handler));
  } else {
    boost::beast::websocket::async_teardown(role, stream.socket(), std::forward<Handler>(handler));
  }
}

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
namespace http = beast::http;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

class BeastWebSocket final : public WebSocket {
 public:
  BeastWebSocket(Stream stream, const WebSocketOptions& options)
      : stream_(std::move(stream)), close_timeout_(options.close_timeout) {
    // Idle connections are the business of the layer above: Discord's heartbeat finds them.
    stream_.set_option(websocket::stream_base::timeout{
        options.handshake_timeout, websocket::stream_base::none(), /*keep_alive_pings=*/false});
    stream_.read_message_max(options.message_size_max);
    // One frame a message, so that a peer sees each gateway payload whole.
    stream_.auto_fragment(false);
  }

  websocket::stream<Stream, false>& native() { return stream_; }

  awaitable<Result<WebSocketMessage>> read() override {
    buffer_.consume(buffer_.size());
    auto [code, size] = co_await stream_.async_read(buffer_, as_result);
    if (code) co_return read_error(code);
    WebSocketMessage message;
    message.data = {static_cast<const char*>(buffer_.data().data()), size};
    message.binary = stream_.got_binary();
    co_return message;
  }

  awaitable<Result<void>> write(std::string_view data, bool binary) override {
    stream_.binary(binary);
    auto [code, size] =
        co_await stream_.async_write(asio::buffer(data.data(), data.size()), as_result);
    if (code) co_return write_error(code);
    co_return Result<void>();
  }

  awaitable<void> close(std::uint16_t close_code, std::string_view reason) override {
    const Watchdog watchdog(stream_.get_executor(), close_timeout_, [this] { abort(); });
    // A close frame's reason is at most 123 bytes (RFC 6455, section 5.5).
    const websocket::close_reason close_reason(static_cast<websocket::close_code>(close_code),
                                               reason.substr(0, 123));
    co_await stream_.async_close(close_reason, as_result);
    abort();
  }

  void abort() noexcept override { stream_.next_layer().close(); }

  awaitable<Result<void>> write_raw(std::string_view bytes) override {
    auto [code, size] = co_await asio::async_write(
        stream_.next_layer(), asio::buffer(bytes.data(), bytes.size()), as_result);
    if (code) co_return write_error(code);
    co_return Result<void>();
  }

 private:
  Error read_error(const boost::system::error_code& code) {
    Error error(ErrorKind::network, code.message());
    error.close_code = close_code_abnormal;
    if (code == websocket::error::closed) {
      const websocket::close_reason& reason = stream_.reason();
      error.close_code = reason.code == websocket::close_code::none ? close_code_none : reason.code;
      error.message = reason.reason.empty() ? "the peer closed the connection"
                                            : std::string(reason.reason.c_str());
    } else if (code == websocket::error::message_too_big ||
               code == websocket::error::buffer_overflow) {
      error.kind = ErrorKind::protocol;
      error.message =
          "a message is larger than " + std::to_string(stream_.read_message_max()) + " bytes";
    } else if (code.category() == websocket::make_error_code(websocket::error::closed).category()) {
      error.kind = ErrorKind::protocol;
    }
    return error;
  }

  static Error write_error(const boost::system::error_code& code) {
    Error error(ErrorKind::network, code.message());
    error.close_code = close_code_abnormal;
    return error;
  }

  websocket::stream<Stream, false> stream_;  // false: without permessage-deflate
  beast::flat_buffer buffer_;
  Duration close_timeout_;
};

}  // namespace

awaitable<Result<std::unique_ptr<WebSocket>>> accept_websocket(
    std::unique_ptr<Stream> stream, const http::request<http::string_body>& request,
    WebSocketOptions options) {
  auto socket = std::make_unique<BeastWebSocket>(std::move(*stream), options);
  auto [code] = co_await socket->native().async_accept(request, as_result);
  if (code) {
    co_return Error(ErrorKind::protocol, "the WebSocket handshake failed: " + code.message());
  }
  co_return std::move(socket);
}

}  // namespace pincer::net
