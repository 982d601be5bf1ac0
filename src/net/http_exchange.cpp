#include "net/http_exchange.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <utility>

#include "net/content_encoding.hpp"
#include "net/watchdog.hpp"

namespace pincer::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t header_size_max = 64U << 10U;

/// The head is written by hand rather than by Beast: it then shares one buffer, and so one TLS
/// record and one packet, with a small body.
std::string head_of(const HttpRequest& request, const std::optional<Proxy>& whole_url_for) {
  std::string head = request.method + " ";
  head += whole_url_for ? request.url.to_string() : request.url.target();
  head += " HTTP/1.1\r\nHost: " + request.url.authority();
  const auto add = [&head](std::string_view name, std::string_view value) {
    head.append("\r\n").append(name).append(": ").append(value);
  };
  for (const auto& [name, value] : request.headers) add(name, value);
  add("Accept-Encoding", accepted_encodings);
  if (whole_url_for && !whole_url_for->authorization.empty()) {
    add("Proxy-Authorization", whole_url_for->authorization);
  }
  const bool expects_body =
      request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (request.body.size() > 0 || expects_body) {
    add("Content-Length", std::to_string(request.body.size()));
  }
  return head += "\r\n\r\n";
}

/// How far an exchange has come, as its time limits see it.
struct Progress {
  TimePoint deadline;
  Duration header_timeout;
  std::optional<TimePoint> sent_at;
  const ResponseParser* response = nullptr;

  [[nodiscard]] bool header_came() const {
    return response != nullptr && response->is_header_done();
  }
  /// Nothing when a limit has passed, else when to look again.
  [[nodiscard]] std::optional<TimePoint> look_again(TimePoint now) const {
    TimePoint limit = deadline;
    if (sent_at && !header_came()) limit = std::min(limit, *sent_at + header_timeout);
    if (now >= limit) return std::nullopt;
    // While the request is on its way, the wait for the head may begin at any moment.
    return sent_at ? limit : std::min(limit, now + header_timeout);
  }
  [[nodiscard]] Error timeout(const std::string& peer) const {
    if (!sent_at) return {ErrorKind::timeout, peer + " did not take the request in time"};
    if (!header_came()) return {ErrorKind::timeout, peer + " did not answer in time"};
    return {ErrorKind::timeout, peer + " did not end its answer in time"};
  }
};

/// The head and the body, in as few writes as the body has pieces.
awaitable<Result<void>> write_request(Stream& stream, const HttpRequest& request, std::string head,
                                      const std::string& peer) {
  constexpr std::size_t joined_size_max = 16U << 10U;  // a TLS record
  RequestBody::Reader reader(request.body);
  const auto first = reader.next();
  if (!first) co_return first.error();
  std::string_view held_back;
  if (first->size() <= joined_size_max) {
    head += *first;
  } else {
    held_back = *first;
  }
  for (std::string_view bytes = head; !bytes.empty();) {
    auto [code, size] =
        co_await asio::async_write(stream, asio::buffer(bytes.data(), bytes.size()), as_result);
    if (code) co_return stream_error("cannot send to " + peer, code, &stream);
    if (!held_back.empty()) {
      bytes = std::exchange(held_back, {});
      continue;
    }
    const auto piece = reader.next();
    if (!piece) co_return piece.error();
    bytes = *piece;
  }
  co_return Result<void>();
}

Error read_error(const std::string& peer, const boost::system::error_code& code, Stream& stream,
                 const ResponseParser& parser, std::size_t body_size_max) {
  if (code == http::error::end_of_stream) {
    return {ErrorKind::network, peer + " closed the connection"};
  }
  if (code == http::error::body_limit) {
    return {ErrorKind::protocol, "the response of " + peer + " is larger than " +
                                     std::to_string(body_size_max) + " bytes"};
  }
  Error error = stream_error("cannot read the response of " + peer, code, &stream);
  if (error.kind == ErrorKind::network && parser.got_some() &&
      code.category() == make_error_code(http::error::bad_version).category() &&
      code != http::error::partial_message) {
    error.kind = ErrorKind::protocol;
  }
  return error;
}

}  // namespace

Result<HttpResponse> take_response(ResponseParser& parser, std::size_t body_size_max) {
  auto& answer = parser.get();
  HttpResponse response;
  response.status = static_cast<int>(answer.result_int());
  response.body = std::move(answer.body());
  const std::string_view coding = answer[http::field::content_encoding];
  if (!coding.empty() && !response.body.empty()) {
    auto decoded = decode_content(coding, std::move(response.body), body_size_max);
    if (!decoded) return decoded.error();
    response.body = std::move(*decoded);
    // They described what is gone now.
    answer.erase(http::field::content_encoding);
    answer.erase(http::field::content_length);
  }
  for (const auto& field : answer) {
    response.headers.emplace_back(field.name_string(), field.value());
  }
  return response;
}

awaitable<HttpExchange> exchange(HttpConnection& connection, const HttpRequest& request,
                                 const std::optional<Proxy>& whole_url_for, TimePoint deadline,
                                 std::size_t body_size_max) {
  Stream& stream = *connection.stream;
  const std::string peer = request.url.authority();
  std::optional<ResponseParser> parser;
  Progress progress{deadline, request.limits.header, {}};
  const Watchdog watchdog(
      stream.get_executor(), std::min(deadline, Clock::now() + request.limits.header),
      [&progress](TimePoint now) { return progress.look_again(now); },
      [&stream] { stream.close(); });

  HttpExchange result;
  const auto sent = co_await write_request(stream, request, head_of(request, whole_url_for), peer);
  result.sent_whole = sent.has_value();
  if (sent) progress.sent_at = Clock::now();
  // A server that refuses an upload may answer and close before it has read all: its answer says
  // more than the failed write.
  if (!sent && sent.error().kind != ErrorKind::network) {
    result.response = sent.error();
    co_return result;
  }
  do {
    parser.emplace();
    progress.response = &*parser;
    parser->header_limit(header_size_max);
    parser->body_limit(body_size_max);
    parser->skip(request.method == "HEAD");
    auto [code, size] = co_await http::async_read(stream, connection.buffer, *parser, as_result);
    result.silent = result.silent && !parser->got_some() && connection.buffer.size() == 0;
    if (code) {
      result.response = watchdog.expired() ? progress.timeout(peer)
                        : sent             ? read_error(peer, code, stream, *parser, body_size_max)
                                           : sent.error();
      co_return result;
    }
    // 100 Continue and 103 Early Hints come before the response.
  } while (parser->get().result_int() / 100 == 1);
  result.keep_alive = sent && parser->keep_alive();
  result.response = take_response(*parser, body_size_max);
  co_return result;
}

}  // namespace pincer::net
