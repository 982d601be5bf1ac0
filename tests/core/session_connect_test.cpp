// From the start of a session to READY, and what may go wrong on the way.
#include "core/session_fixture.hpp"

namespace pincer::core {
namespace {

using testing::HasSubstr;

class SessionConnect : public SessionTest {};

TEST_F(SessionConnect, GoesFromDialToReady) {
  EXPECT_EQ(session.state(), SessionState::stopped);
  EXPECT_EQ(session.deadline(), std::nullopt);

  EXPECT_TRUE(are(session.start_loop(now), Dial{1, base_url}));
  EXPECT_EQ(session.state(), SessionState::dialing);
  EXPECT_EQ(session.deadline(), now + seconds(30));
  connection = 1;

  now += seconds(1);
  EXPECT_TRUE(are(session.on_open(1, now)));
  EXPECT_EQ(session.state(), SessionState::waiting_hello);
  EXPECT_EQ(session.deadline(), now + seconds(20));

  EXPECT_TRUE(are(receive(hello()), deliver(std::nullopt, 0), RequestIdentify{}));
  EXPECT_EQ(session.state(), SessionState::waiting_identify);
  const TimePoint first_beat = now + next_jitter();
  EXPECT_EQ(session.deadline(), first_beat);

  now += seconds(1);
  EXPECT_TRUE(are(session.on_identify_granted(now), Send{identify, 0}));
  EXPECT_EQ(session.state(), SessionState::identifying);

  EXPECT_TRUE(are(receive(ready()), deliver(1), Ready{}));
  EXPECT_EQ(session.state(), SessionState::ready);
  EXPECT_EQ(session.deadline(), first_beat);
  EXPECT_TRUE(are(receive(event(2)), deliver(2)));
}

TEST_F(SessionConnect, StartsOnce) {
  to_ready();
  EXPECT_TRUE(are(session.start_loop(now)));
  EXPECT_EQ(session.state(), SessionState::ready);
}

TEST_F(SessionConnect, AsksForPayloadCompressionOnlyWithoutTransportCompression) {
  SessionOptions options = default_options();
  options.payload_compression = true;
  EXPECT_THAT(options.identify_payload(), testing::Not(HasSubstr("compress")));
  options.compression = TransportCompression::none;
  EXPECT_THAT(options.identify_payload(), HasSubstr(R"("compress":true)"));
}

TEST_F(SessionConnect, RefusesOptionsThatCannotWork) {
  const auto refused = [this](auto change) {
    SessionOptions options = default_options();
    change(options);
    use(options);
    const Actions actions = session.start_loop(now);
    EXPECT_EQ(actions.size(), 1U);
    EXPECT_EQ(session.state(), SessionState::failed);
    EXPECT_EQ(session.deadline(), std::nullopt);
    const Fail& fail = std::get<Fail>(actions.at(0));
    EXPECT_EQ(fail.error.kind, ErrorKind::invalid_argument);
    return fail.error.message;
  };
  EXPECT_THAT(refused([](auto& o) { o.token = Token(); }), HasSubstr("token"));
  EXPECT_THAT(refused([](auto& o) { o.shard = ShardId(4, 4); }), HasSubstr("shard 4/4"));
  EXPECT_THAT(refused([](auto& o) { o.large_threshold = 49; }), HasSubstr("50 to 250"));
  EXPECT_THAT(refused([](auto& o) { o.gateway_url = "https://a"; }), HasSubstr("https://a"));
  EXPECT_THAT(refused([](auto& o) { o.ready_timeout = {}; }), HasSubstr("time limit"));
  EXPECT_THAT(refused([](auto& o) { o.presence = '"' + std::string(4096, 'x') + '"'; }),
              HasSubstr("presence is too large"));
}

TEST_F(SessionConnect, IdentifiesWithTheLastPresence) {
  to_waiting_identify();
  ASSERT_TRUE(session.set_presence(R"({"status":"idle"})"));
  const auto refused = session.set_presence('"' + std::string(4000, 'x') + '"');
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("presence is too large"));
  const Actions actions = session.on_identify_granted(now);
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_THAT(std::get<Send>(actions[0]).payload, HasSubstr(R"("presence":{"status":"idle"})"));
}

TEST_F(SessionConnect, BacksOffAfterAFailedDial) {
  to_dialing();
  const Error error(ErrorKind::network, "no route");
  const Duration delay = next_delay();
  EXPECT_TRUE(
      are(session.on_dial_failed(1, error, now), Reconnecting{"network: no route", delay, false}));
  EXPECT_EQ(session.state(), SessionState::backing_off);
  EXPECT_EQ(session.deadline(), now + delay);
  EXPECT_TRUE(are(fire(), Dial{2, base_url}));
}

TEST_F(SessionConnect, BacksOffLongerEachTimeUntilReady) {
  to_dialing();
  const Error error(ErrorKind::network, "no route");
  for (int failures = 0; failures < 12; ++failures) {
    const Duration delay = failures < 6
                               ? next_delay(failures)
                               : std::chrono::duration_cast<Duration>(seconds(60) * random.unit());
    EXPECT_TRUE(are(session.on_dial_failed(
                        session.state() == SessionState::dialing ? connection : 0, error, now),
                    Reconnecting{"network: no route", delay, false}))
        << failures;
    ++connection;
    EXPECT_TRUE(are(fire(), Dial{connection, base_url}));
  }
  // Neither an open socket nor Hello resets the growth; READY does.
  (void)session.on_open(connection, now);
  (void)next_jitter();
  (void)receive(hello());
  (void)session.on_identify_granted(now);
  EXPECT_TRUE(are(receive(ready()), deliver(1), Ready{}));
  EXPECT_TRUE(are(close(1006), Reconnecting{"closed with 1006", next_delay(), true}));
}

TEST_F(SessionConnect, DoesNotResetTheBackoffBeforeReady) {
  for (int failures = 0; failures < 4; ++failures) {
    if (failures == 0) to_dialing();
    (void)session.on_open(connection, now);
    (void)next_jitter();
    (void)receive(hello());
    (void)session.on_identify_granted(now);
    EXPECT_TRUE(are(close(4000, "Unknown error"),
                    Reconnecting{"closed with 4000: Unknown error", next_delay(failures), false}));
    (void)fire();
    ++connection;
  }
}

TEST_F(SessionConnect, LimitsTheTimeOfADial) {
  to_dialing();
  now += seconds(30);
  const Duration delay = next_delay();
  EXPECT_TRUE(are(session.on_tick(now), Close{1, 4000, "dial timed out"},
                  Reconnecting{"dial timed out", delay, false}));
  EXPECT_TRUE(are(session.on_open(1, now))) << "the dial that was given up";
  EXPECT_EQ(session.state(), SessionState::backing_off);
}

TEST_F(SessionConnect, LimitsTheTimeUntilHello) {
  to_hello();
  now += seconds(20);
  EXPECT_TRUE(are(session.on_tick(now), Close{1, 4000, "no Hello in time"},
                  Reconnecting{"no Hello in time", next_delay(), false}));
}

TEST_F(SessionConnect, LimitsTheTimeUntilReady) {
  to_identifying();
  const TimePoint limit = now + std::chrono::minutes(5);
  while (session.deadline() < limit) {
    EXPECT_TRUE(are(fire(), heartbeat("null")));
    EXPECT_TRUE(are(receive(ack()), deliver()));
  }
  EXPECT_TRUE(are(fire(), Close{1, 4000, "no READY in time"},
                  Reconnecting{"no READY in time", next_delay(), false}));
}

TEST_F(SessionConnect, WaitsForItsTurnWithABeatingHeart) {
  to_waiting_identify();
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(are(fire(), heartbeat("null")));
    EXPECT_TRUE(are(receive(ack()), deliver(std::nullopt, 0)));
  }
  EXPECT_EQ(session.state(), SessionState::waiting_identify);
}

