#include "net/http_client.hpp"

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <deque>
#include <list>
#include <map>
#include <set>

#include "net/headers.hpp"
#include "net/http_exchange.hpp"
#include "net/watchdog.hpp"

namespace pincer::net {
namespace {

namespace asio = boost::asio;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// True when a kept connection cannot carry another request: the server closed it, or it sent
/// something that nobody asked for.
bool is_stale(HttpConnection& connection) {
  char byte = 0;
  // Asio would need a second call into the system, to make the socket non-blocking, each time.
  const auto received =
      ::recv(connection.stream->socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return received >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

bool is_idempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" ||
         method == "OPTIONS";
}

/// The server closed a kept connection while the request was on its way there: it has not looked
/// at the request, or looking at it twice does no harm.
bool may_use_another(const HttpConnection& connection, const HttpExchange& result,
                     std::string_view method) {
  return connection.reused && result.silent && (!result.sent_whole || is_idempotent(method)) &&
         result.response.error().kind == ErrorKind::network;
}

class Pool final : public HttpConnectionPool {
 public:
  Pool(std::shared_ptr<TlsContext> tls, HttpConnectionPoolOptions options)
      : tls_(std::move(tls)), options_(std::move(options)) {}
  ~Pool() override { close(); }

  awaitable<Result<HttpResponse>> send(const HttpRequest& request, bool& was_sent) override;
  void close() noexcept override;

 private:
  /// A request that waits for a connection to become free.
  struct Waiter {
    Waiter(const asio::any_io_executor& executor, TimePoint deadline) : given(executor, deadline) {}
    bool has_place = false;
    asio::steady_timer given;  // cancelled when `has_place` becomes true
  };
  /// The connections to one scheme, host and port.
  struct Host {
    std::deque<HttpConnection> idle;  // the most recently used last
    std::size_t in_use = 0;           // a new one is dialled only when none is idle
    std::list<Waiter*> waiters;       // first come, first served
  };
  /// Frees the place of a connection when its use ends, however it ends.
  class Lease {
   public:
    Lease(Pool& pool, Host& host) : pool_(pool), host_(host) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { pool_.release(host_, std::move(kept_)); }
    void keep(HttpConnection connection) { kept_ = std::move(connection); }

   private:
    Pool& pool_;
    Host& host_;
    std::optional<HttpConnection> kept_;
  };

  awaitable<Result<void>> take_place(Host& host, TimePoint deadline);
  void give_place(Host& host);
  awaitable<Result<HttpConnection>> open(const Url& url, const std::optional<Proxy>& proxy,
                                         TimePoint deadline);
  std::optional<HttpConnection> take_idle(Host& host);
  void release(Host& host, std::optional<HttpConnection> connection);
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
  const TimePoint deadline = Clock::now() + request.limits.total;
  if (closed_) co_return Error(ErrorKind::cancelled, "the HTTP client is closed");
  Host& host = hosts_[request.url.scheme + "://" + request.url.authority()];
  if (auto place = co_await take_place(host, deadline); !place) co_return place.error();
  Lease lease(*this, host);

  const std::optional<Proxy> proxy = options_.proxies.proxy_for(request.url);
  const std::optional<Proxy> whole_url_for = request.url.uses_tls() ? std::nullopt : proxy;
  std::optional<HttpConnection> connection = take_idle(host);
  for (;;) {
    if (!connection) {
      auto opened = co_await open(request.url, proxy, deadline);
      if (!opened) co_return opened.error();
      connection.emplace(std::move(*opened));
    }
    const struct InUse {
      std::set<Stream*>& set;
      Stream* stream;
      ~InUse() { set.erase(stream); }
    } in_use{in_use_, *in_use_.insert(connection->stream.get()).first};
    HttpExchange result = co_await exchange(
        *connection, request, whole_url_for,
        std::min(deadline, Clock::now() + request.limits.exchange), options_.body_size_max);
    if (closed_) co_return Error(ErrorKind::cancelled, "the HTTP client was closed");
    if (result.keep_alive) {
      connection->reused = true;
      connection->idle_since = Clock::now();
      lease.keep(std::move(*connection));
      sweep_when_idle(executor);
    }
    if (result.response || !may_use_another(*connection, result, request.method)) {
      was_sent = result.sent_whole;
      co_return std::move(result.response);
    }
    connection.reset();
  }
}

awaitable<Result<HttpConnection>> Pool::open(const Url& url, const std::optional<Proxy>& proxy,
                                             TimePoint deadline) {
  auto stream = co_await dial(url, tls_, proxy,
                              std::min<Duration>(options_.dial_timeout, deadline - Clock::now()));
  if (!stream) co_return stream.error();
  if (closed_) co_return Error(ErrorKind::cancelled, "the HTTP client was closed");
  HttpConnection connection;
  connection.stream = std::move(*stream);
  co_return std::move(connection);
}

awaitable<Result<void>> Pool::take_place(Host& host, TimePoint deadline) {
  if (host.in_use < options_.connections_per_host_max) {
    ++host.in_use;
    co_return Result<void>();
  }
  Waiter waiter(co_await asio::this_coro::executor, deadline);
  // Leaves the line, or passes the place on, also when the caller is cancelled meanwhile.
  struct Leave {
    Pool& pool;
    Host& host;
    Waiter& waiter;
    std::list<Waiter*>::iterator position;
    bool takes_place = false;
    ~Leave() {
      if (!waiter.has_place) {
        host.waiters.erase(position);
      } else if (!takes_place) {
        pool.give_place(host);
      }
    }
  } leave{*this, host, waiter, host.waiters.insert(host.waiters.end(), &waiter)};
  co_await waiter.given.async_wait(as_result);
  if (closed_) co_return Error(ErrorKind::cancelled, "the HTTP client was closed");
  if (!waiter.has_place) {
    co_return Error(ErrorKind::timeout, "no connection became free in time");
  }
  leave.takes_place = true;
  co_return Result<void>();
}

/// To whoever has waited longest: one who comes just now must not overtake.
void Pool::give_place(Host& host) {
  if (host.waiters.empty()) {
    --host.in_use;
    return;
  }
  Waiter& first = *host.waiters.front();
  host.waiters.pop_front();
  first.has_place = true;
  first.given.cancel();
}

std::optional<HttpConnection> Pool::take_idle(Host& host) {
  while (!host.idle.empty()) {
    HttpConnection connection = std::move(host.idle.back());
    host.idle.pop_back();
    if (!is_stale(connection)) return connection;
  }
  return std::nullopt;
}

void Pool::release(Host& host, std::optional<HttpConnection> connection) {
  if (connection && !closed_) host.idle.push_back(std::move(*connection));
  give_place(host);
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
    for (Waiter* waiter : host.waiters) waiter->given.cancel();
  }
  for (Stream* stream : in_use_) stream->close();
}

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const {
  return find_header(headers, name);
}

std::unique_ptr<HttpConnectionPool> HttpConnectionPool::create(std::shared_ptr<TlsContext> tls,
                                                               HttpConnectionPoolOptions options) {
  return std::make_unique<Pool>(std::move(tls), std::move(options));
}

}  // namespace pincer::net
