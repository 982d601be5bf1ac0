// The limiter while Discord refuses nothing: discovery, counting, windows, order, the global limit.
#include "core/rate_limiter.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/rate_limit_support.hpp"

namespace pincer::core {

namespace {

/// Enqueues `count` requests of a route.
Tickets enqueue(RateLimiter& limiter, const wire::Route& route, int count, TimePoint now) {
  Tickets tickets;
  for (int i = 0; i < count; ++i) tickets.push_back(limiter.enqueue(route, now));
  return tickets;
}

/// Makes a bucket known with one request that is answered at once.
void teach(RateLimiter& limiter, const wire::Route& route, const wire::RateLimitHeaders& headers,
           TimePoint now) {
  const Ticket probe = limiter.enqueue(route, now);
  ASSERT_EQ(limiter.take_ready(now), sends({probe}));
  ASSERT_EQ(limiter.on_response(probe, 200, headers, now), Verdict::done);
}

TEST(RateLimiter, SendsOneAtATimeUntilAResponseTeachesTheBucket) {
  RateLimiter limiter(exact());
  const Tickets posts = enqueue(limiter, post_message(1), 7, at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({posts[0]}));
  EXPECT_EQ(limiter.take_ready(at(1s)), sends({}));
  EXPECT_EQ(limiter.deadline(), std::nullopt) << "only the response can help";
  EXPECT_EQ(limiter.on_response(posts[0], 200, told("a", 5, 4, 5s), at(1s)), Verdict::done);
  EXPECT_EQ(limiter.take_ready(at(1s)), sends({posts[1], posts[2], posts[3], posts[4]}));
  EXPECT_EQ(limiter.deadline(), at(6s));
  EXPECT_EQ(limiter.take_ready(at(6s) - 1ns), sends({}));
  EXPECT_EQ(limiter.bucket_map(),
            (std::map<std::string, std::string>{{"POST /channels/{channel_id}/messages", "a"}}));
}

TEST(RateLimiter, TakesTheLeastPossibleTimeForFiftyPosts) {
  RateLimiter limiter(exact());
  enqueue(limiter, post_message(1), 50, at(0s));
  // A server that permits 5 in each 5 s, counted from the first; answers come at once.
  TimePoint window_ends{};
  std::uint32_t used = 0;
  TimePoint now = at(0s);
  Tickets sent;
  while (sent.size() < 50) {
    const Tickets ready = limiter.take_ready(now).send;
    for (const Ticket ticket : ready) {
      sent.push_back(ticket);
      if (now >= window_ends) {
        window_ends = now + 5s;
        used = 0;
      }
      ASSERT_LT(used, 5U) << "would be a 429";
      ++used;
      limiter.on_response(ticket, 200, told("a", 5, 5 - used, window_ends - now), now);
    }
    if (!ready.empty()) continue;
    ASSERT_TRUE(limiter.deadline());
    ASSERT_GT(*limiter.deadline(), now);
    now = *limiter.deadline();
  }
  EXPECT_EQ(now, at(45s));
  EXPECT_TRUE(std::ranges::is_sorted(sent)) << "first come, first served";
}

TEST(RateLimiter, CountsDownOnSendAndNeverRaisesOnALateResponse) {
  RateLimiter limiter(exact());
  teach(limiter, post_message(1), told("a", 5, 4, 5s), at(0s));
  const Tickets posts = enqueue(limiter, post_message(1), 6, at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({posts[0], posts[1], posts[2], posts[3]}));
  // The answer to the first says that three were left when it was counted. They are on their way.
  limiter.on_response(posts[0], 200, told("a", 5, 3, 4900ms), at(100ms));
  EXPECT_EQ(limiter.take_ready(at(100ms)), sends({}));
  EXPECT_EQ(limiter.buckets(at(1s)).at("a:1").remaining, 0);
}

TEST(RateLimiter, SendsExactlyTheLimitAfterTheReset) {
  RateLimiter limiter(exact());
  teach(limiter, post_message(1), told("a", 3, 0, 2s), at(0s));
  const Tickets posts = enqueue(limiter, post_message(1), 5, at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({}));
  EXPECT_EQ(limiter.deadline(), at(2s));
  EXPECT_EQ(limiter.take_ready(at(2s)), sends({posts[0], posts[1], posts[2]}));
  EXPECT_EQ(limiter.deadline(), std::nullopt) << "the new window's end is not known yet";
  limiter.on_response(posts[2], 200, told("a", 3, 0, 1900ms), at(2100ms));
  EXPECT_EQ(limiter.deadline(), at(4s));
}

TEST(RateLimiter, ChargesWhatWasInFlightAtTheResetUntilItsAnswerClearsIt) {
  RateLimiter limiter(exact());
  teach(limiter, post_message(1), told("a", 3, 2, 2s), at(0s));
  const Tickets posts = enqueue(limiter, post_message(1), 6, at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({posts[0], posts[1]}));
  limiter.on_response(posts[0], 200, told("a", 3, 1, 2s), at(0s));
  // posts[1] may be counted on either side of the reset.
  EXPECT_EQ(limiter.take_ready(at(2s)), sends({posts[2], posts[3]}));
  limiter.on_response(posts[1], 200, told("a", 3, 0, 1ms), at(2100ms));
  EXPECT_EQ(limiter.take_ready(at(2100ms)), sends({posts[4]})) << "the old window had it";
  limiter.on_response(posts[2], 200, told("a", 3, 2, 2s), at(2100ms));
  EXPECT_EQ(limiter.take_ready(at(2100ms)), sends({}));
  EXPECT_EQ(limiter.deadline(), at(4100ms));
}

TEST(RateLimiter, NoticesThatTheServersWindowEndedEarlier) {
  RateLimiter limiter(exact());
  // The answer took long, so the window ends at 5 s here, and earlier at the server.
  teach(limiter, post_message(1), told("a", 3, 1, 5s), at(0s));
  const Tickets posts = enqueue(limiter, post_message(1), 4, at(4900ms));
  EXPECT_EQ(limiter.take_ready(at(4900ms)), sends({posts[0]}));
  limiter.on_response(posts[0], 200, told("a", 3, 2, 5s), at(4950ms));
  EXPECT_EQ(limiter.take_ready(at(4950ms)), sends({posts[1], posts[2]}));
  EXPECT_EQ(limiter.take_ready(at(5s)), sends({})) << "the old end is of no concern";
  EXPECT_EQ(limiter.deadline(), at(9950ms));
}

TEST(RateLimiter, FollowsASlidingWindow) {
  RateLimiter limiter(exact());
  teach(limiter, post_message(1), told("a", 2, 1, 1s), at(0s));
  const Tickets posts = enqueue(limiter, post_message(1), 2, at(500ms));
  EXPECT_EQ(limiter.take_ready(at(500ms)), sends({posts[0]}));
  limiter.on_response(posts[0], 200, told("a", 2, 0, 1s), at(500ms));
  EXPECT_EQ(limiter.take_ready(at(1s)), sends({}));
  EXPECT_EQ(limiter.deadline(), at(1500ms));
}

TEST(RateLimiter, ReadsTheResetAsAFraction) {
  RateLimiter limiter(exact());
  teach(limiter, post_message(1), told("a", 1, 0, 250ms), at(0s));
  enqueue(limiter, post_message(1), 1, at(0s));
  limiter.take_ready(at(0s));
  EXPECT_EQ(limiter.deadline(), at(250ms));
}

TEST(RateLimiter, AddsTheSlackToTheReset) {
  RateLimiterOptions options = exact();
  options.reset_slack = 10ms;
  RateLimiter limiter(options);
  teach(limiter, post_message(1), told("a", 1, 0, 250ms), at(0s));
  const Tickets posts = enqueue(limiter, post_message(1), 1, at(0s));
  EXPECT_EQ(limiter.take_ready(at(259ms)), sends({}));
  EXPECT_EQ(limiter.deadline(), at(260ms));
  EXPECT_EQ(limiter.take_ready(at(260ms)), sends(posts));
}

TEST(RateLimiter, KeepsMajorParametersApart) {
  RateLimiter limiter(exact());
  teach(limiter, post_message(1), told("a", 5, 0, 5s), at(0s));
  const Tickets slow = enqueue(limiter, post_message(1), 1, at(0s));
  const Tickets quick = enqueue(limiter, post_message(2), 2, at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({quick[0]})) << "a probe of its own";
  limiter.on_response(quick[0], 200, told("a", 5, 4, 5s), at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({quick[1]}));
  EXPECT_EQ(limiter.take_ready(at(5s)), sends({slow[0]}));
}

TEST(RateLimiter, SharesABucketBetweenRoutesOfOneHash) {
  RateLimiter limiter(exact());
  teach(limiter, post_message(1), told("a", 4, 3, 5s), at(0s));
  // The probe of another route turns out to draw from the same bucket: one less for both.
  const Tickets gets = enqueue(limiter, get_channel(1), 3, at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({gets[0]}));
  const Tickets posts = enqueue(limiter, post_message(1), 2, at(0s));
  limiter.on_response(gets[0], 200, told("a", 4, 2, 5s), at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({gets[1], gets[2]})) << "these came first";
  EXPECT_EQ(limiter.take_ready(at(5s)), sends(posts));
}

TEST(RateLimiter, MovesOnlyTheQueueOfTheRouteThatWasDiscovered) {
  RateLimiter limiter(exact());
  const Tickets posts = enqueue(limiter, post_message(1), 3, at(0s));
  const Tickets gets = enqueue(limiter, get_channel(1), 3, at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({posts[0], gets[0]}));
  limiter.on_response(posts[0], 200, told("a", 5, 4, 5s), at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({posts[1], posts[2]}));
  limiter.on_response(gets[0], 200, told("b", 2, 1, 5s), at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({gets[1]}));
}

TEST(RateLimiter, FollowsAHashThatChangesAndChangesBackWithItsState) {
  RateLimiter limiter(exact());
  teach(limiter, post_message(1), told("a", 5, 2, 60s), at(0s));
  teach(limiter, post_message(1), told("b", 9, 3, 60s), at(1s));
  EXPECT_EQ(limiter.buckets(at(1s)).at("a:1").remaining, 1) << "the request was counted on sending";
  EXPECT_EQ(limiter.buckets(at(1s)).at("b:1").remaining, 3);
  Tickets posts = enqueue(limiter, post_message(1), 5, at(1s));
  EXPECT_EQ(limiter.take_ready(at(1s)), sends({posts[0], posts[1], posts[2]}));
  // Back to "a": two were left at most, and this request took one of them.
  limiter.on_response(posts[0], 200, told("a", 5, 1, 59s), at(1s));
  EXPECT_EQ(limiter.buckets(at(1s)).at("a:1").remaining, 0);
  EXPECT_EQ(limiter.take_ready(at(1s)), sends({}));
  EXPECT_EQ(limiter.deadline(), at(60s));
}

TEST(RateLimiter, IsNotMovedBackByAnOlderAnswer) {
  RateLimiter limiter(exact());
  teach(limiter, post_message(1), told("a", 5, 4, 60s), at(0s));
  const Tickets posts = enqueue(limiter, post_message(1), 3, at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends(posts));
  limiter.on_response(posts[2], 200, told("b", 5, 4, 60s), at(1s));
  limiter.on_response(posts[0], 200, told("a", 5, 3, 59s), at(1s));
  limiter.on_response(posts[1], 200, told("c", 5, 0, 59s), at(1s));
  EXPECT_EQ(limiter.bucket_map().begin()->second, "b");
  const Tickets more = enqueue(limiter, post_message(1), 5, at(1s));
  EXPECT_EQ(limiter.take_ready(at(1s)), sends({more[0], more[1], more[2], more[3]}));
}

TEST(RateLimiter, IsNotStalledByResponsesWithoutHeaders) {
  RateLimiter limiter(exact());
  Tickets posts = enqueue(limiter, post_message(1), 4, at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({posts[0]}));
  limiter.on_response(posts[0], 500, silent(), at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({posts[1]}));
  limiter.on_no_response(posts[1], at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({posts[2]}));
  limiter.on_response(posts[2], 200, told("a", 1, 0, 1s), at(0s));
  EXPECT_EQ(limiter.take_ready(at(1s)), sends({posts[3]}));
  // The new window is used up and nobody said when it ends: it is not longer than the last.
  posts = enqueue(limiter, post_message(1), 2, at(1s));
  EXPECT_EQ(limiter.take_ready(at(1s)), sends({}));
  limiter.on_response(4, 502, silent(), at(2s));
  EXPECT_EQ(limiter.take_ready(at(2s)), sends({}));
  EXPECT_EQ(limiter.deadline(), at(3s));
  EXPECT_EQ(limiter.take_ready(at(3s)), sends({posts[0]}));
}

TEST(RateLimiter, DoesNotTakeThePartOfAWindowForTheWhole) {
  RateLimiter limiter(exact());
  const Tickets posts = enqueue(limiter, post_message(1), 3, at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({posts[0]}));
  // All that is known of the window is what was left of it at this refusal.
  limiter.on_response(posts[0], 429, refused(wire::RateLimitScope::user, 1s, told("a", 1, 0, 77ms)),
                      at(0s));
  EXPECT_EQ(limiter.take_ready(at(1s)), sends({posts[0]}));
  limiter.on_no_response(posts[0], at(2s));
  EXPECT_EQ(limiter.take_ready(at(2s)), sends({}));
  EXPECT_EQ(limiter.deadline(), at(7s));
  EXPECT_EQ(limiter.take_ready(at(7s)), sends({posts[1]}));
  // The first request of a window tells its length.
  limiter.on_response(posts[1], 200, told("a", 1, 0, 250ms), at(7s));
  EXPECT_EQ(limiter.take_ready(at(7250ms)), sends({posts[2]}));
  const Tickets last = enqueue(limiter, post_message(1), 1, at(8s));
  limiter.on_no_response(posts[2], at(8s));
  EXPECT_EQ(limiter.take_ready(at(8s)), sends({}));
  EXPECT_EQ(limiter.deadline(), at(8250ms));
}

TEST(RateLimiter, RunsARouteWithoutLimitsFreely) {
  RateLimiter limiter(exact());
  const wire::Route gateway("GET", "/gateway");
  teach(limiter, gateway, silent(), at(0s));
  const Tickets gets = enqueue(limiter, gateway, 10, at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends(gets));
  limiter.on_response(gets[0], 200, told("a", 12, 11, 1s), at(0s));
  const Tickets more = enqueue(limiter, gateway, 4, at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({more[0], more[1]})) << "9 of 11 are in flight";
}

TEST(RateLimiter, NeverLetsASlowBucketDelayAnother) {
  RateLimiter limiter(exact());
  teach(limiter, post_message(1), told("a", 1, 0, 1h), at(0s));
  enqueue(limiter, post_message(1), 100, at(0s));
  for (int channel = 2; channel < 10; ++channel) {
    const Tickets tickets = enqueue(limiter, post_message(channel), 1, at(0s));
    EXPECT_EQ(limiter.take_ready(at(0s)), sends(tickets));
  }
}

TEST(RateLimiter, KeepsToTheGlobalLimitAheadOfTime) {
  RateLimiterOptions options = exact();
  options.global_per_second = 3;
  RateLimiter limiter(options);
  Tickets posts;
  for (int channel = 1; channel <= 8; ++channel) {
    posts.push_back(limiter.enqueue(post_message(channel), at(0s)));
  }
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({posts[0], posts[1], posts[2]}));
  EXPECT_EQ(limiter.deadline(), at(1s));
  const Tickets callbacks = enqueue(limiter, callback(7), 1, at(500ms));
  EXPECT_EQ(limiter.take_ready(at(500ms)), sends(callbacks)) << "interactions are exempt";
  EXPECT_EQ(limiter.take_ready(at(1s)), sends({posts[3], posts[4], posts[5]}));
  EXPECT_EQ(limiter.take_ready(at(2s)), sends({posts[6], posts[7]}));
  EXPECT_EQ(limiter.deadline(), std::nullopt);
}

TEST(RateLimiter, KeepsNoMoreInFlightThanThereAreConnections) {
  RateLimiterOptions options = exact();
  options.in_flight_max = 2;
  RateLimiter limiter(options);
  Tickets posts;
  for (int channel = 1; channel <= 4; ++channel) {
    posts.push_back(limiter.enqueue(post_message(channel), at(0s)));
  }
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({posts[0], posts[1]}));
  EXPECT_EQ(limiter.deadline(), std::nullopt) << "only an answer helps";
  limiter.on_response(posts[1], 429, refused(wire::RateLimitScope::global, 3s), at(1s));
  EXPECT_EQ(limiter.take_ready(at(1s)), sends({})) << "nothing follows that had its permit already";
  EXPECT_EQ(limiter.deadline(), at(4s));
  EXPECT_EQ(limiter.take_ready(at(4s)), sends({posts[1]}));
  limiter.on_no_response(posts[0], at(5s));
  EXPECT_EQ(limiter.take_ready(at(5s)), sends({posts[2]}));
  limiter.cancel(posts[2], at(5s));
  EXPECT_EQ(limiter.take_ready(at(5s)), sends({posts[3]}));
}

