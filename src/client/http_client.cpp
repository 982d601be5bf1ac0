#include "pincer/http_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <random>
#include <set>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "core/invalid_request_guard.hpp"
#include "core/retry_policy.hpp"
#include "net/headers.hpp"
#include "net/http_client.hpp"
#include "net/run_on.hpp"
#include "net/url.hpp"
#include "pincer/error.hpp"
#include "pincer/version.hpp"
#include "wire/error_body.hpp"
#include "wire/multipart.hpp"
#include "wire/query.hpp"
#include "wire/rate_limit_headers.hpp"
#include "wire/route.hpp"

namespace pincer {
namespace {

namespace asio = boost::asio;
using Permission = core::InvalidRequestGuard::Permission;
using Notice = core::InvalidRequestGuard::Notice;

constexpr std::string_view log_part = "http";

std::uint64_t random_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32U) | device();
}

/// https://discord.com/developers/docs/reference#user-agent
std::string make_user_agent(const std::string& suffix) {
  std::string text =
      "DiscordBot (https://github.com/Pincer-org/Pincer, " PINCER_VERSION ") pincer-cpp";
  if (!suffix.empty()) text += " " + suffix;
  return text;
}

bool is_header_safe(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c == 0x7f) return false;
  }
  return true;
}

bool is_method(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

Error invalid(std::string message) { return {ErrorKind::invalid_argument, std::move(message)}; }

core::RetryPolicyOptions retry_options(int ttl) {
  core::RetryPolicyOptions options;
  options.ttl = ttl;
  return options;
}

net::HttpConnectionPoolOptions pool_options(const HTTPClientOptions& options) {
  net::HttpConnectionPoolOptions pool;
  pool.dial_timeout = options.dial_timeout;
  pool.response_timeout = options.response_timeout;
  pool.connections_per_host_max = options.connections_max;
  return pool;
}

net::Url parse_base_url(const std::string& text) {
  net::Url url = net::Url::parse(text).value();
  if (url.scheme != "http" && url.scheme != "https") {
    throw Exception(invalid("the base URL \"" + text + "\" must be http or https"));
  }
  while (url.path.ends_with('/')) url.path.pop_back();
  return url;
}

}  // namespace

class HTTPClient::Impl {
 public:
  Impl(asio::any_io_executor executor, Token token, HTTPClientOptions options)
      : executor_(std::move(executor)),
        token_(std::move(token)),
        settings_(std::move(options)),
        user_agent_(make_user_agent(settings_.user_agent_suffix)),
        limiter_(executor_, settings_.global_requests_per_second, settings_.connections_max),
        retry_(retry_options(settings_.ttl), random_seed()),
        random_(random_seed()) {}

  awaitable<Response> request(std::string method, std::string path, RequestOptions options);

  const asio::any_io_executor& executor() const { return executor_; }
  RateLimiter& limiter() { return limiter_; }
  const HTTPClientOptions& settings() const { return settings_; }
  void close() noexcept {
    closed_ = true;
    if (pool_) pool_->close();
    limiter_.end_waits();
    for (asio::steady_timer* const wait : retry_waits_) wait->cancel();
  }

 private:
  /// What one attempt led to: an answer, or an error and perhaps the wait before the next attempt.
  struct Attempt {
    Result<Response> result = Error();
    std::optional<Duration> retry_in;
  };

  void check_open() const;
  void prepare();
  [[nodiscard]] net::HttpRequest make_request(const std::string& method, const std::string& path,
                                              const wire::Route& route, RequestOptions& options);
  void check(const wire::Route& route);
  void take_notice(const wire::Route& route, const net::HttpResponse& response, int discord_code);
  awaitable<void> wait_to_retry(Duration delay);
  awaitable<Attempt> attempt(const net::HttpRequest& message, const wire::Route& route,
                             const RequestOptions& options, int number);
  Attempt answered(net::HttpResponse response, const wire::Route& route,
                   const RequestOptions& options, int number);
  Attempt retry_after(core::FailedAttempt failed, Error error, const wire::Route& route,
                      const RequestOptions& options, int number);

