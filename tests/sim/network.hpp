// The simulated network: links between shards and the gateway that delay, split, join, corrupt,
// cut, swallow and refuse, but keep the order of a direction, as TCP does. Virtual time; the seed
// decides everything. Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "sandbox/gateway_output.hpp"
#include "sim/setup.hpp"

namespace pincer::sim {

/// Names a link, and the connection at the gateway's end of it.
using LinkId = sandbox::ConnectionId;

/// What reaches one of the ends of a link.
struct Arrival {
  enum class Kind {
    dial,         ///< At the gateway: a connection opens.
    opened,       ///< At the client: it is open.
    refused,      ///< At the client: it cannot be had.
    to_gateway,   ///< A message.
    gateway_end,  ///< At the gateway: the client closed with `code`, or it broke (1006).
    to_client,    ///< A message.
    client_end,   ///< At the client: the gateway closed with `code`, or it broke (1006).
  };

  LinkId link = 0;
  Kind kind = Kind::dial;
  std::string bytes;
  bool binary = false;
  int code = 0;
  std::string reason;
};

class Network {
 public:
  Network(const Setup& setup, Random random) : setup_(setup), random_(random) {}

  // The client's end.
  /// `query`: the URL's, which the gateway gets.
  LinkId dial(std::string query, bool to_resume_url, TimePoint now);
  void send_up(LinkId link, std::string bytes, TimePoint now);
  void close_up(LinkId link, int code, TimePoint now);
  /// The client's process is gone.
  void break_up(LinkId link, TimePoint now);

  // The gateway's end.
  void accept(LinkId link, TimePoint now);
  void send_down(sandbox::GatewayOutput output, TimePoint now);

  /// The next thing to arrive anywhere, and when.
  [[nodiscard]] std::optional<TimePoint> next() const;
  Arrival take();

  // What goes wrong.
  void cut(LinkId link, TimePoint now);
  void mute(LinkId link, bool up, bool down);
  void refuse_until(TimePoint end) { refuses_until_ = end; }
  void swallow_dials_until(TimePoint end) { swallows_until_ = end; }
  void refuse_resume_url_until(TimePoint end) { resume_url_dead_until_ = end; }
  void slow_until(TimePoint end) { slow_until_ = end; }
  void corrupt_next(LinkId link);

  /// Whether everything that is sent up this link still arrives.
  [[nodiscard]] bool carries_up(LinkId link) const;

 private:
  /// One direction of a link.
  struct Pipe {
    TimePoint last{};  ///< When its last message arrives.
    bool muted = false;
    bool ended = false;
  };
  struct Link {
    Pipe up;
    Pipe down;
    bool corrupts_next = false;
  };
  [[nodiscard]] Link& at(LinkId link) { return links_.at(link - 1); }
  [[nodiscard]] Pipe& pipe_of(const Arrival& arrival);
  void send_message_down(sandbox::GatewayOutput output, TimePoint now);
  void push(Arrival arrival, Duration delay, TimePoint now);
  /// The last thing that a direction carries. What is in flight arrives before it, or is lost.
  void end(Arrival arrival, bool loses, TimePoint now);
  void lose(LinkId link, bool up);
  Duration jitter(Duration most);
  Duration up_delay() { return setup_.latency + jitter(setup_.uplink_jitter); }
  Duration down_delay(TimePoint now);

  const Setup& setup_;
  Random random_;
  std::vector<Link> links_;                                           ///< From number 1 on.
  std::map<std::pair<TimePoint, std::uint64_t>, Arrival> in_flight_;  ///< In the order of arrival.
  std::uint64_t last_number_ = 0;
  TimePoint refuses_until_{};
  TimePoint swallows_until_{};
  TimePoint resume_url_dead_until_{};
  TimePoint slow_until_{};
};

}  // namespace pincer::sim
