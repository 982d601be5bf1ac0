// Where the world's ids come from. Thread safety: one thread at a time.
// An id must not depend on the real clock, or the same seed would not give the same run. So time in
// the world is counted in ids: each carries a moment one to two seconds after the one before it,
// and every timestamp that Discord's objects show is the timestamp of an id.
#pragma once

#include <chrono>
#include <cstdint>
#include <set>
#include <string>

#include "base/random.hpp"

namespace pincer::sandbox {

using WorldTime = std::chrono::sys_time<std::chrono::milliseconds>;

class Snowflakes {
 public:
  /// The first id carries the moment `start`.
  Snowflakes(WorldTime start, std::uint64_t seed) : next_moment_(start), random_(seed) {}

  /// A new id, greater than every one before it.
  std::uint64_t next();

  /// Keeps `next` from giving out an id that the scenario has chosen itself.
  void reserve(std::uint64_t id) { reserved_.insert(id); }

 private:
  WorldTime next_moment_;
  Random random_;
  std::set<std::uint64_t> reserved_;
};

/// The moment an id carries, as Discord's objects write it: "2025-01-01T12:00:00.000000+00:00".
std::string timestamp_of(std::uint64_t id);

}  // namespace pincer::sandbox
