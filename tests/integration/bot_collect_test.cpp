// A question and its answer in one coroutine, over real sockets.
#include <gmock/gmock.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "integration/bot_fixture.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::minutes;

// A lambda that stands in a `co_await` expression is destroyed twice by g++ 12.
template <class Collector>
concept HasNext = requires(Collector&& collector) {
  std::forward<Collector>(collector).next(milliseconds(1));
};
static_assert(HasNext<EventCollector<MessageCreate>&>);
static_assert(!HasNext<EventCollector<MessageCreate>>);
static_assert(!std::is_copy_constructible_v<EventCollector<MessageCreate>>);

class BotCollectTest : public BotTest {
 protected:
  /// The text of the next message; "none" when none comes in time.
  static awaitable<std::string> next_text(EventCollector<MessageCreate>& collector,
                                          milliseconds timeout = minutes(1)) {
    const std::optional<MessageCreate> event = co_await collector.next(timeout);
    co_return event ? event->message.content : "none";
  }

  /// A bot that lets its handlers finish however long they wait: only the bot itself can end them.
  void make_patient_bot() {
    serve();
    BotOptions options = bot_options();
    options.gateway.handler_stop_timeout = minutes(10);
    make_bot(std::move(options));
  }

  /// Counts what a handler hears beside the collectors.
  void count_messages() {
    bot_->on<MessageCreate>([this](const MessageCreate&) {
      ++heard_;
      changed().notify();
    });
  }
  awaitable<void> until_heard(int count) {
    return changed().until([this, count] { return heard_ == count; });
  }

  /// Waits for a message beside what the test does; `until_aborted` sees how that ends.
  void spawn_wait(EventCollector<MessageCreate>& collector, asio::cancellation_slot slot = {}) {
    asio::co_spawn(context(), next_text(collector),
                   asio::bind_cancellation_slot(
                       slot, [this](const std::exception_ptr& exception, const std::string& text) {
                         EXPECT_TRUE(exception) << text;
                         thrown_ = exception;
                         changed().notify();
                       }));
  }
  awaitable<void> until_aborted() {
    co_await changed().until([this] { return thrown_ != nullptr; });
    try {
      std::rethrow_exception(thrown_);
    } catch (const boost::system::system_error& error) {
      EXPECT_EQ(error.code(), asio::error::operation_aborted);
    }
  }

  EventCollector<MessageCreate> collect_boats() {
    return bot_->collect<MessageCreate>(
        [](const MessageCreate& event) { return event.message.content.starts_with("boat"); });
  }

  int heard_ = 0;
  std::exception_ptr thrown_;
};

TEST_F(BotCollectTest, GivesWhatMatchesInOrderFromItsMakingOn) {
  make_bot();
  count_messages();
  run([&]() -> awaitable<void> {
    co_await log_in();
    co_await post("boat too early");
    co_await until_heard(1);
    auto boats = collect_boats();
    co_await post("boat Albatross");
    co_await post("what a day");
    co_await post("boat Merluza");
    co_await until_heard(4);
    EXPECT_EQ(co_await next_text(boats), "boat Albatross");
    EXPECT_EQ(co_await next_text(boats), "boat Merluza");
    EXPECT_EQ(co_await next_text(boats, milliseconds(1)), "none");
    EXPECT_EQ(co_await next_text(boats, milliseconds::min()), "none");
  }());
}

TEST_F(BotCollectTest, WakesWhoWaits) {
  make_bot();
  run([&]() -> awaitable<void> {
    co_await log_in();
    auto boats = collect_boats();
    auto all = bot_->collect<MessageCreate>();
    std::vector<std::string> heard;
    const auto listen = [&](EventCollector<MessageCreate>& collector) -> awaitable<void> {
      const std::string text = co_await next_text(collector, milliseconds::max());
      heard.push_back(text);
      changed().notify();
    };
    asio::co_spawn(context(), listen(boats), asio::detached);
    asio::co_spawn(context(), listen(boats), asio::detached);
    asio::co_spawn(context(), listen(all), asio::detached);
    co_await post("what a day");
    co_await changed().until([&] { return heard.size() == 1; });
    co_await post("boat Petrel");
    co_await changed().until([&] { return heard.size() == 2; });
    co_await post("boat Heron");
    co_await changed().until([&] { return heard.size() == 3; });
    EXPECT_THAT(heard, testing::ElementsAre("what a day", "boat Petrel", "boat Heron"));
  }());
}

TEST_F(BotCollectTest, EndsWithTheCollector) {
  make_bot();
  count_messages();
  int asked = 0;
  const auto count_it = [&](const MessageCreate&) { return ++asked > 0; };
  run([&]() -> awaitable<void> {
    co_await log_in();
    {
      auto first = bot_->collect<MessageCreate>(count_it);
      const auto moved = std::move(first);
      co_await post("one");
      co_await until_heard(1);
    }
    co_await post("two");
    co_await until_heard(2);
    EXPECT_EQ(asked, 1);
  }());
}

TEST_F(BotCollectTest, HandsOnWhatItsQuestionThrows) {
  make_bot();
  run([&]() -> awaitable<void> {
    co_await log_in();
    auto failing = bot_->collect<MessageCreate>(
        [](const MessageCreate&) -> bool { throw std::runtime_error("planted"); });
    auto all = bot_->collect<MessageCreate>();
    co_await post("hello");
    EXPECT_EQ(co_await next_text(all), "hello") << "the others receive the event";
    std::string thrown;
    try {
      co_await failing.next(minutes(1));
    } catch (const std::runtime_error& error) {
      thrown = error.what();
    }
    EXPECT_EQ(thrown, "planted");
    EXPECT_EQ(co_await next_text(failing, milliseconds(1)), "none") << "it is said once";
  }());
}

