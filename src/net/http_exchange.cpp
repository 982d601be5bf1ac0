#include "net/http_exchange.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <utility>

#include "net/content_encoding.hpp"
#include "net/headers.hpp"

namespace pincer::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr auto as_result = asio::as_tuple(asio::deferred);
constexpr std::uint32_t header_size_max = 64U << 10U;

/// The head is written by hand rather than by Beast: it then shares one buffer, and so one TLS
/// record and one packet, with a small body.
std::string head_of(const HttpRequest& request, const HttpPeer& peer, std::size_t room_after) {
  const bool takes_whole_url = peer.proxy && !request.url.uses_tls();
  const std::string target = takes_whole_url ? request.url.to_string() : request.url.target();
  std::string head;
  constexpr std::size_t own_lines_size = 256;  // about; more is allocated where it is needed
  head.reserve(own_lines_size + target.size() + request.header_lines.size() + room_after);
  head.append(request.method).append(" ").append(target).append(" HTTP/1.1\r\nHost: ");
  head.append(peer.authority).append("\r\n").append(request.header_lines);
  const auto add = [&head](std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
  };
  add("Accept-Encoding", accepted_encodings);
  if (takes_whole_url && !peer.proxy->authorization.empty()) {
    add("Proxy-Authorization", peer.proxy->authorization);
  }
  const bool expects_body =
      request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (request.body.size() > 0 || expects_body) {
    add("Content-Length", std::to_string(request.body.size()));
  }
  return head += "\r\n";
}

/// The head and the body, in as few writes as the body has pieces.
class OutgoingBytes {
 public:
  OutgoingBytes(const HttpRequest& request, const HttpPeer& peer)
      : body_(request.body),
        head_(head_of(request, peer,
                      request.body.size() <= joined_size_max ? request.body.size() : 0)) {}

  /// What is to be written next, valid until the next call; empty at the end. Errors: those of the
  /// body.
  Result<std::string_view> next() {
    if (!held_back_.empty()) return std::exchange(held_back_, {});
    Result<std::string_view> piece = body_.next();
    if (!piece || std::exchange(head_given_, true)) return piece;
    if (piece->size() <= joined_size_max) {
      head_ += *piece;
    } else {
      held_back_ = *piece;
    }
    return std::string_view(head_);
  }

 private:
  static constexpr std::size_t joined_size_max = 16U << 10U;  // a TLS record

  RequestBody::Reader body_;
  std::string head_;
  bool head_given_ = false;
  std::string_view held_back_;  // a piece that was too large to join the head
};

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

/// True when the server sent more than its response: the rest would become the next one.
bool has_surplus(HttpConnection& connection) {
  char byte = 0;
  return connection.buffer.size() > 0 ||
         connection.stream->read_available(asio::buffer(&byte, 1)) > 0;
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

awaitable<HttpExchange> exchange(HttpConnection& connection, const HttpPeer& peer,
                                 const HttpRequest& request, TimePoint deadline,
                                 std::size_t body_size_max) {
  Stream& stream = *connection.stream;
  StandingWatchdog& watchdog = connection.watchdog;
  std::optional<ResponseParser> parser;
  Progress progress{deadline, request.limits.header, {}};
  watchdog.watch(std::min(deadline, Clock::now() + request.limits.header),
                 [&progress](TimePoint now) { return progress.look_again(now); });
  const struct Rest {
    StandingWatchdog& watchdog;
    ~Rest() { watchdog.rest(); }
  } rest{watchdog};

  HttpExchange result;
  Result<void> sent;
  OutgoingBytes outgoing(request, peer);
  for (;;) {
    const auto bytes = outgoing.next();
    if (!bytes) {
      result.response = bytes.error();
      co_return result;
    }
    if (bytes->empty()) break;
    auto [code, size] =
        co_await asio::async_write(stream, asio::buffer(bytes->data(), bytes->size()), as_result);
    if (code) {
      sent = stream_error("cannot send to " + peer.authority, code, &stream);
      break;
    }
  }
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
      const std::string& name = peer.authority;
      result.response = watchdog.expired() ? progress.timeout(name)
                        : sent             ? read_error(name, code, stream, *parser, body_size_max)
                                           : sent.error();
      co_return result;
    }
    // 100 Continue and 103 Early Hints come before the response.
  } while (parser->status() / 100 == 1);
  result.keep_alive = sent && parser->keep_alive() && !has_surplus(connection);
  result.response = parser->take(body_size_max);
  co_return result;
}

Result<HttpResponse> ResponseParser::take(std::size_t body_size_max) {
  const std::string_view coding = response_.header("Content-Encoding");
  if (!coding.empty() && !response_.body.empty()) {
    auto decoded = decode_content(coding, std::move(response_.body), body_size_max);
    if (!decoded) return decoded.error();
    response_.body = std::move(*decoded);
    // They described what is gone now.
    std::erase_if(response_.headers, [](const auto& header) {
      return is_same_name(header.first, "Content-Encoding") ||
             is_same_name(header.first, "Content-Length");
    });
  }
  return std::move(response_);
}

void ResponseParser::on_request_impl(http::verb, string_view, string_view, int, error_code&) {}

void ResponseParser::on_response_impl(int status, string_view, int, error_code&) {
  response_.status = status;
  constexpr std::size_t usual_count_max = 24;  // Discord's have about 20
  response_.headers.reserve(usual_count_max);
}

void ResponseParser::on_field_impl(field, string_view name, string_view value, error_code&) {
  response_.headers.emplace_back(name, value);
}

void ResponseParser::on_header_impl(error_code&) {}

void ResponseParser::on_body_init_impl(const boost::optional<std::uint64_t>& size, error_code&) {
  // Within the limit of the body, which Beast has checked.
  if (size) response_.body.reserve(static_cast<std::size_t>(*size));
}

std::size_t ResponseParser::on_body_impl(string_view bytes, error_code&) {
  response_.body.append(bytes.data(), bytes.size());
  return bytes.size();
}

void ResponseParser::on_chunk_header_impl(std::uint64_t, string_view, error_code&) {}

std::size_t ResponseParser::on_chunk_body_impl(std::uint64_t, string_view bytes, error_code&) {
  response_.body.append(bytes.data(), bytes.size());
  return bytes.size();
}

void ResponseParser::on_finish_impl(error_code&) {}

}  // namespace pincer::net
