#include "wire/gateway_info.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace pincer::wire {
namespace {

using std::chrono::milliseconds;

TEST(ParseGatewayInfo, ReadsTheAnswerForABot) {
  const auto info = parse_gateway_info(
      R"({"url":"wss://gateway.discord.gg/","shards":9,"session_start_limit":{"total":1000,)"
      R"("remaining":999,"reset_after":14400000,"max_concurrency":16},"new":{"x":[]}})");
  ASSERT_TRUE(info);
  EXPECT_EQ(*info, GatewayInfo("wss://gateway.discord.gg/", 9,
                               SessionStartLimit(1000, 999, milliseconds(14400000), 16)));
}

TEST(ParseGatewayInfo, ReadsTheAnswerWithoutABot) {
  const auto info = parse_gateway_info(R"({"url":"ws://localhost:1","shards":null})");
  ASSERT_TRUE(info);
  EXPECT_EQ(*info, GatewayInfo("ws://localhost:1", 1, SessionStartLimit()));
}

TEST(ParseGatewayInfo, SaysWhichNumberIsOutOfBounds) {
  EXPECT_TRUE(parse_gateway_info(
      R"({"url":"ws://a","shards":1000000,"session_start_limit":{"max_concurrency":100000}})"));
  for (const auto& [text, message] : std::map<std::string_view, std::string_view>{
           {R"({"url":"ws://a","shards":0})", "\"shards\" must be 1 to 1000000, and is 0"},
           {R"({"url":"ws://a","shards":1000001})",
            "\"shards\" must be 1 to 1000000, and is 1000001"},
           {R"({"url":"ws://a","shards":9000000000})",
            "\"shards\" must be 1 to 1000000, and is 9000000000"},
           {R"({"url":"ws://a","session_start_limit":{"max_concurrency":100001}})",
            "\"max_concurrency\" must be 1 to 100000, and is 100001"}}) {
    const auto info = parse_gateway_info(text);
    ASSERT_FALSE(info) << text;
    EXPECT_EQ(info.error().kind, ErrorKind::protocol);
    EXPECT_THAT(info.error().message, testing::HasSubstr(std::string(message)));
  }
}

TEST(ParseGatewayInfo, RefusesWhatCannotBeUsed) {
  for (const std::string_view text :
       {"", "[]", "<html>", "{}", R"({"url":5})", R"({"url":"ws://a","shards":0})",
        R"({"url":"ws://a","session_start_limit":{"max_concurrency":0}})",
        R"({"url":"ws://a","session_start_limit":{"reset_after":-1}})",
        R"({"url":"ws://a","session_start_limit":{"reset_after":9000000000000000000}})"}) {
    const auto info = parse_gateway_info(text);
    ASSERT_FALSE(info) << text;
    EXPECT_EQ(info.error().kind, ErrorKind::protocol) << text;
  }
}

}  // namespace
}  // namespace pincer::wire
