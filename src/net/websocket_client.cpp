// The client's end of a WebSocket: the upgrade, and a connection over `WebSocketReader`.
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <cstring>
#include <utility>

#include "base/base64.hpp"
#include "net/condition.hpp"
#include "net/stream.hpp"
#include "net/watchdog.hpp"
#include "net/websocket.hpp"
#include "net/websocket_frame.hpp"
#include "net/websocket_reader.hpp"

namespace pincer::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

template <std::size_t size>
std::array<unsigned char, size> random_bytes() {
  std::array<unsigned char, size> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(size)) != 1) throw std::bad_alloc();
  return bytes;
}

Error connection_error(const boost::system::error_code& code) {
  Error error(ErrorKind::network, code.message());
  error.close_code = close_code_abnormal;
  return error;
}

// ---- The connection

class ClientWebSocket final : public WebSocket {
 public:
  ClientWebSocket(Stream stream, const WebSocketOptions& options)
      : stream_(std::move(stream)),
        reader_(options.message_size_max),
        changed_(stream_.get_executor()),
        close_timeout_(options.close_timeout) {}

  /// What came behind the answer to the upgrade.
  void take(std::string_view bytes) {
    while (!bytes.empty()) {
      const std::span<char> room = reader_.prepare();
      const std::string_view piece = bytes.substr(0, room.size());
      std::memcpy(room.data(), piece.data(), piece.size());
      reader_.commit(piece.size());
      bytes.remove_prefix(piece.size());
    }
  }

  std::optional<WebSocketMessage> read_ready() override;
  awaitable<Result<WebSocketMessage>> read() override;
  awaitable<Result<void>> write(std::string_view data, bool binary) override {
    co_return co_await send(binary ? FrameOpcode::binary : FrameOpcode::text, data);
  }
  awaitable<void> close(std::uint16_t code, std::string_view reason) override;
  void abort() noexcept override { stream_.close(); }
  awaitable<Result<void>> write_raw(std::string_view bytes) override;

 private:
  /// A control frame that waits for `read`, which can answer it.
  struct Control {
    WebSocketReader::Kind kind{};
    std::string payload;
    int close_code = 0;
  };

  awaitable<void> answer(Control control);
  awaitable<Result<void>> send(FrameOpcode opcode, std::string_view payload);
  awaitable<void> send_close(std::string payload);

  Stream stream_;
  WebSocketReader reader_;
  Condition changed_;  // of `reading_` and `writing_`
  Duration close_timeout_;
  std::optional<Control> control_;
  std::optional<Error> end_;  // what every further read says
  bool reading_ = false;
  bool writing_ = false;
  bool close_sent_ = false;
};

std::optional<WebSocketMessage> ClientWebSocket::read_ready() {
  using Kind = WebSocketReader::Kind;
  while (!control_ && !end_) {
    const auto incoming = reader_.next();
    if (!incoming) {
      end_ = incoming.error();
    } else if (!*incoming) {
      const std::span<char> room = reader_.prepare();
      const std::size_t size = stream_.read_available({room.data(), room.size()});
      if (size == 0) break;
      reader_.commit(size);
    } else if ((*incoming)->kind != Kind::text && (*incoming)->kind != Kind::binary) {
      control_ = {(*incoming)->kind, std::string((*incoming)->data), (*incoming)->close_code};
    } else if (!close_sent_) {  // else nobody wants it any more
      WebSocketMessage message;
      message.data = (*incoming)->data;
      message.binary = (*incoming)->kind == Kind::binary;
      return message;
    }
  }
  return std::nullopt;
}

awaitable<Result<WebSocketMessage>> ClientWebSocket::read() {
  reading_ = true;
  const struct Leave {
    ClientWebSocket& socket;
    ~Leave() {
      socket.reading_ = false;
      socket.changed_.notify();
    }
  } leave{*this};
  for (;;) {
    if (const auto message = read_ready()) co_return *message;
    if (control_) {
      co_await answer(*std::exchange(control_, std::nullopt));
    } else if (end_) {
      co_return *end_;
    } else {
      const std::span<char> room = reader_.prepare();
      auto [code, size] =
          co_await stream_.async_read_some(asio::buffer(room.data(), room.size()), as_result);
      if (!code && size == 0) code = asio::error::eof;
      if (code) {
        end_ = connection_error(code);
      } else {
        reader_.commit(size);
      }
    }
  }
}

awaitable<void> ClientWebSocket::answer(Control control) {
  if (control.kind == WebSocketReader::Kind::ping) {
    co_await send(FrameOpcode::pong, control.payload);
  } else if (control.kind == WebSocketReader::Kind::close) {
    // A peer that does not read its answer must not hold up what its close brings about.
    const Watchdog watchdog(stream_.get_executor(), close_timeout_, [this] { abort(); });
    // Without a code: RFC 6455, section 5.5.1, only calls it typical to send back the peer's, and
    // from us 1000 or 1001 would end the session.
    // https://discord.com/developers/docs/events/gateway#disconnecting
    co_await send_close({});
    end_ = Error(ErrorKind::network, control.payload.empty() ? "the peer closed the connection"
                                                             : std::move(control.payload));
    end_->close_code = control.close_code;
  }
}

