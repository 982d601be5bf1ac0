#include "sandbox/router.hpp"

#include <gtest/gtest.h>

#include "sandbox/limits.hpp"

namespace pincer::sandbox {
namespace {

std::string operation(std::string_view method, std::string_view path) {
  const RouteMatch match = match_route(rest_routes(), method, path);
  if (match.route != nullptr) return std::string(match.route->operation->id);
  return match.allowed.empty() ? "not found" : "not allowed";
}

TEST(Router, EveryRouteFindsItselfAndNamesAKnownBucket) {
  for (const Route& route : rest_routes()) {
    EXPECT_EQ(operation(route.operation->method, route.operation->path), route.operation->id);
    EXPECT_TRUE(route.bucket.empty() || default_bucket_limits().contains(route.bucket))
        << route.bucket;
  }
}

TEST(Router, ALiteralWinsOverAParameter) {
  EXPECT_EQ(operation("GET", "/users/@me"), "get_my_user");
  EXPECT_EQ(operation("GET", "/users/%40me"), "get_my_user");
  EXPECT_EQ(operation("GET", "/users/1"), "get_user");
  EXPECT_EQ(operation("PATCH", "/webhooks/1/t/messages/@original"),
            "update_original_webhook_message");
  EXPECT_EQ(operation("PATCH", "/webhooks/1/t/messages/2"), "update_webhook_message");
  EXPECT_EQ(operation("DELETE", "/channels/1/messages/2/reactions/x/@me"),
            "delete_my_message_reaction");
  EXPECT_EQ(operation("DELETE", "/channels/1/messages/2/reactions/x/3"),
            "delete_user_message_reaction");
}

TEST(Router, SurvivesRubbish) {
  for (const char* path :
       {"", "/", "//", "/users/", "/users//", "users/@me", "/users/@me/", "/%", "/%zz",
        "/channels//messages", "/../users/@me", "/users/@me/../..", "\xff\xff"}) {
    EXPECT_EQ(operation("GET", path), "not found") << path;
  }
  EXPECT_EQ(operation("GET", std::string(100'000, '/')), "not found");
}

TEST(Router, KnowsTheMethodsOfAPath) {
  EXPECT_EQ(operation("HEAD", "/users/@me"), "get_my_user");
  EXPECT_EQ(operation("POST", "/users/@me"), "not allowed");
  EXPECT_EQ(operation("", "/users/@me"), "not allowed");
  const auto match = match_route(rest_routes(), "BREW", "/channels/1/messages/2");
  EXPECT_EQ(match.allowed, (std::vector<std::string_view>{"GET", "DELETE", "PATCH"}));
}

TEST(Router, DecodesParameters) {
  const auto match =
      match_route(rest_routes(), "PUT", "/channels/1/messages/2/reactions/%F0%9F%91%8B/@me");
  ASSERT_EQ(match.parameters.size(), 3U);
  EXPECT_EQ(match.parameters[2].second, "\xF0\x9F\x91\x8B");
}

TEST(Router, ReadsQueries) {
  EXPECT_EQ(query_value("a=1&b=2", "b"), "2");
  EXPECT_EQ(query_value("a=1&a=2", "a"), "1");
  EXPECT_EQ(query_value("a=x+y%20z", "a"), "x y z");
  EXPECT_EQ(query_value("a", "a"), "");
  EXPECT_EQ(query_value("a=1", "b"), std::nullopt);
  EXPECT_EQ(query_value("&&=&", "b"), std::nullopt);
  EXPECT_EQ(query_values("a=1&b%5D=x+y&a=%2B"),
            (QueryValues{{"a", "1"}, {"b]", "x y"}, {"a", "+"}}));
}

TEST(Router, MasksTokensInPaths) {
  EXPECT_EQ(without_tokens("/webhooks/1/token/messages/@original"),
            "/webhooks/1/***/messages/@original");
  EXPECT_EQ(without_tokens("/interactions/1/token/callback"), "/interactions/1/***/callback");
  EXPECT_EQ(without_tokens("/webhooks/1/token"), "/webhooks/1/***");
  EXPECT_EQ(without_tokens("/unknown/webhooks/1/token/x"), "/unknown/webhooks/1/***/x");
  EXPECT_EQ(without_tokens("/channels/1"), "/channels/1");
}

}  // namespace
}  // namespace pincer::sandbox
