// A session that is up: heartbeats, commands, slow readers.
#include "core/session_fixture.hpp"

namespace pincer::core {
namespace {

using testing::HasSubstr;

class SessionReady : public SessionTest {
 protected:
  void SetUp() override { to_ready(); }

  static GatewayDispatch presence() { return GatewayDispatch(3, "{}"); }
  static Send sent_presence(CommandNumber number) { return Send{R"({"op":3,"d":{}})", number}; }
};

TEST_F(SessionReady, BeatsFirstAtARandomTimeAndThenEveryInterval) {
  const TimePoint hello_at = now;
  EXPECT_EQ(session.deadline(), hello_at + jitter);
  EXPECT_TRUE(are(session.on_tick(hello_at + jitter - milliseconds(1))));
  EXPECT_TRUE(are(fire(), heartbeat("1")));
  now += milliseconds(30);
  EXPECT_TRUE(are(receive(ack()), deliver()));
  EXPECT_EQ(session.latency(), milliseconds(30));
  EXPECT_EQ(session.deadline(), hello_at + jitter + interval);
  (void)receive(event(9));
  EXPECT_TRUE(are(fire(), heartbeat("9")));
  EXPECT_EQ(session.deadline(), hello_at + jitter + 2 * interval);
}

TEST_F(SessionReady, DoesNotSendABurstOfBeatsThatWereSleptThrough) {
  now += jitter + 10 * interval;
  EXPECT_TRUE(are(session.on_tick(now), heartbeat("1")));
  EXPECT_EQ(session.deadline(), now + interval);
}

TEST_F(SessionReady, TakesAMissingAckForADeadConnection) {
  EXPECT_TRUE(are(fire(), heartbeat("1")));
  EXPECT_TRUE(are(receive(event(2)), deliver(2))) << "events are no ACK";
  const Duration delay = next_delay();
  EXPECT_TRUE(are(fire(), Close{1, 4000, "no heartbeat ACK in time"},
                  Reconnecting{"no heartbeat ACK in time", delay, true}));
  EXPECT_EQ(session.deadline(), now + delay) << "the heart stops with its connection";
  EXPECT_TRUE(are(fire(), Dial{2, resume_url})) << "without waiting for the peer's close frame";
}

TEST_F(SessionReady, AnswersAHeartbeatRequestAndKeepsThePeriod) {
  now += milliseconds(10);
  const auto due = session.deadline();
  EXPECT_TRUE(are(receive(GatewayDispatch(1)), deliver(), heartbeat("1")));
  EXPECT_EQ(session.deadline(), due);
  now += milliseconds(20);
  (void)receive(ack());
  EXPECT_EQ(session.latency(), milliseconds(20));
  EXPECT_TRUE(are(fire(), heartbeat("1")));
}

TEST_F(SessionReady, MeasuresTheLatencyFromTheOldestBeat) {
  EXPECT_EQ(session.latency(), std::nullopt);
  EXPECT_TRUE(are(session.send_next_heartbeat(now), heartbeat("1")));
  now += milliseconds(5);
  EXPECT_TRUE(are(session.send_next_heartbeat(now), heartbeat("1")));
  now += milliseconds(5);
  (void)receive(ack());
  EXPECT_EQ(session.latency(), milliseconds(10));
  (void)receive(ack());
  EXPECT_EQ(session.latency(), milliseconds(10));
}

TEST_F(SessionReady, SurvivesUnknownOpcodesAndEvents) {
  EXPECT_TRUE(are(receive(GatewayDispatch(99, "[1]")), deliver()));
  EXPECT_TRUE(are(receive(GatewayDispatch(-1)), deliver()));
  EXPECT_TRUE(are(receive(GatewayDispatch(0, "7", 2, "NEVER_HEARD_OF")), deliver(2)));
  EXPECT_TRUE(are(receive(GatewayDispatch(0, "{}", 3, "READY")), deliver(3)));
  EXPECT_TRUE(are(receive(GatewayDispatch(0, "{}", 4, "RESUMED")), deliver(4)));
  EXPECT_EQ(session.state(), SessionState::ready);
}

TEST_F(SessionReady, NeverAnswersMoreRequestsThanTheGatewayTakes) {
  // One place of the window is the Identify's, one is kept for that of a resume, two for the
  // period.
  int answered = 0;
  for (int i = 0; i < 300; ++i) answered += receive(GatewayDispatch(1)).size() > 1 ? 1 : 0;
  EXPECT_EQ(answered, 116);
  const TimePoint identify_at = now;
  (void)receive(ack());
  now = session.deadline().value();
  EXPECT_TRUE(are(session.on_tick(now), heartbeat("1"))) << "the owed answer, or the period";
  EXPECT_GT(now, identify_at);
}

TEST_F(SessionReady, SendsCommandsAtOnce) {
  EXPECT_TRUE(are(session.send(7, command(R"({"a":1})"), now), sent(7, R"({"a":1})")));
  EXPECT_TRUE(are(session.send(8, presence(), now), sent_presence(8)));
}

TEST_F(SessionReady, KeepsCommandsUntilTheSessionIsUpAgain) {
  (void)close(1006);
  (void)next_delay();
  EXPECT_TRUE(are(session.send(7, command(), now)));
  to_resuming();
  EXPECT_TRUE(are(session.send(8, command(), now)));
  EXPECT_TRUE(are(receive(resumed()), deliver(), Resumed{0}, sent(7), sent(8)));

  (void)close(4009);
  EXPECT_TRUE(are(session.send(9, command(), now)));
  (void)fire();
  ++connection;
  (void)session.on_open(connection, now);
  (void)receive(hello());
  (void)session.on_identify_granted(now);
  EXPECT_TRUE(are(receive(ready()), deliver(1, 2), Ready{}, sent(9)));
}

TEST_F(SessionReady, HoldsCommandsBackForTheRateLimit) {
  const TimePoint identify_at = now;
  // The Identify took one place; 41.25 s bring 2 beats a window, and 4 are for op 1.
  const CommandNumber room = 120 - 1 - 6;
  for (CommandNumber i = 1; i <= room; ++i)
    ASSERT_TRUE(are(session.send(i, command(), now), sent(i))) << i;
  EXPECT_TRUE(are(session.send(200, command(), now)));
  EXPECT_TRUE(are(receive(GatewayDispatch(1)), deliver(), heartbeat("1"))) << "a beat has room";
  while (session.deadline() < identify_at + seconds(61)) {
    EXPECT_TRUE(are(fire(), heartbeat("1")));
    (void)receive(ack());
  }
  EXPECT_EQ(session.deadline(), identify_at + seconds(61));
  EXPECT_TRUE(are(fire(), sent(200)));
}

TEST_F(SessionReady, HoldsPresencesBackButNotWhatIsBehindThem) {
  for (CommandNumber i = 1; i <= 5; ++i)
    ASSERT_TRUE(are(session.send(i, presence(), now), sent_presence(i)));
  EXPECT_TRUE(are(session.send(6, presence(), now)));
  EXPECT_TRUE(are(session.send(7, command(), now), sent(7)));
  const TimePoint free = now + seconds(21);
  while (session.deadline() < free) {
    (void)fire();
    (void)receive(ack());
  }
  EXPECT_EQ(session.deadline(), free);
  EXPECT_TRUE(are(fire(), sent_presence(6)));
}

TEST_F(SessionReady, CarriesThePresenceLimitAcrossConnections) {
  for (CommandNumber i = 1; i <= 5; ++i) (void)session.send(i, presence(), now);
  (void)receive(GatewayDispatch(7));
  to_resuming();
  EXPECT_TRUE(are(session.send(6, presence(), now)));
  EXPECT_TRUE(are(receive(resumed()), deliver(), Resumed{0}));
}

TEST_F(SessionReady, RefusesWhatTheGatewayWouldRefuse) {
  const auto error = [this](const GatewayDispatch& payload) {
    const Actions actions = session.send(5, payload, now);
    EXPECT_EQ(actions.size(), 1U);
    const auto& dropped = std::get<CommandDropped>(actions.at(0));
    EXPECT_EQ(dropped.command, 5U);
    EXPECT_EQ(dropped.error.kind, ErrorKind::invalid_argument);
    return dropped.error.message;
  };
  const std::string largest = '"' + std::string(4096 - 15, 'x') + '"';
  EXPECT_TRUE(are(session.send(5, command(largest), now), sent(5, largest)));
  EXPECT_THAT(error(command('"' + std::string(4096 - 14, 'x') + '"')),
              HasSubstr("4097 bytes; the gateway takes at most 4096"));
  for (const int op : {1, 2, 6})
    EXPECT_THAT(error(GatewayDispatch(op, "{}")), HasSubstr("by the session itself")) << op;
}

TEST_F(SessionReady, BoundsTheWaitingCommands) {
  (void)close(1006);
  for (CommandNumber i = 0; i < command_queue_size_max; ++i)
    ASSERT_TRUE(are(session.send(i, command(), now)));
  const Actions actions = session.send(5000, command(), now);
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(std::get<CommandDropped>(actions[0]).command, 5000U);
  EXPECT_EQ(std::get<CommandDropped>(actions[0]).error.kind, ErrorKind::rate_limited);
}

TEST_F(SessionReady, EndsWaitingCommandsWithTheSession) {
  (void)close(1006);
  (void)next_delay();
  (void)session.send(7, command(), now);
  (void)session.send(8, command(), now);
  to_resuming();
  const Actions actions = close(4004);
  ASSERT_EQ(actions.size(), 3U);
  const Error error = std::get<Fail>(actions[2]).error;
  EXPECT_TRUE(are(actions, CommandDropped{7, error}, CommandDropped{8, error}, Fail{error}));
  const Error not_running(ErrorKind::cancelled, "the shard is not running");
  EXPECT_TRUE(are(session.send(9, command(), now), CommandDropped{9, not_running}));
}

TEST_F(SessionReady, ClosesBeforeItDropsCommands) {
  for (CommandNumber i = 1; i <= 200; ++i) (void)session.send(i, presence(), now);
  const Actions actions = session.stop(now, true);
  ASSERT_EQ(actions.size(), 1 + 195 + 1U);
  EXPECT_EQ(actions.front(), Action(Close{1, 4000, "stopped"}));
  EXPECT_EQ(std::get<CommandDropped>(actions[1]).error.kind, ErrorKind::cancelled);
  EXPECT_EQ(actions.back(), Action(Stopped{}));
}

TEST_F(SessionReady, DoesNotTakeAConnectionForDeadThatItDoesNotRead) {
  EXPECT_TRUE(are(fire(), heartbeat("1")));
  session.pause_receiving();
  EXPECT_TRUE(are(fire(), heartbeat("1"))) << "the heart never waits for a handler";
  EXPECT_TRUE(are(fire(), heartbeat("1")));
  now += seconds(1);
  session.resume_receiving(now);
  EXPECT_TRUE(are(fire(), heartbeat("1"))) << "the ACK may still be in the socket";
  const Duration delay = next_delay();
  EXPECT_TRUE(are(fire(), Close{1, 4000, "no heartbeat ACK in time"},
                  Reconnecting{"no heartbeat ACK in time", delay, true}));
}

TEST_F(SessionReady, WaitsForNothingThatItDoesNotRead) {
  (void)close(1006);
  (void)next_delay();
  session.pause_receiving();
  EXPECT_TRUE(are(fire(), Dial{2, resume_url}));
  connection = 2;
  (void)session.on_open(2, now);
  EXPECT_EQ(session.deadline(), std::nullopt) << "Hello may be in the socket";
  now += seconds(100);
  session.resume_receiving(now);
  EXPECT_EQ(session.deadline(), now + seconds(20));
  jitter = next_jitter();
  (void)receive(hello());
  session.pause_receiving();
  const TimePoint beat = now + jitter;
  EXPECT_EQ(session.deadline(), beat) << "only the heart beats";
  now += seconds(1);
  session.resume_receiving(now);
  EXPECT_EQ(session.deadline(), std::min(beat, now + seconds(60)));
}

}  // namespace
}  // namespace pincer::core
