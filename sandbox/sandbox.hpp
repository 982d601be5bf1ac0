// The local Discord as one pure machine: world, REST API, rate limits, gateway, control interface
// and faults, tied together. The socket server and simulations drive it; it reads no clock and
// opens no socket. Same scenario, same seed, same inputs: same outputs.
// Thread safety: one thread at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "sandbox/control_faults.hpp"
#include "sandbox/control_people.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/gateway_hub.hpp"
#include "sandbox/http.hpp"
#include "sandbox/limits.hpp"
#include "sandbox/rest_api.hpp"
#include "sandbox/scenario.hpp"
#include "sandbox/traffic_log.hpp"
#include "sandbox/world.hpp"

namespace pincer::sandbox {

class Sandbox {
 public:
  /// `start`: the first `now`. `unix_time_at_start`: the wall clock then, in seconds, for headers
  /// that tell the time. The scenario's seed decides everything random.
  Sandbox(const Scenario& scenario, TimePoint start, double unix_time_at_start);
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  /// Any HTTP request: /api, /cdn, /sandbox.
  HttpReply handle_http(const HttpRequest& request, TimePoint now);

  // The gateway's inputs, as in GatewayHub.
  void open(ConnectionId connection, std::string_view query, TimePoint now);
  void receive(ConnectionId connection, std::string_view bytes, TimePoint now);
  void closed(ConnectionId connection, int code, TimePoint now);
  void tick(TimePoint now);
  [[nodiscard]] std::optional<TimePoint> deadline() const { return hub_.deadline(); }
  /// What the gateway sends because of the inputs so far. To be taken after each of them.
  [[nodiscard]] GatewayOutputs take_output() { return hub_.take_output(); }

  /// The world, to act in it without HTTP; call publish() afterwards.
  [[nodiscard]] World& world() noexcept { return world_; }
  /// Hands the world's new events to the gateway. Every input above does so by itself.
  void publish(TimePoint now);
  [[nodiscard]] Faults& faults() noexcept { return faults_; }
  /// Brings about a fault that works at once; returns how many connections it met.
  std::size_t inject(const Fault& fault, TimePoint now);
  [[nodiscard]] const TrafficLog& traffic() const noexcept { return log_; }

 private:
  HttpReply handle_api(const HttpRequest& request, TimePoint now);
  HttpReply handle_control(const HttpRequest& request, TimePoint now);

  TrafficLog log_;
  World world_;
  Limits limits_;
  Faults faults_;
  RestApi api_;
  GatewayHub hub_;
  FaultControl fault_control_;
  PeopleControl people_control_;
};

}  // namespace pincer::sandbox