TEST_F(SessionConnect, LeavesTheQueueWhenTheConnectionEnds) {
  to_waiting_identify();
  EXPECT_TRUE(
      are(close(1001), CancelIdentify{}, Reconnecting{"closed with 1001", next_delay(), false}));
  EXPECT_TRUE(are(session.on_identify_granted(now))) << "too late";
  EXPECT_EQ(session.state(), SessionState::backing_off);
}

TEST_F(SessionConnect, EndsWhenTheQueueRefuses) {
  to_waiting_identify();
  const Error error(ErrorKind::rate_limited, "no session start left");
  EXPECT_TRUE(are(session.on_identify_refused(error, now), Close{1, 1000, "no session start left"},
                  CancelIdentify{}, Fail{error}));
  EXPECT_EQ(session.state(), SessionState::failed);
  EXPECT_TRUE(are(session.on_identify_refused(error, now)));
}

TEST_F(SessionConnect, TriesAgainWhenTheQueueCannotBeReached) {
  to_waiting_identify();
  const Error error(ErrorKind::network, "the queue is away");
  EXPECT_TRUE(are(session.on_identify_refused(error, now), Close{1, 4000, error.to_string()},
                  CancelIdentify{}, Reconnecting{error.to_string(), next_delay(), false}));
  EXPECT_EQ(session.state(), SessionState::backing_off);
}

