#include "sandbox/control_faults.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "pincer/snowflake.hpp"

namespace pincer::sandbox {
namespace {

constexpr std::string_view faults_path = "/sandbox/faults";
constexpr std::string_view kinds_path = "/sandbox/faults/kinds";
constexpr std::string_view connections_path = "/sandbox/connections";

std::string_view to_string(FaultTrigger trigger) {
  switch (trigger) {
    case FaultTrigger::at_once: return "at once";
    case FaultTrigger::next_message: return "next message to a gateway connection";
    case FaultTrigger::next_connection: return "next gateway connection";
    case FaultTrigger::next_request: return "next REST request";
  }
  return "";
}

std::string_view to_string(FaultParameter::Type type) {
  switch (type) {
    case FaultParameter::Type::integer: return "integer";
    case FaultParameter::Type::number: return "number";
    case FaultParameter::Type::text: return "string";
    case FaultParameter::Type::truth: return "boolean";
    case FaultParameter::Type::choice: return "string";
  }
  return "";
}

boost::json::object describe(const FaultParameter& parameter) {
  boost::json::object object{{"name", parameter.name}, {"type", to_string(parameter.type)}};
  if (parameter.max != 0) object["min"] = parameter.min;
  if (parameter.max != 0 && parameter.max != INT64_MAX) object["max"] = parameter.max;
  if (!parameter.choices.empty()) object["one_of"] = parameter.choices;
  if (!parameter.default_json.empty()) {
    object["default"] =
        boost::json::parse({parameter.default_json.data(), parameter.default_json.size()});
  }
  object["help"] = parameter.help;
  return object;
}

boost::json::object describe_kinds() {
  boost::json::array list;
  for (const auto& kind : fault_kinds()) {
    boost::json::array parameters;
    for_each_parameter(
        kind, [&](const auto& parameter) { parameters.emplace_back(describe(parameter)); });
    list.emplace_back(boost::json::object{{"kind", kind.name},
                                          {"takes_effect", to_string(kind.trigger)},
                                          {"help", kind.help},
                                          {"parameters", std::move(parameters)}});
  }
  return {{"kinds", std::move(list)}};
}

}  // namespace

std::vector<ControlEndpoint> FaultControl::endpoints() {
  return {
      {"GET", connections_path, "", "The gateway's open connections and its sessions."},
      {"GET", kinds_path, "", "Every kind of fault, its parameters and what they mean."},
      {"GET", faults_path, "", "The faults that are armed."},
      {"POST", faults_path, "kind, and the parameters of that kind", "Injects or arms a fault."},
      {"DELETE", faults_path, "", "Disarms every fault."},
      {"DELETE", "/sandbox/faults/{id}", "", "Disarms one fault."},
  };
}

std::optional<HttpReply> FaultControl::handle(const HttpRequest& request, TimePoint now) {
  const std::string_view path = request.path;
  const bool is_get = request.method == "GET";
  if (path == connections_path && is_get) return control_reply(200, hub_.describe(now));
  if (!path.starts_with(faults_path) && path != connections_path) return std::nullopt;
  const std::string_view rest = path == connections_path ? path : path.substr(faults_path.size());
  if (rest == "/kinds" && is_get) return control_reply(200, describe_kinds());
  if (rest.empty() && is_get) return list();
  if (rest.empty() && request.method == "POST") return inject(request, now);
  if (request.method == "DELETE" && (rest.empty() || rest.size() > 1)) return disarm(rest, now);
  return control_error(405,
                       "use GET, POST or DELETE on /sandbox/faults, GET on "
                       "/sandbox/faults/kinds and /sandbox/connections");
}

HttpReply FaultControl::inject(const HttpRequest& request, TimePoint now) {
  boost::system::error_code error;
  const auto body = boost::json::parse(request.body, error);
  if (error || !body.is_object()) {
    return control_error(400,
                         "the body must be a JSON object such as {\"kind\": \"op7\"}; GET "
                         "/sandbox/faults/kinds lists the kinds");
  }
  auto fault = parse_fault(body.get_object());
  if (!fault) return control_error(400, fault.error().message);
  const FaultKindInfo& kind = info(fault->kind);
  boost::json::object reply{{"kind", kind.name}, {"takes_effect", to_string(kind.trigger)}};
  if (kind.trigger == FaultTrigger::at_once) {
    const std::size_t met = hub_.inject(*fault, now);
    if (met == 0)
      return control_error(409, "no connection or session matches; GET /sandbox/connections");
    reply["connections"] = met;
    return control_reply(200, reply);
  }
  log_.add(TrafficEntry::Kind::fault, std::string(kind.name) + " armed", fault->as_given, now);
  const auto id = faults_.arm(*std::move(fault));
  if (!id) return control_error(400, id.error().message);
  reply["id"] = *id;
  return control_reply(200, reply);
}

HttpReply FaultControl::list() const {
  boost::json::array armed;
  for (const Fault& fault : faults_.armed()) {
    boost::json::object object = fault.as_given;
    object["id"] = fault.id;
    object["times_left"] = fault.times;
    armed.emplace_back(std::move(object));
  }
  return control_reply(200, {{"armed", std::move(armed)}});
}

HttpReply FaultControl::disarm(std::string_view id, TimePoint now) {
  if (id.empty()) {
    faults_.disarm_all();
  } else {
    const auto number = parse_snowflake(id.substr(1));
    if (!number || !faults_.disarm(*number)) return control_error(404, "no such fault is armed");
  }
  log_.add(TrafficEntry::Kind::fault,
           "disarmed " + (id.empty() ? "all" : std::string(id.substr(1))), {}, now);
  return list();
}

}  // namespace pincer::sandbox
