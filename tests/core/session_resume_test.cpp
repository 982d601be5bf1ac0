// How a session outlives its connections.
#include "core/session_fixture.hpp"

namespace pincer::core {
namespace {

using testing::HasSubstr;

class SessionResume : public SessionTest {};

TEST_F(SessionResume, ResumesAfterACutAndReplays) {
  to_ready();
  (void)receive(event(2));
  const Duration delay = next_delay();
  EXPECT_TRUE(are(close(1006), Reconnecting{"closed with 1006", delay, true}));
  EXPECT_TRUE(are(fire(), Dial{2, resume_url}));
  connection = 2;
  EXPECT_TRUE(are(session.on_open(2, now)));
  EXPECT_TRUE(are(receive(hello()), deliver(), resume(2)));
  EXPECT_EQ(session.state(), SessionState::resuming);
  EXPECT_TRUE(are(receive(event(3)), deliver(3)));
  EXPECT_TRUE(are(receive(event(4)), deliver(4)));
  EXPECT_TRUE(are(receive(resumed()), deliver(), Resumed{2}));
  EXPECT_EQ(session.state(), SessionState::ready);
  EXPECT_TRUE(are(receive(event(5)), deliver(5)));
}

TEST_F(SessionResume, KnowsUntilWhenNothingIsMissing) {
  to_waiting_identify();
  EXPECT_EQ(session.received_until(), std::nullopt);
  const TimePoint identified_at = now;
  (void)session.on_identify_granted(now);
  now += seconds(2);
  (void)receive(ready());
  EXPECT_EQ(session.received_until(), identified_at);
  now += seconds(1);
  const TimePoint beat_at = now;
  (void)session.send_next_heartbeat(now);
  now += seconds(1);
  (void)receive(ack());
  EXPECT_EQ(session.received_until(), beat_at);

  (void)close(1006);
  EXPECT_EQ(session.received_until(), beat_at) << "what came later may be missing";
  to_resuming();
  const TimePoint resumed_at = now;
  (void)session.send_next_heartbeat(now + seconds(1));
  now += seconds(2);
  (void)receive(ack());
  EXPECT_EQ(session.received_until(), beat_at) << "the replay may still be on its way";
  (void)receive(resumed());
  EXPECT_EQ(session.received_until(), resumed_at);

  (void)receive(GatewayDispatch(9, "false"));
  EXPECT_EQ(session.received_until(), resumed_at);
  to_resuming();
  (void)session.on_identify_granted(now);
  EXPECT_EQ(session.received_until(), std::nullopt) << "of this session nothing has come";
}

TEST_F(SessionResume, CountsARESUMEDThatHasASequence) {
  to_ready();
  (void)close(1006);
  (void)next_delay();
  to_resuming();
  EXPECT_TRUE(are(receive(GatewayDispatch(0, "{}", 2, "RESUMED")), deliver(2), Resumed{0}));
  EXPECT_TRUE(are(receive(event(2)))) << "the same number again";
  EXPECT_TRUE(are(receive(event(3)), deliver(3)));
}

TEST_F(SessionResume, ResumesAtOnceWhenAskedTo) {
  to_ready();
  EXPECT_TRUE(are(receive(GatewayDispatch(7)), deliver(), Close{1, 4000, "reconnect was asked for"},
                  Reconnecting{"the gateway asked to reconnect", Duration::zero(), true},
                  Dial{2, resume_url}));
  connection = 2;
  EXPECT_TRUE(are(session.on_close(1, 1000, "", now))) << "the old connection's answer";
  (void)session.on_open(2, now);
  EXPECT_TRUE(are(receive(hello()), deliver(), resume(1)));
}

TEST_F(SessionResume, ActsOnEachClassOfCloseCode) {
  for (const int code : {1000, 1001, 1005, 1006, 4000, 4001, 4002, 4005, 4008, 4242}) {
    use(default_options());
    to_ready();
    EXPECT_TRUE(
        are(close(code), Reconnecting{"closed with " + std::to_string(code), next_delay(), true}));
  }
  for (const int code : {4003, 4007, 4009}) {
    use(default_options());
    to_ready();
    EXPECT_TRUE(
        are(close(code), Reconnecting{"closed with " + std::to_string(code), next_delay(), false}));
    EXPECT_TRUE(are(fire(), Dial{2, base_url}));
    EXPECT_EQ(session.resume_state(), std::nullopt);
  }
  for (const int code : {4004, 4010, 4011, 4012, 4013, 4014}) {
    use(default_options());
    to_ready();
    const Actions actions = close(code, "why");
    ASSERT_EQ(actions.size(), 1U);
    const Error& error = std::get<Fail>(actions[0]).error;
    EXPECT_EQ(error.kind, code == 4004 ? ErrorKind::unauthorized : ErrorKind::gateway);
    EXPECT_EQ(error.close_code, code);
    EXPECT_THAT(error.message, HasSubstr("(Discord says: why)"));
    EXPECT_EQ(session.state(), SessionState::failed);
    EXPECT_EQ(session.deadline(), std::nullopt);
  }
}

TEST_F(SessionResume, StartsAgainAfterAFatalClose) {
  to_ready();
  (void)close(4014);
  EXPECT_TRUE(are(session.start_loop(now), Dial{2, base_url}));
}

TEST_F(SessionResume, ForgetsAnInvalidSession) {
  to_ready();
  session.on_delivered(deliver(1));
  EXPECT_TRUE(are(receive(GatewayDispatch(9, "false")), deliver(),
                  Close{1, 4000, "the session is invalid"},
                  Reconnecting{"the session is invalid", next_delay(), false}));
  EXPECT_EQ(session.resume_state(), std::nullopt);
  EXPECT_EQ(session.sequence(), std::nullopt);
  EXPECT_TRUE(are(fire(), Dial{2, base_url}));
  connection = 2;
  (void)session.on_open(2, now);
  jitter = next_jitter();
  EXPECT_TRUE(are(receive(hello()), deliver(), RequestIdentify{}));
  EXPECT_TRUE(are(fire(), heartbeat("null")));
  EXPECT_TRUE(are(session.on_identify_granted(now), Send{identify, 0}));
  EXPECT_TRUE(are(receive(ready(1)), deliver(1, 2), Ready{})) << "its sequence starts over";
}

TEST_F(SessionResume, KeepsASessionThatIsInvalidOnlyHere) {
  to_ready();
  EXPECT_TRUE(are(receive(GatewayDispatch(9, "true")), deliver(),
                  Close{1, 4000, "the session is invalid"},
                  Reconnecting{"the session is invalid", next_delay(), true}));
  EXPECT_TRUE(are(fire(), Dial{2, resume_url}));
}

TEST_F(SessionResume, IdentifiesAnewWhenAnIdentifyIsRefused) {
  to_identifying();
  EXPECT_TRUE(are(receive(GatewayDispatch(9, "false")), deliver(),
                  Close{1, 4000, "the session is invalid"},
                  Reconnecting{"the session is invalid", next_delay(), false}));
}

TEST_F(SessionResume, FallsBackToTheBaseUrlWithTheSessionKept) {
  to_ready();
  (void)close(1006);
  (void)next_delay();
  EXPECT_TRUE(are(fire(), Dial{2, resume_url}));
  const Error error(ErrorKind::network, "refused");
  EXPECT_TRUE(are(session.on_dial_failed(2, error, now),
                  Reconnecting{"network: refused", next_delay(1), true}));
  EXPECT_TRUE(are(fire(), Dial{3, base_url}));
  // The fault may be anywhere, so the two take turns.
  EXPECT_TRUE(are(session.on_dial_failed(3, error, now),
                  Reconnecting{"network: refused", next_delay(2), true}));
  EXPECT_TRUE(are(fire(), Dial{4, resume_url}));
  (void)session.on_dial_failed(4, error, now);
  (void)next_delay(3);
  EXPECT_TRUE(are(fire(), Dial{5, base_url}));
  connection = 5;
  (void)session.on_open(5, now);
  (void)next_jitter();
  EXPECT_TRUE(are(receive(hello()), deliver(), resume(1)));
  // Once the session is up, its own URL comes first again.
  EXPECT_TRUE(are(receive(resumed()), deliver(), Resumed{0}));
  (void)close(1006);
  EXPECT_TRUE(are(fire(), Dial{6, resume_url}));
}

TEST_F(SessionResume, TriesTheBaseUrlWhenTheResumeUrlSaysNothing) {
  to_ready();
  (void)close(1006);
  (void)fire();
  (void)session.on_open(2, now);
  now += seconds(20);
  (void)session.on_tick(now);
  EXPECT_TRUE(are(fire(), Dial{3, base_url}));
}

TEST_F(SessionResume, StaysAtAProxyWhenToldTo) {
  SessionOptions options = default_options();
  options.follow_resume_url = false;
  use(options);
  to_ready();
  (void)close(1006);
  EXPECT_TRUE(are(fire(), Dial{2, base_url}));
}

TEST_F(SessionResume, DoesNotFollowAResumeUrlThatGivesUpEncryption) {
  to_identifying();
  (void)receive(
      GatewayDispatch(0, R"({"session_id":"s","resume_gateway_url":"ws://plain"})", 1, "READY"));
  (void)close(1006);
  EXPECT_TRUE(are(fire(), Dial{2, base_url}));
}

TEST_F(SessionResume, IdentifiesWhenREADYHadNoSessionId) {
  to_identifying();
  EXPECT_TRUE(are(receive(GatewayDispatch(0, "[]", 1, "READY")), deliver(1), Ready{}));
  EXPECT_TRUE(are(close(1006), Reconnecting{"closed with 1006", next_delay(), false}));
}

TEST_F(SessionResume, LimitsTheTimeUntilRESUMEDButNotOfALongReplay) {
  to_ready();
  (void)close(1006);
  (void)next_delay();
  to_resuming();
  now += seconds(30);
  (void)session.on_tick(now);
  (void)receive(ack());
  (void)receive(event(2));
  now += seconds(59);
  (void)session.on_tick(now);
  (void)receive(ack());
  EXPECT_EQ(session.state(), SessionState::resuming) << "an event came 59 seconds ago";
  now += seconds(1);
  EXPECT_TRUE(are(session.on_tick(now), Close{2, 4000, "no RESUMED in time"},
                  Reconnecting{"no RESUMED in time", next_delay(1), true}));
}

TEST_F(SessionResume, GivesUpASessionThatNeverResumes) {
  to_ready();
  (void)close(1006);
  (void)next_delay();
  for (int i = 1; i < failed_resumes_max; ++i) {
    to_resuming();
    (void)session.on_bad_data(connection, Error(), now);
    EXPECT_EQ(session.state(), SessionState::backing_off);
  }
  to_resuming();
  const Actions actions = session.on_bad_data(connection, Error(), now);
  ASSERT_EQ(actions.size(), 2U);
  EXPECT_FALSE(std::get<Reconnecting>(actions[1]).resumes);
}

TEST_F(SessionResume, KeepsASessionThroughAnyNumberOfCutResumes) {
  to_ready();
  (void)close(1006);
  for (int i = 0; i < 3 * failed_resumes_max; ++i) {
    to_resuming();
    const Actions actions = close(1006);
    ASSERT_EQ(actions.size(), 1U);
    EXPECT_TRUE(std::get<Reconnecting>(actions[0]).resumes);
  }
}

TEST_F(SessionResume, ResumesAfterUnreadableData) {
  to_ready();
  EXPECT_TRUE(are(session.on_bad_data(1, Error(ErrorKind::protocol, "corrupt zlib data"), now),
                  Close{1, 4000, "unreadable data"},
                  Reconnecting{"protocol: corrupt zlib data", next_delay(), true}));
}

TEST_F(SessionResume, DropsEventsThatWereReplayedTooEarly) {
  to_ready();
  (void)receive(event(2));
  (void)receive(event(3));
  (void)close(1006);
  (void)next_delay();
  to_resuming();
  EXPECT_TRUE(are(receive(event(2))));
  EXPECT_TRUE(are(receive(event(3))));
  EXPECT_TRUE(are(receive(event(4)), deliver(4)));
  EXPECT_TRUE(are(receive(resumed()), deliver(), Resumed{1}));
}

TEST_F(SessionResume, NeverGoesBackInItsSequence) {
  to_ready();
  EXPECT_TRUE(are(receive(event(5)), deliver(5)));
  EXPECT_TRUE(are(receive(event(4))));
  EXPECT_TRUE(are(receive(event(5))));
  EXPECT_TRUE(are(receive(GatewayDispatch(0, "{}", std::nullopt, "ODD")), deliver()));
  EXPECT_TRUE(are(fire(), heartbeat("5")));
}

TEST_F(SessionResume, StoresTheSequenceOfWhatTheUserHas) {
  to_ready();
  EXPECT_EQ(session.resume_state(), std::nullopt) << "READY itself is not handed over yet";
  session.on_delivered(deliver(1));
  EXPECT_EQ(session.sequence(), 1);
  (void)receive(event(2));
  (void)receive(event(3));
  EXPECT_EQ(session.sequence(), 1);
  session.on_delivered(deliver(3));
  session.on_delivered(deliver(2));
  session.on_delivered(deliver());
  EXPECT_EQ(session.sequence(), 3);
  EXPECT_EQ(session.resume_state(), (ResumeState{"s1", "wss://resume.test", 3}));
}

TEST_F(SessionResume, DoesNotMixTheSequencesOfTwoSessions) {
  to_ready();
  (void)receive(event(500));
  (void)receive(GatewayDispatch(9, "false"));
  session.on_delivered(deliver(500));
  EXPECT_EQ(session.sequence(), std::nullopt);
  (void)fire();
  connection = 2;
  (void)session.on_open(2, now);
  (void)receive(hello());
  (void)session.on_identify_granted(now);
  (void)receive(ready());
  session.on_delivered(deliver(500));
  EXPECT_EQ(session.sequence(), std::nullopt) << "a slow handler of the old session";
  session.on_delivered(deliver(1, 2));
  EXPECT_EQ(session.sequence(), 1);
}

TEST_F(SessionResume, ResumesTheSessionOfAnEarlierProcess) {
  use(default_options(), ResumeState{"old", "wss://resume.test", 70});
  EXPECT_EQ(session.sequence(), 70);
  EXPECT_TRUE(are(session.start_loop(now), Dial{1, resume_url}));
  connection = 1;
  (void)session.on_open(1, now);
  EXPECT_TRUE(are(receive(hello()), deliver(), resume(70, "old")));
  EXPECT_TRUE(are(receive(event(71)), deliver(71)));
  session.on_delivered(deliver(71));
  EXPECT_EQ(session.resume_state(), (ResumeState{"old", "wss://resume.test", 71}));
}

TEST_F(SessionResume, DoesNotMixTheSessionBeforeWithTheOneItIsGiven) {
  to_ready();
  (void)receive(event(500));
  (void)session.stop(now, true);
  session.set_session_id(ResumeState{"other", "wss://resume.test", 70});
  session.on_delivered(deliver(500));
  EXPECT_EQ(session.resume_state(), (ResumeState{"other", "wss://resume.test", 70}));
}

TEST_F(SessionResume, StopsWithTheSessionKeptAndGoesOnLater) {
  to_ready();
  session.on_delivered(deliver(1));
  EXPECT_TRUE(are(session.stop(now, true), Close{1, 4000, "stopped"}, Stopped{}));
  EXPECT_EQ(session.deadline(), std::nullopt);
  EXPECT_EQ(session.resume_state(), (ResumeState{"s1", "wss://resume.test", 1}));
  EXPECT_TRUE(are(session.start_loop(now), Dial{2, resume_url}));
}

TEST_F(SessionResume, StopsForGood) {
  to_ready();
  session.on_delivered(deliver(1));
  EXPECT_TRUE(are(session.stop(now, false), Close{1, 1000, "stopped"}, Stopped{}));
  EXPECT_EQ(session.resume_state(), std::nullopt);
  EXPECT_TRUE(are(session.start_loop(now), Dial{2, base_url}));
}

}  // namespace
}  // namespace pincer::core
