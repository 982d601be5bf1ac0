#include "wire/session_payload.hpp"

#include <gtest/gtest.h>

namespace pincer::wire {
namespace {

using std::chrono::milliseconds;

TEST(IdentifyPayload, HoldsWhatDiscordAsksFor) {
  const Token token("abc");
  Identify identify{token, Intents::guilds | Intents::guild_messages, ShardId(3, 16)};
  EXPECT_EQ(identify_payload(identify),
            R"({"op":2,"d":{"token":"abc","intents":513,"properties":{"os":"linux",)"
            R"("browser":"pincer","device":"pincer"},"large_threshold":50,"shard":[3,16]}})");
  identify.compress = true;
  identify.large_threshold = 250;
  identify.presence = R"({"status":"idle"})";
  EXPECT_EQ(identify_payload(identify),
            R"({"op":2,"d":{"token":"abc","intents":513,"properties":{"os":"linux",)"
            R"("browser":"pincer","device":"pincer"},"compress":true,"large_threshold":250,)"
            R"("shard":[3,16],"presence":{"status":"idle"}}})");
}

TEST(ResumePayload, HoldsTheSessionAndItsSequence) {
  EXPECT_EQ(resume_payload(Token("abc"), "s\"1", 1337),
            R"({"op":6,"d":{"token":"abc","session_id":"s\"1","seq":1337}})");
}

TEST(HeartbeatPayload, HoldsTheSequenceOrNull) {
  EXPECT_EQ(heartbeat_payload(251), R"({"op":1,"d":251})");
  EXPECT_EQ(heartbeat_payload(std::nullopt), R"({"op":1,"d":null})");
}

TEST(MaskToken, LeavesTheRestReadable) {
  EXPECT_EQ(mask_token(resume_payload(Token("abc"), "s", 1)),
            R"({"op":6,"d":{"token":"***","session_id":"s","seq":1}})");
  EXPECT_EQ(mask_token(R"({"op":1,"d":5})"), R"({"op":1,"d":5})");
  EXPECT_EQ(mask_token(R"({"token":"a","token":"b"})"), R"({"token":"***","token":"***"})");
  EXPECT_EQ(mask_token(R"({"token":"cut sho)"), R"({"token":"***)");
}

TEST(ParseHello, ReadsAnInterval) {
  EXPECT_EQ(parse_hello(R"({"heartbeat_interval":41250,"_trace":["a"]})"), milliseconds(41250));
}

TEST(ParseHello, RefusesWhatNoHeartCanBeatTo) {
  for (const std::string_view data :
       {"null", "{}", "[]", R"({"heartbeat_interval":0})", R"({"heartbeat_interval":-5})",
        R"({"heartbeat_interval":"41250"})", R"({"heartbeat_interval":9000000000000000000})"}) {
    EXPECT_EQ(parse_hello(data), std::nullopt) << data;
  }
}

TEST(ParseReady, ReadsWhatAResumeNeeds) {
  const ReadyData ready = parse_ready(
      R"({"v":10,"user":{"id":"1"},"session_id":"s1","resume_gateway_url":"wss://r","guilds":[]})");
  EXPECT_EQ(ready.session_id, "s1");
  EXPECT_EQ(ready.resume_gateway_url, "wss://r");
}

TEST(ParseReady, LeavesWhatIsOddEmpty) {
  const ReadyData ready = parse_ready(R"({"session_id":5,"resume_gateway_url":null})");
  EXPECT_EQ(ready.session_id, "");
  EXPECT_EQ(ready.resume_gateway_url, "");
  EXPECT_EQ(parse_ready("null").session_id, "");
  EXPECT_EQ(parse_ready(R"({"session_id":"s1","guilds":[)").session_id, "s1");
}

TEST(ParseInvalidSession, ResumesOnlyWhenToldSo) {
  EXPECT_TRUE(parse_invalid_session("true"));
  EXPECT_FALSE(parse_invalid_session("false"));
  EXPECT_FALSE(parse_invalid_session("null"));
}

}  // namespace
}  // namespace pincer::wire
