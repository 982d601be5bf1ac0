// One gateway payload. Layer: wire. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace pincer {

/// A payload that the gateway sent, or that is to be sent to it: `{"op":..,"d":..,"s":..,"t":..}`.
/// `data` stays the text it was on the wire, so that an event that nobody reads costs no parsing.
/// https://discord.com/developers/docs/events/gateway-events#payload-structure
struct GatewayDispatch {
  GatewayDispatch() = default;
  explicit GatewayDispatch(int opcode, std::string raw_data = "null",
                           std::optional<std::int64_t> sequence = std::nullopt,
                           std::string name = {})
      : op(opcode), data(std::move(raw_data)), seq(sequence), event_name(std::move(name)) {}

  /// Reads a payload. What is inside `d` is not checked beyond what it takes to find its end.
  /// Throws `Exception` (`ErrorKind::protocol`) when `text` is no payload.
  static GatewayDispatch from_string(std::string_view text);

  /// The payload as JSON. `s` and `t` are left out when they are unset, as in what clients send.
  [[nodiscard]] std::string to_string() const;

  int op = 0;                       ///< The opcode; unknown ones are kept as they came.
  std::string data = "null";        ///< `d` as raw JSON; "null" when the payload has none.
  std::optional<std::int64_t> seq;  ///< `s`: the event's place in its session.
  std::string event_name;           ///< `t`: "MESSAGE_CREATE"; empty when `op` is not 0.

  friend bool operator==(const GatewayDispatch&, const GatewayDispatch&) = default;
};

std::ostream& operator<<(std::ostream& out, const GatewayDispatch& dispatch);

}  // namespace pincer