TEST(RateLimiter, SlidesTheGlobalLimit) {
  RateLimiterOptions options = exact();
  options.global_per_second = 2;
  RateLimiter limiter(options);
  Tickets posts;
  for (int channel = 1; channel <= 5; ++channel) {
    posts.push_back(limiter.enqueue(post_message(channel), at(channel * 400ms)));
    limiter.take_ready(at(channel * 400ms));
  }
  // Sent at 400, 800, 1600 and 2000 ms.
  EXPECT_EQ(limiter.deadline(), at(2600ms));
  EXPECT_EQ(limiter.take_ready(at(2600ms)), sends({posts[4]}));
}

TEST(RateLimiter, RefusesAtOnceWhatCannotGoInTime) {
  RateLimiter limiter(exact());
  teach(limiter, post_message(1), told("a", 2, 0, 5s), at(0s));
  const Ticket late = limiter.enqueue(post_message(1), at(0s), at(4999ms));
  const Ticket first = limiter.enqueue(post_message(1), at(0s), at(5s));
  const Ticket second = limiter.enqueue(post_message(1), at(0s));
  const Ticket third = limiter.enqueue(post_message(1), at(0s), at(9999ms));
  EXPECT_EQ(limiter.take_ready(at(0s)), (RateLimiter::Decisions{{}, {late, third}}));
  EXPECT_EQ(limiter.take_ready(at(5s)), sends({first, second}));
  EXPECT_EQ(limiter.waiting(), 0U);
}

