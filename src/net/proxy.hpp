// HTTP proxies: which one a connection goes through. Layer: net. Thread-safe after construction.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/url.hpp"

namespace pincer::net {

struct Proxy {
  Proxy() = default;

  std::string host;
  std::uint16_t port = 0;
  /// The value of Proxy-Authorization, from the URL's user information; a secret. Empty: none.
  std::string authorization;

  /// "proxy.example:3128": for messages.
  [[nodiscard]] std::string name() const { return host + ":" + std::to_string(port); }
};

/// The proxies of a process. Connections under TLS and WebSockets are tunnelled with CONNECT (RFC
/// 9110, section 9.3.6), so the proxy sees neither token nor content; TLS is verified against the
/// origin. Only `http://` proxies: what is worth protecting is protected end to end.
class ProxySettings {
 public:
  /// No proxy at all.
  ProxySettings() = default;

  /// `option` is a proxy's URL ("http://user:password@proxy:3128") for every connection, or empty
  /// for none; without it the environment decides (`from_environment`).
  /// Errors: invalid_argument, without the URL's text, because it may hold a password.
  static Result<ProxySettings> create(const std::optional<std::string>& option);

  /// As curl and others read it: `https_proxy` for https and wss, `http_proxy` for http and ws,
  /// `all_proxy` for what has none, `no_proxy` with hosts, domains, addresses and networks that are
  /// reached directly, each in capitals as well. Loopback is always reached directly.
  /// `get_variable` stands for `getenv`.
  static Result<ProxySettings> from_environment(
      const std::function<const char*(const char* name)>& get_variable);

  /// The proxy for a connection to `url`, if there is one.
  [[nodiscard]] std::optional<Proxy> proxy_for(const Url& url) const;

 private:
  [[nodiscard]] bool is_excluded(const Url& url) const;

  std::optional<Proxy> for_tls_;
  std::optional<Proxy> for_plain_;
  std::vector<std::string> excluded_;  // in lower case
  bool excludes_loopback_ = false;
};

}  // namespace pincer::net
