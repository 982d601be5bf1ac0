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

/// Whether a segment of a path, which may be percent-encoded, says that word.
bool says(std::string_view segment, std::string_view word) {
  return segment == word ||
         (segment.find('%') != std::string_view::npos && net::percent_decode(segment) == word);
}

bool fits(std::string_view path_template, std::string_view path) {
  while (path_template.starts_with('/') && path.starts_with('/')) {
    const std::string_view expected = next_segment(path_template);
    const std::string_view found = next_segment(path);
    if (is_parameter(expected) ? found.empty() : !says(found, expected)) return false;
  }
  return path_template.empty() && path.empty();
}

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
  if (!fits(path_template, path)) return std::nullopt;
  PathParameters parameters;
  while (!path_template.empty()) {
    const std::string_view expected = next_segment(path_template);
    const std::string_view found = next_segment(path);
    if (!is_parameter(expected)) continue;
    parameters.emplace_back(expected.substr(1, expected.size() - 2), net::percent_decode(found));
  }
  return parameters;
}

RouteMatch match_route(std::span<const Route> routes, std::string_view method,
                       std::string_view path) {
  if (method == "HEAD") method = "GET";
  std::string_view best;
  for (const Route& route : routes) {
    const std::string_view known = route.operation->path;
    if (best != known && fits(known, path) && (best.empty() || is_more_literal(known, best))) {
      best = known;
    }
  }
  RouteMatch match;
  if (best.empty()) return match;
  match.parameters = *match_template(best, path);
  for (const Route& route : routes) {
    if (route.operation->path != best) continue;
    match.allowed.push_back(route.operation->method);
    if (route.operation->method == method) match.route = &route;
  }
  return match;
}

QueryValues query_values(std::string_view query) {
  const auto decoded = [](std::string_view text) {
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');  // A form's way to write a space.
    return net::percent_decode(spaced);
  };
  QueryValues values;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    values.emplace_back(decoded(pair.substr(0, equals)),
                        decoded(pair.substr(std::min(equals + 1, pair.size()))));
  }
  return values;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
  for (auto& [known, value] : query_values(query)) {
    if (known == name) return std::move(value);
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
