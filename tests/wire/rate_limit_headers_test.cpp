#include "wire/rate_limit_headers.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace pincer::wire {
namespace {

using namespace std::chrono_literals;
using Headers = std::vector<std::pair<std::string, std::string>>;

TEST(RateLimitHeaders, ReadsDiscordsExample) {
  const Headers headers{{"Retry-After", "65"},
                        {"X-RateLimit-Limit", "10"},
                        {"x-ratelimit-remaining", "0"},
                        {"X-RATELIMIT-RESET", "1470173023.123"},
                        {"X-RateLimit-Reset-After", " 64.57 "},
                        {"X-RateLimit-Bucket", "abcd1234"},
                        {"X-RateLimit-Scope", "user"},
                        {"via", "1.1 google"}};
  RateLimitHeaders expected;
  expected.limit = 10;
  expected.remaining = 0;
  expected.reset = 1470173023.123;
  expected.reset_after = 64'570ms;
  expected.retry_after = 65s;
  expected.bucket = "abcd1234";
  expected.scope = RateLimitScope::user;
  expected.has_via = true;
  EXPECT_EQ(parse_rate_limit_headers(headers), expected);
}

TEST(RateLimitHeaders, AreEmptyWithoutHeaders) {
  EXPECT_EQ(parse_rate_limit_headers(Headers{}), RateLimitHeaders{});
  EXPECT_EQ(parse_rate_limit_headers(Headers{{"Content-Type", "text/html"}, {"", ""}}),
            RateLimitHeaders{});
}

TEST(RateLimitHeaders, TreatRubbishAsAbsent) {
  for (const char* rubbish :
       {"", " ", "abc", "-1", "1x", "nan", "inf", "1e999", "0x10", "1,5", "--1", "1 2"}) {
    const Headers headers{{"X-RateLimit-Limit", rubbish}, {"X-RateLimit-Remaining", rubbish},
                          {"X-RateLimit-Reset", rubbish}, {"X-RateLimit-Reset-After", rubbish},
                          {"X-RateLimit-Scope", rubbish}, {"X-RateLimit-Global", rubbish},
                          {"Retry-After", rubbish}};
    EXPECT_EQ(parse_rate_limit_headers(headers), RateLimitHeaders{}) << rubbish;
  }
}

TEST(RateLimitHeaders, BoundWhatTheyTake) {
  const Headers headers{{"Retry-After", "1e300"},
                        {"X-RateLimit-Limit", "1e12"},
                        {"X-RateLimit-Bucket", std::string(1'000, 'a')}};
  RateLimitHeaders expected;
  expected.retry_after = rate_limit_wait_max;
  EXPECT_EQ(parse_rate_limit_headers(headers), expected);
}

TEST(RateLimitHeaders, KnowAGlobalLimitByHeaderScopeOrBody) {
  EXPECT_TRUE(parse_rate_limit_headers(Headers{{"X-RateLimit-Global", "true"}}).global);
  EXPECT_TRUE(parse_rate_limit_headers(Headers{{"X-RateLimit-Scope", "Global"}}).global);
  EXPECT_FALSE(parse_rate_limit_headers(Headers{{"X-RateLimit-Global", "false"}}).global);
  RateLimitHeaders headers;
  add_rate_limit_body(headers, R"({"message":"slow","retry_after":0.25,"global":true})");
  EXPECT_TRUE(headers.global);
  EXPECT_EQ(headers.retry_after, 250ms);
}

TEST(RateLimitHeaders, TakeTheLongerOneOfHeaderAndBody) {
  RateLimitHeaders headers;
  headers.retry_after = 2s;
  add_rate_limit_body(headers, R"({"retry_after":1.5,"global":false})");
  EXPECT_EQ(headers.retry_after, 2s);
  add_rate_limit_body(headers, R"({"retry_after":3})");
  EXPECT_EQ(headers.retry_after, 3s);
}

TEST(RateLimitHeaders, SurviveAnyBody) {
  for (const std::string& body :
       {std::string(), std::string("<html>"), std::string("[]"), std::string("{"),
        std::string(R"({"retry_after":"1","global":1})"), std::string(R"({"retry_after":-1})"),
        std::string(R"({"retry_after":null})"), std::string(100'000, '[')}) {
    RateLimitHeaders headers;
    add_rate_limit_body(headers, body);
    EXPECT_EQ(headers, RateLimitHeaders{}) << body.substr(0, 40);
  }
}

}  // namespace
}  // namespace pincer::wire
