// A gateway that does nothing but send: a firehose, as fast as the client reads it, over TLS on
// loopback, each connection on a thread of its own. Enough of Discord for a client of any language
// to log in: GET /gateway/bot, HELLO, READY, heartbeat ACKs. No session survives its connection.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "pincer/compression.hpp"

namespace pincer::bench {

struct FirehoseOptions {
  std::uint16_t port = 0;  ///< 0: any.
  std::uint64_t seed = 1;
  std::size_t events = 100'000;
  bool large_guilds = true;  ///< GUILD_CREATEs of 100 KB to 1 MB among the events.
  int shards = 1;            ///< What GET /gateway/bot recommends.
  /// One TLS record for each event, as from a gateway that is never behind; else large ones.
  bool record_per_event = false;
  /// Events are sent only after `release`.
  bool held = false;
  /// Between two events; zero: none.
  std::chrono::microseconds pause{0};
  /// Called just before the kernel is given each event, with its number, where there is a `pause`.
  std::function<void(std::size_t event)> before_event;
};

class FirehoseServer {
 public:
  /// Starts to serve. The stream that a client gets is made from the seed when the first client
  /// asks for its compression, and kept.
  explicit FirehoseServer(FirehoseOptions options);
  FirehoseServer(const FirehoseServer&) = delete;
  FirehoseServer& operator=(const FirehoseServer&) = delete;
  /// Drops all connections.
  ~FirehoseServer();

  [[nodiscard]] std::uint16_t port() const noexcept;
  /// The certificate that clients are to trust; it is for 127.0.0.1.
  [[nodiscard]] std::string ca_file() const;
  /// From now on connections are served by these.
  void set_options(FirehoseOptions options);
  /// Makes the stream for this compression, if it is not made yet.
  void prepare(TransportCompression compression);
  /// Lets the connections that are held send, those of now and those to come.
  void release();
  /// How many connections are held, READY sent.
  [[nodiscard]] std::size_t held() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pincer::bench
