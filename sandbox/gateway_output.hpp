// What the gateway's pure half tells the socket server to do. Thread safety: as a value type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace pincer::sandbox {

/// Names one WebSocket connection; chosen by the server, never reused.
using ConnectionId = std::uint64_t;

/// One thing to do on one connection. Those of a connection are done in order.
struct GatewayOutput {
  enum class Kind {
    message,    ///< Send `bytes` as one WebSocket message.
    truncated,  ///< Send the header of that message and half of it, then cut the connection.
    close,      ///< Send a close frame with `close_code` and `reason`, then end.
    drop,       ///< Cut the connection without a close frame.
  };

  ConnectionId connection = 0;
  Kind kind = Kind::message;
  std::string bytes;
  bool binary = false;
  std::size_t fragments = 1;  ///< Frames that the message is sent in, each in a write of its own.
  int close_code = 0;
  std::string reason;
  Duration delay{};  ///< Counted from now; a later output of the connection never overtakes.

  friend bool operator==(const GatewayOutput&, const GatewayOutput&) = default;
};

using GatewayOutputs = std::vector<GatewayOutput>;

}  // namespace pincer::sandbox
