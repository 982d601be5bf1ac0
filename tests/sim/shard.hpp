// One shard of the simulated bot: a real core::Session, obeyed as client/gateway_shell obeys it,
// and a user with a handler that may be slow. Thread safety: one thread at a time.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/session.hpp"
#include "sim/network.hpp"
#include "sim/oracle.hpp"
#include "sim/setup.hpp"
#include "sim/trace.hpp"
#include "sim/turns.hpp"
#include "wire/stream_decoder.hpp"

namespace pincer::sim {

class Shard {
 public:
  /// `number`: through all sets of shards; `place`: in its own.
  Shard(int number, ShardId place, const Setup& setup, Network& network, Oracle& oracle,
        Trace& trace);

  enum class Ending { keeps_session, logs_out, crashes };

  /// Creates a session, which resumes what the last one left behind. `turns` must live until it
  /// ends.
  void start(Turns& turns, Random random, TimePoint now);
  void stop(Ending ending, TimePoint now);
  /// Stops and starts the same session again.
  void start_again(bool keeps_session, TimePoint now);
  /// After it failed: a person has changed what had to be changed.
  void start_after_failure(TimePoint now);
  [[nodiscard]] int id() const noexcept { return id_; }
  [[nodiscard]] bool is_running() const noexcept { return session_ != nullptr; }
  [[nodiscard]] bool has_failed() const {
    return session_ != nullptr && session_->state() == core::SessionState::failed;
  }

  /// During a reshard: decides whether an event is handed to the user.
  using Filter = std::function<bool(const GatewayDispatch& event, TimePoint now)>;
  void set_filter(Filter filter) { filter_ = std::move(filter); }
  /// Hands an event to the user past the filter.
  void hand_out(const GatewayDispatch& event, TimePoint now);
  [[nodiscard]] bool is_ready() const {
    return session_ != nullptr && session_->state() == core::SessionState::ready;
  }
  [[nodiscard]] std::optional<TimePoint> received_until() const {
    return session_ ? session_->received_until() : std::nullopt;
  }

  void arrive(const Arrival& arrival, TimePoint now);
  void identify(TimePoint now);
  void tick(TimePoint now);
  [[nodiscard]] std::optional<TimePoint> deadline() const;

  // The user.
  void command(const GatewayDispatch& payload, TimePoint now);
  void beat_now(TimePoint now);
  void block_handler(TimePoint until);

 private:
  /// Events in the hands of the user's handlers from which on the shard stops reading.
  static constexpr std::size_t handlers_in_flight_max = 8;
  /// What a payload may inflate to. Far below the default, so that bombs cost little time.
  static constexpr std::size_t inflated_size_max = std::size_t{1} << 20U;

  /// One that this session dialled. Also when it is closed: what it still reports is reported.
  struct Connection {
    core::ConnectionId number = 0;
    std::unique_ptr<wire::StreamDecoder> decoder;
  };
  struct Delivery {
    core::Deliver deliver;
    Event event;
    std::optional<Message> message;  ///< What the user was handed of it.
  };

  core::SessionOptions options() const;
  void feed(Connection& connection, const Arrival& arrival, TimePoint now);
  core::Actions give(Connection& connection, const Arrival& arrival, TimePoint now);
  core::Actions receive(Connection& connection, const Arrival& message, TimePoint now);
  void feed_old(Connection& connection, const Arrival& arrival, TimePoint now);
  /// A bot that stops in order lets its handlers finish.
  void stop_in_order(bool keeps_session, TimePoint now);
  void unblock_handler(TimePoint now);
  void handle(const Delivery& delivery);

  void perform(const core::Actions& actions, TimePoint now);
  void perform(const core::Dial& dial, TimePoint now);
  void perform(const core::RequestIdentify& request, TimePoint now);
  void perform(const core::CancelIdentify& cancel, TimePoint now);
  void perform(const core::Send& send, TimePoint now);
  void perform(const core::Close& close, TimePoint now);
  void perform(const core::Deliver& deliver, TimePoint now);
  void perform(const core::Ready& ready, TimePoint now);
  void perform(const core::Resumed& resumed, TimePoint now);
  void perform(const core::Reconnecting& reconnecting, TimePoint now);
  void perform(const core::CommandDropped& dropped, TimePoint now);
  void perform(const core::Fail& fail, TimePoint now);
  void perform(const core::Stopped& stopped, TimePoint now);

  int id_;
  ShardId place_;
  const Setup& setup_;
  Network& network_;
  Oracle& oracle_;
  Trace& trace_;
  Turns* turns_ = nullptr;
  std::unique_ptr<core::Session> session_;
  std::optional<core::ResumeState> stored_;
  std::map<LinkId, Connection> connections_;
  LinkId link_ = 0;  ///< The current one; 0: none.
  GatewayDispatch payload_;
  Filter filter_;
  core::CommandNumber last_command_ = 0;

  std::deque<Delivery> inbox_;  ///< Events that the user's handler has not done yet.
  std::optional<TimePoint> blocked_until_;
  bool paused_ = false;
  std::deque<Arrival> unread_;
};

}  // namespace pincer::sim