  asio::any_io_executor executor_;
  Token token_;
  HTTPClientOptions settings_;
  net::Url base_;  // set with the pool
  std::string user_agent_;
  std::unique_ptr<net::HttpConnectionPool> pool_;  // made for the first request
  bool closed_ = false;
  std::set<asio::steady_timer*> retry_waits_;  // of the calls that wait for their next attempt
  RateLimiter limiter_;
  core::InvalidRequestGuard guard_;
  core::RetryPolicy retry_;
  Random random_;
};

void HTTPClient::Impl::check_open() const {
  if (closed_) throw Exception(Error(ErrorKind::cancelled, "the HTTP client is closed"));
}

void HTTPClient::Impl::prepare() {
  check_open();
  if (pool_) return;
  if (!is_header_safe(token_.reveal()) || !is_header_safe(user_agent_)) {
    throw Exception(invalid("the token or the user agent holds a control character"));
  }
  base_ = parse_base_url(settings_.base_url);
  pool_ = net::HttpConnectionPool::create(net::TlsContext::client(settings_.ca_file).value(),
                                          pool_options(settings_));
}

net::HttpRequest HTTPClient::Impl::make_request(const std::string& method, const std::string& path,
                                                const wire::Route& route, RequestOptions& options) {
  net::HttpRequest message;
  message.method = method;
  message.url = base_;
  const auto question_mark = path.find('?');
  message.url.path += path.substr(0, question_mark);
  if (question_mark != std::string::npos) message.url.query = path.substr(question_mark + 1);
  if (!options.query_.empty()) {
    if (!message.url.query.empty()) message.url.query += '&';
    message.url.query += options.query_;
  }
  message.headers.emplace_back("User-Agent", user_agent_);
  message.headers.emplace_back("Accept", "application/json");
  if (route.needs_authorization() && !token_.empty()) {
    message.headers.emplace_back("Authorization", "Bot " + std::string(token_.reveal()));
  }
  if (!options.reason_.empty()) {
    message.headers.emplace_back("X-Audit-Log-Reason",
                                 wire::encode_audit_log_reason(options.reason_));
  }
  if (!options.files_.empty()) {
    wire::Multipart multipart;
    if (options.json_) multipart.add_payload_json(*options.json_);
    for (const RequestOptions::File& file : options.files_) {
      multipart.add_file(file.name, file.content_type, file.bytes);
    }
    wire::MultipartBody body = multipart.encode(random_);
    message.headers.emplace_back("Content-Type", std::move(body.content_type));
    message.body = std::move(body.body);
  } else if (options.json_) {
    message.headers.emplace_back("Content-Type", "application/json");
    message.body = std::move(*options.json_);
  }
  return message;
}

awaitable<Response> HTTPClient::Impl::request(std::string method, std::string path,
                                              RequestOptions options) {
  prepare();
  if (!is_method(method)) throw Exception(invalid("a method is a word in capitals, as in \"GET\""));
  if (!path.starts_with('/') || !is_header_safe(path) || path.find(' ') != std::string::npos) {
    throw Exception(invalid("the path \"" + path +
                            "\" must begin with a slash and be percent-encoded, as in "
                            "\"/channels/123/messages\""));
  }
  wire::RouteContext context;
  context.wall_now =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const wire::Route route(method, path, context);
  const net::HttpRequest message = make_request(method, path, route, options);
  for (int number = 1;; ++number) {
    Attempt result = co_await attempt(message, route, options, number);
    if (result.result) co_return std::move(*result.result);
    Error error = result.result.error();
    error.method = route.method();
    error.route = route.path_template();
    error.attempts = number;
    if (!result.retry_in) throw Exception(std::move(error));
    log_line(LogLevel::info, log_part, "{}; attempt {} in {} ms", error.to_string(), number + 1,
             std::chrono::duration_cast<std::chrono::milliseconds>(*result.retry_in).count());
    co_await wait_to_retry(*result.retry_in);
  }
}

