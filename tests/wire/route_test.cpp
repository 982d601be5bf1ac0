#include "wire/route.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace pincer::wire {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* token = "aW50ZXJhY3Rpb246MTIzOlhZWg-secret_Token";

struct Case {
  const char* method;
  std::string path;
  const char* path_template;
  const char* major;
};

TEST(Route, ReplacesEveryKindOfId) {
  const std::vector<Case> cases{
      {"GET", "/gateway/bot", "/gateway/bot", ""},
      {"GET", "/users/@me", "/users/@me", ""},
      {"GET", "/users/80", "/users/{user_id}", ""},
      {"DELETE", "/users/@me/guilds/5", "/users/@me/guilds/{guild_id}", ""},
      {"GET", "/channels/41", "/channels/{channel_id}", "41"},
      {"POST", "/channels/41/messages", "/channels/{channel_id}/messages", "41"},
      {"GET", "/channels/41/messages/7?limit=5", "/channels/{channel_id}/messages/{message_id}",
       "41"},
      {"POST", "/channels/41/messages/bulk-delete", "/channels/{channel_id}/messages/bulk-delete",
       "41"},
      {"GET", "/channels/41/messages/pins", "/channels/{channel_id}/messages/pins", "41"},
      {"PUT", "/channels/41/messages/7/reactions/%F0%9F%98%80/@me",
       "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me", "41"},
      {"DELETE", "/channels/41/messages/7/reactions/wave:99/80",
       "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/{user_id}", "41"},
      {"GET", "/channels/41/messages/7/reactions/100",
       "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}", "41"},
      {"GET", "/channels/41/polls/7/answers/1",
       "/channels/{channel_id}/polls/{message_id}/answers/{answer_id}", "41"},
      {"PUT", "/channels/41/permissions/3", "/channels/{channel_id}/permissions/{overwrite_id}",
       "41"},
      {"PUT", "/channels/41/thread-members/@me", "/channels/{channel_id}/thread-members/@me", "41"},
      {"PATCH", "/guilds/5/members/@me", "/guilds/{guild_id}/members/@me", "5"},
      {"PUT", "/guilds/5/members/80/roles/6",
       "/guilds/{guild_id}/members/{user_id}/roles/{role_id}", "5"},
      {"GET", "/guilds/5/widget.json", "/guilds/{guild_id}/widget.json", "5"},
      {"GET", "/guilds/templates/hgM48av5Q69A", "/guilds/templates/{code}", ""},
      {"GET", "/invites/lowercase", "/invites/{code}", ""},
      {"POST", "/stage-instances", "/stage-instances", ""},
      {"GET", "/stage-instances/41", "/stage-instances/{channel_id}", ""},
      {"PUT", "/applications/9/guilds/5/commands/8/permissions",
       "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions", ""},
      {"GET", "/applications/9/activity-instances/i-77-gc-x",
       "/applications/{application_id}/activity-instances/{instance_id}", ""},
      {"GET", "/webhooks/33", "/webhooks/{webhook_id}", "33"},
  };
  for (const Case& one : cases) {
    const Route route(one.method, one.path);
    EXPECT_EQ(route.path_template(), one.path_template);
    EXPECT_EQ(route.major(), one.major) << one.path;
    EXPECT_EQ(route.key(), std::string(one.method) + " " + one.path_template);
    EXPECT_EQ(route.method(), one.method);
  }
}

TEST(Route, TakesUnknownPathsSensibly) {
  EXPECT_EQ(Route("GET", "/novelties/123/parts/456/state").path_template(),
            "/novelties/{id}/parts/{id}/state");
  EXPECT_EQ(Route("GET", "/novelties/AbCdEf").path_template(), "/novelties/{value}");
  EXPECT_EQ(Route("GET", "/novelties/" + std::string(40, 'a')).path_template(),
            "/novelties/{value}");
  EXPECT_EQ(Route("GET", "").path_template(), "/");
  EXPECT_EQ(Route("GET", "//channels//41/").path_template(), "/channels/{channel_id}");
  EXPECT_EQ(Route("GET", "channels/41#x").path_template(), "/channels/{channel_id}");
}

TEST(Route, KeepsTokensOutOfEveryText) {
  for (const std::string& path :
       {std::string("/webhooks/33/") + token, std::string("/webhooks/33/") + token + "/messages/7",
        std::string("/interactions/33/") + token + "/callback"}) {
    const Route route("POST", path);
    for (const std::string& text :
         {route.path_template(), route.key(), route.major(), route.sub_limit()}) {
      EXPECT_EQ(text.find("secret"), std::string::npos) << text;
    }
    EXPECT_FALSE(route.needs_authorization());
  }
}

