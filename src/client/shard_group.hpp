// Shards that start, run and end together. Layer: client.
// Thread safety: one strand, the group's; each shard has another. What belongs to which is said.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <vector>

#include "base/time.hpp"
#include "net/condition.hpp"
#include "net/task_group.hpp"
#include "pincer/gateway.hpp"
#include "pincer/shard_manager.hpp"

namespace pincer::client {

class ShardGroup : public std::enable_shared_from_this<ShardGroup> {
 public:
  /// So many shards may be on their way to a first READY at the same time, times max_concurrency:
  /// more would only stand in line, connected and useless.
  static constexpr std::size_t identifying_max_per_key = 2;
  /// So many shards may be on their way to a RESUMED: they need no turn, but a handshake each.
  static constexpr std::size_t resuming_max = 64;
  /// A shard that is not ready after this holds up no other.
  static constexpr Duration start_patience = std::chrono::seconds(30);

  struct Shard {
    Shard(boost::asio::any_io_executor own_strand, std::shared_ptr<Gateway> own_gateway,
          std::size_t place)
        : strand(std::move(own_strand)), gateway(std::move(own_gateway)), index(place) {}

    const boost::asio::any_io_executor strand;
    const std::shared_ptr<Gateway> gateway;
    const std::size_t index;  ///< In the group.
    /// On the shard's strand: false keeps a payload from the handlers. Empty: all may pass.
    std::function<bool(const GatewayDispatch&)> filter;
    // On the group's strand:
    bool ready = false;  ///< Since it was started, or restarted.
    bool restart = false;
    bool resumes = false;  ///< It begins with a session of an earlier process.
    std::optional<TimePoint> started_at;

    [[nodiscard]] int id() const noexcept { return gateway->options().shard.id; }
  };

  struct Options {
    Token token;
    Intents intents;
    GatewayOptions gateway;  ///< `shard.count` is the number of shards in all.
    std::vector<int> ids;    ///< Of the shards of this group, in the order of their start.
    int max_concurrency = 1;
  };

  /// Hands a payload to the user; called on the strand of `shard`.
  using HandOut = std::function<void(Gateway& shard, const GatewayDispatch& payload)>;

  /// `changed` is told of each change here that others may wait for; it lives longer than `run`.
  /// `strand`: of the group and of `changed`. The shards' strands are made on `executor`.
  static std::shared_ptr<ShardGroup> create(net::Condition& changed,
                                            boost::asio::any_io_executor strand,
                                            const boost::asio::any_io_executor& executor,
                                            const Options& options, HandOut hand_out);

  /// The session that a shard begins with. Before `run`.
  static void set_session(Shard& shard, SessionResume session);
  /// Starts the shards and returns when all have ended. Throws what the first of them threw that
  /// could not go on; the others are stopped then, with their sessions kept.
  awaitable<void> run();
  void stop(bool keep_sessions);
  [[nodiscard]] bool stopping() const noexcept { return stopping_; }
  [[nodiscard]] bool running() const noexcept { return running_; }
  /// True when every shard is ready, or was since it was started.
  [[nodiscard]] bool ready() const;
  /// Reconnects a shard; it is not `ready` until it is ready again.
  void restart(Shard& shard, bool keep_session);

  /// Calls `visit` for each shard, on the shard's strand, one after the other. When it returns,
  /// everything that stood in line on those strands before is done.
  awaitable<void> visit_each(std::function<void(Shard&)> visit);
  /// Hands a payload out past the filter. On the shard's strand.
  void hand_out(Shard& shard, const GatewayDispatch& payload) {
    hand_out_(*shard.gateway, payload);
  }

  /// These do not change, and may be called anywhere.
  [[nodiscard]] int shard_count() const noexcept { return shard_count_; }
  [[nodiscard]] std::size_t size() const noexcept { return shards_.size(); }
  [[nodiscard]] std::vector<std::shared_ptr<Gateway>> gateways() const;
  /// Null when no such shard is in the group.
  [[nodiscard]] Shard* find(int shard_id) const;

 private:
  ShardGroup(net::Condition& changed, boost::asio::any_io_executor strand, const Options& options,
             HandOut hand_out);

  void receive(Shard& shard, const GatewayDispatch& payload);
  awaitable<void> run_shard(Shard& shard);
  /// How many shards were started and are neither ready nor given up on.
  [[nodiscard]] std::size_t starting(TimePoint now) const;

  boost::asio::any_io_executor strand_;
  HandOut hand_out_;
  int shard_count_;
  std::size_t identifying_max_;
  std::vector<std::unique_ptr<Shard>> shards_;
  net::TaskGroup loops_;
  net::Condition& changed_;
  std::exception_ptr failure_;
  bool running_ = false;
  bool stopping_ = false;
};

}  // namespace pincer::client
