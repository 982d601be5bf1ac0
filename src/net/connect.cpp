#include "net/connect.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>
#include <memory>
#include <optional>

namespace pincer::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// A look-up under way. Shared with its handler, which may run long after the caller has gone:
/// nothing can interrupt getaddrinfo.
struct Lookup {
  explicit Lookup(const asio::any_io_executor& executor)
      : resolver(executor), ended(executor, TimePoint::max()) {}

  tcp::resolver resolver;
  asio::steady_timer ended;  // cancelled when the look-up has ended
  std::optional<boost::system::error_code> result;
  std::vector<tcp::endpoint> endpoints;
};

/// The connection attempts to one host. Shared with their handlers.
struct Race {
  explicit Race(const asio::any_io_executor& executor) : something_ended(executor) {}

  void start(const std::shared_ptr<Race>& self, const tcp::endpoint& endpoint) {
    const auto socket = sockets.emplace(sockets.end(), something_ended.get_executor());
    socket->async_connect(endpoint, [self, socket](const boost::system::error_code& code) {
      if (!code && !self->winner) {
        self->winner = std::move(*socket);
      } else if (code) {
        self->last_error = code;
      }
      self->sockets.erase(socket);
      self->something_ended.cancel();
    });
  }

  asio::steady_timer something_ended;
  std::list<tcp::socket> sockets;  // of the attempts under way
  std::optional<tcp::socket> winner;
  boost::system::error_code last_error;
};

Error timeout_error(const std::string& what) { return {ErrorKind::timeout, what + " timed out"}; }

}  // namespace

std::vector<tcp::endpoint> alternate_families(const std::vector<tcp::endpoint>& endpoints) {
  std::vector<tcp::endpoint> first;
  std::vector<tcp::endpoint> second;
  for (const tcp::endpoint& endpoint : endpoints) {
    const bool is_first = endpoint.protocol() == endpoints.front().protocol();
    (is_first ? first : second).push_back(endpoint);
  }
  std::vector<tcp::endpoint> mixed;
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) mixed.push_back(first[i]);
    if (i < second.size()) mixed.push_back(second[i]);
  }
  return mixed;
}

awaitable<Result<tcp::socket>> connect_to_first(std::vector<tcp::endpoint> endpoints,
                                                std::string peer, TimePoint deadline) {
  const auto race = std::make_shared<Race>(co_await asio::this_coro::executor);
  // However this ends, the losers are closed.
  const struct Close {
    Race& race;
    ~Close() {
      boost::system::error_code ignored;
      for (tcp::socket& socket : race.sockets) socket.close(ignored);
    }
  } close{*race};

  for (std::size_t started = 0; !race->winner;) {
    const TimePoint now = Clock::now();
    if (now >= deadline) co_return timeout_error("connecting to " + peer);
    if (started < endpoints.size()) race->start(race, endpoints[started++]);
    const bool all_started = started == endpoints.size();
    if (all_started && race->sockets.empty()) {
      co_return Error(ErrorKind::network,
                      "cannot connect to " + peer + ": " + race->last_error.message());
    }
    race->something_ended.expires_at(
        all_started ? deadline : std::min(deadline, now + connection_attempt_delay));
    co_await race->something_ended.async_wait(as_result);
  }
  co_return std::move(*race->winner);
}

awaitable<Result<tcp::socket>> connect(std::string host, std::uint16_t port, TimePoint deadline) {
  const std::string peer = host + " port " + std::to_string(port);
  boost::system::error_code not_an_address;
  const auto address = asio::ip::make_address(host, not_an_address);
  if (!not_an_address) {
    std::vector<tcp::endpoint> endpoints;
    endpoints.emplace_back(address, port);
    co_return co_await connect_to_first(std::move(endpoints), peer, deadline);
  }
  const auto lookup = std::make_shared<Lookup>(co_await asio::this_coro::executor);
  lookup->ended.expires_at(deadline);
  lookup->resolver.async_resolve(
      host, std::to_string(port),
      [lookup](const boost::system::error_code& code, const tcp::resolver::results_type& results) {
        lookup->result = code;
        for (const auto& entry : results) lookup->endpoints.push_back(entry.endpoint());
        lookup->ended.cancel();
      });
  co_await lookup->ended.async_wait(as_result);
  if (!lookup->result) {
    lookup->resolver.cancel();
    co_return timeout_error("looking up " + host);
  }
  if (*lookup->result) {
    co_return Error(ErrorKind::network,
                    "cannot look up " + host + ": " + lookup->result->message());
  }
  co_return co_await connect_to_first(alternate_families(lookup->endpoints), peer, deadline);
}

}  // namespace pincer::net
