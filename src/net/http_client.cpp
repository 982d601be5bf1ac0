#include "net/http_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <deque>
#include <list>
#include <map>
#include <set>

#include "net/headers.hpp"
#include "net/stream.hpp"
#include "net/watchdog.hpp"

namespace pincer::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

struct Connection {
  std::unique_ptr<Stream> stream;
  beast::flat_buffer buffer;
  TimePoint idle_since{};
  bool reused = false;  ///< It has carried a response before.
};

/// True when a kept connection cannot carry another request: the server closed it, or it sent
/// something that nobody asked for.
bool is_stale(Connection& connection) {
  auto& socket = connection.stream->socket();
  boost::system::error_code code;
  socket.non_blocking(true, code);
  if (code) return true;
  char byte = 0;
  socket.receive(asio::buffer(&byte, 1), asio::socket_base::message_peek, code);
  return code != asio::error::would_block;
}

/// What one attempt to use a connection led to.
struct Exchange {
  Result<HttpResponse> response = Error();
  bool keep_alive = false;
  /// The request certainly was not processed, or may be repeated without harm.
  bool may_repeat = false;
};

bool is_idempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" ||
         method == "OPTIONS";
}

http::request<http::string_body> to_beast(const HttpRequest& request) {
  http::request<http::string_body> message;
  message.version(11);
  message.method_string(request.method);
  message.target(request.url.target());
  message.set(http::field::host, request.url.authority());
  for (const auto& [name, value] : request.headers) message.set(name, value);
  message.body() = request.body;
  // Also sets Content-Length: 0 where the method calls for it.
  message.prepare_payload();
  return message;
}

class Pool final : public HttpConnectionPool {
 public:
  Pool(std::shared_ptr<TlsContext> tls, HttpConnectionPoolOptions options)
      : tls_(std::move(tls)), options_(options) {}
  ~Pool() override { close(); }

  awaitable<Result<HttpResponse>> send(const HttpRequest& request, bool& was_sent) override;
  void close() noexcept override;

 private:
  /// The connections to one scheme, host and port.
  struct Host {
    std::deque<Connection> idle;  // the most recently used last
    std::size_t in_use = 0;       // a new one is dialled only when none is idle
    std::list<asio::steady_timer*> waiters;
  };
  /// Frees the place of a connection when its use ends, however it ends.
  class Lease {
   public:
    Lease(Pool& pool, Host& host) : pool_(pool), host_(host) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { pool_.release(host_, std::move(kept_)); }
    void keep(Connection connection) { kept_ = std::move(connection); }

   private:
    Pool& pool_;
    Host& host_;
    std::optional<Connection> kept_;
  };

  awaitable<Result<void>> wait_for_place(Host& host);
  awaitable<Exchange> exchange(Connection& connection,
                               const http::request<http::string_body>& message);
  std::optional<Connection> take_idle(Host& host);
  void release(Host& host, std::optional<Connection> connection);
  void sweep_when_idle(const asio::any_io_executor& executor);
  void sweep(const asio::any_io_executor& executor);

  std::shared_ptr<TlsContext> tls_;
  HttpConnectionPoolOptions options_;
  std::map<std::string, Host> hosts_;
  std::set<Stream*> in_use_;
  std::unique_ptr<Watchdog> sweeper_;  // armed while there are idle connections
  bool closed_ = false;
};

awaitable<Result<HttpResponse>> Pool::send(const HttpRequest& request, bool& was_sent) {
  was_sent = false;
  const auto executor = co_await asio::this_coro::executor;
  if (closed_) co_return Error(ErrorKind::cancelled, "the HTTP client is closed");
  Host& host = hosts_[request.url.scheme + "://" + request.url.authority()];
  if (auto place = co_await wait_for_place(host); !place) co_return place.error();
  ++host.in_use;
  Lease lease(*this, host);

  const bool idempotent = is_idempotent(request.method);
  const http::request<http::string_body> message = to_beast(request);
  std::optional<Connection> connection = take_idle(host);
  for (;;) {
    if (!connection) {
      auto stream = co_await dial(request.url, tls_, options_.dial_timeout);
      if (!stream) co_return stream.error();
      if (closed_) co_return Error(ErrorKind::cancelled, "the HTTP client was closed");
      connection.emplace();
      connection->stream = std::move(*stream);
    }
    was_sent = true;
    Exchange result = co_await exchange(*connection, message);
    if (closed_) co_return Error(ErrorKind::cancelled, "the HTTP client was closed");
    if (result.response || !connection->reused || !(result.may_repeat || idempotent) ||
        result.response.error().kind == ErrorKind::timeout) {
      if (result.keep_alive) {
        connection->reused = true;
        connection->idle_since = Clock::now();
        lease.keep(std::move(*connection));
        sweep_when_idle(executor);
      }
      co_return std::move(result.response);
    }
    // The server closed the kept connection while the request was on its way: use a new one.
    was_sent = false;
    connection.reset();
  }
}