awaitable<void> HTTPClient::Impl::wait_to_retry(Duration delay) {
  asio::steady_timer timer(executor_, delay);
  const struct Listed {
    std::set<asio::steady_timer*>& waits;
    asio::steady_timer* timer;
    ~Listed() { waits.erase(timer); }
  } listed{retry_waits_, *retry_waits_.insert(&timer).first};
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  check_open();
}

awaitable<HTTPClient::Impl::Attempt> HTTPClient::Impl::attempt(const net::HttpRequest& message,
                                                               const wire::Route& route,
                                                               const RequestOptions& options,
                                                               int number) {
  check(route);
  RateLimiter::Permit permit =
      co_await limiter_.wait_until_not_ratelimited(route, options.not_later_than_);
  for (;;) {
    check(route);  // the answer may have become known while we waited
    bool was_sent = false;
    auto response = co_await pool_->send(message, was_sent);
    if (!response) {
      const auto cancellation = co_await asio::this_coro::cancellation_state;
      if (cancellation.cancelled() != asio::cancellation_type::none) {
        throw boost::system::system_error(asio::error::operation_aborted);
      }
      core::FailedAttempt failed;
      failed.failure =
          was_sent ? core::AttemptFailure::no_response : core::AttemptFailure::not_sent;
      co_return retry_after(std::move(failed), response.error(), route, options, number);
    }
    log_line(LogLevel::debug, log_part, "{} -> {}", route.key(), response->status);
    const bool wait_again =
        limiter_.save_response_bucket(permit, response->status, response->headers, response->body);
    if (!wait_again) co_return answered(std::move(*response), route, options, number);
    log_line(LogLevel::warning, log_part,
             "{} was rate limited (429); it is sent again when its "
             "limit permits",
             route.key());
    take_notice(route, *response, 0);
    co_await limiter_.wait_again(permit);
  }
}

void HTTPClient::Impl::check(const wire::Route& route) {
  const auto refuse = [&](ErrorKind kind, std::string message) {
    Error error(kind, std::move(message));
    error.method = route.method();
    error.route = route.path_template();
    throw Exception(std::move(error));
  };
  switch (guard_.check(route, route.needs_authorization(), Clock::now())) {
    case Permission::allowed: return;
    case Permission::too_many_invalid:
      return refuse(ErrorKind::rate_limited,
                    "too many requests were refused (401, 403, 429) in the last 10 minutes; "
                    "sending stops before Discord bans this address");
    case Permission::token_refused:
      return refuse(ErrorKind::unauthorized,
                    "Discord refused this token (401) before; nothing is sent with it any more. "
                    "Check the token in the developer portal");
    case Permission::webhook_gone:
      return refuse(ErrorKind::http,
                    "this webhook answered 404 before: it does not exist any more");
  }
}

void HTTPClient::Impl::take_notice(const wire::Route& route, const net::HttpResponse& response,
                                   int discord_code) {
  wire::RateLimitHeaders headers = wire::parse_rate_limit_headers(response.headers);
  if (response.status == 429) wire::add_rate_limit_body(headers, response.body);
  const Notice notice = guard_.on_response(route, route.needs_authorization() && !token_.empty(),
                                           response.status, headers, discord_code, Clock::now());
  switch (notice) {
    case Notice::none: return;
    case Notice::warning:
      log_line(LogLevel::warning, log_part,
               "many requests were refused (401, 403, 429) in the last 10 minutes; at 10,000 "
               "Discord bans this address");
      return;
    case Notice::stopped:
      log_line(LogLevel::error, log_part, "sending stops: too many refused requests");
      return;
    case Notice::token_refused:
      log_line(LogLevel::error, log_part, "Discord refused the token (401)");
      return;
    case Notice::webhook_gone:
      log_line(LogLevel::warning, log_part, "a webhook is gone (404): {}", route.key());
      return;
  }
}

