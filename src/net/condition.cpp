#include "net/condition.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace pincer::net {

namespace asio = boost::asio;

void Condition::notify() {
  for (asio::steady_timer& waiter : waiters_) waiter.cancel();
}

awaitable<void> Condition::until(std::function<bool()> holds, TimePoint limit) {
  while (!holds() && Clock::now() < limit) {
    const auto waiter = waiters_.emplace(waiters_.end(), executor_, limit);
    const struct Leave {
      std::list<asio::steady_timer>& list;
      std::list<asio::steady_timer>::iterator place;
      ~Leave() { list.erase(place); }
    } leave{waiters_, waiter};
    co_await waiter->async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

}  // namespace pincer::net
