#include "sandbox/gateway_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace pincer::sandbox {
namespace {

using ResumeCheck = GatewaySession::ResumeCheck;
using testing::ElementsAre;

std::shared_ptr<const std::string> text(std::string value) {
  return std::make_shared<const std::string>(std::move(value));
}

std::vector<std::string> replayed(const GatewaySession& session, std::uint64_t last_seen) {
  std::vector<std::string> payloads;
  session.replay(last_seen, [&](std::string payload) { payloads.push_back(std::move(payload)); });
  return payloads;
}

TEST(GatewaySessionTest, NumbersEventsFromOne) {
  GatewaySession session({});
  EXPECT_EQ(session.record("READY", text("{}")), R"({"t":"READY","s":1,"op":0,"d":{}})");
  EXPECT_EQ(session.record("A", text("[1]")), R"({"t":"A","s":2,"op":0,"d":[1]})");
  EXPECT_EQ(session.sequence(), 2U);
}

TEST(GatewaySessionTest, ReplaysWhatCameAfterTheLastSeen) {
  GatewaySession session({});
  for (const char* name : {"READY", "A", "B"}) session.record(name, text("{}"));
  EXPECT_THAT(replayed(session, 1),
              ElementsAre(R"({"t":"A","s":2,"op":0,"d":{}})", R"({"t":"B","s":3,"op":0,"d":{}})"));
  EXPECT_TRUE(replayed(session, 3).empty());
}

TEST(GatewaySessionTest, RefusesASequenceThatWasNeverSent) {
  GatewaySession session({});
  EXPECT_EQ(session.check_resume(0), ResumeCheck::possible);
  EXPECT_EQ(session.check_resume(1), ResumeCheck::invalid_sequence);
  session.record("READY", text("{}"));
  EXPECT_EQ(session.check_resume(1), ResumeCheck::possible);
  EXPECT_EQ(session.check_resume(2), ResumeCheck::invalid_sequence);
}

TEST(GatewaySessionTest, KeepsABoundedNumberOfEvents) {
  GatewaySession session({});
  for (std::size_t i = 0; i < GatewaySession::replay_events_max + 10; ++i) {
    session.record("A", text("{}"));
  }
  EXPECT_EQ(session.check_resume(9), ResumeCheck::too_old);
  EXPECT_EQ(session.check_resume(10), ResumeCheck::possible);
  EXPECT_EQ(replayed(session, 10).size(), GatewaySession::replay_events_max);
}

TEST(GatewaySessionTest, KeepsABoundedNumberOfBytes) {
  GatewaySession session({});
  const auto large = text(std::string(GatewaySession::replay_bytes_max / 2, ' '));
  for (int i = 0; i < 3; ++i) session.record("A", large);
  EXPECT_EQ(session.check_resume(0), ResumeCheck::too_old);
  EXPECT_EQ(session.check_resume(1), ResumeCheck::possible);
}

TEST(GatewaySessionTest, ExpiresOnlyWhileDetached) {
  GatewaySession session({});
  session.attach(7);
  EXPECT_EQ(session.connection(), 7U);
  EXPECT_EQ(session.expires_at(), std::nullopt);
  session.detach(TimePoint() + std::chrono::seconds(9));
  EXPECT_EQ(session.connection(), std::nullopt);
  EXPECT_EQ(session.expires_at(), TimePoint() + std::chrono::seconds(9));
  session.attach(8);
  EXPECT_EQ(session.expires_at(), std::nullopt);
}

TEST(GatewaySessionTest, OwnsTheGuildsOfItsShard) {
  GatewaySession::Identity identity;
  identity.shard = 1;
  identity.num_shards = 3;
  const GatewaySession session(identity);
  EXPECT_FALSE(session.owns_guild(std::uint64_t{3} << 22U));
  EXPECT_TRUE(session.owns_guild(std::uint64_t{4} << 22U));
  EXPECT_FALSE(session.owns_guild(std::uint64_t{5} << 22U));
}

}  // namespace
}  // namespace pincer::sandbox
