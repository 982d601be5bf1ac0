// Elements of lists that cannot be read, left out by option.
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "model/decode.hpp"
#include "pincer/events.hpp"

namespace pincer {
namespace {

constexpr std::string_view guild_json = R"({"id":"1","members":[{"user":{"id":"2"}},
  {"user":{"id":3,"username":"lost"},"roles":["9"]},{"user":{"id":"4"}}],
  "channels":[{"id":"5","permission_overwrites":[{"id":"6"},{"id":"x"},{"id":"7"}]},
  "no channel",{"name":"without an id"}],"features":["A",[1,{"b":[]}],"B"]})";

TEST(LeaveOut, EndsTheEventUnlessAsked) {
  EXPECT_EQ(decode<GuildCreate>(guild_json).error().message,
            "members[1].user.id: expected a snowflake string");
}

TEST(LeaveOut, KeepsTheRestOfEachList) {
  int left_out = 0;
  const auto event = decode_what_fits<GuildCreate>(guild_json, left_out).value();
  EXPECT_EQ(left_out, 5);
  ASSERT_EQ(event.members.size(), 2U);
  EXPECT_EQ(event.members[0].user->id, UserId(2));
  EXPECT_EQ(event.members[1].user->id, UserId(4));
  ASSERT_EQ(event.channels.size(), 1U);
  ASSERT_EQ(event.channels[0].permission_overwrites.size(), 2U);
  EXPECT_EQ(event.channels[0].permission_overwrites[1].id, AnyId(7));
  EXPECT_EQ(event.guild.features, (std::vector<std::string>{"A", "B"}));
}

TEST(LeaveOut, DoesNotHelpOutsideOfLists) {
  int left_out = 0;
  const auto failed =
      decode_what_fits<GuildCreate>(R"({"id":"1","features":[1],"name":2})", left_out);
  EXPECT_EQ(failed.error().message, "name: expected a string");
}

TEST(LeaveOut, DoesNotHelpWhereTheTextIsNoJson) {
  int left_out = 0;
  for (const std::string_view text :
       {R"({"id":"1","members":[{"user":{"id":"2"},]})", R"({"id":"1","members":[{"user":)",
        R"({"id":"1","members":[tru]])", R"({"id":"1","members":[{"user":{"id":5}})"}) {
    EXPECT_FALSE(decode_what_fits<GuildCreate>(text, left_out)) << text;
  }
}

/// Something that is no member, however deep the reader is when it finds out.
std::string broken_member(Random& random) {
  switch (random.below(5)) {
    case 0: return "17";
    case 1: return R"([[{"user":{}}]])";
    case 2: return R"({"roles":["1","2"],"joined_at":"never","nick":"n","avatar":[[{}]]})";
    case 3: return R"({"user":{"id":"1","avatar_decoration_data":{"asset":[1,[2]]},"bot":true}})";
    default: return R"({"nick":{"a":{"b":[{}]}},"user":{"id":"1"}})";
  }
}

TEST(LeaveOut, LosesNothingElseWhereverTheBrokenOnesStand) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Random random(seed);
    std::string members;
    int broken = 0;
    std::vector<UserId> whole;
    for (int i = 0; i < 12; ++i) {
      if (i > 0) members += ',';
      if (random.below(3) == 0) {
        members += broken_member(random);
        ++broken;
      } else {
        whole.emplace_back(100 + i);
        members += R"({"nick":"n","user":{"id":")" + std::to_string(100 + i) + R"("}})";
      }
    }
    int left_out = 0;
    const auto chunk =
        decode_what_fits<GuildMembersChunk>(
            R"({"guild_id":"1","members":[)" + members + R"(],"chunk_index":6})", left_out)
            .value();
    std::vector<UserId> found;
    for (const Member& member : chunk.members) found.push_back(member.user.value().id);
    EXPECT_EQ(found, whole) << members;
    EXPECT_EQ(left_out, broken) << members;
    EXPECT_EQ(chunk.chunk_index, 6);
  }
}

}  // namespace
}  // namespace pincer
