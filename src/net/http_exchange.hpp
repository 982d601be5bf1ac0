// One request and its response on one connection. Layer: net (private: includes Beast).
// Thread safety: one strand.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <string>

#include "net/http_client.hpp"
#include "net/stream.hpp"

namespace pincer::net {

using ResponseParser = boost::beast::http::response_parser<boost::beast::http::string_body>;

struct HttpConnection {
  std::unique_ptr<Stream> stream;
  boost::beast::flat_buffer buffer;
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

/// Sends `request` and reads the whole response. `whole_url_for`: the connection leads to this
/// proxy, which wants whole URLs (RFC 9112, section 3.2.2). `deadline` bounds all of it,
/// `request.limits.header` the wait for the response's head. The connection is usable afterwards if
/// `keep_alive` says so.
awaitable<HttpExchange> exchange(HttpConnection& connection, const HttpRequest& request,
                                 const std::optional<Proxy>& whole_url_for, TimePoint deadline,
                                 std::size_t body_size_max);

/// The response that `parser` has read to its end, with its content decoded.
Result<HttpResponse> take_response(ResponseParser& parser, std::size_t body_size_max);

}  // namespace pincer::net
