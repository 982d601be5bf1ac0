// What can go wrong, as one type. Layer: base. Thread safety: as a value type.
#pragma once

#include <chrono>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "pincer/json_error_code.hpp"

namespace pincer {

/// The class of an error: what a caller decides on. Details are in `Error`'s other members.
enum class ErrorKind {
  invalid_argument,  ///< Refused here, before anything was sent.
  cancelled,         ///< The caller cancelled, or the object was stopped.
  timeout,           ///< A named time limit passed.
  network,           ///< Resolve, connect, read or write failed; the peer went away.
  tls,               ///< The certificate or the handshake was not acceptable.
  protocol,          ///< The peer sent what its protocol does not allow (bad JSON, bad frame).
  http,              ///< Discord answered with an error status; see `http_status`.
  rate_limited,      ///< A rate limit that waiting does not solve in the given time.
  unauthorized,      ///< The token was refused (HTTP 401, gateway close code 4004).
  gateway,           ///< The gateway ended the session for good; see `close_code`.
};

/// "network", "http", ...
std::string_view to_string(ErrorKind kind) noexcept;

/// One entry of Discord's nested `errors` object, flattened.
/// https://discord.com/developers/docs/reference#error-messages
struct FieldError {
  std::string path;     ///< "embeds[0].fields[3].value"; empty for the request as a whole.
  std::string code;     ///< "BASE_TYPE_REQUIRED"
  std::string message;  ///< "This field is required"

  friend bool operator==(const FieldError&, const FieldError&) = default;
};

/// An error with all that is known of it. Members that do not apply stay empty or zero. Never holds
/// a token: routes are templates, and messages are built from our own words and Discord's.
struct Error {
  Error() = default;
  Error(ErrorKind error_kind, std::string error_message)
      : kind(error_kind), message(std::move(error_message)) {}

  ErrorKind kind = ErrorKind::protocol;
  std::string message;                   ///< What happened and, where we know it, what to do.
  std::string method;                    ///< HTTP method, e.g. "POST".
  std::string route;                     ///< Route template, "/channels/{channel_id}/messages".
  int http_status = 0;                   ///< 400 ... 599.
  JsonErrorCode discord_code{};          ///< Of Discord's answer, e.g. `unknown_message`.
  std::vector<FieldError> field_errors;  ///< Discord's `errors` tree, flattened.
  int close_code = 0;                    ///< WebSocket close code, e.g. 4014.
  int attempts = 0;                      ///< How many times the request was sent.
  /// Of a rate limit: when it ends, counted from the error on. Zero where that is not known.
  std::chrono::milliseconds retry_after{0};

  /// One line, or one line and a line per field error: for logs and for people.
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const Error&, const Error&) = default;
};

std::ostream& operator<<(std::ostream& out, const Error& error);

/// The one exception type of the public interface. `what()` is `error().to_string()`.
class Exception : public std::runtime_error {
 public:
  explicit Exception(Error error)
      : std::runtime_error(error.to_string()), error_(std::move(error)) {}

  [[nodiscard]] const Error& error() const noexcept { return error_; }
  [[nodiscard]] ErrorKind kind() const noexcept { return error_.kind; }

 private:
  Error error_;
};

}  // namespace pincer
