// What every operation does: fill in the path, check and put the body, send, read the answer.
// Layer: client. Thread safety: as HTTPClient.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "model/check.hpp"
#include "model/decode.hpp"
#include "pincer/http_client.hpp"
#include "wire/query.hpp"

namespace pincer {

/// "/channels/{}/messages/{}" with ids for the braces.
template <class... Ids>
std::string path(std::string_view pattern, const Ids&... ids) {
  std::string text;
  const auto append = [&](const auto& id) {
    const auto brace = pattern.find("{}");
    text += pattern.substr(0, brace);
    if constexpr (requires { id.to_string(); }) {
      text += id.to_string();
    } else if constexpr (std::is_integral_v<std::decay_t<decltype(id)>>) {
      text += std::to_string(id);
    } else {
      text += wire::percent_encode(id);
    }
    pattern.remove_prefix(brace + 2);
  };
  (append(ids), ...);
  return text.append(pattern);
}

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

/// Throws the `Exception` of a request that is not sent because of these errors; returns when there
/// are none, or when the client's options leave the limits to Discord.
void refuse_if_over_limits(const HTTPClient& http, std::string_view method, std::string_view target,
                           std::vector<FieldError> errors);

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// Sends a request and reads the answer as `T`; throws `Exception`.
template <class T>
awaitable<T> call(HTTPClient& http, std::string method, std::string target,
                  CheckedOptions checked = {}) {
  refuse_if_over_limits(http, method, target, std::move(checked.errors));
  // clang-tidy 14 takes the suspension for a loop.
  Response response =  // NOLINTNEXTLINE(bugprone-use-after-move)
      co_await http.request(std::move(method), std::move(target), std::move(checked.options));
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
