// Opening connections: connect, proxy tunnel, TLS handshake.
#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "base/log.hpp"
#include "net/connect.hpp"
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

/// A line of the peer's as part of a message.
std::string printable(std::string_view line) {
  constexpr std::size_t length_max = 100;
  std::string out(line.substr(0, length_max));
  for (char& c : out) c = static_cast<unsigned char>(c) < 0x20U || c == 0x7f ? ' ' : c;
  return out;
}

/// A name or an address as the authority of CONNECT: always with its port.
std::string authority_with_port(const Url& url) {
  const bool is_v6 = url.host.find(':') != std::string::npos;
  return (is_v6 ? "[" + url.host + "]" : url.host) + ":" + std::to_string(url.port);
}

/// Asks the proxy at the other end of `stream` for a tunnel (RFC 9110, section 9.3.6).
awaitable<Result<void>> open_tunnel(Stream& stream, const Url& url, const Proxy& proxy) {
  const std::string origin = authority_with_port(url);
  std::string request = "CONNECT " + origin + " HTTP/1.1\r\nHost: " + origin + "\r\n";
  if (!proxy.authorization.empty()) {
    request += "Proxy-Authorization: " + proxy.authorization + "\r\n";
  }
  request += "\r\n";
  const std::string what = "the proxy " + proxy.name() + " ";
  auto [write_code, written] = co_await asio::async_write(stream, asio::buffer(request), as_result);
  if (write_code) {
    co_return Error(ErrorKind::network, what + "closed the connection: " + write_code.message());
  }
  constexpr std::size_t answer_size_max = 16U << 10U;
  std::string answer;
  auto [read_code, read] = co_await asio::async_read_until(
      stream, asio::dynamic_buffer(answer, answer_size_max), "\r\n\r\n", as_result);
  if (read_code) {
    co_return Error(ErrorKind::network, what + "did not answer: " + read_code.message());
  }
  // "HTTP/1.1 200 Connection established"
  constexpr std::size_t status_at = 9;
  const std::string_view status = std::string_view(answer).substr(0, answer.find('\r'));
  if (!status.starts_with("HTTP/1.") || status.size() < status_at + 3 || status[status_at] != '2') {
    const std::string hint = status.substr(std::min(status_at, status.size())).starts_with("407")
                                 ? "; it wants a user and a password in its URL"
                                 : "";
    co_return Error(ErrorKind::network, what + "refuses to connect to " + origin + " (\"" +
                                            printable(status) + "\")" + hint);
  }
  // The origin's side of TLS, HTTP and WebSocket never speaks first.
  if (answer.size() != read) {
    co_return Error(ErrorKind::protocol, what + "sent something before the origin was asked");
  }
  co_return Result<void>();
}

void warn_of_plain_connection(const Url& url) {
  if (url.uses_tls() || is_loopback(url.host)) return;
  static std::atomic<bool> warned{false};
  if (warned.exchange(true)) return;
  log_line(LogLevel::warning, "net",
           "the connection to {} is not encrypted: whoever is on the way can read the token; use "
           "{}s in the option base_url or url, unless the network is your own",
           url.authority(), url.scheme);
}

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
                                                std::optional<Proxy> proxy, Duration dial_timeout) {
  warn_of_plain_connection(url);
  const auto executor = co_await asio::this_coro::executor;
  const TimePoint deadline = Clock::now() + dial_timeout;
  auto socket =
      co_await connect(proxy ? proxy->host : url.host, proxy ? proxy->port : url.port, deadline);
  if (!socket) {
    Error error = socket.error();
    // It may come from an environment that nobody thought of.
    if (proxy) error.message = "the proxy of the option or of https_proxy: " + error.message;
    co_return error;
  }
  boost::system::error_code ignored;
  socket->set_option(tcp::no_delay(true), ignored);
  auto stream = std::make_unique<Stream>(std::move(*socket));
  const Watchdog watchdog(executor, deadline - Clock::now(), [&] { stream->close(); });

  if (proxy && url.scheme != "http") {
    auto tunnel = co_await open_tunnel(*stream, url, *proxy);
    if (watchdog.expired()) {
      co_return Error(ErrorKind::timeout, "the proxy " + proxy->name() + " did not answer in time");
    }
    if (!tunnel) co_return tunnel.error();
  }
  if (!url.uses_tls()) co_return std::move(stream);

  const std::string peer = url.host + " port " + std::to_string(url.port);
  stream = std::make_unique<Stream>(std::move(stream->socket()), *tls);
  if (auto prepared = prepare_handshake(*stream->tls(), url.host); !prepared) {
    co_return prepared.error();
  }
  auto [handshake_code] =
      co_await stream->tls()->async_handshake(asio::ssl::stream_base::client, as_result);
  if (watchdog.expired()) {
    co_return Error(ErrorKind::timeout, "the TLS handshake with " + peer + " timed out");
  }
  if (handshake_code) {
    co_return stream_error("the TLS handshake with " + peer + " failed", handshake_code,
                           stream.get());
  }
  co_return std::move(stream);
}

}  // namespace pincer::net
