#include "sandbox/limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pincer::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

const TimePoint start = TimePoint() + std::chrono::hours(5);
constexpr double unix_start = 1'700'000'000.0;

std::string header(const HttpReply& reply, std::string_view name) {
  for (const auto& [known, text] : reply.headers) {
    if (known == name) return text;
  }
  return "(none)";
}

Limits make_limits(RateLimitSettings settings = {}) {
  return {std::move(settings), 1, start, unix_start};
}

Limits::Call message_to(std::string_view channel, std::string_view token = "a") {
  return {"create_message", channel, token, true};
}

TEST(Limits, AWindowOpensWithItsFirstRequestAndCountsDown) {
  Limits limits = make_limits();
  TimePoint now = start + milliseconds(250);
  for (int remaining = 4; remaining >= 0; --remaining) {
    ASSERT_FALSE(limits.take(message_to("1"), now));
    HttpReply reply;
    limits.append_headers(message_to("1"), reply, now);
    const Headers expected{{"X-RateLimit-Limit", "5"},
                           {"X-RateLimit-Remaining", std::to_string(remaining)},
                           {"X-RateLimit-Reset", "1700000005.250"},
                           {"X-RateLimit-Reset-After",
                            remaining == 4 ? "5.000" : header(reply, "X-RateLimit-Reset-After")},
                           {"X-RateLimit-Bucket", limits.bucket_hash("create_message")}};
    EXPECT_EQ(reply.headers, expected);
    now += milliseconds(100);
  }
  const auto refused = limits.take(message_to("1"), now);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 429);
  EXPECT_EQ(refused->body,
            R"({"message":"You are being rate limited.","retry_after":4.500,"global":false})");
  const Headers expected{{"Content-Type", "application/json"},
                         {"Via", "1.1 sandbox"},
                         {"Retry-After", "5"},
                         {"X-RateLimit-Scope", "user"},
                         {"X-RateLimit-Limit", "5"},
                         {"X-RateLimit-Remaining", "0"},
                         {"X-RateLimit-Reset", "1700000005.250"},
                         {"X-RateLimit-Reset-After", "4.500"},
                         {"X-RateLimit-Bucket", limits.bucket_hash("create_message")}};
  EXPECT_EQ(refused->headers, expected);
  EXPECT_TRUE(limits.take(message_to("1"), start + milliseconds(5249)));
  EXPECT_FALSE(limits.take(message_to("1"), start + milliseconds(5250)));
}

TEST(Limits, MajorParametersAndTokensCountApart) {
  Limits limits = make_limits();
  for (int i = 0; i < 5; ++i) ASSERT_FALSE(limits.take(message_to("1"), start));
  EXPECT_TRUE(limits.take(message_to("1"), start));
  EXPECT_FALSE(limits.take(message_to("2"), start));
  EXPECT_FALSE(limits.take(message_to("1", "b"), start));
}

TEST(Limits, BucketNamesHideTheRouteAndDependOnTheSeed) {
  const Limits one({}, 1, start, 0);
  const Limits two({}, 2, start, 0);
  EXPECT_EQ(one.bucket_hash("reactions").size(), 32U);
  EXPECT_EQ(one.bucket_hash("reactions"), Limits({}, 1, start, 0).bucket_hash("reactions"));
  EXPECT_NE(one.bucket_hash("reactions"), one.bucket_hash("typing"));
  EXPECT_NE(one.bucket_hash("reactions"), two.bucket_hash("reactions"));
}

TEST(Limits, TheGlobalWindowCountsAllRequestsOfATokenButInteractions) {
  Limits limits = make_limits();
  for (int i = 0; i < 50; ++i) {
    ASSERT_FALSE(limits.take({"", "", "a", true}, start)) << i;
  }
  const auto refused = limits.take({"users", "", "a", true}, start + milliseconds(400));
  ASSERT_TRUE(refused);
  EXPECT_EQ(header(*refused, "X-RateLimit-Scope"), "global");
  EXPECT_EQ(header(*refused, "X-RateLimit-Global"), "true");
  EXPECT_EQ(header(*refused, "X-RateLimit-Bucket"), "(none)");
  EXPECT_EQ(header(*refused, "Retry-After"), "1");
  EXPECT_EQ(refused->body,
            R"({"message":"You are being rate limited.","retry_after":0.600,"global":true})");
  EXPECT_FALSE(limits.take({"webhook_messages", "1/x", "", false}, start));
  EXPECT_FALSE(limits.take({"users", "", "b", true}, start));
  EXPECT_FALSE(limits.take({"users", "", "a", true}, start + seconds(1)));
}

