#include "pincer/snowflake.hpp"

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

namespace pincer {
namespace {

// Discord's own example:
// https://discord.com/developers/docs/reference#convert-snowflake-to-datetime
TEST(Snowflake, CarriesItsMomentOfCreation) {
  EXPECT_EQ(UserId(175928847299117063).timestamp().time_since_epoch(),
            std::chrono::milliseconds(1462015105796));
  EXPECT_EQ(UserId(0).timestamp().time_since_epoch(), std::chrono::milliseconds(1420070400000));
}

TEST(Snowflake, HasTheTimeOfTheLargestId) {
  EXPECT_EQ(UserId(~std::uint64_t{0}).timestamp().time_since_epoch(),
            std::chrono::milliseconds(1420070400000 + (std::int64_t{1} << 42) - 1));
}

TEST(Snowflake, ReadsAndWritesDecimal) {
  EXPECT_EQ(ChannelId::from_string("175928847299117063"), ChannelId(175928847299117063));
  EXPECT_EQ(ChannelId(175928847299117063).to_string(), "175928847299117063");
  EXPECT_EQ(ChannelId::from_string("0"), ChannelId());
  EXPECT_EQ(ChannelId::from_string("18446744073709551615"), ChannelId(~std::uint64_t{0}));
}

TEST(Snowflake, RefusesAllElse) {
  for (const std::string_view text : {"", " ", "1 ", " 1", "+1", "-1", "0x10", "1e3", "12a",
                                      "18446744073709551616", "99999999999999999999999"}) {
    EXPECT_EQ(ChannelId::from_string(text), std::nullopt) << '"' << text << '"';
  }
  EXPECT_EQ(ChannelId::from_string(std::string_view("1\0", 2)), std::nullopt);
}

TEST(Snowflake, IsFalseForNone) {
  EXPECT_FALSE(GuildId());
  EXPECT_TRUE(GuildId(1));
}

TEST(Snowflake, OrdersByCreation) {
  EXPECT_LT(MessageId(1), MessageId(2));
  EXPECT_EQ(MessageId(2), MessageId(2));
}

TEST(Snowflake, IsAKeyOfUnorderedContainers) {
  const std::unordered_set<RoleId> roles{RoleId(1), RoleId(2), RoleId(1)};
  EXPECT_EQ(roles.size(), 2U);
}

TEST(Snowflake, KeepsKindsApart) {
  static_assert(!std::is_convertible_v<ChannelId, MessageId>);
  static_assert(!std::is_constructible_v<ChannelId, MessageId>);
  static_assert(!std::is_convertible_v<std::uint64_t, ChannelId>);
  static_assert(!std::is_convertible_v<ChannelId, bool>);
}

}  // namespace
}  // namespace pincer
