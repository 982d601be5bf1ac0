#include "pincer/rate_limiter.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <unordered_map>

#include "core/rate_limiter.hpp"
#include "pincer/error.hpp"
#include "wire/rate_limit_headers.hpp"
#include "wire/route.hpp"

namespace pincer {
namespace {

namespace asio = boost::asio;
using Ticket = core::RateLimiter::Ticket;

core::RateLimiterOptions make_options(int global_per_second, std::size_t in_flight_max) {
  core::RateLimiterOptions options;
  if (global_per_second > 0) {
    options.global_per_second = static_cast<std::size_t>(global_per_second);
  } else {
    options.global_per_second.reset();
  }
  if (in_flight_max > 0) options.in_flight_max = in_flight_max;
  return options;
}

}  // namespace

/// Performs what the machine decides: wakes those who may send, and keeps one timer.
class RateLimiter::Impl {
 public:
  Impl(const asio::any_io_executor& executor, int global_per_second, std::size_t in_flight_max)
      : machine_(make_options(global_per_second, in_flight_max)), timer_(executor) {}

  core::RateLimiter& machine() { return machine_; }

  enum class Outcome { waiting, granted, refused, ended };

  /// Returns when `ticket` may be sent, or what came instead.
  awaitable<Outcome> wait(Ticket ticket) {
    // `waiter` is in the map exactly while this coroutine waits; leaving without a grant (because
    // the caller was cancelled) gives the place up.
    struct Waiter : Decision {
      Waiter(Impl& owner, Ticket number)
          : Decision(owner.timer_.get_executor()), impl(owner), ticket(number) {
        impl.waiters_.emplace(ticket, this);
      }
      Waiter(const Waiter&) = delete;
      Waiter& operator=(const Waiter&) = delete;
      ~Waiter() {
        impl.waiters_.erase(ticket);
        // Also a grant that nobody took: the coroutine was destroyed before it could resume.
        if (!taken && outcome != Outcome::refused) impl.withdraw(ticket);
      }
      Impl& impl;
      Ticket ticket;
      bool taken = false;
    };
    if (const auto early = decided_early_.extract(ticket)) co_return early.mapped();
    Waiter waiter(*this, ticket);
    while (waiter.outcome == Outcome::waiting) {
      co_await waiter.decided.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    waiter.taken = waiter.outcome == Outcome::granted;
    co_return waiter.outcome;
  }

  /// Throws unless the request may be sent.
  static void require_grant(Outcome outcome, const wire::Route* route) {
    if (outcome == Outcome::granted) return;
    if (outcome == Outcome::ended) {
      throw Exception(Error(ErrorKind::cancelled, "the wait for the rate limit was ended"));
    }
    Error error(ErrorKind::rate_limited,
                "the rate limit does not permit this request within the time given");
    if (route != nullptr) {
      error.method = route->method();
      error.route = route->path_template();
    }
    throw Exception(std::move(error));
  }

  /// The request will not be sent, or its answer will not be told.
  void give_up(Ticket ticket) {
    decided_early_.erase(ticket);
    machine_.on_no_response(ticket, Clock::now());
    pump();
  }

  /// Nobody wants to send it any more.
  void withdraw(Ticket ticket) {
    machine_.cancel(ticket, Clock::now());
    pump();
  }

  void end_waits() {
    for (const auto& [ticket, waiter] : waiters_) {
      if (waiter->outcome == Outcome::waiting) waiter->outcome = Outcome::ended;
      waiter->decided.cancel();
    }
  }

  /// To be called after each input to the machine. Returns what was decided of `own`, which does
  /// not wait yet.
  Outcome pump(Ticket own = 0) {
    Outcome outcome = Outcome::waiting;
    const auto decide = [&](Ticket ticket, Outcome decision) {
      if (ticket == own) {
        outcome = decision;
      } else if (const auto found = waiters_.find(ticket); found != waiters_.end()) {
        found->second->outcome = decision;
        found->second->decided.cancel();
      } else {
        decided_early_.emplace(ticket, decision);
      }
    };
    const core::RateLimiter::Decisions decisions = machine_.take_ready(Clock::now());
    for (const Ticket ticket : decisions.send) decide(ticket, Outcome::granted);
    for (const Ticket ticket : decisions.refused) decide(ticket, Outcome::refused);
    arm();
    return outcome;
  }

 private:
  struct Decision {
    explicit Decision(const asio::any_io_executor& executor)
        : decided(executor, TimePoint::max()) {}
    Outcome outcome = Outcome::waiting;
    asio::steady_timer decided;  // cancelled when the outcome is known
  };

  void arm() {
    const auto deadline = machine_.deadline();
    if (!deadline) {
      if (armed_) timer_.cancel();
      armed_ = false;
      return;
    }
    if (armed_ && timer_.expiry() == *deadline) return;
    armed_ = true;
    timer_.expires_at(*deadline);
    timer_.async_wait(
        [this, alive = std::weak_ptr<char>(alive_)](const boost::system::error_code& code) {
          if (code || alive.expired()) return;
          armed_ = false;
          pump();
        });
  }

  core::RateLimiter machine_;
  std::unordered_map<Ticket, Decision*> waiters_;
  std::unordered_map<Ticket, Outcome> decided_early_;  // Between a 429 and `wait_again`.
  asio::steady_timer timer_;
  bool armed_ = false;
  std::shared_ptr<char> alive_ = std::make_shared<char>();  // ends with us, for the timer's handler
};

RateLimiter::Permit::Permit(Permit&& other) noexcept
    : limiter_(std::exchange(other.limiter_, nullptr)), ticket_(other.ticket_) {}

RateLimiter::Permit& RateLimiter::Permit::operator=(Permit&& other) noexcept {
  if (this != &other) {
    give_back();
    limiter_ = std::exchange(other.limiter_, nullptr);
    ticket_ = other.ticket_;
  }
  return *this;
}

RateLimiter::Permit::~Permit() { give_back(); }

void RateLimiter::Permit::give_back() noexcept {
  if (limiter_ == nullptr) return;
  std::exchange(limiter_, nullptr)->impl_->give_up(ticket_);
}

RateLimiter::RateLimiter(asio::any_io_executor executor, int global_per_second,
                         std::size_t in_flight_max)
    : impl_(std::make_unique<Impl>(executor, global_per_second, in_flight_max)) {}

RateLimiter::~RateLimiter() = default;

awaitable<RateLimiter::Permit> RateLimiter::wait_until_not_ratelimited(
    std::string_view method, std::string_view path, std::optional<TimePoint> not_later_than) {
  const wire::Route route(method, path);
  co_return co_await wait_until_not_ratelimited(route, not_later_than);
}

awaitable<RateLimiter::Permit> RateLimiter::wait_until_not_ratelimited(
    const wire::Route& route, std::optional<TimePoint> not_later_than) {
  const Ticket ticket = impl_->machine().enqueue(route, Clock::now(), not_later_than);
  // Most requests may go at once, and need neither a timer nor another coroutine.
  Impl::Outcome outcome = impl_->pump(ticket);
  if (outcome == Impl::Outcome::waiting) {
    outcome = co_await impl_->wait(ticket);
  }
  Impl::require_grant(outcome, &route);
  co_return Permit(*this, ticket);
}

std::optional<RateLimiter::Permit> RateLimiter::permit_at_once(
    const wire::Route& route, std::optional<TimePoint> not_later_than) {
  const Ticket ticket = impl_->machine().enqueue(route, Clock::now(), not_later_than);
  if (impl_->pump(ticket) == Impl::Outcome::granted) return Permit(*this, ticket);
  impl_->withdraw(ticket);
  return std::nullopt;
}

bool RateLimiter::save_response_bucket(Permit& permit, int status, const Headers& headers,
                                       std::string_view body) {
  wire::RateLimitHeaders limits = wire::parse_rate_limit_headers(headers);
  if (status == 429) wire::add_rate_limit_body(limits, body);
  return save_response_bucket(permit, status, limits);
}

bool RateLimiter::save_response_bucket(Permit& permit, int status,
                                       const wire::RateLimitHeaders& headers) {
  const auto verdict = impl_->machine().on_response(permit.ticket_, status, headers, Clock::now());
  impl_->pump();
  if (verdict == core::RateLimiter::Verdict::retry) return true;
  permit.limiter_ = nullptr;
  return false;
}

awaitable<void> RateLimiter::wait_again(Permit& permit) {
  // Until it is granted anew, the ticket waits in line and is not ours to give back.
  RateLimiter* const limiter = std::exchange(permit.limiter_, nullptr);
  Impl::require_grant(co_await impl_->wait(permit.ticket_), nullptr);
  permit.limiter_ = limiter;
}

void RateLimiter::end_waits() { impl_->end_waits(); }

std::map<std::string, std::string> RateLimiter::bucket_map() const {
  return impl_->machine().bucket_map();
}

std::map<std::string, Bucket> RateLimiter::buckets() const {
  return impl_->machine().buckets(Clock::now());
}

GlobalLimit RateLimiter::global_limit() const {
  return impl_->machine().global_limit(Clock::now());
}

}  // namespace pincer
