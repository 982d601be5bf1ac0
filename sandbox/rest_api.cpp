#include "sandbox/rest_api.hpp"

#include <fmt/core.h>

#include <boost/json/parse.hpp>

#include "pincer/version.hpp"
#include "sandbox/api_errors.hpp"
#include "sandbox/request_check.hpp"
#include "sandbox/rest_call.hpp"
#include "sandbox/router.hpp"

namespace pincer::sandbox {
namespace {

using boost::json::object;
using boost::json::value;

/// Bytes of a body in the traffic log; what is longer is cut and kept as text.
constexpr std::size_t log_body_size_max = 4096;
constexpr std::string_view api_prefix = "/api";

value body_for_log(std::string_view body, std::string_view content_type) {
  if (body.empty()) return nullptr;
  const bool is_json = content_type.find("json") != std::string_view::npos;
  if (body.size() <= log_body_size_max && is_json) {
    boost::json::error_code error;
    value json = boost::json::parse(boost::json::string_view(body.data(), body.size()), error);
    if (!error) return json;
  }
  // Cut at a character's end, and keep binary data out of the log.
  std::size_t size = std::min(body.size(), log_body_size_max);
  while (size > 0 && size < body.size() &&
         (static_cast<unsigned char>(body[size]) & 0xc0U) == 0x80U) {
    --size;
  }
  if (!is_json) return value(fmt::format("{} bytes of {}", body.size(), content_type));
  return value(fmt::format("{}... ({} bytes)", body.substr(0, size), body.size()));
}

/// A request on its way through the API: what it turned out to mean.
struct Attempt {
  std::string path;  ///< Without the prefix and the version.
  RouteMatch match;
  const Application* application = nullptr;
  std::string major;
  bool version_is_known = true;