awaitable<Result<void>> Pool::wait_for_place(Host& host) {
  while (host.in_use >= options_.connections_per_host_max) {
    asio::steady_timer timer(co_await asio::this_coro::executor, TimePoint::max());
    const auto place = host.waiters.insert(host.waiters.end(), &timer);
    // Leaves the list also when the caller is cancelled and the wait throws.
    const struct Leave {
      Host& host;
      std::list<asio::steady_timer*>::iterator place;
      ~Leave() { host.waiters.erase(place); }
    } leave{host, place};
    co_await timer.async_wait(as_result);
    if (closed_) co_return Error(ErrorKind::cancelled, "the HTTP client was closed");
  }
  co_return Result<void>();
}

awaitable<Exchange> Pool::exchange(Connection& connection,
                                   const http::request<http::string_body>& message) {
  Stream& stream = *connection.stream;
  const struct InUse {
    std::set<Stream*>& set;
    Stream* stream;
    ~InUse() { set.erase(stream); }
  } in_use{in_use_, *in_use_.insert(&stream).first};
  const Watchdog watchdog(stream.get_executor(), options_.response_timeout,
                          [&stream] { stream.close(); });
  const std::string peer(message[http::field::host]);
  const auto failed = [&](const std::string& what, const boost::system::error_code& code) {
    if (watchdog.expired()) {
      return Error(ErrorKind::timeout, peer + " did not answer in time");
    }
    return stream_error(what + " " + peer, code, &stream);
  };

  Exchange result;
  auto [write_code, written] = co_await http::async_write(stream, message, as_result);
  if (write_code) {
    result.may_repeat = true;
    result.response = failed("cannot send to", write_code);
    co_return result;
  }
  http::response_parser<http::string_body> parser;
  parser.body_limit(options_.body_size_max);
  parser.skip(message.method() == http::verb::head);
  auto [read_code, read] = co_await http::async_read(stream, connection.buffer, parser, as_result);
  if (read_code) {
    Error error = failed("cannot read the response of", read_code);
    if (read_code == http::error::end_of_stream) error.message = peer + " closed the connection";
    if (read_code == http::error::body_limit) {
      error = Error(ErrorKind::protocol, "the response of " + peer + " is larger than " +
                                             std::to_string(options_.body_size_max) + " bytes");
    } else if (error.kind == ErrorKind::network && parser.got_some() &&
               read_code.category() == make_error_code(http::error::bad_version).category() &&
               read_code != http::error::partial_message) {
      error.kind = ErrorKind::protocol;
    }
    result.response = std::move(error);
    co_return result;
  }
  result.keep_alive = parser.keep_alive();
  auto& answer = parser.get();
  HttpResponse response;
  response.status = static_cast<int>(answer.result_int());
  for (const auto& field : answer) {
    response.headers.emplace_back(field.name_string(), field.value());
  }
  response.body = std::move(answer.body());
  result.response = std::move(response);
  co_return result;
}

std::optional<Connection> Pool::take_idle(Host& host) {
  while (!host.idle.empty()) {
    Connection connection = std::move(host.idle.back());
    host.idle.pop_back();
    if (!is_stale(connection)) return connection;
  }
  return std::nullopt;
}

void Pool::release(Host& host, std::optional<Connection> connection) {
  --host.in_use;
  if (connection && !closed_) host.idle.push_back(std::move(*connection));
  if (!host.waiters.empty()) host.waiters.front()->cancel();
}

void Pool::sweep_when_idle(const asio::any_io_executor& executor) {
  if (sweeper_ && !sweeper_->expired()) return;
  sweeper_ = std::make_unique<Watchdog>(executor, options_.idle_timeout,
                                        [this, executor] { sweep(executor); });
}

void Pool::sweep(const asio::any_io_executor& executor) {
  const TimePoint limit = Clock::now() - options_.idle_timeout;
  bool any_left = false;
  for (auto& [name, host] : hosts_) {
    while (!host.idle.empty() && host.idle.front().idle_since <= limit) host.idle.pop_front();
    any_left = any_left || !host.idle.empty();
  }
  if (any_left) sweep_when_idle(executor);
}

void Pool::close() noexcept {
  closed_ = true;
  sweeper_.reset();
  for (auto& [name, host] : hosts_) {
    host.idle.clear();
    for (asio::steady_timer* waiter : host.waiters) waiter->cancel();
  }
  for (Stream* stream : in_use_) stream->close();
}

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const {
  return find_header(headers, name);
}

std::unique_ptr<HttpConnectionPool> HttpConnectionPool::create(std::shared_ptr<TlsContext> tls,
                                                               HttpConnectionPoolOptions options) {
  return std::make_unique<Pool>(std::move(tls), options);
}

}  // namespace pincer::net
