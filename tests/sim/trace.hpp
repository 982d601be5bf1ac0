// What happened, for people (a line each, when they asked) and as a number (a hash, by which two
// runs of a seed are compared). Thread safety: one thread at a time.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <string_view>
#include <utility>

#include "base/time.hpp"

namespace pincer::sim {

/// Where the virtual time of every run begins.
constexpr TimePoint start_of_time{std::chrono::hours(1)};

inline double seconds_of(TimePoint now) {
  return std::chrono::duration<double>(now - start_of_time).count();
}

class Trace {
 public:
  /// Prints to `out`; nothing when it is null.
  explicit Trace(std::FILE* out) : out_(out) {}

  [[nodiscard]] bool prints() const noexcept { return out_ != nullptr; }

  template <class... Arguments>
  void line(TimePoint now, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    if (out_ == nullptr) return;
    fmt::print(out_, "{:12.3f}  ", seconds_of(now));
    fmt::print(out_, format, std::forward<Arguments>(arguments)...);
    fmt::print(out_, "\n");
  }

  /// FNV-1a over what makes one run differ from another.
  void count(TimePoint now, std::uint64_t what) {
    for (const std::uint64_t word :
         {static_cast<std::uint64_t>(now.time_since_epoch().count()), what}) {
      hash_ = (hash_ ^ word) * 0x100000001b3U;
    }
  }
  [[nodiscard]] std::uint64_t hash() const noexcept { return hash_; }

 private:
  std::FILE* out_;
  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

}  // namespace pincer::sim
