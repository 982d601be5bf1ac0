// The floor of the gateway's path: a client that does only what cannot be left out, by hand. It
// blocks in OpenSSL, takes each frame for a whole unmasked message, inflates into one buffer that
// is large enough for all, and trusts its peer. Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "pincer/compression.hpp"

namespace pincer::bench {

class BareGateway {
 public:
  /// How far a message is taken.
  enum class Depth { frame, inflate, envelope, typed };

  /// Connects, logs in, and has read READY.
  BareGateway(std::uint16_t port, const std::string& ca_file, TransportCompression compression);
  BareGateway(const BareGateway&) = delete;
  BareGateway& operator=(const BareGateway&) = delete;
  ~BareGateway();

  /// What is called while messages are read. The bare client waits for its socket apart from its
  /// read, as any client of many sockets must, where `on_readable` is given.
  struct Watch {
    std::function<void()> on_readable;  ///< There are bytes in the socket.
    std::function<void()> on_message;
  };

  /// Reads so many messages. Throws when one cannot be read.
  void read(std::size_t messages, Depth depth, const Watch& watch = {});

  /// Reads what the next read of the socket brings, at least one message and at most so many.
  /// Returns how many.
  std::size_t read_batch(std::size_t messages_max, Depth depth);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pincer::bench
