#include "wire/members_payload.hpp"

#include <gtest/gtest.h>

namespace pincer::wire {
namespace {

TEST(ParseMembersChunk, SkipsTheMembers) {
  const auto chunk = parse_members_chunk(
      R"({"guild_id":"5","members":[{"user":{"id":"6"},"nonce":"no"}],"chunk_index":1,)"
      R"("chunk_count":3,"nonce":"n"})");
  EXPECT_EQ(chunk.guild_id, GuildId(5));
  EXPECT_EQ(chunk.nonce, "n");
  EXPECT_EQ(chunk.chunk_index, 1);
  EXPECT_EQ(chunk.chunk_count, 3);
}

TEST(ParseMembersChunk, LeavesWhatIsMissingOrOdd) {
  for (const char* text : {"null", "[]", "{}", R"({"chunk_index":"1"})", R"({"chunk_index":)"}) {
    const auto chunk = parse_members_chunk(text);
    EXPECT_EQ(chunk.chunk_index, -1) << text;
    EXPECT_EQ(chunk.chunk_count, -1) << text;
    EXPECT_EQ(chunk.nonce, "") << text;
  }
}

TEST(ParseRateLimited, ReadsOpcode8) {
  const auto limited = parse_rate_limited(
      R"({"opcode":8,"retry_after":12.5,"meta":{"guild_id":"5","nonce":"n","new":[1]}})");
  EXPECT_EQ(limited.opcode, 8);
  EXPECT_EQ(limited.retry_after, 12.5);
  EXPECT_EQ(limited.guild_id, GuildId(5));
  EXPECT_EQ(limited.nonce, "n");
}

TEST(ParseRateLimited, LeavesWhatIsMissingOrOdd) {
  EXPECT_EQ(parse_rate_limited("null").opcode, -1);
  EXPECT_EQ(parse_rate_limited(R"({"opcode":8})").retry_after, 0);
  EXPECT_EQ(parse_rate_limited(R"({"opcode":8,"meta":null})").guild_id, GuildId());
  EXPECT_EQ(parse_rate_limited(R"({"opcode":8,"meta":{"guild_id":"5"}})").nonce, "");
}

}  // namespace
}  // namespace pincer::wire
