#include "core/global_gate.hpp"

#include <algorithm>
#include <cassert>

namespace pincer::core {

GlobalGate::GlobalGate(std::optional<std::size_t> per_second, Duration slack)
    : per_second_(per_second), second_(std::chrono::seconds(1) + slack) {
  assert(per_second_ != 0U);
}

TimePoint GlobalGate::opens_at(bool interaction) const {
  const TimePoint held = held_until(interaction);
  if (interaction || !per_second_ || sent_.size() < *per_second_) return held;
  // `per_second_` sendings ago, a second has to have passed.
  return std::max(held, sent_.front() + second_);
}

TimePoint GlobalGate::held_until(bool interaction) const {
  return interaction ? stopped_until_ : std::max(stopped_until_, paused_until_);
}

void GlobalGate::on_send(TimePoint now) {
  if (!per_second_) return;
  while (!sent_.empty() && (sent_.size() == *per_second_ || sent_.front() + second_ <= now)) {
    sent_.pop_front();
  }
  sent_.push_back(now);
}

void GlobalGate::pause(TimePoint until) { paused_until_ = std::max(paused_until_, until); }

void GlobalGate::stop(TimePoint until) { stopped_until_ = std::max(stopped_until_, until); }

GlobalLimit GlobalGate::snapshot(TimePoint now) const {
  const auto still = [now](TimePoint until) {
    return now < until ? std::optional(until) : std::nullopt;
  };
  GlobalLimit limit;
  limit.limited_until = still(paused_until_);
  limit.stopped_until = still(stopped_until_);
  limit.per_second = per_second_;
  if (per_second_ && now >= held_until(false)) {
    const auto counted =
        std::ranges::count_if(sent_, [&](TimePoint sent_at) { return now < sent_at + second_; });
    limit.remaining = *per_second_ - static_cast<std::size_t>(counted);
  }
  return limit;
}

}  // namespace pincer::core
