// REST calls to Discord. Layer: client.
// Thread-safe: calls from anywhere run on the client's executor.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pincer/awaitable.hpp"
#include "pincer/rate_limiter.hpp"
#include "pincer/snowflake.hpp"
#include "pincer/token.hpp"

namespace pincer {

struct HTTPClientOptions {
  HTTPClientOptions() = default;

  /// Where the API is. Another one serves the sandbox, or a proxy that keeps rate limits.
  std::string base_url = "https://discord.com/api/v10";
  /// A PEM file that replaces the system's certificate store; empty for the system's. Certificates
  /// and host names are always verified.
  std::string ca_file;
  /// Pincer's name: further attempts after a 5xx answer or a broken connection.
  int ttl = 5;
  /// https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
  int global_requests_per_second = 50;
  std::size_t connections_max = 32;
  std::chrono::milliseconds dial_timeout = std::chrono::seconds(10);
  /// From a request to the end of its response.
  std::chrono::milliseconds response_timeout = std::chrono::seconds(30);
  /// Goes into the User-Agent after "DiscordBot (url, version)": the name of your bot, for example.
  /// https://discord.com/developers/docs/reference#user-agent
  std::string user_agent_suffix;
};

/// What a call carries besides method and path. `RequestOptions().query("limit", 5)`; the chained
/// setters may be used on a temporary.
class RequestOptions {
 public:
  struct File {
    File(std::string file_name, std::string file_bytes, std::string type = {})
        : name(std::move(file_name)), bytes(std::move(file_bytes)), content_type(std::move(type)) {}
    std::string name;
    std::string bytes;
    std::string content_type;  ///< Empty: Discord guesses from the name.
  };

  RequestOptions() = default;
  /// A JSON body.
  RequestOptions(std::string json) : json_(std::move(json)) {}
  RequestOptions(const char* json) : json_(json) {}

  RequestOptions& query(std::string_view name, std::string_view value) &;
  RequestOptions& query(std::string_view name, bool value) & {
    return query(name, std::string_view(value ? "true" : "false"));
  }
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) RequestOptions& query(std::string_view name,
                                                               Integer value) & {
    return query(name, std::string_view(std::to_string(value)));
  }
  template <class Kind>
  RequestOptions& query(std::string_view name, Snowflake<Kind> id) & {
    return query(name, std::string_view(id.to_string()));
  }
  template <class Value>
  RequestOptions&& query(std::string_view name, const Value& value) && {
    query(name, value);
    return std::move(*this);
  }
  RequestOptions&& query(std::string_view name, const char* value) && {
    query(name, std::string_view(value));
    return std::move(*this);
  }

  /// A file to upload: the body becomes multipart/form-data, with the JSON as `payload_json`.
  /// https://discord.com/developers/docs/reference#uploading-files
  RequestOptions& file(File file) & {
    files_.push_back(std::move(file));
    return *this;
  }
  RequestOptions&& file(File upload) && { return std::move(file(std::move(upload))); }

  /// Shown in the guild's audit log; at most 512 characters are kept.
  RequestOptions& reason(std::string text) & {
    reason_ = std::move(text);
    return *this;
  }
  RequestOptions&& reason(std::string text) && { return std::move(reason(std::move(text))); }

  /// Do not wait for rate limits beyond this moment: fail at once with `rate_limited` instead.
  RequestOptions& not_later_than(std::chrono::steady_clock::time_point moment) & {
    not_later_than_ = moment;
    return *this;
  }
  RequestOptions&& not_later_than(std::chrono::steady_clock::time_point moment) && {
    return std::move(not_later_than(moment));
  }

  /// The request may be sent twice without harm (a message with nonce and enforce_nonce): then it
  /// is repeated also when the connection broke after it was sent.
  RequestOptions& safe_to_repeat() & {
    safe_to_repeat_ = true;
    return *this;
  }
  RequestOptions&& safe_to_repeat() && { return std::move(safe_to_repeat()); }

 private:
  friend class HTTPClient;

  std::string query_;
  std::optional<std::string> json_;
  std::vector<File> files_;
  std::string reason_;
  std::optional<std::chrono::steady_clock::time_point> not_later_than_;
  bool safe_to_repeat_ = false;
};

/// A successful answer (2xx); everything else is an exception.
struct Response {
  Response() = default;

  int status = 0;
  RateLimiter::Headers headers;
  std::string body;  ///< JSON as Discord sent it; empty after 204.

  /// The first header of that name (any case), or empty.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// Sends requests to Discord's REST API: waits for rate limits, retries what may be retried, and
/// turns error answers into exceptions.
///
/// Each verb takes a path below the API's base ("/channels/123/messages") and throws `Exception`:
/// `http` with Discord's code and field errors, `unauthorized`, `rate_limited`, `network`, `tls`,
/// `timeout`, `protocol`, `cancelled`.
/// Cancellation: at any point, and frees the request's place in its rate limit; the call then ends
/// as Asio's own operations do, with `boost::system::system_error` (`operation_aborted`).
/// Lifetime: must outlive its calls; `close()` ends them. Idle connections keep the executor's
/// context busy for up to a minute; `close()` ends that too.
class HTTPClient {
 public:
  /// Nothing is checked or opened yet: a base URL or CA file that cannot work fails the first call
  /// (`invalid_argument`, `tls`). `executor` must run one handler at a time: a strand, or a context
  /// with one thread.
  HTTPClient(boost::asio::any_io_executor executor, Token token, HTTPClientOptions options = {});
  HTTPClient(const HTTPClient&) = delete;
  HTTPClient& operator=(const HTTPClient&) = delete;
  ~HTTPClient();

  awaitable<Response> get(std::string path, RequestOptions options = {});
  awaitable<Response> post(std::string path, RequestOptions options = {});
  awaitable<Response> put(std::string path, RequestOptions options = {});
  awaitable<Response> patch(std::string path, RequestOptions options = {});
  /// `delete` is a keyword.
  awaitable<Response> delete_(std::string path, RequestOptions options = {});
  awaitable<Response> head(std::string path, RequestOptions options = {});
  awaitable<Response> options(std::string path, RequestOptions options = {});

  /// The verbs in one: `method` in capitals.
  awaitable<Response> request(std::string method, std::string path, RequestOptions options = {});

  /// Closes all connections; calls under way and later ones fail with `cancelled`. To be called on
  /// the client's executor.
  void close() noexcept;

  /// The client's limiter, to be looked at. Its own functions are for the client's executor.
  [[nodiscard]] const RateLimiter& rate_limiter() const noexcept;
  [[nodiscard]] const HTTPClientOptions& settings() const noexcept;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace pincer
