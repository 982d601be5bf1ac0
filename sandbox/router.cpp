#include "sandbox/router.hpp"

#include <algorithm>

#include "net/url.hpp"

namespace pincer::sandbox {
namespace {

/// Takes the text up to the next slash off the front of `path`, which begins with one.
std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{'); }

/// Among templates that fit the same path: true when `a` has a literal where `b` has a parameter.
bool is_more_literal(std::string_view a, std::string_view b) {
  while (a.starts_with('/') && b.starts_with('/')) {
    const bool a_literal = !is_parameter(next_segment(a));
    const bool b_literal = !is_parameter(next_segment(b));
    if (a_literal != b_literal) return a_literal;
  }
  return false;
}

}  // namespace

std::optional<PathParameters> match_template(std::string_view path_template,
                                             std::string_view path) {
  PathParameters parameters;
  while (path_template.starts_with('/') && path.starts_with('/')) {
    const std::string_view expected = next_segment(path_template);
    const std::string_view found = next_segment(path);
    if (is_parameter(expected)) {
      if (found.empty()) return std::nullopt;
      parameters.emplace_back(expected.substr(1, expected.size() - 2), net::percent_decode(found));
    } else if (net::percent_decode(found) != expected) {
      return std::nullopt;
    }
  }
  if (!path_template.empty() || !path.empty()) return std::nullopt;
  return parameters;
}

RouteMatch match_route(std::span<const Route> routes, std::string_view method,
                       std::string_view path) {
  if (method == "HEAD") method = "GET";
  std::string_view best;
  for (const Route& route : routes) {
    if (best != route.path && match_template(route.path, path) &&
        (best.empty() || is_more_literal(route.path, best))) {
      best = route.path;
    }
  }
  RouteMatch match;
  if (best.empty()) return match;
  match.parameters = *match_template(best, path);
  for (const Route& route : routes) {
    if (route.path != best) continue;
    match.allowed.push_back(route.method);
    if (route.method == method) match.route = &route;
  }
  return match;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const std::size_t equals = pair.find('=');
    if (net::percent_decode(pair.substr(0, equals)) != name) continue;
    if (equals == std::string_view::npos) return std::string();
    std::string value(pair.substr(equals + 1));
    std::replace(value.begin(), value.end(), '+', ' ');  // A form's way to write a space.
    return net::percent_decode(value);
  }
  return std::nullopt;
}

std::string without_tokens(std::string_view path) {
  // A token is what follows the id of a webhook or an interaction.
  std::string masked;
  int segments_to_token = 0;
  while (path.starts_with('/')) {
    const std::string_view segment = next_segment(path);
    const bool is_token = segments_to_token == 1;
    if (segments_to_token > 0) --segments_to_token;
    if (segment == "webhooks" || segment == "interactions") segments_to_token = 2;
    masked.append("/").append(is_token ? "***" : segment);
  }
  return masked;
}

}  // namespace pincer::sandbox
