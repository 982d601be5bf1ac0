// The limiter when Discord answers 429.
// https://discord.com/developers/docs/topics/rate-limits#exceeding-a-rate-limit
#include <gtest/gtest.h>

#include "core/rate_limit_support.hpp"
#include "core/rate_limiter.hpp"

namespace pincer::core {
namespace {

using wire::RateLimitScope;

/// A limiter whose bucket "a" (channel 1) permits 5 in 5 s, of which 4 are left.
class RateLimiterRefusal : public testing::Test {
 protected:
  RateLimiterRefusal() {
    limiter_.save_response_bucket(post_message(1), told("a", 5, 4, 5s), at(0s));
  }

  Ticket send(const wire::Route& route, TimePoint now, std::optional<TimePoint> deadline = {}) {
    const Ticket ticket = limiter_.enqueue(route, now, deadline);
    EXPECT_EQ(limiter_.take_ready(now), sends({ticket}));
    return ticket;
  }

  RateLimiter limiter_{exact()};
};

TEST_F(RateLimiterRefusal, RetriesAtTheFrontOfTheBucket) {
  const Ticket first = send(post_message(1), at(0s));
  const Ticket second = send(post_message(1), at(0s));
  const Ticket third = limiter_.enqueue(post_message(1), at(0s));
  const auto headers = refused(RateLimitScope::user, 2s, told("a", 5, 0, 5s));
  EXPECT_EQ(limiter_.on_response(second, 429, headers, at(0s)), Verdict::retry);
  EXPECT_EQ(limiter_.on_response(first, 429, headers, at(0s)), Verdict::retry);
  EXPECT_EQ(limiter_.take_ready(at(4999ms)), sends({}));
  EXPECT_EQ(limiter_.deadline(), at(5s));
  EXPECT_EQ(limiter_.take_ready(at(5s)), sends({first, second, third}));
}

TEST_F(RateLimiterRefusal, WaitsForTheLongestOfAllWaits) {
  const Ticket ticket = send(post_message(1), at(0s));
  limiter_.on_response(ticket, 429, refused(RateLimitScope::user, 7s, told("a", 5, 0, 5s)), at(0s));
  EXPECT_EQ(limiter_.take_ready(at(5s)), sends({}));
  EXPECT_EQ(limiter_.deadline(), at(7s));
  EXPECT_EQ(limiter_.take_ready(at(7s)), sends({ticket}));
  limiter_.on_response(ticket, 429, refused(RateLimitScope::user, 1s, told("a", 5, 0, 3s)), at(7s));
  EXPECT_EQ(limiter_.take_ready(at(8s)), sends({}));
  EXPECT_EQ(limiter_.deadline(), at(10s));
}

TEST_F(RateLimiterRefusal, WaitsWhenNothingSaysHowLong) {
  const Ticket ticket = send(post_message(9), at(0s));
  EXPECT_EQ(limiter_.on_response(ticket, 429, silent(), at(0s)), Verdict::retry);
  EXPECT_EQ(limiter_.take_ready(at(0s)), sends({}));
  EXPECT_EQ(limiter_.deadline(), at(RateLimiterOptions().wait_default));
}

TEST_F(RateLimiterRefusal, DelaysOnlyTheClassWhoseHiddenLimitWasHit) {
  const wire::Route rename("PATCH", "/channels/1");
  limiter_.save_response_bucket(rename, told("a", 5, 4, 5s), at(0s));
  const Ticket hidden = send(rename, at(0s));
  const auto headers = refused(RateLimitScope::user, 600s, told("a", 5, 3, 5s));
  EXPECT_EQ(limiter_.on_response(hidden, 429, headers, at(0s)), Verdict::retry);
  const Ticket post = limiter_.enqueue(post_message(1), at(1s));
  EXPECT_EQ(limiter_.take_ready(at(1s)), sends({post})) << "of the same bucket";
  EXPECT_EQ(limiter_.deadline(), at(600s)) << "not at the healthy bucket's reset";
  EXPECT_EQ(limiter_.take_ready(at(600s)), sends({hidden}));
}

TEST_F(RateLimiterRefusal, SendsOneAtATimeWhereAHiddenLimitWasHit) {
  RateLimiterOptions options = exact();
  options.hidden_limit_memory = 60s;
  RateLimiter limiter(options);
  const wire::Route rename("PATCH", "/channels/1");
  limiter.save_response_bucket(rename, told("a", 100, 99, 3600s), at(0s));
  Tickets renames;
  for (int i = 0; i < 5; ++i) renames.push_back(limiter.enqueue(rename, at(0s)));
  const auto hidden = refused(RateLimitScope::user, 10s, told("a", 100, 90, 3600s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends(renames));
  limiter.on_response(renames[0], 200, told("a", 100, 95, 3600s), at(0s));
  for (int i = 1; i < 5; ++i) {
    EXPECT_EQ(limiter.on_response(renames[static_cast<std::size_t>(i)], 429, hidden, at(0s)),
              Verdict::retry);
  }
  EXPECT_EQ(limiter.take_ready(at(10s)), sends({renames[1]})) << "nobody knows how many may";
  EXPECT_EQ(limiter.deadline(), std::nullopt);
  limiter.on_response(renames[1], 200, told("a", 100, 89, 3590s), at(10s));
  EXPECT_EQ(limiter.take_ready(at(10s)), sends({renames[2]}));
  limiter.on_response(renames[2], 429, hidden, at(10s));
  EXPECT_EQ(limiter.take_ready(at(20s)), sends({renames[2]}));
  limiter.on_no_response(renames[2], at(20s));
  EXPECT_EQ(limiter.take_ready(at(20s)), sends({renames[3]}));
  // A minute after the pause all is forgotten.
  const Ticket more = limiter.enqueue(rename, at(79'999ms));
  EXPECT_EQ(limiter.take_ready(at(79'999ms)), sends({}));
  const Ticket most = limiter.enqueue(rename, at(80s));
  EXPECT_EQ(limiter.take_ready(at(80s)), sends({renames[4], more, most}));
}

TEST_F(RateLimiterRefusal, SendsOneOfAClassAtATimeWhateverTheBucket) {
  const wire::Route create("POST", "/guilds/5/emojis");
  const wire::Route rename("PATCH", "/guilds/5/emojis/6");
  const wire::Route remove("DELETE", "/guilds/5/emojis/6");
  limiter_.save_response_bucket(create, told("e", 50, 49, 60s), at(0s));
  limiter_.save_response_bucket(rename, told("e", 50, 49, 60s), at(0s));
  limiter_.save_response_bucket(remove, told("f", 50, 49, 60s), at(0s));
  const Ticket first = send(create, at(0s));
  const Ticket second = send(remove, at(0s));
  const auto hidden = refused(RateLimitScope::user, 30s, told("e", 50, 48, 60s));
  limiter_.on_response(first, 429, hidden, at(0s));
  const Ticket third = limiter_.enqueue(rename, at(30s));
  EXPECT_EQ(limiter_.take_ready(at(30s)), sends({})) << "the second has not landed";
  limiter_.on_response(second, 200, told("f", 50, 48, 60s), at(31s));
  EXPECT_EQ(limiter_.take_ready(at(31s)), sends({first}));
  const Ticket fourth = limiter_.enqueue(remove, at(31s));
  EXPECT_EQ(limiter_.take_ready(at(31s)), sends({}));
  EXPECT_EQ(limiter_.deadline(), std::nullopt) << "only an answer helps";
  limiter_.on_response(first, 200, told("e", 50, 47, 29s), at(32s));
  EXPECT_EQ(limiter_.take_ready(at(32s)), sends({third}));
  limiter_.cancel(third, at(32s));
  EXPECT_EQ(limiter_.take_ready(at(32s)), sends({fourth})) << "of the other bucket";
}

TEST_F(RateLimiterRefusal, LetsGoWhatWaitedForAClassThatIsForgotten) {
  RateLimiterOptions options = exact();
  options.hidden_limits_max = 1;
  RateLimiter limiter(options);
  const wire::Route create("POST", "/guilds/5/emojis");
  const wire::Route remove("DELETE", "/guilds/5/emojis/6");
  limiter.save_response_bucket(create, told("e", 50, 49, 60s), at(0s));
  limiter.save_response_bucket(remove, told("f", 50, 49, 60s), at(0s));
  const Ticket first = limiter.enqueue(create, at(0s));
  const Ticket other = limiter.enqueue(post_message(1), at(0s));
  EXPECT_EQ(limiter.take_ready(at(0s)), sends({first, other}));
  const auto hidden = refused(RateLimitScope::user, 10s, told("e", 50, 48, 60s));
  limiter.on_response(first, 429, hidden, at(0s));
  EXPECT_EQ(limiter.take_ready(at(10s)), sends({first}));
  const Ticket second = limiter.enqueue(remove, at(10s));
  EXPECT_EQ(limiter.take_ready(at(10s)), sends({})) << "one at a time";
  limiter.on_response(other, 429, refused(RateLimitScope::shared, 10s, told("a", 5, 4, 5s)),
                      at(10s));
  EXPECT_EQ(limiter.take_ready(at(10s)), sends({second})) << "another class took its place";
}

TEST_F(RateLimiterRefusal, DelaysAllEmojiRoutesOfAGuildTogether) {
  const wire::Route create("POST", "/guilds/5/emojis");
  const wire::Route remove("DELETE", "/guilds/5/emojis/6");
  limiter_.save_response_bucket(create, told("e", 50, 49, 60s), at(0s));
  limiter_.save_response_bucket(remove, told("f", 50, 49, 60s), at(0s));
  const Ticket waiting = limiter_.enqueue(remove, at(0s));
  const Ticket hidden = limiter_.enqueue(create, at(0s));
  EXPECT_EQ(limiter_.take_ready(at(0s)), sends({waiting, hidden}));
  const Ticket ready = limiter_.enqueue(remove, at(0s));
  limiter_.on_response(waiting, 200, told("f", 50, 48, 60s), at(0s));
  limiter_.on_response(hidden, 429, refused(RateLimitScope::user, 30s, told("e", 50, 48, 60s)),
                       at(0s));
  EXPECT_EQ(limiter_.take_ready(at(0s)), sends({}));
  const Ticket elsewhere = limiter_.enqueue(wire::Route("POST", "/guilds/7/emojis"), at(0s));
  EXPECT_EQ(limiter_.take_ready(at(0s)), sends({elsewhere}));
  EXPECT_EQ(limiter_.take_ready(at(30s)), sends({hidden})) << "of two buckets who came first";
  limiter_.on_response(hidden, 200, told("e", 50, 47, 30s), at(30s));
  EXPECT_EQ(limiter_.take_ready(at(30s)), sends({ready}));
}

TEST_F(RateLimiterRefusal, WaitsByRetryAfterWhenTheLimitIsShared) {
  const Ticket ticket = send(post_message(1), at(0s));
  // Discord's own example: the bucket has requests left, the resource has none.
  const auto headers = refused(RateLimitScope::shared, 1337s, told("a", 10, 9, 64570ms));
  EXPECT_EQ(limiter_.on_response(ticket, 429, headers, at(0s)), Verdict::retry);
  EXPECT_EQ(limiter_.take_ready(at(65s)), sends({}));
  EXPECT_EQ(limiter_.take_ready(at(1337s)), sends({ticket}));
}

TEST_F(RateLimiterRefusal, PausesAllButInteractionsOnAGlobalLimit) {
  const Ticket ticket = send(post_message(1), at(0s));
  const Ticket other = limiter_.enqueue(get_channel(3), at(0s));
  EXPECT_EQ(limiter_.on_response(ticket, 429, refused(RateLimitScope::global, 3s), at(0s)),
            Verdict::retry);
  EXPECT_EQ(limiter_.global_limit(at(1s)).limited_until, at(3s));
  EXPECT_EQ(limiter_.take_ready(at(1s)), sends({}));
  const Ticket exempt = limiter_.enqueue(callback(4), at(1s));
  EXPECT_EQ(limiter_.take_ready(at(1s)), sends({exempt}));
  EXPECT_EQ(limiter_.deadline(), at(3s));
  EXPECT_EQ(limiter_.take_ready(at(3s)), sends({ticket, other}));
  EXPECT_EQ(limiter_.global_limit(at(3s)).limited_until, std::nullopt);
}

TEST_F(RateLimiterRefusal, StopsEverythingWhenTheEdgeRefuses) {
  const Ticket ticket = send(post_message(1), at(0s));
  const Ticket other = limiter_.enqueue(get_channel(3), at(0s));
  wire::RateLimitHeaders edge = refused(RateLimitScope::none, 60s);
  edge.has_via = false;
  EXPECT_EQ(limiter_.on_response(ticket, 429, edge, at(0s)), Verdict::done) << "no blind retry";
  const Ticket interaction = limiter_.enqueue(callback(4), at(0s));
  EXPECT_EQ(limiter_.take_ready(at(59s)), sends({}));
  EXPECT_EQ(limiter_.global_limit(at(59s)).stopped_until, at(60s));
  EXPECT_EQ(limiter_.deadline(), at(60s));
  EXPECT_EQ(limiter_.take_ready(at(60s)), sends({interaction, other}));
  EXPECT_EQ(limiter_.global_limit(at(60s)).stopped_until, std::nullopt);
}

TEST_F(RateLimiterRefusal, GivesUpAfterABoundedNumberOfTries) {
  RateLimiterOptions options = exact();
  options.rate_limited_max = 2;
  RateLimiter limiter(options);
  const Ticket ticket = limiter.enqueue(post_message(1), at(0s));
  const auto headers = refused(RateLimitScope::user, 1s);
  for (const auto& [second, verdict] :
       {std::pair(0s, Verdict::retry), std::pair(1s, Verdict::retry),
        std::pair(2s, Verdict::done)}) {
    EXPECT_EQ(limiter.take_ready(at(second)), sends({ticket}));
    EXPECT_EQ(limiter.on_response(ticket, 429, headers, at(second)), verdict);
  }
  EXPECT_EQ(limiter.take_ready(at(3s)), sends({}));
}

TEST_F(RateLimiterRefusal, RefusesWhatAPauseMakesTooLate) {
  const Ticket sent = send(post_message(1), at(0s), at(2s));
  const Ticket late = limiter_.enqueue(get_channel(3), at(0s), at(2s));
  const Ticket patient = limiter_.enqueue(get_channel(5), at(0s), at(3s));
  const Ticket exempt = limiter_.enqueue(callback(4), at(0s), at(1s));
  EXPECT_EQ(limiter_.on_response(sent, 429, refused(RateLimitScope::global, 3s), at(0s)),
            Verdict::done)
      << "the caller has the 429 at once";
  EXPECT_EQ(limiter_.take_ready(at(0s)), (RateLimiter::Decisions{{exempt}, {late}}));
  EXPECT_EQ(limiter_.take_ready(at(3s)), sends({patient}));
}

TEST_F(RateLimiterRefusal, SurvivesCancellationWhileItWaitsToTryAgain) {
  const Ticket ticket = send(post_message(1), at(0s));
  limiter_.on_response(ticket, 429, refused(RateLimitScope::user, 5s, told("a", 5, 0, 5s)), at(0s));
  const Ticket next = limiter_.enqueue(post_message(1), at(0s));
  limiter_.cancel(ticket, at(0s));
  EXPECT_EQ(limiter_.take_ready(at(5s)), sends({next}));
}

}  // namespace
}  // namespace pincer::core
