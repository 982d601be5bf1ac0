// A gateway's traffic for one shard, made from a seed: what the events say, and the frames that
// carry them. Thread safety: one thread at a time; a finished `Firehose` is only read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "pincer/compression.hpp"

namespace pincer::bench {

/// Payloads as Discord sends them to a bot in large guilds: 55 % PRESENCE_UPDATE, 20 %
/// MESSAGE_CREATE, 10 % TYPING_START, 15 % others, 0.9 KB each on average. Nobody's data: names and
/// texts are put together at random. The same seed makes the same payloads everywhere.
class EventSource {
 public:
  /// Without `large_guilds` nothing but the small events.
  EventSource(std::uint64_t seed, bool large_guilds) : random_(seed), large_guilds_(large_guilds) {}

  static std::string hello();
  /// READY with the guilds of this world, all of them to come.
  std::string ready();
  /// The next dispatch. The first are the GUILD_CREATEs of READY's guilds, of 100 KB to 1 MB; of
  /// the rest one in `events_per_large_guild` is another.
  std::string next();
  /// The event behind the last one: "FIREHOSE_END".
  std::string end();

  static constexpr int guild_count = 8;
  static constexpr std::uint64_t events_per_large_guild = 5000;

 private:
  std::string dispatch(std::string_view name, std::string_view data);
  std::string guild_create(std::uint64_t guild, std::size_t size_about);
  std::string presence_update();
  std::string message(bool created);
  std::string typing_start();
  std::string other();

  Random random_;
  bool large_guilds_;
  std::int64_t sequence_ = 0;
};

/// All frames of one connection, from HELLO on, with the one compression context that they share.
class Firehose {
 public:
  Firehose(std::uint64_t seed, std::size_t events, bool large_guilds,
           TransportCompression compression);

  /// What is sent at once after the handshake.
  [[nodiscard]] const std::string& hello() const noexcept { return hello_; }
  /// READY; the answer to Identify.
  [[nodiscard]] const std::string& ready() const noexcept { return ready_; }
  /// The events and the last one, one frame each, one behind the other.
  [[nodiscard]] const std::string& stream() const noexcept { return stream_; }
  /// Where in `stream` each frame begins, and where the last one ends.
  [[nodiscard]] const std::vector<std::size_t>& offsets() const noexcept { return offsets_; }
  [[nodiscard]] TransportCompression compression() const noexcept { return compression_; }
  /// Bytes of JSON in an event, on average, without the guilds.
  [[nodiscard]] double small_event_size() const noexcept { return small_event_size_; }

 private:
  TransportCompression compression_;
  std::string hello_;
  std::string ready_;
  std::string stream_;
  std::vector<std::size_t> offsets_;
  double small_event_size_ = 0;
};

}  // namespace pincer::bench
