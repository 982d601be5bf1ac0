// Who may identify when, as something that can be awaited. Layer: client.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "pincer/awaitable.hpp"
#include "pincer/gateway_info.hpp"

namespace pincer {

/// Gives shards their turn to identify. All gateways of a bot share one queue; a bot that runs in
/// several processes implements this interface over something that those processes share.
/// https://discord.com/developers/docs/events/gateway#sharding-max-concurrency
class IdentifyQueue {
 public:
  IdentifyQueue() = default;
  IdentifyQueue(const IdentifyQueue&) = delete;
  IdentifyQueue& operator=(const IdentifyQueue&) = delete;
  virtual ~IdentifyQueue() = default;

  /// Returns when the shard may identify, now. Called from any executor.
  /// Errors: an `Exception` ends the shard; after one of kind `network` or `timeout`, and after any
  /// other exception, the shard tries again later. Cancellation: must leave the queue without using
  /// up a turn.
  virtual awaitable<void> wait_for_turn(int shard_id) = 0;

  /// A fresh answer of GET /gateway/bot. Called from any executor.
  virtual void update_limit(const SessionStartLimit& limit) = 0;
};

struct IdentifyQueueOptions {
  IdentifyQueueOptions() = default;

  /// A warning is logged when so few of the day's session starts are left.
  int remaining_low = 50;
  /// When none is left: true ends the shard with an error (`rate_limited`), false waits for the
  /// reset, which may take a day.
  bool fails_when_empty = false;
};

/// The queue of a bot that lives in one process, in memory. Thread-safe.
/// `executor` must run one handler at a time.
std::shared_ptr<IdentifyQueue> make_identify_queue(boost::asio::any_io_executor executor,
                                                   const SessionStartLimit& limit = {},
                                                   const IdentifyQueueOptions& options = {});

}  // namespace pincer
