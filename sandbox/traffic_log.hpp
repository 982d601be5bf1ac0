// What crossed the wire, and who did what: the sandbox's memory for people and for tests.
// Thread safety: one thread at a time.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace pincer::sandbox {

struct TrafficEntry {
  enum class Kind {
    person,           ///< A person acted (through the control interface).
    rest,             ///< A REST call and its answer.
    gateway_event,    ///< A gateway payload to a client.
    gateway_command,  ///< A gateway payload from a client.
    gateway_state,    ///< A connection opened, identified, resumed, closed.
    fault,            ///< A fault was injected or took effect.
  };

  std::uint64_t number = 0;  ///< 1, 2, 3, ...; never reused.
  Duration time{};           ///< Since the sandbox started.
  Kind kind = Kind::rest;
  std::string summary;          ///< One line for a person: "POST /channels/1/messages -> 200".
  boost::json::object details;  ///< For programs; documented in docs/sandbox.md. Never a token.
};

class TrafficLog {
 public:
  /// Older entries are dropped beyond this many.
  static constexpr std::size_t entries_max = 10'000;

  explicit TrafficLog(TimePoint start) : start_(start) {}

  void add(TrafficEntry::Kind kind, std::string summary, boost::json::object details,
           TimePoint now);

  /// Entries with a number above `after`, oldest first, at most `count_max`.
  [[nodiscard]] std::vector<TrafficEntry> after(std::uint64_t after, std::size_t count_max) const;
  [[nodiscard]] std::uint64_t last_number() const noexcept { return last_number_; }

 private:
  TimePoint start_;
  std::deque<TrafficEntry> entries_;
  std::uint64_t last_number_ = 0;
};

std::string_view to_string(TrafficEntry::Kind kind) noexcept;

}  // namespace pincer::sandbox
