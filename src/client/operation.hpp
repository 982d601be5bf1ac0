// What every operation does: fill in the path, put the body, send, read the answer. Layer: client.
// Thread safety: as HTTPClient.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

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

/// The body as JSON, and its files beside it.
template <class Body>
RequestOptions with_body(RequestOptions options, const Body& body) {
  options.json(body.to_json());
  if constexpr (requires { body.files(); }) {
    for (const auto& file : body.files()) {
      options.file(RequestOptions::File(file.name(), file.bytes()));
    }
  }
  return options;
}

template <class Body>
RequestOptions with_body(RequestOptions options, const std::vector<Body>& bodies) {
  options.json(to_json(bodies));
  return options;
}

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// Sends a request and reads the answer as `T`; throws `Exception`.
template <class T>
awaitable<T> call(HTTPClient& http, std::string method, std::string target,
                  RequestOptions options) {
  Response response =
      co_await http.request(std::move(method), std::move(target), std::move(options));
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
