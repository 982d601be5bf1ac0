// The session that a shard's connections carry, one after the other: what it takes to resume it,
// and how far its events have come. Layer: core. Thread safety: one strand.
// https://discord.com/developers/docs/events/gateway#resuming
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/session_action.hpp"
#include "core/session_options.hpp"

namespace pincer::core {

/// A session whose resume stays unanswered, or whose replay cannot be read, so often in a row is
/// given up: better a new session than a shard that never comes back.
inline constexpr int failed_resumes_max = 5;

class KeptSession {
 public:
  /// Identify is about to be sent: what comes from here on belongs to another session.
  void begin();
  /// READY came. Without an id the session cannot be resumed.
  void start(std::string id, std::string resume_url, std::optional<std::int64_t> sequence);
  /// Goes on with a session of an earlier process.
  void restore(ResumeState resume);
  /// There is nothing to resume any more.
  void forget();

  /// An event came. False when the user has it already: a replay may begin too early.
  bool receive(std::int64_t sequence);
  /// The user has the event. A slow handler may still report events of a session before, which
  /// change nothing.
  void deliver(const Deliver& delivered);

  /// A resume came to nothing; forgets the session after `failed_resumes_max` in a row.
  void count_failed_resume();
  void forgive_failed_resumes() noexcept { failed_resumes_ = 0; }

  [[nodiscard]] bool can_resume() const noexcept { return !id_.empty() && received_.has_value(); }
  [[nodiscard]] const std::string& id() const noexcept { return id_; }
  [[nodiscard]] const std::string& resume_url() const noexcept { return resume_url_; }
  /// Which of the sessions since construction: tells their events apart.
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
  /// The `s` to resume from while this process lives.
  [[nodiscard]] std::optional<std::int64_t> received() const noexcept { return received_; }
  /// The `s` to resume from in the next process.
  [[nodiscard]] std::optional<std::int64_t> delivered() const noexcept { return delivered_; }
  /// The session as it should be stored; nothing when the user has none of it.
  [[nodiscard]] std::optional<ResumeState> resume_state() const;

 private:
  std::string id_;
  std::string resume_url_;
  std::optional<std::int64_t> received_;
  std::optional<std::int64_t> delivered_;
  std::uint64_t number_ = 0;
  int failed_resumes_ = 0;
};

}  // namespace pincer::core
