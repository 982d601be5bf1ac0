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
#include "base/time.hpp"
#include "client/http_request.hpp"
#include "core/invalid_request_guard.hpp"
#include "core/retry_policy.hpp"
#include "net/headers.hpp"
#include "net/http_client.hpp"
#include "net/run_on.hpp"
#include "pincer/error.hpp"
#include "wire/error_body.hpp"
#include "wire/rate_limit_headers.hpp"
#include "wire/route.hpp"

namespace pincer {
namespace {

namespace asio = boost::asio;
using client::PreparedCall;
using Permission = core::InvalidRequestGuard::Permission;
using Notice = core::InvalidRequestGuard::Notice;

constexpr std::string_view log_part = "http";

std::uint64_t random_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32U) | device();
}

core::RetryPolicyOptions retry_options(int ttl) {
  core::RetryPolicyOptions options;
  options.ttl = ttl;
  return options;
}

net::HttpConnectionPoolOptions pool_options(const HTTPClientOptions& options) {
  net::HttpConnectionPoolOptions pool;
  pool.dial_timeout = options.dial_timeout;
  pool.proxies = net::ProxySettings::create(options.proxy).value();
  pool.connections_per_host_max = options.connections_max;
  return pool;
}

std::string_view scope_of(const wire::RateLimitHeaders& headers) {
  if (!headers.has_via) return "edge";
  switch (headers.scope) {
    case wire::RateLimitScope::user: return "user";
    case wire::RateLimitScope::global: return "global";
    case wire::RateLimitScope::shared: return "shared";
    case wire::RateLimitScope::none: return headers.global ? "global" : "";
  }
  return "";
}

}  // namespace

class HTTPClient::Impl {
 public:
  Impl(asio::any_io_executor executor, Token token, HTTPClientOptions options)
      : executor_(std::move(executor)),
        token_(std::move(token)),
        settings_(std::move(options)),
        limiter_(executor_, settings_.global_requests_per_second, settings_.connections_max),
        retry_(retry_options(settings_.ttl), random_seed()) {}

  /// May be awaited on any executor. `self` keeps this object alive as long as the call.
  static awaitable<Response> request(std::shared_ptr<Impl> self, std::string method,
                                     std::string path, RequestOptions options);

  void set_token(Token token);

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
  void check(const PreparedCall& call);
  void take_notice(const PreparedCall& call, int status, const wire::RateLimitHeaders& limits,
                   JsonErrorCode discord_code);
  void tell(HTTPEvent::Kind kind, const PreparedCall& call, Duration duration, int status = 0,
            std::string_view scope = {}) const;
  awaitable<void> wait_to_retry(PreparedCall& call, const Attempt& failed, int number);
  awaitable<void> pause(Duration delay);
  awaitable<Attempt> attempt(PreparedCall& call, int number);
  void tell_waited(const PreparedCall& call, Duration waited) const;
  void begin_sending(PreparedCall& call) const;
  void end_sending(PreparedCall& call, const Result<net::HttpResponse>& response,
                   Duration elapsed) const;
  Attempt answered(net::HttpResponse&& response, const wire::RateLimitHeaders& limits,
                   const PreparedCall& call, int number);
  Attempt broken(core::AttemptFailure failure, Error error, const PreparedCall& call, int number);
  Attempt failed(core::FailedAttempt failed, Error error, const PreparedCall& call, int number);

  asio::any_io_executor executor_;
  Token token_;
  std::uint64_t token_version_ = 0;
  HTTPClientOptions settings_;
  // Both are made for the first request, which is told when the options do not make sense.
  std::optional<client::RequestBuilder> builder_;
  std::unique_ptr<net::HttpConnectionPool> pool_;
  bool closed_ = false;
  std::set<asio::steady_timer*> retry_waits_;  // of the calls that wait for their next attempt
  RateLimiter limiter_;
  core::InvalidRequestGuard guard_;
  core::RetryPolicy retry_;
};

void HTTPClient::Impl::check_open() const {
  if (closed_) throw Exception(Error(ErrorKind::cancelled, "the HTTP client is closed"));
}

void HTTPClient::Impl::prepare() {
  check_open();
  if (pool_) return;
  builder_.emplace(settings_, token_, random_seed());
  pool_ = net::HttpConnectionPool::create(net::TlsContext::client(settings_.ca_file).value(),
                                          pool_options(settings_));
}

void HTTPClient::Impl::set_token(Token token) {
  const client::RequestBuilder checked(settings_, token, 0);  // throws when it cannot be used
  token_ = std::move(token);
  ++token_version_;
  guard_.on_token_changed();
  if (builder_) builder_.emplace(settings_, token_, random_seed());
}

