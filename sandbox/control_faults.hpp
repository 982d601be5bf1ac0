// The fault half of the control interface: inject faults, see and delete what is armed, and learn
// which kinds there are. Everything lives under /sandbox, on loopback, without authentication.
// Pure: virtual time. Thread safety: one thread at a time.
#pragma once

#include <optional>
#include <vector>

#include "sandbox/control_people.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/gateway_hub.hpp"
#include "sandbox/http.hpp"
#include "sandbox/traffic_log.hpp"

namespace pincer::sandbox {

class FaultControl {
 public:
  /// The three must outlive this object.
  FaultControl(Faults& faults, GatewayHub& hub, TrafficLog& log)
      : faults_(faults), hub_(hub), log_(log) {}

  /// What handle() answers, for GET /sandbox.
  static std::vector<ControlEndpoint> endpoints();

  /// Answers, or nothing when the path is none of this class's (try the next).
  std::optional<HttpReply> handle(const HttpRequest& request, TimePoint now);

 private:
  HttpReply inject(const HttpRequest& request, TimePoint now);
  HttpReply list() const;
  HttpReply disarm(std::string_view id, TimePoint now);

  Faults& faults_;
  GatewayHub& hub_;
  TrafficLog& log_;
};

}  // namespace pincer::sandbox
