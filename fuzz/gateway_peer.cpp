// What a client may send to the sandbox's gateway: any bytes, in any order, with time passing.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sandbox/gateway_hub.hpp"
#include "sandbox/scenario.hpp"

using namespace pincer;
using namespace pincer::sandbox;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Scenario scenario = default_scenario();
  TimePoint now{};
  World world(scenario, now);
  Faults faults;
  TrafficLog log(now);
  GatewayHub hub(world, faults, log, scenario.seed);
  hub.open(1, "v=10&encoding=json", now);

  // Each line of the input is a message; an empty one lets the next deadline pass.
  std::string_view input(reinterpret_cast<const char*>(data), size);
  while (!input.empty()) {
    const auto line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(line.size() + 1, input.size()));
    if (line.empty()) {
      const auto deadline = hub.deadline();
      if (deadline) now = *deadline;
      hub.tick(now);
      // A tick that leaves its deadline behind would make the server spin.
      if (hub.deadline() && *hub.deadline() <= now) std::abort();
    } else {
      hub.receive(1, line, now);
    }
    for (const Event& event : world.take_events()) hub.dispatch(event, now);
    static_cast<void>(hub.take_output());
  }
  hub.closed(1, 1000, now);
  return 0;
}
