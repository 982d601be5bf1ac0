// A TCP connection, plain or under TLS, as one type. Layer: net (private: includes Asio's TLS).
// Thread safety: one strand.
// Beast's algorithms are templates over the stream. With one stream type they are instantiated
// once instead of once for plain and once for TLS, which halves the slowest files of the build;
// the price is one branch an operation.
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/proxy.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"
#include "pincer/awaitable.hpp"

namespace pincer::net {

class Stream {
 public:
  using PlainStream = boost::asio::ip::tcp::socket;
  using TlsStream = boost::asio::ssl::stream<PlainStream>;
  using executor_type = PlainStream::executor_type;

  explicit Stream(PlainStream socket) : stream_(std::move(socket)) {}
  Stream(PlainStream socket, TlsContext& tls)
      : stream_(std::in_place_type<TlsStream>, std::move(socket), tls.native()) {}

  executor_type get_executor() { return socket().get_executor(); }
  PlainStream& socket() {
    auto* const plain = std::get_if<PlainStream>(&stream_);
    return plain != nullptr ? *plain : std::get_if<TlsStream>(&stream_)->next_layer();
  }
  /// Null for a plain connection.
  TlsStream* tls() { return std::get_if<TlsStream>(&stream_); }

  /// Drops the connection: operations under way end with an error. Idempotent.
  void close() noexcept {
    boost::system::error_code ignored;
    socket().close(ignored);
  }

  /// OpenSSL keeps the buffer of 17 KB into which it reads records: Asio would have it given back
  /// and taken again with every read. That for writing is needed for a heartbeat a minute, and is
  /// given back.
  template <class Buffers, class Handler>
  auto async_read_some(const Buffers& buffers, Handler&& handler) {
    return boost::asio::async_initiate<Handler, void(boost::system::error_code, std::size_t)>(
        [this](auto completion, const Buffers& to) {
          if (auto* const plain = std::get_if<PlainStream>(&stream_)) {
            plain->async_read_some(to, std::move(completion));
          } else {
            SSL_clear_mode(tls()->native_handle(), SSL_MODE_RELEASE_BUFFERS);
            tls()->async_read_some(to, std::move(completion));
          }
        },
        handler, buffers);
  }

  /// Takes what TLS has received and not handed out yet, without waiting: Asio's read returns one
  /// record at a time, and the socket is read for up to 17 KB. 0 when there is nothing, for a plain
  /// connection, and where something is wrong: `async_read_some` then tells what. Not beside it.
  std::size_t read_available(boost::asio::mutable_buffer to) {
    if (tls() == nullptr) return 0;
    ERR_clear_error();
    const int size = SSL_read(tls()->native_handle(), to.data(),
                              static_cast<int>(std::min<std::size_t>(to.size(), 1U << 20U)));
    return size > 0 ? static_cast<std::size_t>(size) : 0;
  }

  template <class Buffers, class Handler>
  auto async_write_some(const Buffers& buffers, Handler&& handler) {
    return boost::asio::async_initiate<Handler, void(boost::system::error_code, std::size_t)>(
        [this](auto completion, const Buffers& from) {
          if (auto* const plain = std::get_if<PlainStream>(&stream_)) {
            plain->async_write_some(from, std::move(completion));
          } else {
            // Here the record is made, and its buffer given back.
            SSL* const ssl = tls()->native_handle();
            SSL_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS);
            tls()->async_write_some(from, std::move(completion));
            SSL_clear_mode(ssl, SSL_MODE_RELEASE_BUFFERS);
          }
        },
        handler, buffers);
  }

 private:
  std::variant<PlainStream, TlsStream> stream_;
};

/// Connects (all addresses, IPv6 and IPv4; through `proxy` where there is one) and, for https and
/// wss, performs the TLS handshake with SNI and verification of the origin's host name. To plain
/// http through a proxy there is no tunnel: the stream leads to the proxy, which wants whole URLs.
/// Warns, once in the process, when `url` is neither encrypted nor on this machine: what we send
/// carries a token. Errors: network, tls, timeout; the message names host and port.
awaitable<Result<std::unique_ptr<Stream>>> dial(const Url& url, std::shared_ptr<TlsContext> tls,
                                                std::optional<Proxy> proxy, Duration dial_timeout);

/// The error for a failed operation on `stream`: "tls" with the certificate's problem where there
/// is one, else "network".
Error stream_error(const std::string& what, const boost::system::error_code& code, Stream* stream);

}  // namespace pincer::net