awaitable<Response> HTTPClient::Impl::request(std::shared_ptr<Impl> self, std::string method,
                                              std::string path, RequestOptions options) {
  const asio::any_io_executor here = co_await asio::this_coro::executor;
  if (self->executor_ != here) {
    co_return co_await net::run_on(
        self->executor_, request(self, std::move(method), std::move(path), std::move(options)));
  }
  self->prepare();
  PreparedCall call = self->builder_->build(std::move(method), path, std::move(options));
  call.token_version = self->token_version_;
  try {
    for (int number = 1;; ++number) {
      Attempt result = co_await self->attempt(call, number);
      if (result.result) co_return std::move(*result.result);
      co_await self->wait_to_retry(call, result, number);
    }
  } catch (const Exception& exception) {
    Error error = exception.error();
    error.method = call.route.method();
    error.route = call.route.path_template();
    error.attempts = call.sent;
    throw Exception(std::move(error));
  }
}

/// Throws the attempt's error when there is no next one.
awaitable<void> HTTPClient::Impl::wait_to_retry(PreparedCall& call, const Attempt& failed,
                                                int number) {
  const Error& error = failed.result.error();
  const Duration retry_in = failed.retry_in.value_or(Duration::zero());
  const bool too_late = call.network_time + retry_in >= call.timeouts.call ||
                        (call.not_later_than && Clock::now() + retry_in > *call.not_later_than);
  if (!failed.retry_in || too_late) throw Exception(error);
  log_line(LogLevel::info, log_part, "{}: {}; attempt {} in {} ms", call.route.key(),
           error.to_string(), number + 1,
           std::chrono::duration_cast<std::chrono::milliseconds>(retry_in).count());
  tell(HTTPEvent::Kind::retrying, call, retry_in);
  call.network_time += retry_in;
  co_await pause(retry_in);
}

void HTTPClient::Impl::tell(HTTPEvent::Kind kind, const PreparedCall& call, Duration duration,
                            int status, std::string_view scope) const {
  if (!settings_.on_event) return;
  HTTPEvent event;
  event.kind = kind;
  event.method = call.route.method();
  event.route = call.route.path_template();
  event.attempt = call.sent;
  event.status = status;
  event.duration = duration;
  event.scope = scope;
  settings_.on_event(event);
}

awaitable<void> HTTPClient::Impl::pause(Duration delay) {
  asio::steady_timer timer(executor_, delay);
  const struct Listed {
    std::set<asio::steady_timer*>& waits;
    asio::steady_timer* timer;
    ~Listed() { waits.erase(timer); }
  } listed{retry_waits_, *retry_waits_.insert(&timer).first};
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  check_open();
}

void HTTPClient::Impl::tell_waited(const PreparedCall& call, Duration waited) const {
  constexpr auto noticeable = std::chrono::milliseconds(1);
  if (waited < noticeable) return;
  log_line(LogLevel::debug, log_part, "{} waited {} ms for its rate limit", call.route.key(),
           std::chrono::duration_cast<std::chrono::milliseconds>(waited).count());
  tell(HTTPEvent::Kind::waited, call, waited);
}

void HTTPClient::Impl::begin_sending(PreparedCall& call) const {
  ++call.sent;
  tell(HTTPEvent::Kind::sent, call, Duration::zero());
  call.message.limits.total = call.timeouts.call - call.network_time;
}

void HTTPClient::Impl::end_sending(PreparedCall& call, const Result<net::HttpResponse>& response,
                                   Duration elapsed) const {
  call.network_time += elapsed;
  if (!response) return tell(HTTPEvent::Kind::broken, call, elapsed);
  tell(HTTPEvent::Kind::answered, call, elapsed, response->status);
  log_line(LogLevel::debug, log_part, "{} -> {} ({} ms)", call.route.key(), response->status,
           std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count());
}

awaitable<HTTPClient::Impl::Attempt> HTTPClient::Impl::attempt(PreparedCall& call, int number) {
  check(call);
  TimePoint waits_since = Clock::now();
  std::optional<RateLimiter::Permit> permit =
      limiter_.permit_at_once(call.route, call.not_later_than);
  if (!permit) {
    permit = co_await limiter_.wait_until_not_ratelimited(call.route, call.not_later_than);
  }
  for (;;) {
    tell_waited(call, Clock::now() - waits_since);
    check(call);  // the answer may have become known while we waited
    if (call.network_time >= call.timeouts.call) {
      co_return broken(core::AttemptFailure::not_sent,
                       Error(ErrorKind::timeout, "the time limit of the call passed"), call,
                       number);
    }
    begin_sending(call);
    const TimePoint begin = Clock::now();
    bool was_sent = false;
    auto response = co_await pool_->send(call.message, was_sent);
    if (!response) {
      const auto cancellation = co_await asio::this_coro::cancellation_state;
      if (cancellation.cancelled() != asio::cancellation_type::none) {
        throw boost::system::system_error(asio::error::operation_aborted);
      }
    }
    end_sending(call, response, Clock::now() - begin);
    if (!response) {
      co_return broken(
          was_sent ? core::AttemptFailure::no_response : core::AttemptFailure::not_sent,
          response.error(), call, number);
    }
    wire::RateLimitHeaders limits = wire::parse_rate_limit_headers(response->headers);
    if (response->status == 429) wire::add_rate_limit_body(limits, response->body);
    const bool wait_again = limiter_.save_response_bucket(*permit, response->status, limits);
    if (!wait_again) co_return answered(std::move(*response), limits, call, number);
    log_line(LogLevel::warning, log_part,
             "{} was rate limited (429); it is sent again when its limit permits",
             call.route.key());
    take_notice(call, response->status, limits, JsonErrorCode{});
    waits_since = Clock::now();
    co_await limiter_.wait_again(*permit);
  }
}