TEST_F(SessionConnect, ReconnectsWhenAskedBeforeHello) {
  to_hello();
  EXPECT_TRUE(are(receive(GatewayDispatch(7)), deliver(std::nullopt, 0),
                  Close{1, 4000, "reconnect was asked for"},
                  Reconnecting{"the gateway asked to reconnect", Duration::zero(), false},
                  Dial{2, base_url}));
}

TEST_F(SessionConnect, DoesNotFollowAPeerThatAsksAgainAndAgainIntoABusyLoop) {
  to_hello();
  (void)receive(GatewayDispatch(7));
  connection = 2;
  (void)session.on_open(connection, now);
  const Duration delay = next_delay();
  EXPECT_TRUE(are(receive(GatewayDispatch(7)), deliver(std::nullopt, 0),
                  Close{2, 4000, "reconnect was asked for"},
                  Reconnecting{"the gateway asked to reconnect", delay, false}));
  EXPECT_EQ(session.deadline(), now + delay);
}

TEST_F(SessionConnect, AnswersAHeartbeatRequestBeforeHello) {
  to_hello();
  EXPECT_TRUE(are(receive(GatewayDispatch(1)), deliver(std::nullopt, 0), heartbeat("null")));
}

TEST_F(SessionConnect, DropsAHelloWithoutInterval) {
  to_hello();
  EXPECT_TRUE(are(receive(GatewayDispatch(10, "{}")), deliver(std::nullopt, 0),
                  Close{1, 4000, "a Hello without interval"},
                  Reconnecting{"a Hello without interval", next_delay(), false}));
}

TEST_F(SessionConnect, IgnoresASecondHello) {
  to_ready();
  EXPECT_TRUE(are(receive(hello()), deliver()));
  EXPECT_EQ(session.deadline(), now + jitter);
}

TEST_F(SessionConnect, IgnoresEverythingFromOldConnections) {
  to_ready();
  (void)close(1006);
  (void)fire();
  (void)session.on_open(2, now);
  const auto deadline = session.deadline();
  const Error error(ErrorKind::network, "late");
  EXPECT_TRUE(are(session.on_open(1, now)));
  EXPECT_TRUE(are(session.on_dial_failed(1, error, now)));
  EXPECT_TRUE(are(session.on_bad_data(1, error, now)));
  EXPECT_TRUE(are(session.on_close(1, 4004, "late", now)));
  for (const int op : {1, 7, 9, 10, 11})
    EXPECT_TRUE(are(session.handle_data(1, GatewayDispatch(op), now))) << op;
  EXPECT_TRUE(are(session.handle_data(1, event(50), now)));
  EXPECT_EQ(session.state(), SessionState::waiting_hello);
  EXPECT_EQ(session.deadline(), deadline);
}

TEST_F(SessionConnect, IgnoresConnectionsWhileThereIsNone) {
  EXPECT_TRUE(are(session.on_close(0, 1006, "", now)));
  EXPECT_TRUE(are(session.on_tick(now)));
  to_ready();
  (void)close(1006);
  EXPECT_TRUE(are(session.on_close(1, 1006, "", now))) << "while backing off";
  EXPECT_TRUE(are(session.handle_data(1, event(9), now)));
}

TEST_F(SessionConnect, DeliversButDoesNotCountEventsBeforeTheSession) {
  to_identifying();
  EXPECT_TRUE(are(receive(event(77)), deliver()));
  EXPECT_TRUE(are(fire(), heartbeat("null")));
  EXPECT_TRUE(are(receive(ready()), deliver(1), Ready{}));
}

TEST_F(SessionConnect, StopsInEveryState) {
  EXPECT_TRUE(are(session.stop(now, true)));
  to_dialing();
  EXPECT_TRUE(are(session.stop(now, true), Close{1, 4000, "stopped"}, Stopped{}));
  EXPECT_EQ(session.deadline(), std::nullopt);
  EXPECT_TRUE(are(session.stop(now, true)));

  use(default_options());
  to_waiting_identify();
  EXPECT_TRUE(
      are(session.stop(now, false), Close{1, 1000, "stopped"}, CancelIdentify{}, Stopped{}));
  EXPECT_EQ(session.deadline(), std::nullopt);

  use(default_options());
  to_dialing();
  (void)session.on_dial_failed(1, Error(), now);
  EXPECT_TRUE(are(session.stop(now, false), Stopped{}));
  EXPECT_EQ(session.deadline(), std::nullopt);
}

TEST_F(SessionConnect, PrintsNoToken) {
  std::ostringstream out;
  out << Action(Send{identify, 0}) << Action(resume(1));
  EXPECT_THAT(out.str(), testing::Not(HasSubstr("secret")));
  EXPECT_THAT(out.str(), HasSubstr(R"("token":"***")"));
}

}  // namespace
}  // namespace pincer::core
