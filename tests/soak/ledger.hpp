// What was posted and what was heard of it. Thread-safe.
#pragma once

#include <atomic>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pincer::soak {

class Ledger {
 public:
  explicit Ledger(std::size_t guilds) : guilds_(guilds) {}

  /// The text of the guild's next post.
  std::string next_post(std::size_t guild) {
    return std::to_string(guild) + ":" + std::to_string(guilds_[guild].posted++);
  }

  /// A MESSAGE_CREATE came; a guild's events come on one thread at a time.
  void hear(std::string_view data) {
    constexpr std::string_view field = R"("content":")";
    const std::size_t found = data.find(field);
    if (found == std::string_view::npos) return;
    const char* const begin = data.data() + found + field.size();
    const char* const end = data.data() + data.size();
    std::size_t guild = 0;
    std::uint64_t number = 0;
    const auto [colon, first] = std::from_chars(begin, end, guild);
    if (first != std::errc() || guild >= guilds_.size() || *colon != ':') return;
    std::from_chars(colon + 1, end, number);
    Guild& heard = guilds_[guild];
    if (number == heard.heard) {
      ++heard.heard;
    } else if (number < heard.heard) {
      ++doubled_;
    } else {
      (heard.session_ended ? ended_ : lost_) += number - heard.heard;
      heard.heard = number + 1;
    }
    heard.session_ended = false;
  }
  /// Discord's side ended the session of the guild: what was posted until the next one is lost with
  /// it, by its rules.
  void end_session(std::size_t guild) { guilds_.at(guild).session_ended = true; }

  [[nodiscard]] std::uint64_t posted() const { return sum(&Guild::posted); }
  [[nodiscard]] std::uint64_t heard() const { return sum(&Guild::heard) - lost_ - ended_; }
  /// Left out in the order of a guild.
  [[nodiscard]] std::uint64_t lost() const { return lost_; }
  /// The same, and lost with a session.
  [[nodiscard]] std::uint64_t ended() const { return ended_; }
  [[nodiscard]] std::uint64_t doubled() const { return doubled_; }

 private:
  struct Guild {
    std::atomic<std::uint64_t> posted = 0;
    std::atomic<std::uint64_t> heard = 0;  ///< The number that must come next.
    bool session_ended = false;
  };

  [[nodiscard]] std::uint64_t sum(std::atomic<std::uint64_t> Guild::*counter) const {
    std::uint64_t all = 0;
    for (const Guild& guild : guilds_) all += guild.*counter;
    return all;
  }

  std::vector<Guild> guilds_;
  std::atomic<std::uint64_t> lost_ = 0;
  std::atomic<std::uint64_t> ended_ = 0;
  std::atomic<std::uint64_t> doubled_ = 0;
};

}  // namespace pincer::soak
