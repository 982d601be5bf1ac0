// The commands of a shard on their way to the gateway. Layer: core. Thread safety: one strand.
// They wait here for READY or RESUMED and for the rate limits; heartbeats, Identify and Resume
// pass by but are counted.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "core/send_budget.hpp"
#include "core/session_action.hpp"
#include "pincer/error.hpp"
#include "pincer/gateway_dispatch.hpp"

namespace pincer::core {

/// Commands that may wait, a shard.
inline constexpr std::size_t command_queue_size_max = 1024;
/// A payload to the gateway, in bytes; larger ones would be answered with close code 4002.
/// https://discord.com/developers/docs/events/gateway#sending-events
inline constexpr std::size_t payload_size_max = 4096;

class Outbox {
 public:
  [[nodiscard]] SendBudget& budget() noexcept { return budget_; }
  [[nodiscard]] const SendBudget& budget() const noexcept { return budget_; }

  /// Takes a command; an error when it can never be sent, or too many wait already.
  std::optional<Error> push(CommandNumber number, const GatewayDispatch& payload);
  /// Sends what the limits allow now, in order; a presence that must wait for its own limit does
  /// not hold back what is behind it.
  void flush(TimePoint now, Actions& actions);
  /// Gives up all that wait.
  void drop_all(const Error& error, Actions& actions);
  /// When `flush` can send something; nothing when no command waits.
  [[nodiscard]] std::optional<TimePoint> due() const;

 private:
  struct Command {
    CommandNumber number = 0;
    bool is_presence = false;
    std::string payload;
  };

  [[nodiscard]] TimePoint free_at(const Command& command) const noexcept;

  SendBudget budget_;
  std::deque<Command> commands_;
};

}  // namespace pincer::core
