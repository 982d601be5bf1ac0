#include "pincer/intents.hpp"

#include <gtest/gtest.h>

namespace pincer {
namespace {

// https://discord.com/developers/docs/events/gateway#list-of-intents
TEST(Intents, HaveDiscordsBits) {
  EXPECT_EQ(Intents::guilds.bits(), 1U << 0U);
  EXPECT_EQ(Intents::guild_messages.bits(), 1U << 9U);
  EXPECT_EQ(Intents::message_content.bits(), 1U << 15U);
  EXPECT_EQ(Intents::guild_scheduled_events.bits(), 1U << 16U);
  EXPECT_EQ(Intents::auto_moderation_execution.bits(), 1U << 21U);
  EXPECT_EQ(Intents::direct_message_polls.bits(), 1U << 25U);
}

TEST(Intents, AreFoundByTheNamesTheyPrint) {
  Intents seen;
  for (std::uint32_t bit = 0; bit < 32; ++bit) {
    const Intents one(1U << bit);
    if (!Intents::all.contains(one)) continue;
    EXPECT_EQ(Intents::from_name(one.to_string()), one) << "bit " << bit;
    seen |= one;
  }
  EXPECT_EQ(seen, Intents::all);
}

TEST(Intents, HaveNamedSets) {
  EXPECT_EQ(Intents::from_name("none"), Intents());
  EXPECT_EQ(Intents::from_name("all"), Intents::all);
  EXPECT_EQ(Intents::from_name("privileged"),
            Intents::guild_members | Intents::guild_presences | Intents::message_content);
  EXPECT_EQ(Intents::from_name("unprivileged"), Intents::all - Intents::privileged);
}

TEST(Intents, AreNotFoundByOtherNames) {
  for (const char* name : {"", "GUILDS", "guild", "guilds ", "bit 30"}) {
    EXPECT_EQ(Intents::from_name(name), std::nullopt) << name;
  }
}

TEST(Intents, ListTheirNames) {
  EXPECT_EQ(Intents().to_string(), "none");
  EXPECT_EQ((Intents::guild_messages | Intents::guilds).to_string(), "guilds, guild_messages");
  EXPECT_EQ((Intents::guilds | Intents(1U << 30U)).to_string(), "guilds, bit 30");
}

TEST(Intents, CombineAsSets) {
  Intents intents = Intents::guilds | Intents::direct_messages;
  EXPECT_TRUE(intents.contains(Intents::guilds));
  EXPECT_TRUE(intents.contains(Intents::none));
  EXPECT_FALSE(intents.contains(Intents::guilds | Intents::guild_messages));
  EXPECT_TRUE(intents.intersects(Intents::guilds | Intents::guild_messages));
  EXPECT_FALSE(intents.intersects(Intents::guild_messages));
  EXPECT_FALSE(intents.intersects(Intents::none));
  EXPECT_EQ(intents - Intents::guilds, Intents::direct_messages);
  EXPECT_EQ(intents & Intents::guilds, Intents::guilds);
  intents |= Intents::guild_messages;
  EXPECT_TRUE(intents.contains(Intents::guild_messages));
}

}  // namespace
}  // namespace pincer
