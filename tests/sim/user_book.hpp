// What the user's handlers got of each guild's messages, whichever set of shards brought them.
// Apart from the sessions' own books: during a reshard two sessions bring the same message. Thread
// safety: one thread at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pincer::sim {

/// A message as its text tells: the guild, and its number there, from 1.
struct Message {
  int guild = 0;
  std::uint64_t number = 0;
};

class UserBook {
 public:
  explicit UserBook(int guilds) : guilds_(static_cast<std::size_t>(guilds)) {}

  /// A handler gets a message. What is wrong with that, if anything is.
  const char* reads(const Message& message) {
    Guild& guild = at(message.guild);
    const std::uint64_t last = guild.last();
    if (!guild.read.insert(message.number).second) return "a message is handed out twice";
    if (guild.disorderly) return nullptr;
    if (message.number < last) return "a message is handed out behind a later one";
    for (std::uint64_t number = last + 1; number < message.number; ++number) {
      if (!guild.is_excused(number)) return "a message is not handed out";
    }
    return nullptr;
  }
  /// The process ended before its handler had done with the message: it will come again.
  void takes_back(const Message& message) { at(message.guild).read.erase(message.number); }
  /// A session ended, and with it what was written up to this one and not read yet.
  void excuses(int guild, std::uint64_t until) {
    Guild& lost = at(guild);
    if (until > lost.last()) lost.excused.emplace_back(lost.last() + 1, until);
  }
  /// A session ended during a reshard: what it lost may come from the other set, but late.
  void expects_disorder(int guild) { at(guild).disorderly = true; }
  void expects_order() {
    for (Guild& guild : guilds_) guild.disorderly = false;
  }
  /// Whether everything up to this one was read or excused.
  [[nodiscard]] bool is_complete(int number, std::uint64_t written) {
    const Guild& guild = at(number);
    for (std::uint64_t message = 1; message <= written; ++message) {
      if (!guild.read.contains(message) && !guild.is_excused(message)) return false;
    }
    return true;
  }

 private:
  struct Guild {
    std::set<std::uint64_t> read;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> excused;  ///< From the first to the last.
    bool disorderly = false;

    [[nodiscard]] std::uint64_t last() const { return read.empty() ? 0 : *read.rbegin(); }
    [[nodiscard]] bool is_excused(std::uint64_t number) const {
      return std::any_of(excused.begin(), excused.end(), [number](const auto& span) {
        return span.first <= number && number <= span.second;
      });
    }
  };
  Guild& at(int guild) { return guilds_.at(static_cast<std::size_t>(guild)); }

  std::vector<Guild> guilds_;
};

}  // namespace pincer::sim