TEST_F(BotCollectTest, AStopEndsTheWaitWithoutAWord) {
  make_patient_bot();
  const CapturedLog log(LogLevel::warning);
  bool waits = false;
  bot_->on<MessageCreate>([&](const MessageCreate&) -> awaitable<void> {
    auto boats = collect_boats();
    waits = true;
    changed().notify();
    co_await boats.next(minutes(10));
    ADD_FAILURE() << "there was nothing to return";
  });
  run([&]() -> awaitable<void> {
    co_await log_in();
    co_await post("hello");
    co_await changed().until([&] { return waits; });
    bot_->stop();
    co_await stopped();
  }());
  EXPECT_EQ(log.text(), "");
}

TEST_F(BotCollectTest, ACollectorAfterTheStopWaitsForNothing) {
  make_patient_bot();
  bool ended = false;
  bot_->on<MessageCreate>([&](const MessageCreate&) -> awaitable<void> {
    bot_->stop();
    auto typing = bot_->collect<TypingStart>();
    try {
      co_await typing.next(minutes(10));
    } catch (const boost::system::system_error& error) {
      ended = error.code() == asio::error::operation_aborted;
    }
  });
  run([&]() -> awaitable<void> {
    co_await log_in();
    co_await post("hello");
    co_await stopped();
  }());
  EXPECT_TRUE(ended);
}

TEST_F(BotCollectTest, AFailureOfTheBotEndsTheWait) {
  make_bot();
  run([&]() -> awaitable<void> {
    co_await log_in();
    auto all = bot_->collect<MessageCreate>();
    spawn_wait(all);
    co_await inject(R"({"kind": "close", "code": 4004})");
    co_await stopped();
    co_await until_aborted();
  }());
  EXPECT_TRUE(error_) << "it failed";
}

TEST_F(BotCollectTest, CanBeCancelled) {
  make_bot();
  asio::cancellation_signal cancel;
  run([&]() -> awaitable<void> {
    co_await log_in();
    auto all = bot_->collect<MessageCreate>();
    spawn_wait(all, cancel.slot());
    co_await asio::post(context(), asio::use_awaitable);
    cancel.emit(asio::cancellation_type::terminal);
    co_await until_aborted();
  }());
}

TEST_F(BotCollectTest, AQuestionMayMakeAndEndOthers) {
  make_bot();
  int asked = 0;
  std::optional<EventCollector<MessageCreate>> second;
  std::optional<EventCollector<MessageCreate>> third;
  const auto count_it = [&](const MessageCreate&) { return ++asked > 0; };
  run([&]() -> awaitable<void> {
    co_await log_in();
    auto first = bot_->collect<MessageCreate>([&](const MessageCreate&) {
      second.reset();
      if (!third) third = bot_->collect<MessageCreate>(count_it);
      return true;
    });
    second = bot_->collect<MessageCreate>(count_it);
    co_await post("one");
    EXPECT_EQ(co_await next_text(first), "one");
    EXPECT_EQ(asked, 0) << "the second was gone, and the third begins with the next event";
    co_await post("two");
    EXPECT_EQ(co_await next_text(*third, minutes(1)), "two");
  }());
}

TEST_F(BotCollectTest, AnEndedCollectorEndsTheWait) {
  make_bot();
  int asked = 0;
  std::string got;
  run([&]() -> awaitable<void> {
    co_await log_in();
    const auto count_it = [&](const MessageCreate&) { return ++asked > 0; };
    auto all = bot_->collect<MessageCreate>();
    std::optional<EventCollector<MessageCreate>> collector = bot_->collect<MessageCreate>(count_it);
    asio::co_spawn(context(), next_text(*collector),
                   [&](const std::exception_ptr&, std::string text) {
                     got = std::move(text);
                     changed().notify();
                   });
    co_await asio::post(context(), asio::use_awaitable);
    *collector = bot_->collect<MessageCreate>([](const MessageCreate&) { return false; });
    co_await changed().until([&] { return !got.empty(); });
    co_await post("hello");
    EXPECT_EQ(co_await next_text(all), "hello");
  }());
  EXPECT_EQ(got, "none");
  EXPECT_EQ(asked, 0);
}

TEST_F(BotCollectTest, EachListenerHasTheWholeEvent) {
  make_bot();
  std::vector<std::string> heard;
  for (int i = 0; i < 2; ++i) {
    bot_->on<MessageCreate>([&](MessageCreate event) {
      heard.push_back(std::move(event.message.content));
      changed().notify();
    });
  }
  run([&]() -> awaitable<void> {
    co_await log_in();
    auto all = bot_->collect<MessageCreate>();
    co_await post("hello");
    EXPECT_EQ(co_await next_text(all), "hello");
    EXPECT_THAT(heard, testing::ElementsAre("hello", "hello"));
  }());
}

TEST_F(BotCollectTest, OutlivesItsBot) {
  make_bot();
  auto all = bot_->collect<MessageCreate>();
  bot_.reset();
  run([&]() -> awaitable<void> { EXPECT_EQ(co_await next_text(all, milliseconds(1)), "none"); }());
}

TEST_F(BotCollectTest, WarnsThatNothingWillCome) {
  serve();
  make_bot(bot_options(), token_text, Intents::guilds);
  const CapturedLog log(LogLevel::warning);
  run([&]() -> awaitable<void> {
    co_await log_in();
    EXPECT_EQ(log.text(), "");
    const auto typing = bot_->collect<TypingStart>();
    const auto again = bot_->collect<TypingStart>();
    co_return;
  }());
  EXPECT_THAT(log.text(),
              testing::EndsWith("the bot listens for TYPING_START, but has neither "
                                "guild_message_typing nor direct_message_typing: none will ever "
                                "come\n"));
}

}  // namespace
}  // namespace pincer::test
