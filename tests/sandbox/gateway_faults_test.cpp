// Each fault of the gateway, and what the client gets to see of it.
#include "sandbox/gateway_fixture.hpp"

namespace pincer::sandbox {
namespace {

const std::string hello = "op 10 {\"heartbeat_interval\":41250}";

class GatewayFaultsTest : public GatewayFixture {
 protected:
  /// What a resume of this session is answered with, on connection 9.
  Lines resumed(const std::string& session, std::uint64_t sequence = 2) {
    open(9);
    take();
    receive(9, resume(session, sequence));
    return lines();
  }
};

TEST_F(GatewayFaultsTest, Drop) {
  const auto session = log_in(1);
  EXPECT_EQ(inject(R"({"kind":"drop"})"), 1U);
  EXPECT_THAT(lines(), ElementsAre("1 drop"));
  EXPECT_THAT(resumed(session), ElementsAre("9 RESUMED #3"));
}

TEST_F(GatewayFaultsTest, Close) {
  const auto session = log_in(1);
  inject(R"({"kind":"close","code":4900,"reason":"because"})");
  EXPECT_THAT(lines(), ElementsAre("1 close 4900 because"));
  EXPECT_THAT(resumed(session), ElementsAre("9 RESUMED #3"));
}

TEST_F(GatewayFaultsTest, OpcodesOneAndSeven) {
  log_in(1);
  inject(R"({"kind":"op1"})");
  inject(R"({"kind":"op7"})");
  EXPECT_THAT(lines(), ElementsAre("1 op 1", "1 op 7"));
}

TEST_F(GatewayFaultsTest, OpcodeNine) {
  const auto session = log_in(1);
  inject(R"({"kind":"op9","resumable":true})");
  EXPECT_THAT(lines(), ElementsAre("1 op 9 true"));
  closed(1);
  EXPECT_THAT(resumed(session), ElementsAre("9 RESUMED #3"));
  inject(R"({"kind":"op9"})");
  EXPECT_THAT(lines(), ElementsAre("9 op 9 false"));
  receive(9, R"({"op":3,"d":{"status":"idle","activities":[]}})");
  EXPECT_THAT(lines(), ElementsAre("9 close 4003 Not authenticated: identify first"));
  EXPECT_THAT(resumed(session), ElementsAre("9 op 9 false"));
}

// discord.js resumes on the connection that it has.
TEST_F(GatewayFaultsTest, OpcodeNineLeavesTheConnectionToALogin) {
  const auto session = log_in(1);
  inject(R"({"kind":"op9","resumable":true})");
  say(channel("general"), "ada", "meanwhile");
  EXPECT_THAT(lines(), ElementsAre("1 op 9 true"));
  receive(1, resume(session, 2));
  EXPECT_THAT(lines(), ElementsAre("1 MESSAGE_CREATE #3", "1 RESUMED #4"));
  inject(R"({"kind":"op9"})");
  pass(5s);
  receive(1, identify());
  EXPECT_THAT(lines(), ElementsAre("1 op 9 false", "1 READY #1", "1 GUILD_CREATE #2"));
}

TEST_F(GatewayFaultsTest, ForgetSession) {
  const auto session = log_in(1);
  EXPECT_EQ(inject(R"({"kind":"forget_session"})"), 1U);
  EXPECT_THAT(lines(), ElementsAre("1 drop"));
  EXPECT_THAT(resumed(session), ElementsAre("9 op 9 false"));
  closed(9);
  pass(5s);
  const auto away = log_in(2);
  closed(2);
  EXPECT_EQ(inject(R"({"kind":"forget_session","session":")" + away + "\"}"), 1U);
  EXPECT_THAT(resumed(away), ElementsAre("9 op 9 false"));
}

TEST_F(GatewayFaultsTest, StopAcks) {
  log_in(1);
  inject(R"({"kind":"stop_acks"})");
  receive(1, heartbeat());
  say(channel("general"), "ada", "hi");
  EXPECT_THAT(lines(), ElementsAre("1 MESSAGE_CREATE #3"));
}

TEST_F(GatewayFaultsTest, HalfOpen) {
  const auto session = log_in(1);
  inject(R"({"kind":"half_open"})");
  receive(1, heartbeat());
  say(channel("general"), "ada", "hi");
  pass(24h);
  EXPECT_EQ(lines(), Lines());
  closed(1);
  EXPECT_THAT(resumed(session), ElementsAre("9 MESSAGE_CREATE #3", "9 RESUMED #4"));
}

TEST_F(GatewayFaultsTest, WordsNobodyKnows) {
  log_in(1);
  inject(R"({"kind":"garbage"})");
  inject(R"({"kind":"unknown_opcode"})");
  inject(R"({"kind":"unknown_event"})");
  EXPECT_THAT(lines(), ElementsAre("1 not JSON", "1 op 99 {\"from\":\"the sandbox\"}",
                                   "1 SANDBOX_UNKNOWN_EVENT #3"));
}

TEST_F(GatewayFaultsTest, HugeMessageAndBomb) {
  open(1, "compress=zlib-stream");
  take();
  inject(R"({"kind":"huge_message","megabytes":20})");
  const auto huge = take();
  ASSERT_EQ(huge.size(), 1U);
  EXPECT_EQ(huge[0].bytes.size(), 20U << 20U);
  EXPECT_FALSE(huge[0].binary);
  inject(R"({"kind":"bomb","megabytes":256})");
  const auto bomb = take();
  ASSERT_EQ(bomb.size(), 1U);
  EXPECT_LT(bomb[0].bytes.size(), 1U << 20U);
  EXPECT_TRUE(bomb[0].binary);
}

TEST_F(GatewayFaultsTest, Split) {
  log_in(1);
  arm(R"({"kind":"split","fragments":4})");
  receive(1, heartbeat());
  receive(1, heartbeat());
  const auto outputs = take();
  EXPECT_EQ(outputs.at(0).fragments, 4U);
  EXPECT_EQ(outputs.at(1).fragments, 1U);
}

TEST_F(GatewayFaultsTest, Corrupt) {
  log_in(1);
  arm(R"({"kind":"corrupt","bytes":3})");
  receive(1, heartbeat());
  receive(1, heartbeat());
  const auto outputs = take();
  EXPECT_EQ(outputs.at(0).bytes, "\xff\xff\xff" + outputs.at(1).bytes.substr(3));
}

TEST_F(GatewayFaultsTest, TruncateEndsTheConnection) {
  const auto session = log_in(1);
  arm(R"({"kind":"truncate"})");
  say(channel("general"), "ada", "one");
  say(channel("general"), "ada", "two");
  EXPECT_THAT(lines(), ElementsAre("1 truncated"));
  EXPECT_THAT(resumed(session),
              ElementsAre("9 MESSAGE_CREATE #3", "9 MESSAGE_CREATE #4", "9 RESUMED #5"));
}

TEST_F(GatewayFaultsTest, TruncateTakesBackWhatWasToFollow) {
  open(1);
  take();
  arm(R"({"kind":"truncate"})");
  receive(1, identify());
  EXPECT_THAT(lines(), ElementsAre("1 truncated"));
}

TEST_F(GatewayFaultsTest, DelayHoldsBackEverything) {
  open(1);
  open(2);
  take();
  arm(R"({"kind":"delay","milliseconds":300,"connection":1})");
  receive(1, heartbeat());
  receive(1, "not JSON");
  receive(2, heartbeat());
  const auto outputs = take();
  ASSERT_EQ(outputs.size(), 3U);
  EXPECT_EQ(outputs[0].delay, 300ms);
  EXPECT_EQ(outputs[1].delay, 300ms);
  EXPECT_EQ(outputs[1].kind, GatewayOutput::Kind::close);
  EXPECT_EQ(outputs[2].delay, 0ms);
}

TEST_F(GatewayFaultsTest, AFaultMeetsOnlyItsTarget) {
  log_in(1, R"("shard":[0,2])");
  pass(5s);
  log_in(2, R"("shard":[1,2])");
  open(3);
  take();
  EXPECT_EQ(inject(R"({"kind":"op7","shard":1})"), 1U);
  EXPECT_THAT(lines(), ElementsAre("2 op 7"));
  EXPECT_EQ(inject(R"({"kind":"op7","connection":3})"), 1U);
  EXPECT_THAT(lines(), ElementsAre("3 op 7"));
  EXPECT_EQ(inject(R"({"kind":"op7","application":"5"})"), 0U);
  EXPECT_EQ(inject(R"({"kind":"op7"})"), 3U);
}

TEST_F(GatewayFaultsTest, Refuse) {
  arm(R"({"kind":"refuse","times":2})");
  for (ConnectionId id = 1; id <= 3; ++id) open(id);
  EXPECT_THAT(lines(), ElementsAre("1 drop", "2 drop", "3 " + hello));
}

TEST_F(GatewayFaultsTest, BeforeHello) {
  arm(R"({"kind":"before_hello"})");
  arm(R"({"kind":"before_hello","what":"close","code":4901,"reason":"no"})");
  arm(R"({"kind":"before_hello","what":"drop"})");
  arm(R"({"kind":"before_hello","what":"op7"})");
  arm(R"({"kind":"before_hello","what":"silence"})");
  for (ConnectionId id = 1; id <= 6; ++id) open(id);
  EXPECT_THAT(lines(), ElementsAre("1 close 4000 Injected by the sandbox", "2 close 4901 no",
                                   "3 drop", "4 op 7", "6 " + hello));
}

TEST_F(GatewayFaultsTest, EachIsLogged) {
  log_in(1);
  const auto before = log_.last_number();
  inject(R"({"kind":"op7"})");
  arm(R"({"kind":"corrupt"})");
  receive(1, heartbeat());
  Lines faults;
  for (const auto& entry : log_.after(before, 100)) {
    if (entry.kind == TrafficEntry::Kind::fault) faults.push_back(entry.summary);
  }
  EXPECT_THAT(faults, ElementsAre("op7 (connection 1)", "corrupt (connection 1)"));
}

}  // namespace
}  // namespace pincer::sandbox
