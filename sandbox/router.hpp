// The table of REST operations, and which of them a path means. Thread-safe: pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/http.hpp"
#include "sandbox/schema.hpp"

namespace pincer::sandbox {

class RestCall;

/// One operation of Discord's API, and what the sandbox does about it.
struct Route {
  const Operation* operation;
  std::string_view bucket;  ///< A rate limit bucket; empty: none.
  /// Null: the sandbox checks the request and does not perform it.
  HttpReply (*handler)(RestCall& call);
};

/// The values of a template's parameters, percent-decoded, by name.
using PathParameters = std::vector<std::pair<std::string_view, std::string>>;

struct RouteMatch {
  const Route* route = nullptr;
  PathParameters parameters;
  /// The methods that the path has operations for; empty: the path is unknown. A literal segment
  /// wins over a parameter.
  std::vector<std::string_view> allowed;
};

/// Every operation that Discord describes.
std::span<const Route> rest_routes();

/// HEAD finds the GET operation. `routes` must outlive the match.
RouteMatch match_route(std::span<const Route> routes, std::string_view method,
                       std::string_view path);

/// The values of `path` where it fits the template; nothing where it does not.
std::optional<PathParameters> match_template(std::string_view path_template, std::string_view path);

/// The names and values of a query string or form, percent-decoded.
using QueryValues = std::vector<std::pair<std::string, std::string>>;
QueryValues query_values(std::string_view query);

/// The first value of that name.
std::optional<std::string> query_value(std::string_view query, std::string_view name);

/// The path for the log: what may be a token becomes "***".
std::string without_tokens(std::string_view path);

}  // namespace pincer::sandbox
