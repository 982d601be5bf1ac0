// REST calls to Discord. Layer: client.
// Thread-safe: calls from anywhere run on the client's executor.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pincer/awaitable.hpp"
#include "pincer/rate_limiter.hpp"
#include "pincer/snowflake.hpp"
#include "pincer/token.hpp"

namespace pincer {

/// Time limits of one class of calls.
struct HTTPTimeouts {
  using milliseconds = std::chrono::milliseconds;
  HTTPTimeouts(milliseconds for_header, milliseconds for_attempt, milliseconds for_call)
      : header(for_header), attempt(for_attempt), call(for_call) {}

  milliseconds header;   ///< From the sent request to the head of the response.
  milliseconds attempt;  ///< From the first byte of a request to the last one of its response.
  /// All attempts, the pauses between them, and waiting for a connection. Waiting for a rate limit
  /// does not count: it says nothing about the network, and `not_later_than` bounds it.
  milliseconds call;
};

/// What happens to a call, for counting and tracing. The views are valid during the call of
/// `HTTPClientOptions::on_event` only, and hold no token.
struct HTTPEvent {
  enum class Kind {
    waited,        ///< A rate limit let the request through after `duration`; not told of none.
    sent,          ///< An attempt begins.
    answered,      ///< `status` came, `duration` after `sent`. Also told of a 429.
    rate_limited,  ///< That answer was a 429; `scope` says whose limit: "user", "global", "shared",
                   ///< "edge" (it is not from Discord's API), or empty.
    broken,        ///< No answer came within `duration`: network, timeout, ...
    retrying,      ///< The next attempt begins in `duration`, after a 5xx or a broken one.
  };

  Kind kind = Kind::sent;
  std::string_view method;
  std::string_view route;  ///< Template: "/channels/{channel_id}/messages".
  int attempt = 1;         ///< How often the request was sent so far.
  int status = 0;
  std::chrono::nanoseconds duration{};
  std::string_view scope;
};

struct HTTPClientOptions {
  HTTPClientOptions() = default;

  /// Where the API is. Another one serves the sandbox, or a proxy that keeps rate limits for a
  /// whole fleet ("http://nirn:8080/api/v10").
  std::string base_url = "https://discord.com/api/v10";
  /// A PEM file that replaces the system's certificate store; empty for the system's. Certificates
  /// and host names are always verified.
  std::string ca_file;
  /// The URL of an HTTP proxy ("http://user:password@proxy:3128"); empty text for none. Without it
  /// the environment decides: https_proxy, http_proxy, all_proxy and no_proxy, as with curl.
  std::optional<std::string> proxy;
  /// Pincer's name: further attempts after a 5xx answer or a broken connection.
  int ttl = 5;
  /// Give each message without a nonce one of our own, with enforce_nonce: then Discord makes one
  /// message of a request that comes twice, and a post whose answer was lost is sent again.
  /// https://discord.com/developers/docs/resources/message#create-message
  bool add_nonce = true;
  /// Compare what the operations of `Rest` send with the limits that Discord publishes, and refuse
  /// at once, as Discord would (`invalid_argument`, code 50035 and the fields), what it would
  /// refuse; of any request a body that is no JSON (code 50109). Switch it off when Discord raises
  /// a limit before this library knows.
  bool check_limits = true;
  /// How many requests a second Discord permits this bot in all; of large bots it may permit more.
  /// 0 or less: any number, for a proxy that keeps the limit.
  /// https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
  int global_requests_per_second = 50;
  /// The bot's own application, which tells the follow-ups of interactions (not bound to the global
  /// limit) from other webhooks. None: the id that the token begins with.
  ApplicationId application_id;
  std::size_t connections_max = 32;
  /// Look-up, TCP connection, proxy and TLS handshake.
  std::chrono::milliseconds dial_timeout = std::chrono::seconds(10);
  HTTPTimeouts timeouts{std::chrono::seconds(20), std::chrono::seconds(30),
                        std::chrono::minutes(2)};
  /// For calls with files.
  HTTPTimeouts upload_timeouts{std::chrono::minutes(1), std::chrono::minutes(10),
                               std::chrono::minutes(20)};
  /// Goes into the User-Agent after "DiscordBot (url, version)": the name of your bot, for example.
  /// https://discord.com/developers/docs/reference#user-agent
  std::string user_agent_suffix;
  /// Told of what happens, on the client's executor. Must not throw.
  std::function<void(const HTTPEvent&)> on_event;
};

namespace client {
class RequestBuilder;
}

/// What a call carries besides method and path. `RequestOptions().query("limit", 5)`; the chained
/// setters may be used on a temporary.
class RequestOptions {
 public:
  struct File {
    File(std::string file_name, std::string file_bytes, std::string type = {})
        : name(std::move(file_name)), bytes(std::move(file_bytes)), content_type(std::move(type)) {}
    /// A file that is read while it is sent, a piece at a time. `name` empty: the path's last part.
    static File from_disk(std::string path, std::string name = {}, std::string content_type = {});

    std::string name;
    std::string bytes;
    std::string content_type;  ///< Empty: Discord guesses from the name.
    std::string path;          ///< On disk; empty: `bytes` is the content.
    std::string field;         ///< The part's name. Empty: "files[0]", "files[1]", ...
  };

