// A ShardManager on the firehose, and what an event costs its threads; beside it, bare clients on
// the same events. Thread safety: one thread at a time.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bare_gateway.hpp"
#include "firehose_server.hpp"
#include "pincer/awaitable.hpp"
#include "pincer/shard_manager.hpp"
#include "report.hpp"

namespace pincer::bench {

/// What one event cost the client's threads.
struct Cost {
  double cpu = 0;  ///< Microseconds.
  /// Blocks from the heap, taken by the calling thread while the second half of the events came:
  /// buffers have found their size by then.
  double allocations = 0;
};

/// For co_spawn.
void rethrow(const std::exception_ptr& exception);

/// Waits until `shards` connections are held, READY read, and takes the cost of the `events` from
/// their release until `payloads()` has counted them. `cpu_seconds`: what the threads have used.
/// `between_looks` at what has come, the client's thread does nothing but its events.
awaitable<void> measure_released(
    FirehoseServer& server, std::uint64_t shards, std::uint64_t events,
    std::function<std::uint64_t()> payloads, std::function<double()> cpu_seconds, Cost& cost,
    std::chrono::milliseconds between_looks = std::chrono::milliseconds(2));

/// So many shards, logged in and held; then the events.
class Client {
 public:
  using RawHandler = std::function<void(Gateway&, const GatewayDispatch&)>;

  /// `threads`: 1 or more; the one that calls `run` is the first.
  Client(FirehoseServer& server, TransportCompression compression, int shards, int threads = 1);

  void add(RawHandler handler) { manager_->append_handler(0, std::move(handler)); }

  /// The cost of an event, when each shard receives so many. `between_looks` as above.
  Cost run(std::size_t events_per_shard,
           std::chrono::milliseconds between_looks = std::chrono::milliseconds(2));

 private:
  [[nodiscard]] std::uint64_t payloads() const;
  awaitable<void> measure(std::size_t events_per_shard, std::function<double()> cpu_seconds,
                          Cost& cost, std::chrono::milliseconds between_looks);

  FirehoseServer& server_;
  int shards_;
  int threads_;
  boost::asio::io_context context_;
  std::unique_ptr<ShardManager> manager_;
};

/// The microseconds of the same with bare clients, one for each shard, that read in turn what one
/// read of the socket brings each of them.
double floor_cost(FirehoseServer& server, TransportCompression compression,
                  BareGateway::Depth depth, std::size_t events, int shards = 1);

/// So many events, held until they are released.
FirehoseOptions held_firehose(std::size_t events, bool large_guilds);

}  // namespace pincer::bench
