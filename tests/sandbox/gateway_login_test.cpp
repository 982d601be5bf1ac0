// Identify, resume, sessions and their ends: whole lists of what the gateway sends.
#include "sandbox/gateway_fixture.hpp"

namespace pincer::sandbox {
namespace {

const std::string hello = "op 10 {\"heartbeat_interval\":41250}";

Scenario with_limits(int max_concurrency, int session_starts) {
  Scenario scenario = default_scenario();
  scenario.gateway.max_concurrency = max_concurrency;
  scenario.gateway.session_starts_total = session_starts;
  scenario.gateway.session_starts_remaining = session_starts;
  return scenario;
}

class GatewayLoginTest : public GatewayFixture {
 protected:
  GatewayLoginTest() : GatewayFixture(with_limits(2, 4)) {}

  /// What a fresh connection gets in answer to this Identify.
  Lines answer_to(const std::string& payload) {
    const ConnectionId connection = next_connection_++;
    open(connection);
    take();
    receive(connection, payload);
    Lines answers = lines();
    for (auto& line : answers) line = line.substr(line.find(' ') + 1);
    closed(connection, 1000);
    take();
    return answers;
  }

  ConnectionId next_connection_ = 100;
};

TEST_F(GatewayLoginTest, AnswersIdentifyWithReadyAndTheGuilds) {
  open(1);
  receive(1, identify());
  const auto outputs = take();
  Lines all;
  for (const auto& output : outputs) all.push_back(line_of(output));
  EXPECT_THAT(all, ElementsAre("1 " + hello, "1 READY #1", "1 GUILD_CREATE #2"));

  const auto ready = json_of(outputs.at(1).bytes).at("d").as_object();
  EXPECT_EQ(ready.at("v"), 10);
  EXPECT_EQ(ready.at("user").at("username"), "pincer");
  EXPECT_EQ(ready.at("guilds"),
            boost::json::value({{{"id", std::to_string(guild())}, {"unavailable", true}}}));
  EXPECT_EQ(ready.at("session_id").as_string().size(), 32U);
  EXPECT_EQ(ready.at("resume_gateway_url").as_string(), world_.gateway_url().c_str());
  EXPECT_FALSE(ready.contains("shard"));
  EXPECT_EQ(ready.at("application").at("id"), id_json(bot()));
  EXPECT_TRUE(ready.at("application").as_object().contains("flags"));
  EXPECT_EQ(json_of(outputs.at(2).bytes).at("d").at("id"), id_json(guild()));
}

TEST_F(GatewayLoginTest, IsDeterministic) {
  World world(with_limits(2, 4), start);
  TrafficLog log(start);
  Faults faults;
  GatewayHub other(world, faults, log, default_scenario().seed);
  open(1);
  receive(1, identify());
  other.open(1, "v=10&encoding=json", start);
  other.receive(1, identify(), start);
  EXPECT_EQ(take(), other.take_output());
}

TEST_F(GatewayLoginTest, SendsNoGuildsWithoutTheirIntent) {
  EXPECT_THAT(answer_to(identify("", "512")), ElementsAre("READY #1"));
}

TEST_F(GatewayLoginTest, RefusesWhoMayNotLogIn) {
  auto wrong_token = identify();
  wrong_token.replace(wrong_token.find("sandbox-token"), 13, "guess");
  EXPECT_THAT(answer_to(wrong_token), ElementsAre("close 4004 Authentication failed"));
  for (const char* shard : {"[1,1]", "[-1,2]", "[0,0]", "[0,9999999]"}) {
    EXPECT_THAT(answer_to(identify(R"("shard":)" + std::string(shard))),
                ElementsAre("close 4010 Invalid shard"));
  }
  // Bit 30, and more bits than there are in an integer of 32.
  EXPECT_THAT(answer_to(identify("", "1073741824")), ElementsAre("close 4013 Invalid intent(s)"));
  EXPECT_THAT(answer_to(identify("", "4294967297")), ElementsAre("close 4013 Invalid intent(s)"));
}

class DisallowedIntentsTest : public GatewayFixture {
 protected:
  static Scenario scenario() {
    Scenario scenario = default_scenario();
    scenario.applications.front().privileged_intents = Intents::guild_members;
    return scenario;
  }
  DisallowedIntentsTest() : GatewayFixture(scenario()) {}
};

TEST_F(DisallowedIntentsTest, NamesThePrivilegedIntentsThatAreOff) {
  open(1);
  take();
  receive(1, identify("", std::to_string(Intents::all.bits())));
  EXPECT_THAT(lines(),
              ElementsAre("1 close 4014 Disallowed intent(s): guild_presences, message_content"));
}

TEST_F(GatewayLoginTest, LetsOneShardAKeyIdentifyInFiveSeconds) {
  EXPECT_THAT(answer_to(identify(R"("shard":[0,4])", "0")), ElementsAre("READY #1"));
  // Of two keys, shard 1 has the other and shard 2 the same.
  EXPECT_THAT(answer_to(identify(R"("shard":[2,4])", "0")), ElementsAre("op 9 false"));
  EXPECT_THAT(answer_to(identify(R"("shard":[1,4])", "0")), ElementsAre("READY #1"));
  pass(5s - 1ns);
  EXPECT_THAT(answer_to(identify(R"("shard":[2,4])", "0")), ElementsAre("op 9 false"));
  pass(1ns);
  EXPECT_THAT(answer_to(identify(R"("shard":[2,4])", "0")), ElementsAre("READY #1"));
}

TEST_F(GatewayLoginTest, AllowsAnotherIdentifyAfterInvalidSession) {
  answer_to(identify("", "0"));
  open(1);
  receive(1, identify("", "0"));
  pass(5s);
  receive(1, identify("", "0"));
  EXPECT_THAT(lines(), ElementsAre("1 " + hello, "1 op 9 false", "1 READY #1"));
}

TEST_F(GatewayLoginTest, EndsEverySessionWhenTheStartsAreUsedUp) {
  for (ConnectionId id = 1; id <= 4; ++id) {
    log_in(id, "", "0");
    pass(5s);
  }
  closed(2);
  open(5);
  receive(5, identify("", "0"));
  const std::string ended = "close 4004 Session start limit reached";
  const auto all = lines();
  EXPECT_THAT(all, testing::UnorderedElementsAre("5 " + hello, "1 " + ended, "3 " + ended,
                                                 "4 " + ended, "5 " + ended));
  pass(24h);
  EXPECT_THAT(answer_to(identify("", "0")), ElementsAre("READY #1"));
}

TEST_F(GatewayLoginTest, ResumesWithWhatWasMissed) {
  const auto session = log_in(1);
  say(channel("general"), "ada", "one");
  EXPECT_THAT(lines(), ElementsAre("1 MESSAGE_CREATE #3"));
  closed(1);
  say(channel("general"), "ada", "two");
  say(channel("general"), "ada", "three");
  EXPECT_EQ(lines(), Lines());
  pass(179s);
  open(2);
  receive(2, resume(session, 3));
  EXPECT_THAT(lines(), ElementsAre("2 " + hello, "2 MESSAGE_CREATE #4", "2 MESSAGE_CREATE #5",
                                   "2 RESUMED #6"));
  say(channel("general"), "ada", "four");
  EXPECT_THAT(lines(), ElementsAre("2 MESSAGE_CREATE #7"));
}

TEST_F(GatewayLoginTest, ReplaysFromTheSequenceTheClientHas) {
  const auto session = log_in(1);
  closed(1);
  open(2);
  take();
  receive(2, resume(session, 0));
  EXPECT_THAT(lines(), ElementsAre("2 READY #1", "2 GUILD_CREATE #2", "2 RESUMED #3"));
}

TEST_F(GatewayLoginTest, ResumesByAnotherConnectionWhileTheOldOneLives) {
  const auto session = log_in(1);
  open(2);
  receive(2, resume(session, 2));
  EXPECT_THAT(lines(), ElementsAre("2 " + hello, "1 close 4000 Resumed by another connection",
                                   "2 RESUMED #3"));
  // The end of the old one does not touch the session.
  closed(1, 1000);
  say(channel("general"), "ada", "hi");
  EXPECT_THAT(lines(), ElementsAre("2 MESSAGE_CREATE #4"));
}

TEST_F(GatewayLoginTest, RefusesResumesThatCannotBe) {
  const auto session = log_in(1);
  closed(1);
  EXPECT_THAT(answer_to(resume("unknown", 1)), ElementsAre("op 9 false"));
  auto wrong_token = resume(session, 2);
  wrong_token.replace(wrong_token.find("sandbox-token"), 13, "guess");
  EXPECT_THAT(answer_to(wrong_token), ElementsAre("close 4004 Authentication failed"));
  EXPECT_THAT(answer_to(resume(session, 99)), ElementsAre("close 4007 Invalid seq"));
  // That invalidated it.
  EXPECT_THAT(answer_to(resume(session, 2)), ElementsAre("op 9 false"));
}

TEST_F(GatewayLoginTest, CannotReplayMoreThanItKept) {
  const auto session = log_in(1);
  closed(1);
  for (std::size_t i = 0; i < GatewaySession::replay_events_max; ++i) {
    world_.start_typing(channel("general"), person("ada"));
    say(channel("general"), "ada", "x");
  }
  EXPECT_THAT(answer_to(resume(session, 1)), ElementsAre("op 9 false"));
}

TEST_F(GatewayLoginTest, ForgetsASessionAfterItsTime) {
  const auto session = log_in(1);
  closed(1);
  EXPECT_EQ(hub_.deadline(), now_ + 180s);
  pass(180s);
  EXPECT_EQ(hub_.deadline(), std::nullopt);
  EXPECT_THAT(answer_to(resume(session, 2)), ElementsAre("op 9 false"));
}

TEST_F(GatewayLoginTest, ForgetsASessionClosedWith1000Or1001) {
  for (const int code : {1000, 1001}) {
    const auto session = log_in(1);
    closed(1, code);
    EXPECT_THAT(answer_to(resume(session, 2)), ElementsAre("op 9 false")) << code;
    pass(5s);
  }
}

TEST_F(GatewayLoginTest, KeepsASessionThroughEveryOtherClose) {
  for (const int code : {1005, 1006, 3000, 4000, 4900}) {
    const auto session = log_in(1);
    closed(1, code);
    EXPECT_EQ(answer_to(resume(session, 2)), Lines{"RESUMED #3"}) << code;
    pass(24h);
  }
}

TEST_F(GatewayLoginTest, ASessionSurvivesItsOverdueHeartbeat) {
  const auto session = log_in(1);
  pass(42s);
  receive(1, heartbeat());
  take();
  pass(61s);
  EXPECT_EQ(lines(), Lines());
  pass(1s);
  EXPECT_THAT(lines(), ElementsAre("1 close 4009 Session timed out"));
  EXPECT_THAT(answer_to(resume(session, 2)), ElementsAre("RESUMED #3"));
}

TEST_F(GatewayLoginTest, ABotIsOnlineWhileItHasASession) {
  EXPECT_EQ(world_.user(bot())->status, "offline");
  log_in(1, R"("presence":{"status":"dnd","activities":[{"name":"chess","type":0}],"since":null,)"
            R"("afk":false})");
  EXPECT_EQ(world_.user(bot())->status, "dnd");
  EXPECT_EQ(world_.user(bot())->activities.size(), 1U);
  closed(1);
  EXPECT_EQ(world_.user(bot())->status, "dnd");
  pass(180s);
  EXPECT_EQ(world_.user(bot())->status, "offline");
}

TEST_F(GatewayLoginTest, KeepsPayloadCompressionThroughAResume) {
  open(1);
  take();
  receive(1, identify(R"("compress":true)", "0"));
  const auto outputs = take();
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_TRUE(outputs[0].binary);
  const auto session =
      std::string(hub_.describe(now_).at("sessions").at(0).at("session").as_string());
  closed(1);
  open(2);
  take();
  receive(2, resume(session, 0));
  EXPECT_EQ(take().at(0), [&] {
    auto same = outputs[0];
    same.connection = 2;
    return same;
  }());
}

TEST_F(GatewayLoginTest, NeverLogsAToken) {
  log_in(1);
  receive(1, resume("x", 1));
  for (const auto& entry : log_.after(0, 1000)) {
    const auto text = entry.summary + boost::json::serialize(entry.details);
    EXPECT_EQ(text.find("sandbox-token"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace pincer::sandbox
