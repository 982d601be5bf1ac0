#include "sandbox/traffic_log.hpp"

#include <algorithm>

namespace pincer::sandbox {

void TrafficLog::add(TrafficEntry::Kind kind, std::string summary, boost::json::object details,
                     TimePoint now) {
  TrafficEntry entry;
  entry.number = ++last_number_;
  entry.time = now - start_;
  entry.kind = kind;
  entry.summary = std::move(summary);
  entry.details = std::move(details);
  entries_.push_back(std::move(entry));
  if (entries_.size() > entries_max) entries_.pop_front();
}

std::vector<TrafficEntry> TrafficLog::after(std::uint64_t after, std::size_t count_max) const {
  const auto first = std::upper_bound(
      entries_.begin(), entries_.end(), after,
      [](std::uint64_t number, const TrafficEntry& entry) { return number < entry.number; });
  const auto count =
      std::min<std::size_t>(count_max, static_cast<std::size_t>(entries_.end() - first));
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

std::string_view to_string(TrafficEntry::Kind kind) noexcept {
  switch (kind) {
    case TrafficEntry::Kind::person: return "person";
    case TrafficEntry::Kind::rest: return "rest";
    case TrafficEntry::Kind::gateway_event: return "gateway_event";
    case TrafficEntry::Kind::gateway_command: return "gateway_command";
    case TrafficEntry::Kind::gateway_state: return "gateway_state";
    case TrafficEntry::Kind::fault: return "fault";
  }
  return "unknown";
}

}  // namespace pincer::sandbox
