#include "pincer/identify_queue.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>

#include "base/log.hpp"
#include "core/identify_queue.hpp"
#include "net/run_on.hpp"
#include "pincer/error.hpp"

namespace pincer {
namespace {

namespace asio = boost::asio;

core::IdentifyQueueOptions machine_options(const IdentifyQueueOptions& options) {
  core::IdentifyQueueOptions machine;
  machine.remaining_low = options.remaining_low;
  machine.fails_when_empty = options.fails_when_empty;
  return machine;
}

class MemoryIdentifyQueue final : public IdentifyQueue,
                                  public std::enable_shared_from_this<MemoryIdentifyQueue> {
 public:
  MemoryIdentifyQueue(const asio::any_io_executor& executor, const SessionStartLimit& limit,
                      const IdentifyQueueOptions& options)
      : timer_(executor), machine_(limit, Clock::now(), machine_options(options)) {}

  awaitable<void> wait_for_turn(int shard_id) override {
    co_await net::run_on(timer_.get_executor(), wait(shard_id));
  }

  void update_limit(const SessionStartLimit& limit) override {
    asio::post(timer_.get_executor(), [self = shared_from_this(), limit] {
      self->perform(self->machine_.update_limit(limit, Clock::now()));
    });
  }

 private:
  /// One shard in the line. Leaving without a turn, because it was cancelled, uses none up.
  struct Waiter {
    Waiter(MemoryIdentifyQueue& owner, core::WaiterId number)
        : queue(owner), id(number), decided(owner.timer_.get_executor(), TimePoint::max()) {
      queue.waiters_.emplace(id, this);
    }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    ~Waiter() {
      queue.waiters_.erase(id);
      if (!granted) queue.machine_.cancel(id);
      queue.arm();
    }

    MemoryIdentifyQueue& queue;
    core::WaiterId id;
    asio::steady_timer decided;  // cancelled when the outcome is known
    bool granted = false;
    std::optional<Error> refusal;
  };

  awaitable<void> wait(int shard_id) {
    Waiter waiter(*this, ++last_waiter_);
    perform(machine_.request(waiter.id, shard_id, Clock::now()));
    while (!waiter.granted && !waiter.refusal) {
      co_await waiter.decided.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    if (waiter.refusal) throw Exception(*waiter.refusal);
  }

  void perform(const core::QueueActions& actions) {
    for (const core::QueueAction& action : actions) {
      if (const auto* const grant = std::get_if<core::Grant>(&action)) {
        decide(grant->waiter, {});
      } else if (const auto* const refuse = std::get_if<core::Refuse>(&action)) {
        decide(refuse->waiter, refuse->error);
      } else if (const auto* const low = std::get_if<core::BudgetLow>(&action)) {
        log_line(LogLevel::warning, "gateway",
                 "{} session starts are left until the limit resets in {} minutes", low->remaining,
                 std::chrono::duration_cast<std::chrono::minutes>(low->reset_after).count());
      }
    }
    arm();
  }

  void decide(core::WaiterId id, std::optional<Error> refusal) {
    const auto found = waiters_.find(id);
    if (found == waiters_.end()) return;
    found->second->granted = !refusal;
    found->second->refusal = std::move(refusal);
    found->second->decided.cancel();
  }

  void arm() {
    const auto deadline = machine_.deadline();
    timer_.expires_at(deadline.value_or(TimePoint::max()));
    if (!deadline) return;
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& code) {
      const auto self = weak.lock();
      if (!code && self) self->perform(self->machine_.on_tick(Clock::now()));
    });
  }

  asio::steady_timer timer_;
  core::IdentifyQueue machine_;
  std::map<core::WaiterId, Waiter*> waiters_;
  core::WaiterId last_waiter_ = 0;
};

}  // namespace

std::shared_ptr<IdentifyQueue> make_identify_queue(asio::any_io_executor executor,
                                                   const SessionStartLimit& limit,
                                                   const IdentifyQueueOptions& options) {
  return std::make_shared<MemoryIdentifyQueue>(executor, limit, options);
}

}  // namespace pincer