  RequestOptions() = default;
  /// A JSON body.
  RequestOptions(std::string json) : json_(std::move(json)) {}
  RequestOptions(const char* json) : json_(json) {}

  /// Adds to the query, percent-encoded. Booleans become true and false, an array the same name
  /// once for each element, an empty optional nothing at all.
  /// https://discord.com/developers/docs/reference#boolean-query-strings
  RequestOptions& query(std::string_view name, std::string_view value) &;
  RequestOptions& query(std::string_view name, const char* value) & {
    return query(name, std::string_view(value));
  }
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
  RequestOptions& query(std::string_view name, const std::optional<Value>& value) & {
    return value ? query(name, *value) : *this;
  }
  template <std::ranges::input_range Range>
  requires(!std::convertible_to<const Range&, std::string_view>)
      RequestOptions& query(std::string_view name, const Range& values) & {
    for (const auto& value : values) query(name, value);
    return *this;
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

  /// All of the query so far: percent-encoded, without the question mark.
  [[nodiscard]] const std::string& query_string() const noexcept { return query_; }

  /// The JSON body. Text that is no JSON is refused before it is sent, as bodies beyond Discord's
  /// limits are.
  RequestOptions& json(std::string text) & {
    json_ = std::move(text);
    return *this;
  }
  RequestOptions&& json(std::string text) && { return std::move(this->json(std::move(text))); }

  /// A file to upload: the body becomes multipart/form-data, with the JSON as `payload_json`.
  /// https://discord.com/developers/docs/reference#uploading-files
  RequestOptions& file(File file) & {
    files_.push_back(std::move(file));
    return *this;
  }
  RequestOptions&& file(File upload) && { return std::move(file(std::move(upload))); }

  /// A form field. The body becomes application/x-www-form-urlencoded (as OAuth2 wants it), or
  /// multipart/form-data where there are files too (Create Guild Sticker). Not together with JSON.
  RequestOptions& form(std::string name, std::string value) & {
    form_.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  RequestOptions&& form(std::string name, std::string value) && {
    return std::move(form(std::move(name), std::move(value)));
  }

  /// Sends `Bearer` and this token in place of the client's own: a call for a user (OAuth2).
  RequestOptions& bearer(Token access_token) & {
    return authorize(Authorization::bearer, std::move(access_token));
  }
  RequestOptions&& bearer(Token access_token) && {
    return std::move(bearer(std::move(access_token)));
  }
  /// Sends `Basic` credentials in place of the client's own token: the application's id and secret,
  /// for OAuth2's token endpoints.
  RequestOptions& basic(std::string_view user, const Token& password) &;
  RequestOptions&& basic(std::string_view user, const Token& password) && {
    return std::move(basic(user, password));
  }
  /// Sends no credentials at all.
  RequestOptions& no_authorization() & { return authorize(Authorization::none, {}); }
  RequestOptions&& no_authorization() && { return std::move(no_authorization()); }

  /// Shown in the guild's audit log; at most 512 characters are kept.
  RequestOptions& reason(std::string text) & {
    reason_ = std::move(text);
    return *this;
  }
  RequestOptions&& reason(std::string text) && { return std::move(reason(std::move(text))); }

  /// Do not wait beyond this moment for a rate limit, nor for the next attempt: fail at once, with
  /// `rate_limited` or with the error of the last attempt.
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

  /// Time limits for this call, in place of the client's.
  RequestOptions& timeouts(HTTPTimeouts limits) & {
    timeouts_ = limits;
    return *this;
  }
  RequestOptions&& timeouts(HTTPTimeouts limits) && { return std::move(timeouts(limits)); }

 private:
  friend class HTTPClient;
  friend class client::RequestBuilder;

  enum class Authorization { own, none, bearer, basic };
  RequestOptions& authorize(Authorization kind, Token secret) & {
    authorization_ = kind;
    secret_ = std::move(secret);
    return *this;
  }

  std::string query_;
  std::optional<std::string> json_;
  std::vector<File> files_;
  std::vector<std::pair<std::string, std::string>> form_;
  Authorization authorization_ = Authorization::own;
  Token secret_;
  std::string reason_;
  std::optional<std::chrono::steady_clock::time_point> not_later_than_;
  bool safe_to_repeat_ = false;
  std::optional<HTTPTimeouts> timeouts_;
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
/// `timeout`, `protocol`, `cancelled`, and `invalid_argument` for what was not sent at all: a path
/// that is no path, a file that cannot be read or changed meanwhile.
/// Cancellation: at any point, and frees the request's place in its rate limit; the call then ends
/// as Asio's own operations do, with `boost::system::system_error` (`operation_aborted`).
/// Lifetime: must outlive its calls; `close()` ends them. Idle connections keep the executor's
/// context busy for up to a minute; `close()` ends that too.
class HTTPClient {
 public:
  /// Nothing is checked or opened yet: a base URL, proxy or CA file that cannot work fails the
  /// first call (`invalid_argument`, `tls`). `executor` must run one handler at a time: a strand,
  /// or a context with one thread.
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

  /// Uses another token from now on, because the old one was reset. After a 401 on the old one this
  /// is what lets calls through again. Calls under way end with the token that they began with.
  /// Errors: `Exception` (`invalid_argument`) for a token that cannot be sent.
  awaitable<void> set_token(Token token);

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