void HTTPClient::Impl::check(const PreparedCall& call) {
  const auto refuse = [](ErrorKind kind, std::string message) {
    throw Exception(Error(kind, std::move(message)));
  };
  switch (guard_.check(call.route, call.has_own_token, Clock::now())) {
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

void HTTPClient::Impl::take_notice(const PreparedCall& call, int status,
                                   const wire::RateLimitHeaders& limits,
                                   JsonErrorCode discord_code) {
  if (status == 429) {
    tell(HTTPEvent::Kind::rate_limited, call, limits.retry_after.value_or(Duration::zero()), status,
         scope_of(limits));
  }
  // What Discord thinks of a token that was replaced meanwhile says nothing about the present one.
  const bool is_about_token = call.has_own_token && call.token_version == token_version_;
  const Notice notice =
      guard_.on_response(call.route, is_about_token, status, limits, discord_code, Clock::now());
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
      log_line(LogLevel::warning, log_part, "a webhook is gone (404): {}", call.route.key());
      return;
  }
}

HTTPClient::Impl::Attempt HTTPClient::Impl::answered(net::HttpResponse&& response,
                                                     const wire::RateLimitHeaders& limits,
                                                     const PreparedCall& call, int number) {
  if (response.status >= 200 && response.status < 300) {
    take_notice(call, response.status, limits, JsonErrorCode{});
    Response answer;
    answer.status = response.status;
    answer.headers = std::move(response.headers);
    answer.body = std::move(response.body);
    Attempt outcome;
    outcome.result = std::move(answer);
    return outcome;
  }
  const wire::Route& route = call.route;
  Error error =
      wire::parse_error_body(response.status, route.method(), route.path_template(), response.body);
  if (response.status == 401 && call.has_own_token) {
    error.message +=
        "; the bot's token was refused: copy the present one from Discord's developer "
        "portal, page \"Bot\"";
  }
  take_notice(call, response.status, limits, error.discord_code);
  core::FailedAttempt refused;
  refused.failure = core::AttemptFailure::server_error;
  refused.http_status = response.status;
  refused.retry_after = limits.retry_after;
  return failed(std::move(refused), std::move(error), call, number);
}

HTTPClient::Impl::Attempt HTTPClient::Impl::broken(core::AttemptFailure failure, Error error,
                                                   const PreparedCall& call, int number) {
  core::FailedAttempt attempt;
  attempt.failure = failure;
  return failed(attempt, std::move(error), call, number);
}

HTTPClient::Impl::Attempt HTTPClient::Impl::failed(core::FailedAttempt failed, Error error,
                                                   const PreparedCall& call, int number) {
  // A certificate that is not accepted now will not be accepted in a second, nor will a request
  // that Discord refused (4xx).
  const bool may_pass = error.kind == ErrorKind::network || error.kind == ErrorKind::timeout ||
                        failed.http_status >= 500;
  Attempt outcome;
  if (may_pass) {
    failed.method = call.route.method();
    failed.safe_to_repeat = call.safe_to_repeat;
    failed.attempts = number;
    outcome.retry_in = retry_.next(failed);
  }
  outcome.result = std::move(error);
  return outcome;
}

std::string_view Response::header(std::string_view name) const {
  return net::find_header(headers, name);
}

HTTPClient::HTTPClient(asio::any_io_executor executor, Token token, HTTPClientOptions options)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(token), std::move(options))) {}

HTTPClient::~HTTPClient() = default;

awaitable<Response> HTTPClient::request(std::string method, std::string path,
                                        RequestOptions options) {
  return Impl::request(impl_, std::move(method), std::move(path), std::move(options));
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

awaitable<void> HTTPClient::set_token(Token token) {
  const auto impl = impl_;
  const auto set = [](std::shared_ptr<Impl> client, Token value) -> awaitable<void> {
    client->set_token(std::move(value));
    co_return;
  };
  co_await net::run_on(impl->executor(), set(impl, std::move(token)));
}

void HTTPClient::close() noexcept { impl_->close(); }

const RateLimiter& HTTPClient::rate_limiter() const noexcept { return impl_->limiter(); }

const HTTPClientOptions& HTTPClient::settings() const noexcept { return impl_->settings(); }

}  // namespace pincer
