// Discord's end of the simulation: the sandbox's world and gateway, without its sockets, and the
// people whose doings are the events. Thread safety: one thread at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/gateway_hub.hpp"
#include "sandbox/scenario.hpp"
#include "sandbox/traffic_log.hpp"
#include "sandbox/world.hpp"
#include "sim/network.hpp"
#include "sim/setup.hpp"

namespace pincer::sim {

constexpr std::string_view bot_token = "sandbox-token";

class Discord {
 public:
  Discord(const Setup& setup, TimePoint now);

  void open(LinkId link, std::string_view query, TimePoint now);
  void receive(LinkId link, std::string_view bytes, TimePoint now);
  void closed(LinkId link, int code, TimePoint now);
  void tick(TimePoint now);
  [[nodiscard]] std::optional<TimePoint> deadline() const { return deadline_; }
  sandbox::GatewayOutputs take_output() { return hub_.take_output(); }

  /// Somebody writes a message in the guild.
  void write(int guild, const std::string& content, TimePoint now);
  /// Somebody types there: a small event.
  void type(int guild, TimePoint now);
  void inject(const sandbox::Fault& fault, TimePoint now);
  /// A fault for a message or connection to come.
  void arm(sandbox::Fault fault);
  [[nodiscard]] std::size_t armed() const { return faults_.armed().size(); }
  void disarm() { faults_.disarm_all(); }
  /// Whether the next connection meets something else than Hello.
  [[nodiscard]] bool spoils_starts() const {
    return faults_.any(sandbox::FaultTrigger::next_connection);
  }

  [[nodiscard]] sandbox::SessionStartLimit session_start_limit(TimePoint now);
  [[nodiscard]] sandbox::Id guild(int guild) const;
  [[nodiscard]] std::string resume_url() const { return world_.gateway_url(); }

  struct Held {
    std::string session;
    std::int64_t sequence = 0;  ///< Of the last event that it has numbered.
    std::optional<LinkId> link;
  };
  /// The sessions that the gateway keeps.
  [[nodiscard]] std::vector<Held> sessions(TimePoint now) const;

 private:
  static sandbox::Scenario scenario(const Setup& setup);
  void publish(TimePoint now);

  int guilds_;
  sandbox::World world_;
  sandbox::Faults faults_;
  sandbox::TrafficLog log_;
  sandbox::GatewayHub hub_;
  sandbox::Id person_;
  std::vector<sandbox::Id> channels_;  ///< By guild.
  std::optional<TimePoint> deadline_;  ///< The gateway's, after the last input.
};

}  // namespace pincer::sim