HTTPClient::Impl::Attempt HTTPClient::Impl::answered(net::HttpResponse response,
                                                     const wire::Route& route,
                                                     const RequestOptions& options, int number) {
  if (response.status >= 200 && response.status < 300) {
    take_notice(route, response, 0);
    Response answer;
    answer.status = response.status;
    answer.headers = std::move(response.headers);
    answer.body = std::move(response.body);
    Attempt outcome;
    outcome.result = std::move(answer);
    return outcome;
  }
  Error error =
      wire::parse_error_body(response.status, route.method(), route.path_template(), response.body);
  take_notice(route, response, error.discord_code);
  core::FailedAttempt failed;
  failed.failure = core::AttemptFailure::server_error;
  failed.http_status = response.status;
  failed.retry_after = wire::parse_rate_limit_headers(response.headers).retry_after;
  return retry_after(std::move(failed), std::move(error), route, options, number);
}

HTTPClient::Impl::Attempt HTTPClient::Impl::retry_after(core::FailedAttempt failed, Error error,
                                                        const wire::Route& route,
                                                        const RequestOptions& options, int number) {
  // A certificate that is not accepted now will not be accepted in a second, nor will a request
  // that Discord refused (4xx).
  const bool may_pass = error.kind == ErrorKind::network || error.kind == ErrorKind::timeout ||
                        failed.http_status >= 500;
  Attempt outcome;
  if (may_pass) {
    failed.method = route.method();
    failed.safe_to_repeat = options.safe_to_repeat_;
    failed.attempts = number;
    outcome.retry_in = retry_.next(failed);
  }
  outcome.result = std::move(error);
  return outcome;
}

RequestOptions& RequestOptions::query(std::string_view name, std::string_view value) & {
  if (!query_.empty()) query_ += '&';
  query_ += wire::percent_encode(name) + "=" + wire::percent_encode(value);
  return *this;
}

std::string_view Response::header(std::string_view name) const {
  return net::find_header(headers, name);
}

HTTPClient::HTTPClient(asio::any_io_executor executor, Token token, HTTPClientOptions options)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(token), std::move(options))) {}

HTTPClient::~HTTPClient() = default;

awaitable<Response> HTTPClient::request(std::string method, std::string path,
                                        RequestOptions options) {
  const auto impl = impl_;
  co_return co_await net::run_on(
      impl->executor(), impl->request(std::move(method), std::move(path), std::move(options)));
}

awaitable<Response> HTTPClient::get(std::string path, RequestOptions options) {
  return request("GET", std::move(path), std::move(options));
}
awaitable<Response> HTTPClient::post(std::string path, RequestOptions options) {
  return request("POST", std::move(path), std::move(options));
}
awaitable<Response> HTTPClient::put(std::string path, RequestOptions options) {
  return request("PUT", std::move(path), std::move(options));
}
awaitable<Response> HTTPClient::patch(std::string path, RequestOptions options) {
  return request("PATCH", std::move(path), std::move(options));
}
awaitable<Response> HTTPClient::delete_(std::string path, RequestOptions options) {
  return request("DELETE", std::move(path), std::move(options));
}
awaitable<Response> HTTPClient::head(std::string path, RequestOptions options) {
  return request("HEAD", std::move(path), std::move(options));
}
awaitable<Response> HTTPClient::options(std::string path, RequestOptions request_options) {
  return request("OPTIONS", std::move(path), std::move(request_options));
}

void HTTPClient::close() noexcept { impl_->close(); }

const RateLimiter& HTTPClient::rate_limiter() const noexcept { return impl_->limiter(); }

const HTTPClientOptions& HTTPClient::settings() const noexcept { return impl_->settings(); }

}  // namespace pincer
