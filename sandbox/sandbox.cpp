#include "sandbox/sandbox.hpp"

#include "sandbox/cdn.hpp"

namespace pincer::sandbox {
namespace {

bool is_below(std::string_view path, std::string_view root) {
  return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

}  // namespace

Sandbox::Sandbox(const Scenario& scenario, TimePoint start, double unix_time_at_start)
    : log_(start),
      world_(scenario, start),
      limits_(scenario.rate_limits, scenario.seed, start, unix_time_at_start),
      api_(world_, limits_, log_),
      hub_(world_, faults_, log_, scenario.seed),
      fault_control_(faults_, hub_, log_),
      people_control_(world_, log_, FaultControl::endpoints()) {}

HttpReply Sandbox::handle_http(const HttpRequest& request, TimePoint now) {
  if (is_api_path(request.path)) return handle_api(request, now);
  if (is_below(request.path, "/sandbox")) return handle_control(request, now);
  if (is_below(request.path, "/cdn")) return serve_cdn(world_, request);
  return control_error(404,
                       "this is the Pincer sandbox: Discord's REST API is at /api/v10, the "
                       "gateway at /gateway, the control interface at /sandbox");
}

HttpReply Sandbox::handle_api(const HttpRequest& request, TimePoint now) {
  const auto fault = faults_.take(FaultTrigger::next_request,
                                  [&](const Fault& armed) { return matches(armed, request); });
  if (fault) {
    log_.add(TrafficEntry::Kind::fault,
             std::string(info(fault->kind).name) + " hit " + request.method + " " + request.path,
             fault->as_given, now);
    if (fault->kind == FaultKind::rest_429) {
      return api_.rate_limited(request, fault->scope, fault->retry_after, now);
    }
    if (auto reply = reply_instead(*fault)) return *std::move(reply);
  }
  HttpReply reply = api_.handle(request, now);
  publish(now);
  if (fault) alter(*fault, reply);
  return reply;
}

HttpReply Sandbox::handle_control(const HttpRequest& request, TimePoint now) {
  auto reply = fault_control_.handle(request, now);
  if (!reply) reply = people_control_.handle(request, now);
  publish(now);
  if (!reply) return control_error(404, "no such control path; GET /sandbox lists them");
  return *std::move(reply);
}

void Sandbox::open(ConnectionId connection, std::string_view query, TimePoint now) {
  hub_.open(connection, query, now);
  publish(now);
}

void Sandbox::receive(ConnectionId connection, std::string_view bytes, TimePoint now) {
  hub_.receive(connection, bytes, now);
  publish(now);
}

void Sandbox::closed(ConnectionId connection, int code, TimePoint now) {
  hub_.closed(connection, code, now);
  publish(now);
}

void Sandbox::tick(TimePoint now) {
  hub_.tick(now);
  publish(now);
}

std::size_t Sandbox::inject(const Fault& fault, TimePoint now) {
  const std::size_t met = hub_.inject(fault, now);
  publish(now);
  return met;
}

void Sandbox::publish(TimePoint now) {
  for (const Event& event : world_.take_events()) hub_.dispatch(event, now);
}

}  // namespace pincer::sandbox
