// One request and its response on one connection. Layer: net (private: includes Beast).
// Thread safety: one strand.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <memory>
#include <string>

#include "net/http_client.hpp"
#include "net/stream.hpp"
#include "net/watchdog.hpp"

namespace pincer::net {

/// Where connections lead: what requests to the same scheme, host and port have in common.
struct HttpPeer {
  std::string authority;       ///< The Host header; also names the peer in messages.
  std::optional<Proxy> proxy;  ///< On the way there.
};

struct HttpConnection {
  explicit HttpConnection(std::unique_ptr<Stream> opened)
      : stream(std::move(opened)), watchdog(stream->get_executor(), [this] { stream->close(); }) {}

  std::unique_ptr<Stream> stream;
  boost::beast::flat_buffer buffer;
  StandingWatchdog watchdog;
  TimePoint idle_since{};
  bool reused = false;  ///< It has carried a response before.
};

struct HttpExchange {
  Result<HttpResponse> response = Error();
  bool keep_alive = false;
  /// After an error: the server has not got the whole request, so it cannot have acted on it.
  bool sent_whole = false;
  /// After an error: not a byte of a response came.
  bool silent = true;
};

/// Sends `request` and reads the whole response. Plain HTTP through a proxy takes whole URLs
/// (RFC 9112, section 3.2.2). `deadline` bounds all of it, `request.limits.header` the wait for the
/// response's head. The connection is usable afterwards if `keep_alive` says so.
awaitable<HttpExchange> exchange(HttpConnection& connection, const HttpPeer& peer,
                                 const HttpRequest& request, TimePoint deadline,
                                 std::size_t body_size_max);

/// Beast's parser, reading into a response of ours. Beast's own message would be a copy more, and
/// an index of the fields that nobody asks for.
class ResponseParser final : public boost::beast::http::basic_parser<false> {
 public:
  ResponseParser() = default;

  [[nodiscard]] int status() const noexcept { return response_.status; }
  /// The response that was read to its end, with its content decoded.
  Result<HttpResponse> take(std::size_t body_size_max);

 private:
  using error_code = boost::beast::error_code;
  using field = boost::beast::http::field;
  using string_view = boost::beast::string_view;

  void on_request_impl(boost::beast::http::verb method, string_view method_text, string_view target,
                       int version, error_code& code) override;
  void on_response_impl(int status, string_view reason, int version, error_code& code) override;
  void on_field_impl(field known, string_view name, string_view value, error_code& code) override;
  void on_header_impl(error_code& code) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& size, error_code& code) override;
  std::size_t on_body_impl(string_view bytes, error_code& code) override;
  void on_chunk_header_impl(std::uint64_t size, string_view extensions, error_code& code) override;
  std::size_t on_chunk_body_impl(std::uint64_t left, string_view bytes, error_code& code) override;
  void on_finish_impl(error_code& code) override;

  HttpResponse response_;
};

}  // namespace pincer::net
