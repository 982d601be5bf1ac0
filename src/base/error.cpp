#include "pincer/error.hpp"

#include <ostream>

namespace pincer {

std::string_view to_string(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::invalid_argument: return "invalid argument";
    case ErrorKind::cancelled: return "cancelled";
    case ErrorKind::timeout: return "timeout";
    case ErrorKind::network: return "network";
    case ErrorKind::tls: return "tls";
    case ErrorKind::protocol: return "protocol";
    case ErrorKind::http: return "http";
    case ErrorKind::rate_limited: return "rate limited";
    case ErrorKind::unauthorized: return "unauthorized";
    case ErrorKind::gateway: return "gateway";
  }
  return "unknown";
}

std::string Error::to_string() const {
  std::string text(pincer::to_string(kind));
  if (!method.empty() || !route.empty()) text += " (" + method + " " + route + ")";
  text += ": ";
  if (http_status != 0) text += "HTTP " + std::to_string(http_status) + ", ";
  if (discord_code != JsonErrorCode{}) {
    text += "Discord error " + std::to_string(static_cast<int>(discord_code)) + ", ";
  }
  if (close_code != 0) text += "close code " + std::to_string(close_code) + ", ";
  text += message;
  if (attempts > 1) text += " (after " + std::to_string(attempts) + " attempts)";
  for (const FieldError& field : field_errors) {
    text += "\n  ";
    if (!field.path.empty()) text += field.path + ": ";
    text += field.code + ": " + field.message;
  }
  return text;
}

std::ostream& operator<<(std::ostream& out, const Error& error) { return out << error.to_string(); }

}  // namespace pincer
