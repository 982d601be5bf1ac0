// Racing the addresses of a host, over real sockets.
#include "net/connect.hpp"

#include <gmock/gmock.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>
#include <optional>

#include "support/run_coroutine.hpp"

namespace pincer::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

const auto v4_loopback = asio::ip::address_v4::loopback();
const auto v6_loopback = asio::ip::address_v6::loopback();

class ConnectTest : public testing::Test {
 protected:
  Result<tcp::socket> run(awaitable<Result<tcp::socket>> task) {
    std::optional<Result<tcp::socket>> result;
    test::run_coroutine(context_,
                        [&]() -> awaitable<void> { result.emplace(co_await std::move(task)); }());
    return std::move(*result);
  }
  static TimePoint soon() { return Clock::now() + seconds(20); }

  /// An endpoint that swallows what is sent to it: a full queue of connections nobody accepts.
  tcp::endpoint swallowing() {
    swallower_.emplace(context_, tcp::endpoint(v4_loopback, 0));
    swallower_->listen(0);
    for (int i = 0; i < 4; ++i) {
      fillers_.emplace_back(context_);
      fillers_.back().async_connect(swallower_->local_endpoint(), [](const auto&) {});
    }
    context_.run_for(milliseconds(20));
    context_.restart();
    return swallower_->local_endpoint();
  }
  /// An endpoint that refuses at once.
  tcp::endpoint refusing() {
    const tcp::acceptor closed(context_, tcp::endpoint(v4_loopback, 0));
    return closed.local_endpoint();
  }

  asio::io_context context_;
  tcp::acceptor listener_{context_, tcp::endpoint(v4_loopback, 0)};
  std::optional<tcp::acceptor> swallower_;
  std::list<tcp::socket> fillers_;
};

TEST_F(ConnectTest, LetsTheFamiliesAlternate) {
  const auto four = [](int i) { return tcp::endpoint(v4_loopback, static_cast<std::uint16_t>(i)); };
  const auto six = [](int i) { return tcp::endpoint(v6_loopback, static_cast<std::uint16_t>(i)); };
  EXPECT_THAT(alternate_families({six(1), six(2), six(3), four(1), four(2)}),
              ElementsAre(six(1), four(1), six(2), four(2), six(3)));
  EXPECT_THAT(alternate_families({four(1), six(1), six(2)}), ElementsAre(four(1), six(1), six(2)));
  EXPECT_TRUE(alternate_families({}).empty());
}

TEST_F(ConnectTest, GoesOnAtOnceWhenAnAddressRefuses) {
  const TimePoint before = Clock::now();
  const auto socket =
      run(connect_to_first({refusing(), refusing(), listener_.local_endpoint()}, "peer", soon()));
  ASSERT_TRUE(socket) << socket.error();
  EXPECT_EQ(socket->remote_endpoint(), listener_.local_endpoint());
  EXPECT_LT(Clock::now() - before, connection_attempt_delay);
}

TEST_F(ConnectTest, GoesOnAfterAMomentWhenAnAddressIsSilent) {
  const auto silent = swallowing();
  const TimePoint before = Clock::now();
  const auto socket = run(connect_to_first({silent, listener_.local_endpoint()}, "peer", soon()));
  ASSERT_TRUE(socket) << socket.error();
  EXPECT_EQ(socket->remote_endpoint(), listener_.local_endpoint());
  EXPECT_GE(Clock::now() - before, connection_attempt_delay);
  EXPECT_LT(Clock::now() - before, seconds(5)) << "the time limit is 20 s";
}

TEST_F(ConnectTest, TellsTheLastErrorWhenAllRefuse) {
  const auto socket = run(connect_to_first({refusing(), refusing()}, "peer port 1", soon()));
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().kind, ErrorKind::network);
  EXPECT_THAT(socket.error().message, HasSubstr("cannot connect to peer port 1: "));
}

TEST_F(ConnectTest, GivesUpAtTheDeadline) {
  const auto silent = swallowing();
  const auto socket =
      run(connect_to_first({silent}, "peer port 1", Clock::now() + milliseconds(30)));
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().kind, ErrorKind::timeout);
  EXPECT_EQ(socket.error().message, "connecting to peer port 1 timed out");
}

TEST_F(ConnectTest, ReachesAHostOfWhichOneFamilyListens) {
  // "localhost" is ::1 and 127.0.0.1, where the machine has IPv6; the listener has 127.0.0.1 only.
  const auto socket = run(connect("localhost", listener_.local_endpoint().port(), soon()));
  ASSERT_TRUE(socket) << socket.error();
}

TEST_F(ConnectTest, NamesAHostThatDoesNotExist) {
  const auto socket = run(connect("no-such-host.invalid", 443, soon()));
  ASSERT_FALSE(socket);
  EXPECT_THAT(socket.error().message, HasSubstr("no-such-host.invalid"));
}

TEST_F(ConnectTest, CancellingClosesEveryAttempt) {
  const auto silent = swallowing();
  asio::cancellation_signal signal;
  bool ended = false;
  const auto attempt = [&]() -> awaitable<void> {
    const std::vector<tcp::endpoint> endpoints(2, silent);
    EXPECT_FALSE(co_await connect_to_first(endpoints, "peer", soon()));
  };
  asio::co_spawn(context_, attempt(),
                 asio::bind_cancellation_slot(signal.slot(),
                                              [&](const std::exception_ptr&) { ended = true; }));
  context_.run_for(milliseconds(20));
  EXPECT_FALSE(ended);
  for (tcp::socket& filler : fillers_) filler.close();
  const TimePoint before = Clock::now();
  signal.emit(asio::cancellation_type::terminal);
  context_.run_for(seconds(20));  // returns when nothing is under way any more
  EXPECT_TRUE(ended);
  EXPECT_LT(Clock::now() - before, seconds(5));
}

}  // namespace
}  // namespace pincer::net
