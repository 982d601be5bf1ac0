#include "pincer/shard_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pincer/error.hpp"

namespace pincer {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string refusal(const ShardSet& set) {
  try {
    (void)set.resolved(3);
  } catch (const Exception& exception) {
    return exception.error().message;
  }
  return "";
}

TEST(ShardSet, IsAsManyAsDiscordRecommends) {
  EXPECT_EQ(ShardSet().resolved(3), ShardSet({0, 1, 2}, 3));
}

TEST(ShardSet, IsAllOfANumberOrSomeOfIt) {
  EXPECT_EQ(ShardSet(2).resolved(9), ShardSet({0, 1}, 2));
  EXPECT_EQ(ShardSet({7, 3}, 8).resolved(1), ShardSet({3, 7}, 8));
  EXPECT_EQ(ShardSet::range(3, 5, 8), ShardSet({3, 4, 5}, 8));
  EXPECT_THAT(ShardSet::range(2, 2, 3).ids, ElementsAre(2));
}

TEST(ShardSet, RefusesWhatCannotBe) {
  EXPECT_EQ(refusal(ShardSet({0, 2}, 3)), "");
  EXPECT_THAT(refusal(ShardSet(-1)), HasSubstr("1 or more; it is -1"));
  EXPECT_THAT(refusal(ShardSet({0, 1}, 0)), HasSubstr("1 or more; it is 0"));
  EXPECT_THAT(refusal(ShardSet({0, 4}, 4)), HasSubstr("there is no shard 4 of 4"));
  EXPECT_THAT(refusal(ShardSet({-1}, 4)), HasSubstr("there is no shard -1 of 4"));
  EXPECT_THAT(refusal(ShardSet({2, 1, 2}, 4)), HasSubstr("shard 2 is in the set twice"));
  EXPECT_THROW(ShardSet::range(3, 2, 8), Exception);
}

}  // namespace
}  // namespace pincer