TEST(RateLimiter, RefusesWhenADeadlinePasses) {
  RateLimiter limiter(exact());
  const Tickets probe = enqueue(limiter, post_message(1), 1, at(0s));
  const Ticket ticket = limiter.enqueue(post_message(1), at(0s), at(3s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends(probe));
  EXPECT_EQ(limiter.deadline(), at(3s) + 1ns);
  EXPECT_EQ(limiter.take_ready(at(3s)), sends({}));
  EXPECT_EQ(limiter.take_ready(at(3s) + 1ns), (RateLimiter::Decisions{{}, {ticket}}));
  EXPECT_EQ(limiter.deadline(), std::nullopt);
}

TEST(RateLimiter, RefusesWhenAnAnswerShowsThatItIsTooLate) {
  RateLimiter limiter(exact());
  const Tickets probe = enqueue(limiter, post_message(1), 1, at(0s));
  const Ticket now = limiter.enqueue(post_message(1), at(0s), at(3s));
  const Ticket later = limiter.enqueue(post_message(1), at(0s), at(3s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends(probe));
  limiter.on_response(probe[0], 200, told("a", 2, 1, 10s), at(1s));
  EXPECT_EQ(limiter.take_ready(at(1s)), (RateLimiter::Decisions{{now}, {later}}));
}

TEST(RateLimiter, CancelsWhatWaitsAndWhatIsInFlight) {
  RateLimiter limiter(exact());
  const Tickets posts = enqueue(limiter, post_message(1), 4, at(0s));
  limiter.cancel(posts[0], at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({posts[1]}));
  limiter.cancel(posts[1], at(1s));
  EXPECT_EQ(limiter.take_ready(at(1s)), sends({posts[2]})) << "the probe's slot is free again";
  EXPECT_EQ(limiter.on_response(posts[1], 200, told("a", 1, 0, 9s), at(1s)), Verdict::done);
  limiter.cancel(posts[1], at(1s));
  limiter.cancel(99, at(1s));
  limiter.cancel(posts[2], at(1s));
  limiter.cancel(posts[3], at(1s));
  EXPECT_EQ(limiter.take_ready(at(2s)), sends({}));
  EXPECT_EQ(limiter.waiting(), 0U);
  EXPECT_EQ(limiter.deadline(), std::nullopt);
}

TEST(RateLimiter, SpendsThePermitOfARequestWithoutResponse) {
  RateLimiter limiter(exact());
  teach(limiter, post_message(1), told("a", 2, 1, 5s), at(0s));
  const Tickets posts = enqueue(limiter, post_message(1), 2, at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({posts[0]}));
  limiter.on_no_response(posts[0], at(1s));
  EXPECT_EQ(limiter.take_ready(at(1s)), sends({})) << "Discord may have counted it";
  EXPECT_EQ(limiter.take_ready(at(5s)), sends({posts[1]}));
}

TEST(RateLimiter, ChargesTheNextWindowForWhatEndedInDoubt) {
  for (const auto& [lost_at, permits] : {std::pair(1950ms, 3U), std::pair(2050ms, 2U)}) {
    RateLimiter limiter(exact());
    const Ticket probe = limiter.enqueue(post_message(1), at(0s));
    limiter.take_ready(at(0s));
    // Counted between 0 and 100 ms, so Discord's window ends between 2 s and 2100 ms.
    limiter.on_response(probe, 200, told("a", 3, 2, 2s), at(100ms));
    const Ticket lost = limiter.enqueue(post_message(1), at(1900ms));
    EXPECT_EQ(limiter.take_ready(at(1900ms)), sends({lost}));
    limiter.on_no_response(lost, at(lost_at));
    enqueue(limiter, post_message(1), 3, at(2100ms));
    EXPECT_EQ(limiter.take_ready(at(2100ms)).send.size(), permits);
  }
}

TEST(RateLimiter, LearnsFromAResponseWithoutTicket) {
  RateLimiter limiter(exact());
  wire::RateLimitHeaders headers = told("a", 5, 2, 5s);
  headers.reset = 1470173023.5;
  limiter.save_response_bucket(post_message(1), headers, at(0s));
  EXPECT_EQ(limiter.bucket_map().at("POST /channels/{channel_id}/messages"), "a");
  Bucket expected;
  expected.limit = 5;
  expected.remaining = 2;
  expected.reset = 1470173023.5;
  expected.reset_after = 5.0;
  expected.time_cached = at(0s);
  expected.hash = "a";
  expected.major = "1";
  expected.resets_at = at(5s);
  EXPECT_EQ(limiter.buckets(at(0s)), (std::map<std::string, Bucket>{{"a:1", expected}}));
  const Tickets posts = enqueue(limiter, post_message(1), 3, at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({posts[0], posts[1]}));
  limiter.save_response_bucket(post_message(2), silent(), at(0s));
  EXPECT_EQ(limiter.buckets(at(0s)).size(), 1U);
}

TEST(RateLimiter, ListsWhatAnOperatorAsks) {
  RateLimiter limiter(exact());
  const wire::Route rename("PATCH", "/channels/1");
  limiter.save_response_bucket(post_message(1), told("a", 4, 3, 5s), at(0s));
  limiter.save_response_bucket(rename, told("a", 4, 2, 5s), at(0s));
  limiter.enqueue(post_message(1), at(0s));
  const Ticket hidden = limiter.enqueue(rename, at(0s));
  limiter.enqueue(post_message(1), at(0s));
  const Tickets unknown = enqueue(limiter, get_channel(2), 2, at(0s));
  limiter.take_ready(at(0s));
  limiter.on_response(hidden, 429, refused(wire::RateLimitScope::user, 600s, told("a", 4, 1, 5s)),
                      at(0s));
  limiter.take_ready(at(0s));

  Bucket known;
  known.limit = 4;
  known.remaining = 0;
  known.reset_after = 5.0;
  known.time_cached = at(0s);
  known.hash = "a";
  known.major = "1";
  known.waiting = 2;
  known.in_flight = 1;
  known.resets_at = at(5s);
  known.paused = {{"PATCH /channels/{channel_id}", at(600s)}};
  Bucket nameless;
  nameless.major = "2";
  nameless.waiting = 1;
  nameless.in_flight = 1;
  EXPECT_EQ(
      limiter.buckets(at(1s)),
      (std::map<std::string, Bucket>{{"a:1", known}, {"GET /channels/{channel_id}:2", nameless}}));
  EXPECT_EQ(limiter.buckets(at(5s)).at("a:1").remaining, 3) << "a new window; one is in flight";
  limiter.cancel(unknown[0], at(1s));
  limiter.cancel(unknown[1], at(1s));
  EXPECT_EQ(limiter.buckets(at(1s)).size(), 1U) << "nothing is known, nothing is waiting";
}

TEST(RateLimiter, ListsTheGlobalLimit) {
  RateLimiter limiter(exact());
  GlobalLimit expected;
  expected.per_second = 50;
  expected.remaining = 50;
  EXPECT_EQ(limiter.global_limit(at(0s)), expected);
  enqueue(limiter, post_message(1), 2, at(0s));
  limiter.take_ready(at(0s));
  expected.remaining = 49;
  expected.waiting = 1;
  expected.in_flight = 1;
  EXPECT_EQ(limiter.global_limit(at(0s)), expected);
  expected.remaining = 50;
  EXPECT_EQ(limiter.global_limit(at(1s)), expected);
}

}  // namespace
}  // namespace pincer::core
