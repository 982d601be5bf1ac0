// Where the library's log lines go. Layer: base. Thread-safe.
#pragma once

#include <functional>
#include <string_view>

namespace pincer {

enum class LogLevel { trace, debug, info, warning, error, off };

/// Receives a line: its level, the part of the library that speaks ("gateway", "http"), and the
/// text, without a line end and never with a token in it. Called from any thread, one call at a
/// time.
using LogSink = std::function<void(LogLevel level, std::string_view part, std::string_view text)>;

/// Replaces the sink. The default writes to standard error through spdlog; an empty function
/// restores it.
void set_log_sink(LogSink sink);

/// Lines below `level` are not even formatted. The default is `LogLevel::warning`.
void set_log_level(LogLevel level) noexcept;
[[nodiscard]] LogLevel log_level() noexcept;

}  // namespace pincer
