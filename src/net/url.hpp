// Absolute http, https, ws and wss URLs. Layer: net. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pincer::net {

// A constructor is declared in each of this layer's option and message types: g++ 12 destroys an
// aggregate temporary of a co_await expression twice (docs/architecture.md).
struct Url {
  Url() = default;

  std::string scheme;      ///< "http", "https", "ws" or "wss".
  std::string host;        ///< Without brackets, also for IPv6.
  std::uint16_t port = 0;  ///< Always set: the scheme's default when the text has none.
  std::string path;        ///< "/" or "/api/v10"; percent-encoded as given.
  std::string query;       ///< Without the question mark.

  /// Refuses other schemes, user information, fragments and relative references.
  static Result<Url> parse(std::string_view text);

  [[nodiscard]] bool uses_tls() const { return scheme == "https" || scheme == "wss"; }
  /// Path and query, as a request line needs them.
  [[nodiscard]] std::string target() const;
  /// "host" or "host:port" when the port is not the scheme's own: the Host header.
  [[nodiscard]] std::string authority() const;
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const Url&, const Url&) = default;
};

/// True for "localhost" (and names below it, RFC 6761) and for addresses of loopback.
bool is_loopback(std::string_view host);

/// Decodes %XX (and nothing else); malformed escapes stay as they are.
std::string percent_decode(std::string_view text);

}  // namespace pincer::net
