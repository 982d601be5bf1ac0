#include "bot/event_listeners.hpp"

#include "base/log.hpp"

namespace pincer {

void report_unreadable(const BotOptions& options, std::string_view event_name, const Error& error,
                       int left_out) {
  if (left_out == 0) {
    log_line(LogLevel::error, "bot", "cannot read a {}: {}", event_name, error.message);
  } else {
    log_line(LogLevel::error, "bot", "left out {} unreadable elements of a {}; the first is {}",
             left_out, event_name, error.message);
  }
  if (!options.on_unreadable) return;
  try {
    options.on_unreadable(event_name, error);
  } catch (...) {
    log_handler_exception(event_name);
  }
}

void log_handler_exception(std::string_view event_name) {
  try {
    throw;
  } catch (const boost::system::system_error& error) {
    if (error.code() == boost::asio::error::operation_aborted) return;
    log_line(LogLevel::error, "bot", "a handler of {} threw: {}", event_name, error.what());
  } catch (const std::exception& error) {
    log_line(LogLevel::error, "bot", "a handler of {} threw: {}", event_name, error.what());
  } catch (...) {
    log_line(LogLevel::error, "bot", "a handler of {} threw something that is no exception",
             event_name);
  }
}

}  // namespace pincer
