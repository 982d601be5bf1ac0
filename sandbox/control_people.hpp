// The people half of the control interface: act as a person, build guilds, read state and log.
// Everything lives under /sandbox, on loopback, without authentication. Names or ids are accepted
// for people, channels, guilds and applications.
// Pure: virtual time. Thread safety: one thread at a time.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sandbox/http.hpp"
#include "sandbox/traffic_log.hpp"
#include "sandbox/world.hpp"

namespace pincer::sandbox {

/// One line of GET /sandbox.
struct ControlEndpoint {
  std::string_view method;
  std::string_view path;  ///< Template: "/sandbox/people/{person}/messages".
  std::string_view body;  ///< The body's members, or empty.
  std::string_view help;
};

/// A control reply: JSON.
HttpReply control_reply(int status, const boost::json::object& body);
/// {"error": message}: says what was expected.
HttpReply control_error(int status, std::string_view message);

class PeopleControl {
 public:
  /// World and log must outlive this object. `others`: endpoints that are answered elsewhere, to
  /// be listed by GET /sandbox beside this class's own.
  PeopleControl(World& world, TrafficLog& log, std::vector<ControlEndpoint> others)
      : world_(world), log_(log), others_(std::move(others)) {}

  /// Answers, or nothing when the path is none of this class's (try the next).
  std::optional<HttpReply> handle(const HttpRequest& request, TimePoint now);

 private:
  World& world_;
  TrafficLog& log_;
  std::vector<ControlEndpoint> others_;
};

}  // namespace pincer::sandbox
