#include "sandbox/snowflakes.hpp"

#include <fmt/core.h>

#include "pincer/snowflake.hpp"

namespace pincer::sandbox {
namespace {

/// The moment of an id that is zero: the first second of 2015, UTC.
WorldTime epoch() { return Snowflake<struct AnyKind>(0).timestamp(); }

}  // namespace

std::uint64_t Snowflakes::next() {
  while (true) {
    const auto milliseconds = static_cast<std::uint64_t>((next_moment_ - epoch()).count());
    // On Discord the low 22 bits are worker, process and increment; here they come from the seed,
    // so that two seeds do not share ids.
    const std::uint64_t id = (milliseconds << 22U) | random_.below(1U << 22U);
    // Uneven steps: the shard formula divides the milliseconds, and equal steps would give every
    // guild to the same shard.
    next_moment_ += std::chrono::milliseconds(1000 + random_.below(1000));
    if (!reserved_.contains(id)) return id;
  }
}

std::string timestamp_of(std::uint64_t id) {
  const WorldTime moment = Snowflake<struct AnyKind>(id).timestamp();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(moment);
  const auto milliseconds = (moment - seconds).count();
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(seconds - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}000+00:00",
                     static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), milliseconds);
}

}  // namespace pincer::sandbox
