#include "sandbox/event_filter.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace pincer::sandbox {
namespace {

constexpr std::uint64_t bot = 42;

boost::json::object message(const std::string& more) {
  return boost::json::parse(R"({"id":"1","content":"hi","embeds":[{}],"attachments":[{}],)"
                            R"("components":[{}],"poll":{},"author":{"id":"7"},"mentions":[])" +
                            (more.empty() ? "" : "," + more) + "}")
      .as_object();
}

const std::string in_guild = R"("guild_id":"9")";

TEST(EventFilterTest, EmptiesAMessageOfAnother) {
  const auto filtered = without_content(message(in_guild), bot);
  EXPECT_EQ(filtered, boost::json::parse(
                          R"({"id":"1","content":"","embeds":[],"attachments":[],"components":[],)"
                          R"("author":{"id":"7"},"mentions":[],"guild_id":"9"})"));
}

TEST(EventFilterTest, KeepsWhatAnExceptionAllows) {
  const auto direct = message("");
  EXPECT_EQ(without_content(direct, bot), direct);
  auto own = message(in_guild);
  own["author"] = boost::json::object{{"id", "42"}};
  EXPECT_EQ(without_content(own, bot), own);
  auto mentioned = message(in_guild);
  mentioned["mentions"] = {boost::json::object{{"id", "8"}}, boost::json::object{{"id", "42"}}};
  EXPECT_EQ(without_content(mentioned, bot), mentioned);
  EXPECT_NE(without_content(mentioned, 43), mentioned);
}

TEST(EventFilterTest, JudgesTheMessageRepliedToByItself) {
  auto reply = message(in_guild);
  reply["referenced_message"] = message("");
  const auto filtered = without_content(reply, bot);
  EXPECT_EQ(filtered.at("referenced_message").at("content"), "");
  EXPECT_FALSE(filtered.at("referenced_message").as_object().contains("guild_id"));

  auto to_bot = message(in_guild);
  to_bot["referenced_message"] = message("");
  to_bot["referenced_message"].as_object()["author"] = boost::json::object{{"id", "42"}};
  const auto answered = without_content(to_bot, bot);
  EXPECT_EQ(answered.at("content"), "");
  EXPECT_EQ(answered.at("referenced_message").at("content"), "hi");
}

TEST(EventFilterTest, DoesNotInventFieldsInAPartialMessage) {
  const boost::json::object partial{{"id", "1"}, {"guild_id", "9"}};
  EXPECT_EQ(without_content(partial, bot), partial);
}

TEST(EventFilterTest, AsksForAnIntentOfTheEvent) {
  Event event;
  event.name = "MESSAGE_CREATE";
  event.intents = Intents::guild_messages;
  EXPECT_TRUE(intents_allow(event, Intents::guild_messages | Intents::guilds, bot));
  EXPECT_FALSE(intents_allow(event, Intents::guilds, bot));
  event.intents = Intents::none;
  EXPECT_TRUE(intents_allow(event, Intents::none, bot));
}

TEST(EventFilterTest, ShowsABotItsOwnMemberUpdate) {
  Event event;
  event.name = "GUILD_MEMBER_UPDATE";
  event.intents = Intents::guild_members;
  event.data = {{"user", {{"id", "42"}}}};
  EXPECT_TRUE(intents_allow(event, Intents::none, bot));
  EXPECT_FALSE(intents_allow(event, Intents::none, 43));
}

}  // namespace
}  // namespace pincer::sandbox
