#include "core/send_budget.hpp"

#include <algorithm>

namespace pincer::core {

void SendBudget::start_connection() noexcept {
  sends_.clear();
  periodic_ = 0;
  reserved_ = requested_beats_reserve;
}

void SendBudget::reserve_heartbeats(Duration interval) noexcept {
  // An interval so short that beats alone would fill the window leaves half of it to commands.
  constexpr auto reserve_max = static_cast<Duration::rep>(sends_per_window / 2);
  const Duration::rep beats = std::min(send_window / interval + 1, reserve_max);
  periodic_ = static_cast<std::size_t>(beats);
  reserved_ = std::min(periodic_ + requested_beats_reserve, static_cast<std::size_t>(reserve_max));
}

TimePoint SendBudget::presence_at() const noexcept {
  return std::max(command_at(), presences_.free_at());
}

void SendBudget::record_presence(TimePoint now) noexcept {
  sends_.record(now);
  presences_.record(now);
}

}  // namespace pincer::core
