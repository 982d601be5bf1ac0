#include "net/http_client.hpp"

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <list>
#include <map>
#include <tuple>

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
    explicit Host(HttpPeer leads_to) : peer(std::move(leads_to)) {}

    const HttpPeer peer;
    std::list<HttpConnection> idle;    // the most recently used last
    std::list<HttpConnection> in_use;  // a new one is dialled only when none is idle
    std::size_t places_taken = 0;      // by requests, whether they have a connection yet or not
    std::list<Waiter*> waiters;        // first come, first served
  };
  using Origin = std::tuple<std::string, std::string, std::uint16_t>;  // scheme, host, port

  /// The place of a request, and the connection that it uses. Frees both when the use ends, however
  /// it ends.
  class Lease {
   public:
    Lease(Pool& pool, Host& host) : pool_(pool), host_(host) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
      drop();
      pool_.give_place(host_);
    }

    /// Null: it has none yet.
    [[nodiscard]] HttpConnection* connection() { return connection_ ? &**connection_ : nullptr; }
    /// Takes an idle connection, if there is one.
    void take_idle();
    void take_new(std::unique_ptr<Stream> stream) {
      connection_ = host_.in_use.emplace(host_.in_use.end(), std::move(stream));
    }
    /// The connection is good for another request.
    void keep();
    void drop() {
      if (connection_) host_.in_use.erase(*std::exchange(connection_, std::nullopt));
    }

   private:
    Pool& pool_;
    Host& host_;
    std::optional<std::list<HttpConnection>::iterator> connection_;  // in `host_.in_use`
  };

  Host& host_of(const Url& url);
  awaitable<Result<void>> wait_for_place(Host& host, TimePoint deadline);
  void give_place(Host& host);
  awaitable<Result<void>> open(Lease& lease, const Url& url, const HttpPeer& peer,
                               TimePoint deadline);
  void sweep_when_idle(const asio::any_io_executor& executor);
  void sweep(const asio::any_io_executor& executor);

  std::shared_ptr<TlsContext> tls_;
  HttpConnectionPoolOptions options_;
  std::map<Origin, Host, std::less<>> hosts_;
  std::unique_ptr<Watchdog> sweeper_;  // armed while there are idle connections
  bool closed_ = false;
};

awaitable<Result<HttpResponse>> Pool::send(const HttpRequest& request, bool& was_sent) {
  was_sent = false;
  const TimePoint deadline = Clock::now() + request.limits.total;
  if (closed_) co_return Error(ErrorKind::cancelled, "the HTTP client is closed");
  Host& host = host_of(request.url);
  if (host.places_taken < options_.connections_per_host_max) {
    ++host.places_taken;
  } else if (auto place = co_await wait_for_place(host, deadline); !place) {
    co_return place.error();
  }
  Lease lease(*this, host);
  lease.take_idle();
  for (;;) {
    if (lease.connection() == nullptr) {
      auto opened = co_await open(lease, request.url, host.peer, deadline);
      if (!opened) co_return opened.error();
    }
    HttpConnection& connection = *lease.connection();
    HttpExchange result = co_await exchange(
        connection, host.peer, request, std::min(deadline, Clock::now() + request.limits.exchange),
        options_.body_size_max);
    if (closed_) co_return Error(ErrorKind::cancelled, "the HTTP client was closed");
    if (!result.response && may_use_another(connection, result, request.method)) {
      lease.drop();
      continue;
    }
    if (result.keep_alive) {
      sweep_when_idle(connection.stream->get_executor());
      lease.keep();
    }
    was_sent = result.sent_whole;
    co_return std::move(result.response);
  }
}

Pool::Host& Pool::host_of(const Url& url) {
  const auto found = hosts_.find(std::tie(url.scheme, url.host, url.port));
  if (found != hosts_.end()) return found->second;
  HttpPeer peer;
  peer.authority = url.authority();
  peer.proxy = options_.proxies.proxy_for(url);
  return hosts_.try_emplace(Origin(url.scheme, url.host, url.port), std::move(peer)).first->second;
}

void Pool::Lease::take_idle() {
  while (!host_.idle.empty()) {
    const auto last = std::prev(host_.idle.end());
    if (!is_stale(*last)) {
      host_.in_use.splice(host_.in_use.end(), host_.idle, last);
      connection_ = last;
      return;
    }
    host_.idle.erase(last);
  }
}

void Pool::Lease::keep() {
  HttpConnection& kept = **connection_;
  kept.reused = true;
  kept.idle_since = Clock::now();
  host_.idle.splice(host_.idle.end(), host_.in_use, *std::exchange(connection_, std::nullopt));
}

awaitable<Result<void>> Pool::open(Lease& lease, const Url& url, const HttpPeer& peer,
                                   TimePoint deadline) {
  auto stream = co_await dial(url, tls_, peer.proxy,
                              std::min<Duration>(options_.dial_timeout, deadline - Clock::now()));
  if (!stream) co_return stream.error();
  if (closed_) co_return Error(ErrorKind::cancelled, "the HTTP client was closed");
  lease.take_new(std::move(*stream));
  co_return Result<void>();
}

awaitable<Result<void>> Pool::wait_for_place(Host& host, TimePoint deadline) {
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
    --host.places_taken;
    return;
  }
  Waiter& first = *host.waiters.front();
  host.waiters.pop_front();
  first.has_place = true;
  first.given.cancel();
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
    for (HttpConnection& connection : host.in_use) connection.stream->close();
  }
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
