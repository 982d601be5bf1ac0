// A small seeded random source. Layer: base. Thread safety: as a value type.
// The standard's distributions differ between libraries; a seed must replay the same run
// everywhere, so the mapping to numbers is ours. The generator is SplitMix64 (Steele, Lea, Flood
// 2014): one word of state, every seed is good, more than enough for jitter and simulation.
#pragma once

#include <cstdint>

namespace pincer {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }

  /// In [0, 1).
  double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

  /// In [0, bound); `bound` must not be zero. The bias of the remainder is below 2^-32 here.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

 private:
  std::uint64_t state_;
};

}  // namespace pincer
