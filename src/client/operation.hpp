// What every operation does: check path, query and body, put the body, send, read the answer.
// Layer: client. Thread safety: as HTTPClient.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "client/operation_path.hpp"
#include "client/query_rule.hpp"
#include "model/check.hpp"
#include "model/decode.hpp"
#include "pincer/http_client.hpp"

namespace pincer {

/// A request's options, and what Discord would refuse of its body.
struct CheckedOptions {
  // Implicit: without a body of ours there is nothing to check.
  CheckedOptions(RequestOptions given = {}, std::vector<FieldError> found = {})
      : options(std::move(given)), errors(std::move(found)) {}

  RequestOptions options;
  std::vector<FieldError> errors;
};

/// The body as JSON, checked, and its files beside it.
template <class Body>
CheckedOptions with_body(RequestOptions options, const Body& body) {
  options.json(body.to_json());
  if constexpr (requires { body.files(); }) {
    for (const auto& file : body.files()) {
      options.file(RequestOptions::File(file.name(), file.bytes()));
    }
  }
  return {std::move(options), errors_in(body)};
}

template <class Body>
CheckedOptions with_body(RequestOptions options, const std::vector<Body>& bodies) {
  options.json(to_json(bodies));
  return {std::move(options), errors_in(bodies)};
}

/// The query, checked, before the errors of the body.
CheckedOptions with_query(CheckedOptions checked, std::span<const QueryRule> rules);

/// Throws the `Exception` of a request that is not sent because of errors in its path or in what
/// goes with it; returns when there are none, or when the client's options leave the limits to
/// Discord.
void refuse_if_over_limits(const HTTPClient& http, std::string_view method,
                           const CheckedPath& target, const CheckedOptions& checked);

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// Sends a request and reads the answer as `T`; throws `Exception`.
template <class T>
awaitable<T> call(HTTPClient& http, std::string method, CheckedPath target,
                  CheckedOptions checked = {}) {
  refuse_if_over_limits(http, method, target, checked);
  // clang-tidy 14 takes the suspension for a loop.
  Response response =  // NOLINTNEXTLINE(bugprone-use-after-move)
      co_await http.request(std::move(method), std::move(target.text), std::move(checked.options));
  if constexpr (std::is_same_v<T, std::string>) {
    co_return std::move(response.body);
  } else if constexpr (is_optional<T>) {
    if (response.body.empty()) co_return std::nullopt;
    co_return decode<typename T::value_type>(response.body).value();
  } else if constexpr (!std::is_void_v<T>) {
    co_return decode<T>(response.body).value();
  }
}

}  // namespace pincer