/// The reader answers pings beside the one that writes, so they take turns.
awaitable<Result<void>> ClientWebSocket::send(FrameOpcode opcode, std::string_view payload) {
  std::uint32_t mask = 0;
  for (const unsigned char byte : random_bytes<4>()) mask = mask << 8U | byte;
  const std::string frame = client_frame(opcode, payload, mask);
  co_await changed_.until([this] { return !writing_; });
  writing_ = true;
  auto [code, size] = co_await asio::async_write(stream_, asio::buffer(frame), as_result);
  writing_ = false;
  changed_.notify();
  if (code) co_return connection_error(code);
  co_return Result<void>();
}

awaitable<void> ClientWebSocket::send_close(std::string payload) {
  if (std::exchange(close_sent_, true)) co_return;
  co_await send(FrameOpcode::close, payload);
}

awaitable<void> ClientWebSocket::close(std::uint16_t code, std::string_view reason) {
  const Watchdog watchdog(stream_.get_executor(), close_timeout_, [this] { abort(); });
  co_await send_close(close_payload(code, reason));
  // Somebody must read up to the peer's close frame: whoever reads already, or we.
  while (!end_) {
    if (reading_) {
      co_await changed_.until([this] { return !reading_; });
    } else {
      co_await read();
    }
  }
  abort();
}

awaitable<Result<void>> ClientWebSocket::write_raw(std::string_view bytes) {
  auto [code, size] =
      co_await asio::async_write(stream_, asio::buffer(bytes.data(), bytes.size()), as_result);
  if (code) co_return connection_error(code);
  co_return Result<void>();
}

// ---- The upgrade (RFC 6455, section 4)

/// What proves that the server has read this request as a WebSocket's.
std::string accept_for(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) {
    throw std::bad_alloc();
  }
  return base64_encode({reinterpret_cast<const char*>(digest.data()), size});
}

http::request<http::empty_body> upgrade_request(const Url& url, const std::string& user_agent,
                                                std::string_view key) {
  http::request<http::empty_body> request(http::verb::get, url.target(), 11);
  request.set(http::field::host, url.authority());
  request.set(http::field::upgrade, "websocket");
  request.set(http::field::connection, "Upgrade");
  request.set(http::field::sec_websocket_key, {key.data(), key.size()});
  request.set(http::field::sec_websocket_version, "13");
  if (!user_agent.empty()) request.set(http::field::user_agent, user_agent);
  return request;
}

bool is_accepted(const http::response<http::empty_body>& response, std::string_view key) {
  return response.result() == http::status::switching_protocols && response.version() == 11 &&
         beast::iequals(response[http::field::upgrade], "websocket") &&
         http::token_list(response[http::field::connection]).exists("upgrade") &&
         response[http::field::sec_websocket_accept] == accept_for(key) &&
         // Nothing was offered, so nothing can have been agreed on.
         response.count(http::field::sec_websocket_extensions) == 0 &&
         response.count(http::field::sec_websocket_protocol) == 0;
}

/// Upgrades `stream`; `buffer` then holds what came behind the answer.
awaitable<Result<void>> upgrade(Stream& stream, const Url& url, const WebSocketOptions& options,
                                beast::flat_buffer& buffer) {
  const std::string what = "the WebSocket handshake with " + url.authority() + " failed: ";
  const Watchdog watchdog(stream.get_executor(), options.handshake_timeout,
                          [&stream] { stream.close(); });
  const auto error = [&](const boost::system::error_code& code) {
    return watchdog.expired() ? Error(ErrorKind::timeout, what + "it timed out")
                              : Error(ErrorKind::network, what + code.message());
  };
  const auto nonce = random_bytes<16>();
  const std::string key =
      base64_encode({reinterpret_cast<const char*>(nonce.data()), nonce.size()});
  const auto request = upgrade_request(url, options.user_agent, key);
  auto [write_code, written] = co_await http::async_write(stream, request, as_result);
  if (write_code) co_return error(write_code);
  http::response_parser<http::empty_body> parser;
  auto [read_code, read] = co_await http::async_read_header(stream, buffer, parser, as_result);
  if (read_code) co_return error(read_code);
  if (is_accepted(parser.get(), key)) co_return Result<void>();
  const int status = parser.get().result_int();
  Error refusal(ErrorKind::protocol, what + "the server answered with HTTP " +
                                         std::to_string(status) + " in place of an upgrade");
  if (status == 101) refusal.message = what + "the server's answer is no upgrade to WebSocket";
  refusal.http_status = status;
  co_return refusal;
}

}  // namespace

awaitable<Result<std::unique_ptr<WebSocket>>> WebSocket::connect(Url url,
                                                                 std::shared_ptr<TlsContext> tls,
                                                                 WebSocketOptions options) {
  auto dialled = co_await dial(url, std::move(tls), options.proxy, options.dial_timeout);
  if (!dialled) co_return dialled.error();
  beast::flat_buffer early;
  const auto upgraded = co_await upgrade(**dialled, url, options, early);
  if (!upgraded) co_return upgraded.error();
  auto socket = std::make_unique<ClientWebSocket>(std::move(**dialled), options);
  socket->take({static_cast<const char*>(early.data().data()), early.size()});
  co_return std::move(socket);
}

}  // namespace pincer::net
