#include "core/rate_window.hpp"

#include <algorithm>
#include <cassert>

namespace pincer::core {
namespace {

/// Taken for a window's length while the only answers are from the middle of one, such as a 429.
/// Few of Discord's windows are longer.
constexpr Duration length_guess = std::chrono::seconds(5);

}  // namespace

std::optional<TimePoint> RateWindow::next_send(TimePoint now) {
  roll(now);
  if (now < blocked_until_) return blocked_until_;
  if (knowledge_ == Knowledge::unlimited) return now;
  if (knowledge_ == Knowledge::known) {
    if (remaining() > 0) return now;
    if (reset_at_) return *reset_at_ + slack_;
  }
  return in_flight_ == 0 ? std::optional(now) : std::nullopt;
}

TimePoint RateWindow::earliest_send(std::size_t ahead, TimePoint now) {
  roll(now);
  TimePoint earliest = std::max(now, blocked_until_);
  if (reset_at_ && ahead >= remaining()) {
    // Bounded, so that the product stays within the clock's range.
    constexpr std::size_t windows_max = 10'000;
    const std::size_t further_windows = (ahead - remaining()) / std::max<std::size_t>(limit_, 1);
    const auto windows = static_cast<Duration::rep>(std::min(further_windows, windows_max));
    earliest = std::max(earliest, *reset_at_ + slack_ + windows * length_);
  }
  return earliest;
}

RateWindow::Sent RateWindow::on_send(TimePoint now) {
  roll(now);
  ++spent_;
  ++in_flight_;
  return Sent{window_, now};
}

bool RateWindow::on_answer(const Sent& sent, const wire::RateLimitHeaders& headers, bool succeeded,
                           TimePoint now) {
  assert(in_flight_ > 0);
  roll(
      now);  // First: what is answered now is one of those that were in flight at the window's end.
  --in_flight_;
  if (headers.remaining && headers.reset_after) return learn(sent, headers, succeeded, now);
  // Discord's headers are optional: a route that succeeds without them has no limit that we could
  // keep. An error says nothing, because errors often come without.
  const bool tells_nothing = headers.bucket.empty() && !headers.limit && !headers.remaining;
  if (succeeded && tells_nothing && knowledge_ == Knowledge::unknown) {
    knowledge_ = Knowledge::unlimited;
  }
  end_without_telling(now);
  return false;
}

bool RateWindow::on_uncounted_answer(TimePoint sent_at, const wire::RateLimitHeaders& headers,
                                     TimePoint now) {
  roll(now);
  ++spent_;
  if (!headers.remaining || !headers.reset_after) return false;
  return learn(Sent{window_, sent_at}, headers, false, now);
}

void RateWindow::on_no_answer(TimePoint now) {
  assert(in_flight_ > 0);
  roll(now);
  --in_flight_;
  end_without_telling(now);
}

void RateWindow::block(TimePoint until) { blocked_until_ = std::max(blocked_until_, until); }

bool RateWindow::is_over(TimePoint now) const {
  return now >= blocked_until_ && (!reset_at_ || now >= *reset_at_ + slack_);
}

Bucket RateWindow::snapshot(TimePoint now) const {
  RateWindow present = *this;
  present.roll(now);
  Bucket seen;
  seen.limit = static_cast<int>(limit_);
  seen.remaining = now < blocked_until_ ? 0 : static_cast<int>(present.remaining());
  seen.reset = reset_;
  seen.reset_after = reset_after_;
  seen.time_cached = time_cached_;
  seen.in_flight = in_flight_;
  if (present.reset_at_) seen.resets_at = *present.reset_at_ + slack_;
  if (now < blocked_until_) {
    seen.resets_at = std::max(seen.resets_at.value_or(blocked_until_), blocked_until_);
  }
  return seen;
}

std::uint32_t RateWindow::remaining() const noexcept {
  return spent_ >= limit_ ? 0 : limit_ - static_cast<std::uint32_t>(spent_);
}

void RateWindow::roll(TimePoint now) {
  // What is in flight now may arrive in the new window.
  if (reset_at_ && now >= *reset_at_ + slack_) open_window(in_flight_ + untold_);
}

/// A request ended, and nothing tells where it was counted.
void RateWindow::end_without_telling(TimePoint now) {
  if (reset_at_ && now > reset_earliest_) ++untold_;
  // If no other request can tell the end of a window that is used up: it began before now, so it
  // ends within the length of a window. Nothing stalls, and nothing is sent early.
  const bool used_up = knowledge_ == Knowledge::known && remaining() == 0 && in_flight_ == 0;
  if (used_up && !reset_at_) {
    reset_at_ = now + (length_is_whole_ ? length_ : std::max(length_, length_guess));
    reset_earliest_ = now;
  }
}

void RateWindow::open_window(std::size_t spent) {
  previous_latest_ = reset_at_.value_or(TimePoint{});
  previous_earliest_ = reset_earliest_;
  reset_at_.reset();
  untold_ = 0;
  ++window_;
  spent_ = spent;
}

bool RateWindow::learn(const Sent& sent, const wire::RateLimitHeaders& headers, bool succeeded,
                       TimePoint now) {
  const std::uint32_t told = *headers.remaining;
  const Duration reset_after = *headers.reset_after;
  // It was counted between its sending and now, so the window ends between these two.
  const TimePoint reset_earliest = sent.at + reset_after;
  const TimePoint reset_latest = now + reset_after;
  limit_ = headers.limit.value_or(std::max(limit_, told + 1));
  length_ = std::max(length_, reset_after);
  reset_ = headers.reset.value_or(0.0);
  reset_after_ = std::chrono::duration<double>(reset_after).count();
  time_cached_ = now;
  const std::size_t used = told >= limit_ ? 0 : limit_ - told;
  length_is_whole_ = length_is_whole_ || (succeeded && used <= 1);

  if (knowledge_ != Knowledge::known) {
    knowledge_ = Knowledge::known;
    open_window(used + in_flight_);
  } else if (sent.window != window_ && reset_earliest <= previous_latest_ + slack_) {
    // Not provably counted in this window, so its `remaining` is of no use. Where it was counted in
    // the one before for certain, what was set aside for it in this window is free again.
    if (reset_latest < previous_earliest_ + length_ && spent_ > 0) --spent_;
    return false;
  }

  const bool ends_later = reset_at_ && reset_earliest > *reset_at_ + slack_;
  if (ends_later && told > remaining()) open_window(in_flight_ + untold_ + 1);
  spent_ = std::max(spent_, used);
  const bool is_new = !reset_at_;
  if (is_new || ends_later) reset_earliest_ = reset_earliest;
  // The next window ends a whole length later. Below that, this is another bound of the same end,
  // and the first answer's will do.
  if (is_new || ends_later || reset_latest >= reset_earliest_ + length_) {
    reset_at_ = std::max(reset_at_.value_or(reset_latest), reset_latest);
  }
  return is_new || ends_later;
}

}  // namespace pincer::core
