#include "base/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "pincer/token.hpp"

namespace pincer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Log : public ::testing::Test {
 protected:
  using Line = std::tuple<LogLevel, std::string, std::string>;

  Log() {
    set_log_sink([this](LogLevel level, std::string_view part, std::string_view text) {
      lines_.emplace_back(level, part, text);
    });
  }
  ~Log() override {
    set_log_sink({});
    set_log_level(LogLevel::warning);
  }

  std::vector<Line> lines_;
};

TEST_F(Log, GivesTheSinkLevelPartAndText) {
  log_line(LogLevel::error, "gateway", "shard {} of {}", 1, 4);
  EXPECT_THAT(lines_, ElementsAre(Line(LogLevel::error, "gateway", "shard 1 of 4")));
}

TEST_F(Log, LeavesOutLinesBelowTheLevel) {
  EXPECT_EQ(log_level(), LogLevel::warning);
  log_line(LogLevel::info, "http", "left out");
  log_line(LogLevel::warning, "http", "kept");
  set_log_level(LogLevel::trace);
  log_line(LogLevel::trace, "http", "kept too");
  set_log_level(LogLevel::off);
  log_line(LogLevel::error, "http", "left out");
  EXPECT_THAT(lines_, ElementsAre(Line(LogLevel::warning, "http", "kept"),
                                  Line(LogLevel::trace, "http", "kept too")));
}

TEST_F(Log, CallsTheSinkOneAtATime) {
  // The sink appends to a plain vector: TSan would see two calls at once.
  constexpr int lines_per_thread = 100;
  const auto write = [] {
    for (int i = 0; i < lines_per_thread; ++i) log_line(LogLevel::warning, "test", "{}", i);
  };
  std::thread other(write);
  write();
  other.join();
  EXPECT_EQ(lines_.size(), 2U * lines_per_thread);
}

TEST_F(Log, WritesToStandardErrorWithoutASink) {
  set_log_sink({});
  ::testing::internal::CaptureStderr();
  log_line(LogLevel::warning, "http", "braces {} stay", "{}");
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(text, HasSubstr("warning"));
  EXPECT_THAT(text, HasSubstr("http: braces {} stay\n"));
  EXPECT_TRUE(lines_.empty());
}

}  // namespace
}  // namespace pincer
