// Whom a bot tells of one kind of event: its handlers, and its collectors. The event is read once
// for all of them. Layer: bot. Thread safety: one thread at a time.
#pragma once

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "model/decode.hpp"
#include "net/condition.hpp"
#include "pincer/bot.hpp"
#include "pincer/error.hpp"
#include "pincer/gateway.hpp"
#include "pincer/gateway_dispatch.hpp"

namespace pincer {

/// `left_out`: the elements that the event is handed out without; 0 when it is not handed out.
void report_unreadable(const BotOptions& options, std::string_view event_name, const Error& error,
                       int left_out);

/// Logs the exception that is being handled; but a cancelled handler has nothing to report.
void log_handler_exception(std::string_view event_name);

/// Listeners, whatever the kind of event.
class AnyListeners {
 public:
  AnyListeners() = default;
  AnyListeners(const AnyListeners&) = delete;
  AnyListeners& operator=(const AnyListeners&) = delete;
  virtual ~AnyListeners() = default;

  virtual void receive(Gateway& shard, const GatewayDispatch& dispatch) = 0;
  /// No more events come.
  virtual void stop() = 0;
};

/// What a collector and the listeners share: the collector may be gone first, or they.
template <class Event>
struct EventCollector<Event>::State {
  enum class Ended { no, by_owner, by_bot };

  State(const boost::asio::any_io_executor& executor, std::function<bool(const Event&)> wanted)
      : matches(std::move(wanted)), changed(executor) {}

  void offer(const Event& event) {
    if (ended != Ended::no) return;
    try {
      if (matches && !matches(event)) return;
      events.push_back(event);
    } catch (...) {
      failure = std::current_exception();
    }
    changed.notify();
  }

  void end(Ended how) {
    ended = how;
    changed.notify();
  }

  static awaitable<std::optional<Event>> next(std::shared_ptr<State> state,
                                              std::chrono::milliseconds timeout) {
    constexpr std::chrono::milliseconds timeout_max = std::chrono::hours(24 * 365);
    const TimePoint limit =
        Clock::now() + std::clamp(timeout, std::chrono::milliseconds(0), timeout_max);
    const std::function<bool()> is_decided = [&state] {
      return !state->events.empty() || state->failure || state->ended != Ended::no;
    };
    co_await state->changed.until(is_decided, limit);
    if (!state->events.empty()) {
      std::optional<Event> event(std::move(state->events.front()));
      state->events.pop_front();
      co_return event;
    }
    if (state->failure) std::rethrow_exception(std::exchange(state->failure, nullptr));
    if (state->ended == Ended::by_bot) {
      throw boost::system::system_error(boost::asio::error::operation_aborted);
    }
    co_return std::nullopt;
  }

  std::function<bool(const Event&)> matches;
  net::Condition changed;
  std::deque<Event> events;
  std::exception_ptr failure;
  Ended ended = Ended::no;
};

template <class Event>
class EventListeners : public AnyListeners {
 public:
  /// `options` must outlive it.
  explicit EventListeners(const BotOptions& options) : options_(options) {}

  void add(EventHandler<Event> handler) {
    handlers_.push_back(std::make_shared<const EventHandler<Event>>(std::move(handler)));
  }

  /// `has_stopped`: no events come any more.
  EventCollector<Event> collect(const boost::asio::any_io_executor& executor, bool has_stopped,
                                std::function<bool(const Event&)> matches) {
    const auto state = std::make_shared<State>(executor, std::move(matches));
    if (has_stopped) state->end(State::Ended::by_bot);
    if (collectors_.size() == collectors_.capacity()) forget_gone();
    collectors_.push_back(state);
    return EventCollector<Event>(state);
  }

  void receive(Gateway& shard, const GatewayDispatch& dispatch) override {
    forget_gone();
    if (handlers_.empty() && collectors_.empty()) return;
    Result<Event> event = read(dispatch);
    if (!event) return;
    // Whoever is called may add others; they begin with the next event.
    const std::size_t handlers = handlers_.size();
    for (const auto& collector : living()) collector->offer(*event);
    for (std::size_t i = 0; i < handlers; ++i) {
      if (i + 1 < handlers) {
        call(handlers_[i], shard, Event(*event));
      } else {
        call(handlers_[i], shard, std::move(*event));
      }
    }
  }

  void stop() override {
    for (const auto& collector : living()) collector->end(State::Ended::by_bot);
  }

 private:
  using Handler = std::shared_ptr<const EventHandler<Event>>;
  using State = typename EventCollector<Event>::State;

  [[nodiscard]] std::vector<std::shared_ptr<State>> living() const {
    std::vector<std::shared_ptr<State>> found;
    for (const auto& collector : collectors_) {
      if (auto state = collector.lock()) found.push_back(std::move(state));
    }
    return found;
  }
  void forget_gone() {
    std::erase_if(collectors_, [](const auto& collector) { return collector.expired(); });
  }

  Result<Event> read(const GatewayDispatch& dispatch) const {
    Result<Event> event = decode<Event>(dispatch.data);
    if (event) return event;
    int left_out = 0;
    const Error error = event.error();
    if (options_.leave_out_unreadable) event = decode_what_fits<Event>(dispatch.data, left_out);
    report_unreadable(options_, dispatch.event_name, error, event ? left_out : 0);
    return event;
  }

  /// What one handler throws must not keep the event from the others.
  static void call(const Handler& handler, Gateway& shard, Event&& event) {
    try {
      if (handler->call_) {
        handler->call_(std::move(event));
      } else {
        shard.spawn(run(handler, std::move(event)));
      }
    } catch (...) {
      log_handler_exception(event_name_of<Event>);
    }
  }

  /// Keeps handler and event for as long as the handler runs: its code may live in the handler (a
  /// lambda's captures), and it may refer to the event.
  static awaitable<void> run(Handler handler, Event event) {
    try {
      co_await handler->start_(std::move(event));
    } catch (...) {
      log_handler_exception(event_name_of<Event>);
    }
  }

  const BotOptions& options_;
  std::vector<Handler> handlers_;
  std::vector<std::weak_ptr<State>> collectors_;
};

}  // namespace pincer
