// What runs are measured by. Thread safety: as value types.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/time.hpp"

namespace pincer::sim {

/// How long a shard that was up took to be up again.
struct Recovery {
  enum class Cause { op7, cut, other };
  Cause cause = Cause::other;
  TimePoint since{};
};

struct Statistics {
  std::uint64_t seeds = 0;
  Duration simulated{};
  std::uint64_t events = 0;    ///< Handled by users.
  std::uint64_t commands = 0;  ///< Sent.
  std::uint64_t identifies = 0;
  std::uint64_t resumes = 0;  ///< That succeeded.
  std::uint64_t links = 0;
  std::uint64_t troubles = 0;
  std::uint64_t reshards = 0;  ///< That took over.
  std::vector<Duration> after_op7;
  std::vector<Duration> after_cut;

  void add(const Statistics& other) {
    seeds += other.seeds;
    simulated += other.simulated;
    events += other.events;
    commands += other.commands;
    identifies += other.identifies;
    resumes += other.resumes;
    links += other.links;
    troubles += other.troubles;
    reshards += other.reshards;
    after_op7.insert(after_op7.end(), other.after_op7.begin(), other.after_op7.end());
    after_cut.insert(after_cut.end(), other.after_cut.begin(), other.after_cut.end());
  }
};

/// The value that `share` of all are not above. `values` must not be empty.
inline Duration quantile(std::vector<Duration> values, double share) {
  const auto rank = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + rank, values.end());
  return values[static_cast<std::size_t>(rank)];
}

/// Whether random parts of a whole are spread over all of it.
class Spread {
 public:
  void add(double part) {
    least_ = std::min(least_, part);
    most_ = std::max(most_, part);
    ++count_;
  }
  /// Wrong about something that is uniform once in thirty million times.
  [[nodiscard]] bool is_narrow() const { return count_ >= 50 && (least_ > 0.3 || most_ < 0.7); }
  /// The same, where only parts that are too small are feared.
  [[nodiscard]] bool is_low() const { return count_ >= 12 && most_ < 0.23; }

 private:
  double least_ = 1;
  double most_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace pincer::sim
