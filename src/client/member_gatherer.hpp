// Obeys a core::MemberRequests: sends its requests, keeps what their chunks bring, and wakes the
// coroutines that wait. Layer: client. Thread safety: one strand, its executor's.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <optional>

#include "core/member_requests.hpp"
#include "net/watchdog.hpp"
#include "pincer/awaitable.hpp"
#include "pincer/model/gateway_commands.hpp"

namespace pincer::client {

class MemberGatherer {
 public:
  /// Tells once what became of a command: no error means that it is on its way.
  using Decided = std::function<void(const std::optional<Error>& error)>;
  /// Gives a command to the gateway.
  using Submit = std::function<void(const GatewayDispatch& payload, Decided decided)>;

  MemberGatherer(boost::asio::any_io_executor executor, Random random, Submit submit);
  MemberGatherer(const MemberGatherer&) = delete;
  MemberGatherer& operator=(const MemberGatherer&) = delete;

  /// Returns the whole answer. The request must have passed its `check()`.
  /// Errors: `Exception`. Cancellation: whatever still comes is not kept.
  awaitable<GuildMembers> gather(RequestGuildMembers request);

  // What the gateway's connection goes through.
  void on_event(const GatewayDispatch& event);
  void on_connection_lost() { machine_.on_connection_lost(); }
  void on_resumed() { perform(machine_.on_resumed(Clock::now())); }
  void on_new_session() { perform(machine_.on_new_session(Clock::now())); }
  void on_ended(const Error& error) { perform(machine_.on_ended(error)); }
  [[nodiscard]] bool awaits_answer() const noexcept { return machine_.awaits_answer(); }

 private:
  /// A coroutine that waits. It lives in that coroutine.
  struct Waiter {
    Waiter(const boost::asio::any_io_executor& executor, RequestGuildMembers what)
        : request(std::move(what)), ended(executor, TimePoint::max()) {}
    RequestGuildMembers request;
    GuildMembers gathered;
    boost::asio::steady_timer ended;  // cancelled when the request has ended
    bool complete = false;
    std::optional<Error> error;
  };

  void perform(const core::MembersActions& actions, const GatewayDispatch* event = nullptr);
  void ask(const core::AskMembers& action);
  void take(const core::TakeMembers& action, const GatewayDispatch& event);
  void end(core::MembersRequestId id, std::optional<Error> error);
  void arm_timer();

  boost::asio::any_io_executor executor_;
  Submit submit_;
  core::MemberRequests machine_;
  std::map<core::MembersRequestId, Waiter*> waiters_;
  core::MembersRequestId last_id_ = 0;
  std::optional<net::Watchdog> timer_;  // for the machine's deadline
  TimePoint timer_due_ = TimePoint::max();
};

}  // namespace pincer::client
