// Requests for members in virtual time.
#include "core/member_requests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace pincer::core {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

/// Compares whole lists.
template <class... Expected>
testing::AssertionResult are(const MembersActions& actual, Expected... expected) {
  MembersActions wanted;
  (wanted.emplace_back(std::move(expected)), ...);
  if (actual == wanted) return testing::AssertionSuccess();
  auto result = testing::AssertionFailure() << "\nactual:";
  for (const MembersAction& action : actual) {
    result << "\n  " << (std::ostringstream() << action).str();
  }
  result << "\nexpected:";
  for (const MembersAction& action : wanted) {
    result << "\n  " << (std::ostringstream() << action).str();
  }
  return result;
}

class MemberRequestsTest : public testing::Test {
 protected:
  static constexpr GuildId guild{5};
  static constexpr std::uint64_t seed = 7;

  static MembersRequest some(std::string nonce) { return {guild, std::move(nonce), false, false}; }
  static MembersRequest all(std::string nonce, GuildId of = guild) {
    return {of, std::move(nonce), true, false};
  }
  static MembersRequest all_or_fail(std::string nonce) {
    return {guild, std::move(nonce), true, true};
  }

  static GatewayDispatch chunk(const std::string& nonce, int index, int count, int of_guild = 5) {
    return GatewayDispatch(0,
                           R"({"guild_id":")" + std::to_string(of_guild) +
                               R"(","members":[],"chunk_index":)" + std::to_string(index) +
                               R"(,"chunk_count":)" + std::to_string(count) + R"(,"nonce":")" +
                               nonce + "\"}",
                           2, "GUILD_MEMBERS_CHUNK");
  }
  static GatewayDispatch rate_limited(const std::string& nonce, const std::string& retry_after,
                                      int opcode = 8) {
    return GatewayDispatch(0,
                           R"({"opcode":)" + std::to_string(opcode) + R"(,"retry_after":)" +
                               retry_after + R"(,"meta":{"guild_id":"5","nonce":")" + nonce +
                               "\"}}",
                           2, "RATE_LIMITED");
  }

  static Error limited(int wait_milliseconds) {
    Error error(ErrorKind::rate_limited,
                "Discord answers a request for all members of a guild once in 30 seconds; guild 5 "
                "may be asked again in " +
                    std::to_string(wait_milliseconds) + " ms");
    error.retry_after = milliseconds(wait_milliseconds);
    return error;
  }

  /// Begins a request that is sent at once.
  void ask(MembersRequestId id, const MembersRequest& request) {
    ASSERT_TRUE(are(requests.request(id, request, now), AskMembers{id, request.nonce}));
    requests.on_sent(id, now);
  }
  MembersActions receive(const GatewayDispatch& event) { return requests.on_event(event, now); }
  /// Goes on to the deadline, which must be `after` away.
  MembersActions tick_after(Duration after) {
    EXPECT_EQ(requests.deadline(), now + after);
    EXPECT_TRUE(are(requests.on_tick(now + after - milliseconds(1)))) << "it was not due";
    now += after;
    return requests.on_tick(now);
  }

  MemberRequests requests{Random(seed)};
  TimePoint now{seconds(1000)};
};

TEST_F(MemberRequestsTest, IsCompleteWithItsLastChunk) {
  ask(1, all("n"));
  EXPECT_TRUE(are(receive(chunk("n", 0, 3)), TakeMembers{1, true}));
  EXPECT_TRUE(are(receive(chunk("n", 1, 3)), TakeMembers{1}));
  EXPECT_TRUE(are(receive(chunk("n", 2, 3)), TakeMembers{1}, MembersComplete{1}));
  EXPECT_EQ(requests.deadline(), std::nullopt);
  EXPECT_TRUE(are(receive(chunk("n", 2, 3))));
}

