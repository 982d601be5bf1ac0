// Opening connections: resolve, connect, TLS handshake.
#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/stream.hpp"
#include "net/watchdog.hpp"

namespace pincer::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

bool is_ip_address(const std::string& host) {
  boost::system::error_code code;
  asio::ip::make_address(host, code);
  return !code;
}

/// SNI (RFC 6066: never for an IP address) and verification of the host name.
Result<void> prepare_handshake(Stream::TlsStream& tls, const std::string& host) {
  if (!is_ip_address(host) && SSL_set_tlsext_host_name(tls.native_handle(), host.c_str()) != 1) {
    return Error(ErrorKind::tls, "cannot set the server name \"" + host + "\" for TLS");
  }
  boost::system::error_code code;
  tls.set_verify_callback(asio::ssl::host_name_verification(host), code);
  if (code) return Error(ErrorKind::tls, "cannot set up verification: " + code.message());
  return {};
}

Error timeout_error(const std::string& what) { return {ErrorKind::timeout, what + " timed out"}; }

}  // namespace

Error stream_error(const std::string& what, const boost::system::error_code& code, Stream* stream) {
  if (stream != nullptr && stream->tls() != nullptr) {
    const long verdict = SSL_get_verify_result(stream->tls()->native_handle());
    if (verdict != X509_V_OK) {
      return {ErrorKind::tls, what + ": the server's certificate is not accepted: " +
                                  X509_verify_cert_error_string(verdict)};
    }
    if (code.category() == asio::error::get_ssl_category()) {
      return {ErrorKind::tls, what + ": " + code.message()};
    }
  }
  return {ErrorKind::network, what + ": " + code.message()};
}

awaitable<Result<std::unique_ptr<Stream>>> dial(const Url& url, std::shared_ptr<TlsContext> tls,
                                                Duration dial_timeout) {
  const auto executor = co_await asio::this_coro::executor;
  const std::string peer = url.host + " port " + std::to_string(url.port);

  tcp::resolver resolver(executor);
  tcp::socket socket(executor);
  std::unique_ptr<Stream> stream;
  const Watchdog watchdog(executor, dial_timeout, [&] {
    resolver.cancel();
    boost::system::error_code ignored;
    socket.close(ignored);
    if (stream) stream->close();
  });

  auto [resolve_code, endpoints] =
      co_await resolver.async_resolve(url.host, std::to_string(url.port), as_result);
  if (watchdog.expired()) co_return timeout_error("looking up " + url.host);
  if (resolve_code) {
    co_return Error(ErrorKind::network,
                    "cannot look up " + url.host + ": " + resolve_code.message());
  }

  auto [connect_code, endpoint] = co_await asio::async_connect(socket, endpoints, as_result);
  if (watchdog.expired()) co_return timeout_error("connecting to " + peer);
  if (connect_code) {
    co_return Error(ErrorKind::network,
                    "cannot connect to " + peer + ": " + connect_code.message());
  }
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);

  if (!url.uses_tls()) co_return std::make_unique<Stream>(std::move(socket));

  stream = std::make_unique<Stream>(std::move(socket), *tls);
  if (auto prepared = prepare_handshake(*stream->tls(), url.host); !prepared) {
    co_return prepared.error();
  }
  auto [handshake_code] =
      co_await stream->tls()->async_handshake(asio::ssl::stream_base::client, as_result);
  if (watchdog.expired()) co_return timeout_error("the TLS handshake with " + peer);
  if (handshake_code) {
    co_return stream_error("the TLS handshake with " + peer + " failed", handshake_code,
                           stream.get());
  }
  co_return std::move(stream);
}

}  // namespace pincer::net