TEST(Limits, ReactionsResetWithinASecond) {
  Limits limits = make_limits();
  const Limits::Call call{"reactions", "1", "a", true};
  EXPECT_FALSE(limits.take(call, start));
  const auto refused = limits.take(call, start + milliseconds(50));
  ASSERT_TRUE(refused);
  EXPECT_EQ(header(*refused, "X-RateLimit-Reset-After"), "0.200");
  EXPECT_EQ(header(*refused, "Retry-After"), "1");
  EXPECT_FALSE(limits.take(call, start + milliseconds(250)));
}

TEST(Limits, ShownTimesAreRoundedUpSoThatNobodyComesTooEarly) {
  Limits limits = make_limits();
  const Limits::Call call{"reactions", "1", "a", true};
  EXPECT_FALSE(limits.take(call, start));
  const auto refused = limits.take(call, start + std::chrono::microseconds(100));
  ASSERT_TRUE(refused);
  EXPECT_EQ(header(*refused, "X-RateLimit-Reset-After"), "0.250");
}

TEST(Limits, ScenariosOverrideAndSwitchOff) {
  RateLimitSettings settings;
  settings.buckets["create_message"] = {1, seconds(60)};
  Limits limits = make_limits(settings);
  EXPECT_FALSE(limits.take(message_to("1"), start));
  EXPECT_TRUE(limits.take(message_to("1"), start + seconds(59)));
  settings.enabled = false;
  Limits off = make_limits(settings);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(off.take(message_to("1"), start));
  HttpReply reply;
  off.append_headers(message_to("1"), reply, start);
  EXPECT_EQ(reply.headers, Headers());
}

TEST(Limits, TooManyInvalidRequestsAreBannedAtTheEdge) {
  RateLimitSettings settings;
  settings.invalid_requests = {3, seconds(600)};
  Limits limits = make_limits(settings);
  HttpReply reply;
  for (const int status : {401, 200, 403, 404, 500}) {
    reply.status = status;
    limits.count_reply(reply, start);
  }
  EXPECT_FALSE(limits.edge_ban(start));
  reply = rate_limited_reply(RateLimitScope::shared, seconds(1));
  limits.count_reply(reply, start);
  EXPECT_FALSE(limits.edge_ban(start)) << "a shared limit does not count";
  reply = rate_limited_reply(RateLimitScope::user, seconds(1));
  limits.count_reply(reply, start);
  const auto ban = limits.edge_ban(start + seconds(100));
  ASSERT_TRUE(ban);
  EXPECT_EQ(ban->status, 429);
  EXPECT_EQ(header(*ban, "Via"), "(none)");
  EXPECT_EQ(header(*ban, "Retry-After"), "500");
  EXPECT_THAT(header(*ban, "Content-Type"), HasSubstr("text/html"));
  EXPECT_THAT(ban->body, HasSubstr("<html>"));
  EXPECT_FALSE(limits.edge_ban(start + seconds(600)));
}

TEST(Limits, InvalidRequestsOfAnEarlierWindowAreForgotten) {
  RateLimitSettings settings;
  settings.invalid_requests = {2, seconds(600)};
  Limits limits = make_limits(settings);
  HttpReply reply;
  reply.status = 401;
  limits.count_reply(reply, start);
  limits.count_reply(reply, start + seconds(600));
  EXPECT_FALSE(limits.edge_ban(start + seconds(600)));
}

TEST(Limits, AForcedReplyCarriesTheHeadersOfItsScope) {
  const Limits limits = make_limits();
  const HttpReply user = limits.forced(message_to("1"), RateLimitScope::user, seconds(3), start);
  EXPECT_EQ(header(user, "X-RateLimit-Remaining"), "0");
  EXPECT_EQ(header(user, "X-RateLimit-Reset-After"), "3.000");
  EXPECT_EQ(header(user, "X-RateLimit-Reset"), "1700000003.000");
  const HttpReply shared =
      limits.forced(message_to("1"), RateLimitScope::shared, seconds(3), start);
  EXPECT_EQ(header(shared, "X-RateLimit-Remaining"), "5");
  EXPECT_EQ(header(shared, "X-RateLimit-Scope"), "shared");
  EXPECT_THAT(shared.body, HasSubstr("The resource is being rate limited."));
  const HttpReply global =
      limits.forced(message_to("1"), RateLimitScope::global, seconds(3), start);
  EXPECT_EQ(header(global, "X-RateLimit-Bucket"), "(none)");
  EXPECT_EQ(header(global, "X-RateLimit-Global"), "true");
}

}  // namespace
}  // namespace pincer::sandbox