TEST_F(MemberRequestsTest, TakesChunksInAnyOrderAndOnce) {
  ask(1, all("n"));
  EXPECT_TRUE(are(receive(chunk("n", 2, 3)), TakeMembers{1, true}));
  EXPECT_TRUE(are(receive(chunk("n", 2, 3))));
  EXPECT_TRUE(are(receive(chunk("n", 0, 3)), TakeMembers{1}));
  EXPECT_TRUE(are(receive(chunk("n", 0, 3))));
  EXPECT_TRUE(are(receive(chunk("n", 1, 3)), TakeMembers{1}, MembersComplete{1}));
}

TEST_F(MemberRequestsTest, IgnoresWhatIsNotItsOwn) {
  ask(1, all("n"));
  EXPECT_TRUE(are(receive(chunk("other", 0, 1))));
  EXPECT_TRUE(are(receive(chunk("n", 0, 1, /*of_guild=*/6))));
  EXPECT_TRUE(are(receive(chunk("n", 1, 1))));
  EXPECT_TRUE(are(receive(chunk("n", -1, 1))));
  EXPECT_TRUE(are(receive(chunk("n", 0, 0))));
  EXPECT_TRUE(are(receive(chunk("n", 0, 100'001))));
  EXPECT_TRUE(are(receive(GatewayDispatch(0, "null", 2, "GUILD_MEMBERS_CHUNK"))));
  EXPECT_TRUE(are(receive(GatewayDispatch(0, chunk("n", 0, 1).data, 2, "MESSAGE_CREATE"))));
  EXPECT_TRUE(are(receive(chunk("n", 0, 2)), TakeMembers{1, true}));
  EXPECT_TRUE(are(receive(chunk("n", 1, 2)), TakeMembers{1}, MembersComplete{1}));
}

TEST_F(MemberRequestsTest, TheLaterOfTwoAnswersCounts) {
  ask(1, all("n"));
  EXPECT_TRUE(are(receive(chunk("n", 0, 2)), TakeMembers{1, true}));
  EXPECT_TRUE(are(receive(chunk("n", 0, 3)), TakeMembers{1, true})) << "their numbers differ";
  EXPECT_TRUE(are(receive(chunk("n", 1, 3)), TakeMembers{1}));
  EXPECT_TRUE(are(receive(chunk("n", 2, 3)), TakeMembers{1}, MembersComplete{1}));
}

TEST_F(MemberRequestsTest, KeepsRequestsApart) {
  ask(1, some("a"));
  ask(2, some("b"));
  EXPECT_TRUE(are(receive(chunk("b", 0, 1)), TakeMembers{2, true}, MembersComplete{2}));
  EXPECT_TRUE(are(receive(chunk("a", 0, 1)), TakeMembers{1, true}, MembersComplete{1}));
}

TEST_F(MemberRequestsTest, MakesANonce) {
  const auto first = requests.request(1, some(""), now);
  const auto second = requests.request(2, some(""), now);
  ASSERT_EQ(first.size(), 1U);
  ASSERT_EQ(second.size(), 1U);
  const std::string nonce = std::get<AskMembers>(first[0]).nonce;
  EXPECT_EQ(nonce.size(), 16U);
  EXPECT_NE(nonce, std::get<AskMembers>(second[0]).nonce);
  requests.on_sent(1, now);
  EXPECT_TRUE(are(receive(chunk(nonce, 0, 1)), TakeMembers{1, true}, MembersComplete{1}));
}

TEST_F(MemberRequestsTest, RefusesANonceThatIsTaken) {
  ask(1, some("n"));
  EXPECT_TRUE(
      are(requests.request(2, some("n"), now),
          MembersFailed{2,
                        {ErrorKind::invalid_argument,
                         "the nonce is that of another request for members, which is under way"}}));
  receive(chunk("n", 0, 1));
  ask(3, some("n"));
}

TEST_F(MemberRequestsTest, RefusesMoreThanItCanHold) {
  MembersRequestId id = 0;
  while (id < member_requests_max) {
    ++id;
    ask(id, some(std::to_string(id)));
  }
  EXPECT_TRUE(are(
      requests.request(id + 1, some("n"), now),
      MembersFailed{id + 1,
                    {ErrorKind::rate_limited, "1024 requests for members are under way already"}}));
  requests.cancel(1);
  ask(id + 2, some("n"));
}

// ---- Time limits

TEST_F(MemberRequestsTest, SaysThatNothingCame) {
  ask(1, some("n"));
  EXPECT_TRUE(are(tick_after(members_chunk_timeout),
                  MembersFailed{1,
                                {ErrorKind::timeout,
                                 "no part of the answer to the request for members came; nothing "
                                 "more came in 30 seconds"}}));
  EXPECT_EQ(requests.deadline(), std::nullopt);
}

TEST_F(MemberRequestsTest, SaysHowManyOfHowManyCame) {
  ask(1, some("n"));
  now += seconds(29);
  receive(chunk("n", 0, 3));
  now += seconds(29);
  receive(chunk("n", 1, 3));
  receive(chunk("n", 1, 3));
  EXPECT_TRUE(are(tick_after(members_chunk_timeout),
                  MembersFailed{1,
                                {ErrorKind::timeout,
                                 "2 of 3 parts of the answer to the request for members came; "
                                 "nothing more came in 30 seconds"}}));
}

TEST_F(MemberRequestsTest, ChunksThatCameTwiceDoNotProlongTheWait) {
  ask(1, some("n"));
  receive(chunk("n", 0, 2));
  now += seconds(10);
  receive(chunk("n", 0, 2));
  EXPECT_EQ(requests.deadline(), now + seconds(20));
}

TEST_F(MemberRequestsTest, AwaitsAnAnswerFromTheSendingToTheLastChunk) {
  EXPECT_FALSE(requests.awaits_answer());
  EXPECT_TRUE(are(requests.request(1, all("a"), now), AskMembers{1, "a"}));
  EXPECT_FALSE(requests.awaits_answer()) << "it is not sent yet";
  requests.on_sent(1, now);
  EXPECT_TRUE(requests.awaits_answer());
  receive(chunk("a", 0, 2));
  EXPECT_TRUE(requests.awaits_answer());
  receive(chunk("a", 1, 2));
  EXPECT_FALSE(requests.awaits_answer());
  EXPECT_TRUE(are(requests.request(2, all("b"), now)));
  EXPECT_FALSE(requests.awaits_answer()) << "it waits for the rule of its guild";
}

// ---- The limit on requests for all members

TEST_F(MemberRequestsTest, WaitsForTheGuildsTurn) {
  ask(1, all("a"));
  receive(chunk("a", 0, 1));
  now += seconds(10);
  EXPECT_TRUE(are(requests.request(2, all("b"), now)));
  EXPECT_TRUE(are(tick_after(milliseconds(20'500)), AskMembers{2, "b"}));
  EXPECT_EQ(requests.deadline(), std::nullopt) << "it is the shell's turn";
}

TEST_F(MemberRequestsTest, CountsFromTheSending) {
  EXPECT_TRUE(are(requests.request(1, all("a"), now), AskMembers{1, "a"}));
  EXPECT_TRUE(are(requests.request(2, all("b"), now)));
  EXPECT_EQ(requests.deadline(), std::nullopt) << "the first was not sent yet";
  now += seconds(300);
  EXPECT_TRUE(are(requests.on_tick(now)));
  requests.on_sent(1, now);
  receive(chunk("a", 0, 1));
  EXPECT_TRUE(are(tick_after(milliseconds(30'500)), AskMembers{2, "b"}));
}

TEST_F(MemberRequestsTest, LimitsEachGuildByItselfAndOnlyRequestsForAll) {
  ask(1, all("a"));
  ask(2, all("b", GuildId(6)));
  ask(3, some("c"));
  ask(4, some("d"));
}

TEST_F(MemberRequestsTest, FailsByOptionAndSaysWhen) {
  ask(1, all("a"));
  now += seconds(10);
  EXPECT_TRUE(are(requests.request(2, all_or_fail("b"), now), MembersFailed{2, limited(20'500)}));
  now += milliseconds(20'500);
  EXPECT_TRUE(are(requests.request(3, all_or_fail("c"), now), AskMembers{3, "c"}));
  EXPECT_TRUE(are(requests.request(4, all_or_fail("d"), now), MembersFailed{4, limited(30'500)}));
}

TEST_F(MemberRequestsTest, ThoseWhoseTurnHasComeGoBeforeARefusal) {
  ask(1, all("a"));
  EXPECT_TRUE(are(requests.request(2, all("b"), now)));
  now += milliseconds(30'500);  // the strand is busy: no tick yet
  EXPECT_TRUE(are(requests.request(3, all_or_fail("c"), now), AskMembers{2, "b"},
                  MembersFailed{3, limited(30'500)}));
  requests.on_sent(2, now);
  EXPECT_TRUE(are(requests.request(4, all("d"), now)));
  now += milliseconds(30'500);
  const MembersActions actions = requests.request(5, some("d"), now);
  ASSERT_EQ(actions.size(), 2U);
  EXPECT_EQ(actions[0], MembersAction(AskMembers{4, "d"}));
  EXPECT_TRUE(std::holds_alternative<MembersFailed>(actions[1])) << "its nonce is taken";
}

TEST_F(MemberRequestsTest, ServesThoseWhoWaitInTheirOrder) {
  ask(1, all("a"));
  EXPECT_TRUE(are(requests.request(2, all("b"), now)));
  EXPECT_TRUE(are(requests.request(3, all("c"), now)));
  receive(chunk("a", 0, 1));
  EXPECT_TRUE(are(tick_after(milliseconds(30'500)), AskMembers{2, "b"}));
  requests.on_sent(2, now);
  receive(chunk("b", 0, 1));
  EXPECT_TRUE(are(tick_after(milliseconds(30'500)), AskMembers{3, "c"}));
}

TEST_F(MemberRequestsTest, ACommandThatWasNotSentFreesTheTurn) {
  EXPECT_TRUE(are(requests.request(1, all("a"), now), AskMembers{1, "a"}));
  EXPECT_TRUE(are(requests.request(2, all("b"), now)));
  const Error error(ErrorKind::cancelled, "stopped");
  EXPECT_TRUE(are(requests.on_dropped(1, error, now), MembersFailed{1, error}, AskMembers{2, "b"}));
}

TEST_F(MemberRequestsTest, ACancelledCommandMayStillBeSent) {
  EXPECT_TRUE(are(requests.request(1, all("a"), now), AskMembers{1, "a"}));
  requests.cancel(1);
  EXPECT_TRUE(are(requests.request(2, all("b"), now)));
  EXPECT_EQ(requests.deadline(), std::nullopt) << "the first is still on its way";
  now += seconds(5);
  requests.on_sent(1, now);
  EXPECT_TRUE(are(receive(chunk("a", 0, 1))));
  EXPECT_TRUE(are(tick_after(milliseconds(30'500)), AskMembers{2, "b"}));
}

TEST_F(MemberRequestsTest, ACancelledCommandThatWasDroppedIsNotMentioned) {
  EXPECT_TRUE(are(requests.request(1, all("a"), now), AskMembers{1, "a"}));
  requests.cancel(1);
  EXPECT_TRUE(are(requests.request(2, all("b"), now)));
  EXPECT_TRUE(
      are(requests.on_dropped(1, {ErrorKind::network, "dropped"}, now), AskMembers{2, "b"}));
}

TEST_F(MemberRequestsTest, ACancelledWaitLeavesNoTrace) {
  ask(1, all("a"));
  EXPECT_TRUE(are(requests.request(2, all("b"), now)));
  requests.cancel(2);
  requests.cancel(1);
  EXPECT_EQ(requests.deadline(), std::nullopt);
  now += milliseconds(30'500);
  EXPECT_TRUE(are(requests.on_tick(now)));
}

TEST_F(MemberRequestsTest, ARateLimitedRequestFails) {
  ask(1, all("a"));
  EXPECT_TRUE(are(receive(rate_limited("a", "12.5")), MembersFailed{1, limited(12'500)}));
  EXPECT_EQ(requests.deadline(), std::nullopt);
}

TEST_F(MemberRequestsTest, ObeysALimitThatIsLongerThanItsOwn) {
  ask(1, all("a"));
  receive(rate_limited("a", "60"));
  EXPECT_TRUE(are(requests.request(2, all("b"), now)));
  EXPECT_TRUE(are(tick_after(seconds(60)), AskMembers{2, "b"}));
}

TEST_F(MemberRequestsTest, IsNotMadeToWaitForEver) {
  ask(1, all("a"));
  receive(rate_limited("a", "1e300"));
  EXPECT_TRUE(are(requests.request(2, all("b"), now)));
  EXPECT_EQ(requests.deadline(), now + std::chrono::hours(24));
}

TEST_F(MemberRequestsTest, IgnoresRateLimitsOfOthers) {
  ask(1, all("a"));
  EXPECT_TRUE(are(receive(rate_limited("other", "1"))));
  EXPECT_TRUE(are(receive(rate_limited("a", "1", /*opcode=*/3))));
  EXPECT_TRUE(are(receive(GatewayDispatch(0, "null", 2, "RATE_LIMITED"))));
  EXPECT_TRUE(are(receive(chunk("a", 0, 1)), TakeMembers{1, true}, MembersComplete{1}));
}

// ---- Reconnects

TEST_F(MemberRequestsTest, AResumeKeepsWhatWasGathered) {
  ask(1, some("n"));
  receive(chunk("n", 0, 3));
  requests.on_connection_lost();
  EXPECT_EQ(requests.deadline(), std::nullopt);
  now += seconds(100);
  EXPECT_TRUE(are(receive(chunk("n", 1, 3)), TakeMembers{1})) << "it is replayed";
  EXPECT_TRUE(are(requests.on_resumed(now)));
  EXPECT_EQ(requests.deadline(), now + members_chunk_timeout);
  EXPECT_TRUE(are(receive(chunk("n", 2, 3)), TakeMembers{1}, MembersComplete{1}));
}

TEST_F(MemberRequestsTest, AResumeAsksAgainWhatHasNoAnswerAtAll) {
  ask(1, some("n"));
  requests.on_connection_lost();
  now += seconds(5);
  EXPECT_TRUE(are(requests.on_resumed(now), AskMembers{1, "n"}));
  requests.on_sent(1, now);
  EXPECT_EQ(requests.deadline(), now + members_chunk_timeout);
  EXPECT_TRUE(are(receive(chunk("n", 0, 1)), TakeMembers{1, true}, MembersComplete{1}));
}

TEST_F(MemberRequestsTest, ARepetitionKeepsTheRuleOfTheGuild) {
  ask(1, all("n"));
  requests.on_connection_lost();
  now += seconds(5);
  EXPECT_TRUE(are(requests.on_resumed(now)));
  EXPECT_TRUE(are(tick_after(milliseconds(25'500)), AskMembers{1, "n"}));
}

TEST_F(MemberRequestsTest, AnAnswerMakesTheRepetitionNeedless) {
  ask(1, all("n"));
  requests.on_connection_lost();
  now += seconds(5);
  EXPECT_TRUE(are(requests.on_resumed(now)));
  EXPECT_TRUE(are(receive(chunk("n", 0, 2)), TakeMembers{1, true}));
  EXPECT_EQ(requests.deadline(), now + members_chunk_timeout);
  now += seconds(29);
  EXPECT_TRUE(are(requests.on_tick(now)));
  EXPECT_TRUE(are(receive(chunk("n", 1, 2)), TakeMembers{1}, MembersComplete{1}));
}

TEST_F(MemberRequestsTest, ARepetitionThatIsUnderWayStillCounts) {
  ask(1, all("n"));
  requests.on_connection_lost();
  now += seconds(31);
  EXPECT_TRUE(are(requests.on_resumed(now), AskMembers{1, "n"}));
  EXPECT_TRUE(are(receive(chunk("n", 0, 1)), TakeMembers{1, true}, MembersComplete{1}));
  EXPECT_TRUE(are(requests.request(2, all("b"), now)));
  requests.on_sent(1, now);
  EXPECT_TRUE(are(receive(chunk("n", 0, 1)))) << "of the repetition";
  EXPECT_TRUE(are(tick_after(milliseconds(30'500)), AskMembers{2, "b"}));
}

TEST_F(MemberRequestsTest, ALateRefusalLeavesTheTurnToTheRepetition) {
  ask(1, all("n"));
  requests.on_connection_lost();
  now += seconds(31);
  EXPECT_TRUE(are(requests.on_resumed(now), AskMembers{1, "n"}));
  EXPECT_TRUE(are(receive(rate_limited("n", "1")), MembersFailed{1, limited(1'000)}));
  EXPECT_TRUE(are(requests.request(2, all("b"), now)));
  EXPECT_EQ(requests.deadline(), std::nullopt) << "the repetition is still on its way";
  now += seconds(5);
  requests.on_sent(1, now);
  EXPECT_TRUE(are(tick_after(milliseconds(30'500)), AskMembers{2, "b"}));
}

TEST_F(MemberRequestsTest, ANewSessionBeginsAnew) {
  ask(1, some("n"));
  receive(chunk("n", 0, 2));
  requests.on_connection_lost();
  EXPECT_TRUE(are(requests.on_new_session(now), AskMembers{1, "n"}));
  requests.on_sent(1, now);
  EXPECT_TRUE(are(receive(chunk("n", 1, 3)), TakeMembers{1, true}));
  EXPECT_TRUE(are(receive(chunk("n", 0, 3)), TakeMembers{1}));
  EXPECT_TRUE(are(receive(chunk("n", 2, 3)), TakeMembers{1}, MembersComplete{1}));
}

TEST_F(MemberRequestsTest, ANewSessionForgetsWhatCameWhileARepetitionWaited) {
  ask(1, some("n"));
  requests.on_connection_lost();
  EXPECT_TRUE(are(requests.on_resumed(now), AskMembers{1, "n"}));
  EXPECT_TRUE(are(receive(chunk("n", 0, 2)), TakeMembers{1, true})) << "it had arrived after all";
  requests.on_connection_lost();
  EXPECT_TRUE(are(requests.on_new_session(now)));
  requests.on_sent(1, now);
  EXPECT_TRUE(are(receive(chunk("n", 0, 2)), TakeMembers{1, true}));
  EXPECT_TRUE(are(receive(chunk("n", 1, 2)), TakeMembers{1}, MembersComplete{1}));
}

TEST_F(MemberRequestsTest, ACommandThatWaitsIsNotGivenTwice) {
  EXPECT_TRUE(are(requests.request(1, some("n"), now), AskMembers{1, "n"}));
  requests.on_connection_lost();
  EXPECT_TRUE(are(requests.on_resumed(now)));
  requests.on_connection_lost();
  EXPECT_TRUE(are(requests.on_new_session(now)));
}

TEST_F(MemberRequestsTest, TheEndEndsAll) {
  ask(1, all("a"));
  EXPECT_TRUE(are(requests.request(2, all("b"), now)));
  EXPECT_TRUE(are(requests.request(3, some("c"), now), AskMembers{3, "c"}));
  const Error error(ErrorKind::cancelled, "stopped");
  EXPECT_TRUE(are(requests.on_ended(error), MembersFailed{1, error}, MembersFailed{2, error},
                  MembersFailed{3, error}));
  EXPECT_EQ(requests.deadline(), std::nullopt);
  EXPECT_TRUE(are(requests.on_dropped(3, error, now)));
}

TEST_F(MemberRequestsTest, ACommandThatTheEndTookBackFreesTheTurn) {
  EXPECT_TRUE(are(requests.request(1, all("a"), now), AskMembers{1, "a"}));
  requests.on_ended({ErrorKind::cancelled, "stopped"});
  EXPECT_TRUE(are(requests.request(2, all("b"), now), AskMembers{2, "b"}));
}

}  // namespace
}  // namespace pincer::core
