// A request and its reply as the sandbox's pure core sees them. Thread safety: as value types.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace pincer::sandbox {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;  ///< "GET", "POST", ...
  std::string path;    ///< Without the query, percent-encoded as sent: "/api/v10/users/@me".
  std::string query;   ///< Without the question mark.
  Headers headers;
  std::string body;

  /// The first header of that name (any case), or empty.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct HttpReply {
  int status = 200;
  Headers headers;
  std::string body;
  Duration delay{};  ///< The server waits that long before it answers.
  /// Instead of answering: cut the connection before, or in the middle of, the reply.
  enum class Cut { none, before, inside } cut = Cut::none;
};

}  // namespace pincer::sandbox
