#include "core/heartbeat.hpp"

#include <cassert>

namespace pincer::core {

void Heartbeat::start(Duration interval, TimePoint now, Random& random) {
  assert(interval > Duration::zero());
  interval_ = interval;
  due_ = now + std::chrono::duration_cast<Duration>(interval * random.unit());
  periodic_unacknowledged_ = false;
  latency_.reset();
  held_back_ = paused_;
}

void Heartbeat::stop() noexcept {
  due_.reset();
  sent_ = acknowledged_ = 0;
  awaited_.reset();
  answered_until_.reset();
  periodic_unacknowledged_ = false;
}

void Heartbeat::periodic_sent(TimePoint now) noexcept {
  sent(now);
  periodic_unacknowledged_ = true;
  held_back_ = paused_;
  // From the due time, so that late timers do not add up; but beats that were slept through are
  // not sent in a burst.
  *due_ += interval_;
  if (*due_ <= now) due_ = now + interval_;
}

void Heartbeat::sent(TimePoint now) noexcept {
  ++sent_;
  if (!awaited_) awaited_ = {sent_, now};
}

void Heartbeat::acknowledged(TimePoint now) noexcept {
  if (acknowledged_ == sent_) return;
  ++acknowledged_;
  periodic_unacknowledged_ = false;
  if (!awaited_ || acknowledged_ < awaited_->number) return;
  latency_ = now - awaited_->sent_at;
  answered_until_ = awaited_->sent_at;
  awaited_.reset();
}

void Heartbeat::set_paused(bool paused) noexcept {
  paused_ = paused;
  held_back_ = held_back_ || paused;
}

}  // namespace pincer::core
