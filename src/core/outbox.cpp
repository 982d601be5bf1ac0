#include "core/outbox.hpp"

#include <algorithm>
#include <utility>

#include "wire/opcode.hpp"

namespace pincer::core {

using wire::Opcode;

std::optional<Error> Outbox::push(CommandNumber number, const GatewayDispatch& payload) {
  const auto opcode = static_cast<Opcode>(payload.op);
  if (opcode == Opcode::heartbeat || opcode == Opcode::identify || opcode == Opcode::resume) {
    return Error(ErrorKind::invalid_argument,
                 "Heartbeat, Identify and Resume are sent by the session itself");
  }
  std::string text = payload.to_string();
  if (text.size() > payload_size_max) {
    return Error(ErrorKind::invalid_argument, "the payload has " + std::to_string(text.size()) +
                                                  " bytes; the gateway takes at most " +
                                                  std::to_string(payload_size_max));
  }
  if (commands_.size() >= command_queue_size_max) {
    return Error(ErrorKind::rate_limited, std::to_string(commands_.size()) +
                                              " commands wait for this shard already; the gateway "
                                              "takes 120 a minute");
  }
  commands_.push_back({number, opcode == Opcode::presence_update, std::move(text)});
  return std::nullopt;
}

TimePoint Outbox::free_at(const Command& command) const noexcept {
  return command.is_presence ? budget_.presence_at() : budget_.command_at();
}

void Outbox::flush(TimePoint now, Actions& actions) {
  for (;;) {
    const auto next = std::find_if(commands_.begin(), commands_.end(),
                                   [&](const Command& command) { return now >= free_at(command); });
    if (next == commands_.end()) return;
    if (next->is_presence) {
      budget_.record_presence(now);
    } else {
      budget_.record(now);
    }
    actions.emplace_back(Send{std::move(next->payload), next->number});
    commands_.erase(next);
  }
}

void Outbox::drop_all(const Error& error, Actions& actions) {
  for (const Command& command : std::exchange(commands_, {}))
    actions.emplace_back(CommandDropped{command.number, error});
}

std::optional<TimePoint> Outbox::due() const {
  std::optional<TimePoint> due;
  for (const Command& command : commands_) {
    due = std::min(due.value_or(TimePoint::max()), free_at(command));
    if (!command.is_presence) break;  // No command goes earlier than this one.
  }
  return due;
}

}  // namespace pincer::core
