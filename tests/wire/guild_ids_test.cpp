#include "wire/guild_ids.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pincer::wire {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(GuildIds, ReadsThoseOfReady) {
  EXPECT_THAT(guilds_of_ready(R"({"v":10,"guilds":[{"id":"7","unavailable":true},{"id":"8"}]})"),
              ElementsAre(GuildId(7), GuildId(8)));
  EXPECT_THAT(guilds_of_ready(R"({"guilds":[]})"), IsEmpty());
  EXPECT_THAT(guilds_of_ready("{}"), IsEmpty());
}

TEST(GuildIds, KeepsWhatWasReadBeforeAnOddGuild) {
  EXPECT_THAT(guilds_of_ready(R"({"guilds":[{"id":"7"},{"id":true},{"id":"8"}]})"),
              ElementsAre(GuildId(7)));
  EXPECT_THAT(guilds_of_ready("null"), IsEmpty());
  EXPECT_THAT(guilds_of_ready("{"), IsEmpty());
}

TEST(GuildIds, ReadsThatOfGuildCreate) {
  EXPECT_EQ(guild_of_guild_create(R"({"name":"x","id":"9","channels":[{"id":"1"}]})"), GuildId(9));
  EXPECT_EQ(guild_of_guild_create("[]"), GuildId());
}

}  // namespace
}  // namespace pincer::wire
