// The arithmetic of one bucket: how many requests its present window still permits. Layer: core.
// A pure machine. Thread safety: one thread at a time.
//
// Discord counts when a request arrives; we count when we send, because the answers to concurrent
// requests come late and in any order. The window's end is taken from Reset-After at the moment the
// answer is read, which is never too early. Three things can happen around that end, and each is
// told from the others by the end that an answer implies:
//  - A request in flight when the window ends may be counted on either side. It is charged to the
//    new window, and given back once its answer shows that the old window had it. If it ends
//    without telling, the charge stays.
//  - Discord's window may have ended before ours. An answer that belongs to a provably later window
//    opens that one here too.
//  - A sliding limit moves its end with each request. Then the end moves here as well.
// https://discord.com/developers/docs/topics/rate-limits#header-format
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "pincer/bucket.hpp"
#include "wire/rate_limit_headers.hpp"

namespace pincer::core {

class RateWindow {
 public:
  /// What has to be remembered of a request in flight.
  struct Sent {
    std::uint64_t window = 0;
    TimePoint at;
  };

  /// `reset_slack` is added to the end of every window, because Reset-After is rounded.
  explicit RateWindow(Duration reset_slack) : slack_(reset_slack) {}

  /// When the next request may be sent: `now`, or a later time, or (nothing) after an answer. While
  /// nothing is known, one request at a time may go to find out.
  [[nodiscard]] std::optional<TimePoint> next_send(TimePoint now);

  /// A lower bound of the moment at which a request with `ahead` others before it can be sent.
  [[nodiscard]] TimePoint earliest_send(std::size_t ahead, TimePoint now);

  /// Counts a request down.
  Sent on_send(TimePoint now);

  /// A request in flight was answered; `succeeded` is true for a 2xx. Returns true when the end of
  /// the window became known by it.
  bool on_answer(const Sent& sent, const wire::RateLimitHeaders& headers, bool succeeded,
                 TimePoint now);

  /// An answer to a request that draws from this bucket but was not counted here when it was sent.
  bool on_uncounted_answer(TimePoint sent_at, const wire::RateLimitHeaders& headers, TimePoint now);

  /// A request in flight was given up. Its permit stays spent: Discord may have counted it.
  void on_no_answer(TimePoint now);

  /// Sends nothing before `until`.
  void block(TimePoint until);

  /// True once a response has told limit and remaining.
  [[nodiscard]] bool known() const noexcept { return knowledge_ == Knowledge::known; }
  [[nodiscard]] std::size_t in_flight() const noexcept { return in_flight_; }
  /// True when nothing would be lost by forgetting this window.
  [[nodiscard]] bool is_over(TimePoint now) const;
  /// What the window says of a bucket. Its other members are for others to fill in.
  [[nodiscard]] Bucket snapshot(TimePoint now) const;

 private:
  enum class Knowledge { unknown, unlimited, known };

  [[nodiscard]] std::uint32_t remaining() const noexcept;
  void roll(TimePoint now);
  void open_window(std::size_t spent);
  void end_without_telling(TimePoint now);
  bool learn(const Sent& sent, const wire::RateLimitHeaders& headers, bool succeeded,
             TimePoint now);

  Duration slack_;
  Knowledge knowledge_ = Knowledge::unknown;
  std::uint32_t limit_ = 0;
  std::size_t spent_ = 0;  // Of this window: sent in it, carried into it, or used elsewhere.
  std::size_t in_flight_ = 0;
  std::uint64_t window_ = 0;
  std::optional<TimePoint> reset_at_;  // End of the window, once an answer has told it.
  TimePoint reset_earliest_{};         // Discord's window may have ended here already.
  std::size_t untold_ = 0;             // Ended since then without telling which window had them.
  TimePoint previous_latest_{};        // The same two of the window before.
  TimePoint previous_earliest_{};
  Duration length_{};             // The longest Reset-After seen: at most a window's length.
  bool length_is_whole_ = false;  // One of them was told to a window's first request.
  TimePoint blocked_until_{};
  double reset_ = 0.0;
  double reset_after_ = 0.0;
  TimePoint time_cached_{};
};

}  // namespace pincer::core
