#include "core/invalid_request_guard.hpp"

#include <gtest/gtest.h>

namespace pincer::core {
namespace {

using namespace std::chrono_literals;
using Permission = InvalidRequestGuard::Permission;
using Notice = InvalidRequestGuard::Notice;

const wire::Route route("GET", "/channels/1");
const wire::Route webhook("POST", "/webhooks/33/abc");

TimePoint at(Duration offset) { return TimePoint(1h) + offset; }

InvalidRequestGuardOptions small() {
  InvalidRequestGuardOptions options;
  options.warn_at = 3;
  options.stop_at = 5;
  options.dead_webhooks_max = 2;
  return options;
}

Notice answer(InvalidRequestGuard& guard, int status, TimePoint now,
              wire::RateLimitScope scope = wire::RateLimitScope::none) {
  wire::RateLimitHeaders headers;
  headers.scope = scope;
  return guard.on_response(route, false, status, headers, {}, now);
}

TEST(InvalidRequestGuard, CountsWhatDiscordCounts) {
  InvalidRequestGuard guard;
  for (const int status : {200, 204, 304, 400, 404, 405, 500, 502}) {
    answer(guard, status, at(0s));
  }
  answer(guard, 429, at(0s), wire::RateLimitScope::shared);
  EXPECT_EQ(guard.count(at(0s)), 0U);
  for (const int status : {401, 403, 429}) answer(guard, status, at(0s));
  answer(guard, 429, at(0s), wire::RateLimitScope::user);
  answer(guard, 429, at(0s), wire::RateLimitScope::global);
  EXPECT_EQ(guard.count(at(0s)), 5U);
}

TEST(InvalidRequestGuard, WarnsOnceThenStopsUntilTheCountFalls) {
  InvalidRequestGuard guard(small());
  std::vector<Notice> notices;
  for (int i = 0; i < 6; ++i) notices.push_back(answer(guard, 403, at(i * 1s)));
  EXPECT_EQ(notices, (std::vector{Notice::none, Notice::none, Notice::warning, Notice::none,
                                  Notice::stopped, Notice::none}));
  EXPECT_EQ(guard.check(route, true, at(5s)), Permission::too_many_invalid);
  const std::optional<TimePoint> resumes = guard.resumes_at(at(5s));
  ASSERT_TRUE(resumes);
  EXPECT_GT(*resumes, at(601s));
  EXPECT_LE(*resumes, at(602s));
  EXPECT_EQ(guard.check(route, true, *resumes - 1ns), Permission::too_many_invalid);
  EXPECT_EQ(guard.check(route, true, *resumes), Permission::allowed);
  EXPECT_EQ(guard.resumes_at(*resumes), std::nullopt);
}

TEST(InvalidRequestGuard, SaysThatItStopsAlsoWhenAnotherNoticeCameFirst) {
  InvalidRequestGuard guard(small());
  for (int i = 0; i < 4; ++i) answer(guard, 403, at(0s));
  EXPECT_EQ(guard.on_response(route, true, 401, {}, {}, at(0s)), Notice::token_refused);
  EXPECT_EQ(answer(guard, 403, at(0s)), Notice::stopped);
  EXPECT_EQ(answer(guard, 403, at(0s)), Notice::none);
}

TEST(InvalidRequestGuard, ForgetsAfterTenMinutesAndWarnsAgain) {
  InvalidRequestGuard guard(small());
  for (int i = 0; i < 3; ++i) answer(guard, 403, at(0s));
  EXPECT_EQ(guard.count(at(600s)), 3U) << "10 minutes are not over";
  EXPECT_EQ(guard.count(at(601s)), 0U);
  answer(guard, 403, at(2000s));
  answer(guard, 403, at(2000s));
  EXPECT_EQ(answer(guard, 403, at(90'000s)), Notice::none);
  EXPECT_EQ(guard.count(at(90'000s)), 1U);
  answer(guard, 403, at(90'000s));
  EXPECT_EQ(answer(guard, 403, at(90'000s)), Notice::warning);
}

TEST(InvalidRequestGuard, LatchesOnARefusedTokenUntilItChanges) {
  InvalidRequestGuard guard;
  EXPECT_EQ(guard.on_response(route, true, 401, {}, {}, at(0s)), Notice::token_refused);
  EXPECT_EQ(guard.on_response(route, true, 401, {}, {}, at(0s)), Notice::none) << "said already";
  EXPECT_EQ(guard.check(route, true, at(9h)), Permission::token_refused);
  EXPECT_EQ(guard.check(route, false, at(9h)), Permission::allowed) << "carries another token";
  guard.on_token_changed();
  EXPECT_EQ(guard.check(route, true, at(9h)), Permission::allowed);
  EXPECT_EQ(guard.on_response(route, false, 401, {}, {}, at(9h)), Notice::none);
  EXPECT_EQ(guard.check(route, true, at(9h)), Permission::allowed);
}

TEST(InvalidRequestGuard, AnInteractionsWebhookThatIsUnknownMayComeYet) {
  InvalidRequestGuard guard;
  const wire::Route followup("POST", "/webhooks/33/aW50ZXJhY3Rpb246MTpzZWNyZXQ");
  ASSERT_TRUE(followup.is_interaction());
  EXPECT_EQ(guard.on_response(followup, false, 404, {}, JsonErrorCode::unknown_webhook, at(0s)),
            Notice::none);
  EXPECT_EQ(guard.check(followup, false, at(1s)), Permission::allowed);
}

TEST(InvalidRequestGuard, DoesNotCallADeadWebhookAgain) {
  InvalidRequestGuard guard;
  const wire::Route message("PATCH", "/webhooks/33/abc/messages/7");
  EXPECT_EQ(guard.on_response(message, false, 404, {}, JsonErrorCode::unknown_message, at(0s)),
            Notice::none)
      << "the message is unknown, not the webhook";
  EXPECT_EQ(guard.on_response(message, false, 404, {}, {}, at(0s)), Notice::none);
  EXPECT_EQ(guard.on_response(webhook, false, 404, {}, JsonErrorCode::unknown_channel, at(0s)),
            Notice::none)
      << "the thread is unknown";
  EXPECT_EQ(guard.check(webhook, false, at(0s)), Permission::allowed);
  EXPECT_EQ(guard.on_response(message, false, 404, {}, JsonErrorCode::unknown_webhook, at(0s)),
            Notice::webhook_gone);
  EXPECT_EQ(guard.on_response(message, false, 404, {}, JsonErrorCode::unknown_webhook, at(0s)),
            Notice::none);
  EXPECT_EQ(guard.check(webhook, false, at(9h)), Permission::webhook_gone);
  EXPECT_EQ(guard.check(wire::Route("POST", "/webhooks/33/other"), false, at(0s)),
            Permission::allowed);
  EXPECT_EQ(guard.on_response(wire::Route("POST", "/webhooks/34/x"), false, 404, {}, {}, at(0s)),
            Notice::webhook_gone)
      << "a page without code, for the webhook itself";
  EXPECT_EQ(guard.on_response(route, false, 404, {}, JsonErrorCode::unknown_channel, at(0s)),
            Notice::none);
  EXPECT_EQ(guard.count(at(0s)), 0U);
}

TEST(InvalidRequestGuard, RemembersABoundedNumberOfWebhooks) {
  InvalidRequestGuard guard(small());
  const auto hook = [](int id) {
    return wire::Route("POST", "/webhooks/" + std::to_string(id) + "/abc");
  };
  for (int id = 1; id <= 3; ++id)
    guard.on_response(hook(id), false, 404, {}, JsonErrorCode::unknown_webhook, at(0s));
  EXPECT_EQ(guard.check(hook(1), false, at(0s)), Permission::allowed) << "the oldest is forgotten";
  EXPECT_EQ(guard.check(hook(2), false, at(0s)), Permission::webhook_gone);
  EXPECT_EQ(guard.check(hook(3), false, at(0s)), Permission::webhook_gone);
}

}  // namespace
}  // namespace pincer::core
