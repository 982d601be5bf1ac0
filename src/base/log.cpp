#include "base/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <mutex>

namespace pincer {
namespace {

std::atomic<LogLevel> current_level{LogLevel::warning};
std::mutex sink_mutex;

LogSink& sink() {
  static LogSink instance;
  return instance;
}

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::trace: return spdlog::level::trace;
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
    case LogLevel::off: break;
  }
  return spdlog::level::off;
}

void write_to_stderr(LogLevel level, std::string_view part, std::string_view text) {
  // Our own logger, outside spdlog's registry, so that a user's spdlog set-up stays untouched.
  static const auto logger = [] {
    auto made = std::make_shared<spdlog::logger>(
        "pincer", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    made->set_level(spdlog::level::trace);
    made->set_pattern("%H:%M:%S.%e %^%-7l%$ %v");
    return made;
  }();
  logger->log(to_spdlog(level), "{}: {}", part, text);
}

}  // namespace

void set_log_sink(LogSink new_sink) {
  const std::scoped_lock lock(sink_mutex);
  sink() = std::move(new_sink);
}

void set_log_level(LogLevel level) noexcept { current_level = level; }

LogLevel log_level() noexcept { return current_level; }

void write_log(LogLevel level, std::string_view part, std::string_view text) {
  const std::scoped_lock lock(sink_mutex);
  if (sink()) {
    sink()(level, part, text);
  } else {
    write_to_stderr(level, part, text);
  }
}

}  // namespace pincer
