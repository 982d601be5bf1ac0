// A bot on a sandbox, and what its tests wait for. For tests over real sockets.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <optional>
#include <set>
#include <string>

#include "pincer/bot.hpp"
#include "pincer/error.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {

class BotTest : public SandboxFixture {
 protected:
  BotOptions bot_options() const {
    BotOptions options;
    options.base_url = api_url();
    return options;
  }

  void make_bot(BotOptions options, std::string_view token = token_text,
                Intents intents = Intents::all) {
    bot_.emplace(context().get_executor(), Token(token), intents, std::move(options));
    bot_->on<GuildCreate>([this](const GuildCreate&) {
      ready_ = true;
      changed().notify();
    });
  }
  void make_bot() {
    serve();
    make_bot(bot_options());
  }

  void start() {
    running_ = true;
    boost::asio::co_spawn(context(), bot_->start(), [this](const std::exception_ptr& exception) {
      running_ = false;
      try {
        if (exception) std::rethrow_exception(exception);
      } catch (const Exception& failure) {
        error_ = failure.error();
      }
      changed().notify();
    });
  }
  awaitable<void> log_in() {
    start();
    return changed().until([this] { return ready_; });
  }
  awaitable<void> stopped() {
    return changed().until([this] { return !running_; });
  }

  void TearDown() override {
    if (running_) {
      bot_->stop();
      run(stopped());
    }
    bot_.reset();  // closes the connections that it keeps
    SandboxFixture::TearDown();
  }

  /// Counts the event and wakes whoever waits for it.
  template <class Event>
  void count() {
    bot_->on<Event>([this](const Event&) {
      seen_.insert(std::string(event_name_of<Event>));
      changed().notify();
    });
  }
  awaitable<void> until_seen(std::string name) {
    return changed().until([this, name] { return seen_.contains(name); });
  }

  std::optional<Bot> bot_;
  bool ready_ = false;
  bool running_ = false;
  std::optional<Error> error_;
  std::set<std::string> seen_;
};

/// What the error says that `call` throws; empty when it throws none.
template <class Call>
std::string refusal_of(Call call) {
  try {
    call();
  } catch (const Exception& exception) {
    EXPECT_EQ(exception.kind(), ErrorKind::invalid_argument);
    return exception.error().message;
  }
  return {};
}

}  // namespace pincer::test