TEST(Route, CountsAWebhookByIdAndToken) {
  const Route one("POST", "/webhooks/33/tokenA");
  EXPECT_EQ(one.path_template(), "/webhooks/{webhook_id}/{webhook_token}");
  EXPECT_TRUE(one.is_webhook());
  EXPECT_EQ(one.major(), Route("PATCH", "/webhooks/33/tokenA/messages/7").major());
  EXPECT_NE(one.major(), Route("POST", "/webhooks/33/tokenB").major());
  EXPECT_NE(one.major(), Route("POST", "/webhooks/34/tokenA").major());
  EXPECT_NE(one.major(), Route("GET", "/webhooks/33").major());
}

TEST(Route, KnowsInteractionEndpoints) {
  const RouteContext own{.application_id = 33};
  EXPECT_TRUE(Route("POST", "/interactions/1/abc/callback").is_interaction());
  EXPECT_TRUE(Route("PATCH", "/webhooks/33/abc/messages/@original").is_interaction());
  EXPECT_TRUE(Route("POST", "/webhooks/33/abc", own).is_interaction());
  EXPECT_TRUE(Route("DELETE", "/webhooks/33/abc/messages/7", own).is_interaction());
  // "interaction:" in base64, as in every token of an interaction.
  EXPECT_TRUE(Route("POST", "/webhooks/33/aW50ZXJhY3Rpb246MTIzOmFi").is_interaction());
  EXPECT_FALSE(Route("POST", "/webhooks/34/abc", own).is_interaction());
  EXPECT_FALSE(Route("POST", "/webhooks/33/abc").is_interaction());
  EXPECT_FALSE(Route("GET", "/webhooks/33", own).is_interaction());
  EXPECT_FALSE(Route("POST", "/channels/33/messages", own).is_interaction());
}

TEST(Route, KnowsWhereATokenBelongs) {
  EXPECT_TRUE(Route("GET", "/gateway/bot").needs_authorization());
  EXPECT_TRUE(Route("GET", "/webhooks/33").needs_authorization());
  EXPECT_FALSE(Route("GET", "/gateway").needs_authorization());
  EXPECT_FALSE(Route("POST", "/webhooks/33/abc").needs_authorization());
  EXPECT_FALSE(Route("POST", "/interactions/1/abc/callback").needs_authorization());
}

TEST(Route, OtherCredentialsHaveLimitsOfTheirOwn) {
  RouteContext ada;
  ada.credentials = "ada's secret";
  RouteContext ben;
  ben.credentials = "ben's secret";
  const Route own("GET", "/channels/41");
  const Route adas("GET", "/channels/41", ada);
  EXPECT_EQ(own.major(), "41");
  EXPECT_TRUE(adas.major().starts_with("41@")) << adas.major();
  EXPECT_NE(adas.major(), Route("GET", "/channels/41", ben).major());
  EXPECT_EQ(adas.key(), own.key());
  EXPECT_NE(Route("GET", "/users/@me", ada).major(), Route("GET", "/users/@me").major());
  EXPECT_EQ(adas.major().find("secret"), std::string::npos);
}

std::string delete_key(milliseconds age) {
  const std::chrono::sys_time<milliseconds> now{milliseconds(1'700'000'000'000)};
  const auto sent = (now - age).time_since_epoch() - milliseconds(1'420'070'400'000);
  const auto id = static_cast<std::uint64_t>(sent.count()) << 22U;
  const Route route("DELETE", "/channels/41/messages/" + std::to_string(id), {.wall_now = now});
  return route.key();
}

TEST(Route, TellsDeletedMessagesApartByAge) {
  const std::string plain = "DELETE /channels/{channel_id}/messages/{message_id}";
  EXPECT_EQ(delete_key(milliseconds(9'999)), plain + " young");
  EXPECT_EQ(delete_key(seconds(10)), plain);
  EXPECT_EQ(delete_key(std::chrono::days(14)), plain);
  EXPECT_EQ(delete_key(std::chrono::days(14) + milliseconds(1)), plain + " old");
  EXPECT_EQ(Route("DELETE", "/channels/41/messages/7").key(), plain) << "without a clock";
}

TEST(Route, NamesTheClassesOfHiddenLimits) {
  EXPECT_EQ(Route("GET", "/guilds/5/emojis").sub_limit(),
            Route("DELETE", "/guilds/5/emojis/6").sub_limit());
  EXPECT_EQ(Route("PUT", "/channels/1/messages/2/reactions/x/@me").sub_limit(),
            Route("DELETE", "/channels/1/messages/3/reactions").sub_limit());
  EXPECT_NE(Route("PATCH", "/channels/1").sub_limit(), Route("GET", "/channels/1").sub_limit());
}

}  // namespace
}  // namespace pincer::wire
