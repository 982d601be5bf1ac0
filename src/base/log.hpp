// Writing log lines from inside the library. Layer: base. Thread-safe.
// `log_line(LogLevel::info, "gateway", "shard {} is ready", id)`: fmt checks the format at compile
// time, and nothing is formatted when the level is off.
#pragma once

#include <fmt/core.h>

#include "pincer/log.hpp"

namespace pincer {

void write_log(LogLevel level, std::string_view part, std::string_view text);

template <class... Args>
void log_line(LogLevel level, std::string_view part, fmt::format_string<Args...> format,
              Args&&... args) {
  if (level < log_level()) return;
  write_log(level, part, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace pincer
