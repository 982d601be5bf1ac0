#include "core/retry_policy.hpp"

#include <gtest/gtest.h>

#include <set>

namespace pincer::core {
namespace {

using namespace std::chrono_literals;

FailedAttempt failed(std::string_view method, AttemptFailure failure, int status = 0) {
  FailedAttempt attempt;
  attempt.method = method;
  attempt.failure = failure;
  attempt.http_status = status;
  return attempt;
}

bool retries(const FailedAttempt& attempt) { return RetryPolicy({}, 1).next(attempt).has_value(); }

TEST(RetryPolicy, RepeatsWhatIsIdempotent) {
  for (const char* method : {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"}) {
    EXPECT_TRUE(retries(failed(method, AttemptFailure::not_sent)));
    EXPECT_TRUE(retries(failed(method, AttemptFailure::no_response)));
    EXPECT_TRUE(retries(failed(method, AttemptFailure::server_error, 500)));
  }
}

TEST(RetryPolicy, RepeatsOthersOnlyWhereItIsSafe) {
  for (const char* method : {"POST", "PATCH"}) {
    EXPECT_TRUE(retries(failed(method, AttemptFailure::not_sent)));
    EXPECT_FALSE(retries(failed(method, AttemptFailure::no_response)));
    EXPECT_FALSE(retries(failed(method, AttemptFailure::server_error, 500)));
    EXPECT_FALSE(retries(failed(method, AttemptFailure::server_error, 504)));
    EXPECT_TRUE(retries(failed(method, AttemptFailure::server_error, 502)));
    EXPECT_TRUE(retries(failed(method, AttemptFailure::server_error, 503)));
    FailedAttempt with_nonce = failed(method, AttemptFailure::no_response);
    with_nonce.safe_to_repeat = true;
    EXPECT_TRUE(retries(with_nonce));
  }
}

TEST(RetryPolicy, EndsAfterTtlFurtherAttempts) {
  RetryPolicyOptions options;
  options.ttl = 2;
  RetryPolicy policy(options, 1);
  FailedAttempt attempt = failed("GET", AttemptFailure::no_response);
  std::vector<bool> decisions;
  for (attempt.attempts = 1; attempt.attempts <= 4; ++attempt.attempts) {
    decisions.push_back(policy.next(attempt).has_value());
  }
  EXPECT_EQ(decisions, (std::vector{true, true, false, false}));
  options.ttl = 0;
  attempt.attempts = 1;
  EXPECT_EQ(RetryPolicy(options, 1).next(attempt), std::nullopt);
}

TEST(RetryPolicy, BacksOffExponentiallyWithJitterUpToItsBound) {
  RetryPolicyOptions options;
  options.ttl = 1'000;
  options.backoff_first = 1s;
  options.backoff_max = 10s;
  RetryPolicy policy(options, 7);
  for (const auto& [attempts, whole] :
       {std::pair(1, 1s), {2, 2s}, {3, 4s}, {4, 8s}, {5, 10s}, {6, 10s}, {1'000, 10s}}) {
    std::set<Duration> waits;
    for (int i = 0; i < 100; ++i) {
      FailedAttempt attempt = failed("GET", AttemptFailure::no_response);
      attempt.attempts = attempts;
      const Duration wait = policy.next(attempt).value();
      EXPECT_GE(wait, whole / 2);
      EXPECT_LT(wait, whole);
      waits.insert(wait);
    }
    EXPECT_GT(waits.size(), 90U) << "jitter";
  }
}

TEST(RetryPolicy, WaitsAtLeastForRetryAfter) {
  FailedAttempt attempt = failed("GET", AttemptFailure::server_error, 503);
  attempt.retry_after = 77s;
  EXPECT_EQ(RetryPolicy({}, 1).next(attempt), 77s);
}

TEST(RetryPolicy, RepeatsARunFromItsSeed) {
  const FailedAttempt attempt = failed("GET", AttemptFailure::no_response);
  EXPECT_EQ(RetryPolicy({}, 5).next(attempt), RetryPolicy({}, 5).next(attempt));
  EXPECT_NE(RetryPolicy({}, 5).next(attempt), RetryPolicy({}, 6).next(attempt));
}

}  // namespace
}  // namespace pincer::core
