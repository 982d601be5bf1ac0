#include "wire/event_intents.hpp"

#include <gmock/gmock.h>

#include <set>
#include <string>

#include "model/generated/event_list.hpp"
#include "pincer/events.hpp"

namespace pincer::wire {
namespace {

// https://discord.com/developers/docs/events/gateway#list-of-intents
TEST(EventIntents, AreThoseOfDiscordsList) {
  EXPECT_EQ(intents_that_bring("GUILD_CREATE"), Intents::guilds);
  EXPECT_EQ(intents_that_bring("GUILD_MEMBER_ADD"), Intents::guild_members);
  EXPECT_EQ(intents_that_bring("PRESENCE_UPDATE"), Intents::guild_presences);
  EXPECT_EQ(intents_that_bring("AUTO_MODERATION_RULE_CREATE"),
            Intents::auto_moderation_configuration);
}

TEST(EventIntents, MayBeSeveral) {
  EXPECT_EQ(intents_that_bring("MESSAGE_CREATE"),
            Intents::guild_messages | Intents::direct_messages);
  EXPECT_EQ(intents_that_bring("CHANNEL_PINS_UPDATE"), Intents::guilds | Intents::direct_messages);
  EXPECT_EQ(intents_that_bring("THREAD_MEMBERS_UPDATE"), Intents::guilds | Intents::guild_members);
  EXPECT_EQ(intents_that_bring("MESSAGE_POLL_VOTE_ADD"),
            Intents::guild_message_polls | Intents::direct_message_polls);
  EXPECT_EQ(intents_that_bring("MESSAGE_DELETE_BULK"), Intents::guild_messages);
}

TEST(EventIntents, AreNoneForWhatIsNotKnown) {
  for (const char* name : {"", "TOMORROWS_EVENT", "message_create", "MESSAGE_CREATE "}) {
    EXPECT_EQ(intents_that_bring(name), Intents::none) << name;
  }
}

// A new event of the model needs a row, or a place in this list.
TEST(EventIntents, AreNoneForEventsThatComeInAnyCase) {
  std::set<std::string> without;
#define PINCER_INSERT(Event)                                 \
  if (intents_that_bring(event_name_of<Event>) == Intents()) \
    without.insert(std::string(event_name_of<Event>));
  PINCER_FOR_EACH_EVENT(PINCER_INSERT)
#undef PINCER_INSERT
  EXPECT_THAT(
      without,
      testing::UnorderedElementsAre(
          "READY", "RESUMED", "RATE_LIMITED", "APPLICATION_COMMAND_PERMISSIONS_UPDATE",
          "CHANNEL_INFO", "ENTITLEMENT_CREATE", "ENTITLEMENT_UPDATE", "ENTITLEMENT_DELETE",
          "GUILD_MEMBER_UPDATE", "GUILD_MEMBERS_CHUNK", "SOUNDBOARD_SOUNDS",
          "GUILD_JOIN_REQUEST_CREATE", "GUILD_JOIN_REQUEST_UPDATE", "GUILD_JOIN_REQUEST_DELETE",
          "INTERACTION_CREATE", "SUBSCRIPTION_CREATE", "SUBSCRIPTION_UPDATE", "SUBSCRIPTION_DELETE",
          "USER_UPDATE", "VOICE_SERVER_UPDATE"));
}

// All but message_content, which brings no event of its own.
TEST(EventIntents, BringSomethingEach) {
  Intents used;
#define PINCER_UNITE(Event) used |= intents_that_bring(event_name_of<Event>);
  PINCER_FOR_EACH_EVENT(PINCER_UNITE)
#undef PINCER_UNITE
  EXPECT_EQ(used, Intents::all - Intents::message_content);
}

}  // namespace
}  // namespace pincer::wire