  [[nodiscard]] Limits::Call limits_call() const {
    Limits::Call call;
    call.bucket = match.route->bucket;
    call.major = major;
    call.token = application != nullptr ? application->token.reveal() : std::string_view();
    // https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
    call.counts_globally = match.route->operation->path.find("_token}") == std::string_view::npos;
    return call;
  }
};

const Application* authorized_application(const World& world, const HttpRequest& request) {
  constexpr std::string_view scheme = "Bot ";
  const std::string_view header = request.header("Authorization");
  if (!header.starts_with(scheme)) return nullptr;
  return world.application_by_token(header.substr(scheme.size()));
}

/// The values of the path that have rate limits of their own.
std::string major_parameter(const PathParameters& parameters) {
  std::string major;
  for (const auto& [name, text] : parameters) {
    if (name == "channel_id" || name == "guild_id" || name == "webhook_id" ||
        name == "webhook_token" || name == "interaction_id") {
      major.append(major.empty() ? "" : "/").append(text);
    }
  }
  return major;
}

Attempt understand(const World& world, const HttpRequest& request) {
  Attempt attempt;
  std::string_view path = request.path;
  path.remove_prefix(api_prefix.size());
  if (path.starts_with("/v") && path.size() > 2 && path[2] >= '0' && path[2] <= '9') {
    const std::string_view version = path.substr(2, path.find('/', 1) - 2);
    // Version 9 is still served by Discord, and differs in nothing that the sandbox does.
    attempt.version_is_known = version == std::to_string(discord_api_version) || version == "9";
    path.remove_prefix(2 + version.size());
  }
  attempt.path = path;
  attempt.match = match_route(rest_routes(), request.method, path);
  attempt.major = major_parameter(attempt.match.parameters);
  attempt.application = authorized_application(world, request);
  return attempt;
}

HttpReply method_reply(const HttpRequest& request, const RouteMatch& match) {
  HttpReply reply =
      request.method == "OPTIONS" ? no_content_reply() : error_reply(api_error::method_not_allowed);
  std::string allowed;
  for (const std::string_view method : match.allowed) {
    allowed.append(allowed.empty() ? "" : ", ").append(method);
    if (method == "GET") allowed.append(", HEAD");
  }
  reply.headers.emplace_back("Allow", allowed + ", OPTIONS");
  return reply;
}

/// Nothing when the caller may call the operation at all.
std::optional<ApiError> credentials_error(const HttpRequest& request, const Attempt& attempt) {
  const Route& route = *attempt.match.route;
  const std::uint8_t accepted = route.operation->credentials;
  if ((accepted & schema::none) != 0) return std::nullopt;
  if (attempt.application != nullptr) {
    if ((accepted & schema::bot) != 0) return std::nullopt;
    return api_error::not_for_bots;
  }
  // Nobody here has a user's token; where nothing will be performed, any is taken for one.
  const bool may_be_user = (accepted & schema::user) != 0 && route.handler == nullptr;
  if (may_be_user && request.header("Authorization").starts_with("Bearer ")) return std::nullopt;
  return api_error::unauthorized;
}

HttpReply not_performed_reply(const Operation& operation) {
  return json_reply(
      501, object{{"message", fmt::format("The sandbox checked the request and does not perform "
                                          "{} {}: docs/sandbox.md lists what it performs",
                                          operation.method, operation.path)},
                  {"code", 0}});
}

HttpReply perform(World& world, const HttpRequest& request, const Attempt& attempt, TimePoint now) {
  const Route& route = *attempt.match.route;
  try {
    RequestBody body = read_request_body(request, *route.operation);
    FormErrors errors;
    check_request(*route.operation, attempt.match.parameters, request.query, body, errors);
    errors.refuse_if_any();
    if (route.handler == nullptr) return not_performed_reply(*route.operation);
    RestCall call(world, request, attempt.match.parameters, attempt.application, now,
                  std::move(body));
    return route.handler(call);
  } catch (Refused& refused) {
    return refused.take_reply();
  }
}

/// The order of Discord: the route, the token, the limits, the request, the operation.
HttpReply answer(World& world, Limits& limits, const HttpRequest& request, const Attempt& attempt,
                 TimePoint now) {
  if (!attempt.version_is_known) return error_reply(api_error::invalid_version);
  if (attempt.match.allowed.empty()) return error_reply(api_error::not_found);
  if (attempt.match.route == nullptr) return method_reply(request, attempt.match);
  if (const auto error = credentials_error(request, attempt)) return error_reply(*error);
  const Limits::Call call = attempt.limits_call();
  if (auto refused = limits.take(call, now)) return std::move(*refused);
  HttpReply reply = perform(world, request, attempt, now);
  limits.append_headers(call, reply, now);
  return reply;
}

void log_call(TrafficLog& log, const HttpRequest& request, const Attempt& attempt,
              const HttpReply& reply, TimePoint now) {
  const std::string path = without_tokens(attempt.path);
  const Route* route = attempt.match.route;
  object details{{"method", request.method}, {"path", path}, {"status", reply.status}};
  if (!request.query.empty()) details["query"] = request.query;
  if (route != nullptr) details["operation"] = route->operation->id;
  const bool is_performed = route == nullptr || route->handler != nullptr;
  if (!is_performed) details["performed"] = false;
  if (attempt.application != nullptr) details["application"] = attempt.application->name;
  details["request"] = body_for_log(request.body, request.header("Content-Type"));
  std::string_view reply_type;
  for (const auto& [name, text] : reply.headers) {
    if (name == "Content-Type") reply_type = text;
  }
  details["reply"] = body_for_log(reply.body, reply_type);
  log.add(TrafficEntry::Kind::rest,
          fmt::format("{} {} -> {}{}", request.method, path, reply.status,
                      is_performed ? "" : " (checked, not performed)"),
          std::move(details), now);
}

}  // namespace

bool is_api_path(std::string_view path) noexcept {
  return path == api_prefix || path.starts_with("/api/");
}

HttpReply RestApi::handle(const HttpRequest& request, TimePoint now) {
  const Attempt attempt = understand(world_, request);
  if (auto banned = limits_.edge_ban(now)) {
    log_call(log_, request, attempt, *banned, now);
    return std::move(*banned);
  }
  HttpReply reply = answer(world_, limits_, request, attempt, now);
  limits_.count_reply(reply, now);
  if (request.method == "HEAD") reply.body.clear();
  log_call(log_, request, attempt, reply, now);
  return reply;
}

HttpReply RestApi::rate_limited(const HttpRequest& request, RateLimitScope scope,
                                Duration retry_after, TimePoint now) {
  const Attempt attempt = understand(world_, request);
  HttpReply reply = attempt.match.route != nullptr
                        ? limits_.forced(attempt.limits_call(), scope, retry_after, now)
                        : rate_limited_reply(scope, retry_after);
  limits_.count_reply(reply, now);
  log_call(log_, request, attempt, reply, now);
  return reply;
}

}  // namespace pincer::sandbox
