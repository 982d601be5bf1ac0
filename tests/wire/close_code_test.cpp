#include "wire/close_code.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pincer::wire {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ClassifyCloseCode, EndsTheShardWhereOnlyAPersonCanHelp) {
  for (const int code : {4004, 4010, 4011, 4012, 4013, 4014}) {
    EXPECT_EQ(classify_close_code(code), CloseAction::fatal) << code;
  }
}

TEST(ClassifyCloseCode, StartsAnewWhereTheSessionIsGone) {
  for (const int code : {4003, 4007, 4009}) {
    EXPECT_EQ(classify_close_code(code), CloseAction::new_session) << code;
  }
}

TEST(ClassifyCloseCode, ResumesAfterEverythingElse) {
  for (const int code :
       {0, 1000, 1001, 1005, 1006, 1011, 4000, 4001, 4002, 4005, 4006, 4008, 4015, 4999}) {
    EXPECT_EQ(classify_close_code(code), CloseAction::resume) << code;
  }
}

TEST(FatalCloseError, TellsABadTokenApart) {
  const Error error = fatal_close_error(4004, "Authentication failed.", Intents::guilds);
  EXPECT_EQ(error.kind, ErrorKind::unauthorized);
  EXPECT_EQ(error.close_code, 4004);
  EXPECT_THAT(error.message, HasSubstr("copy the bot's current token"));
  EXPECT_THAT(error.message, HasSubstr("(Discord says: Authentication failed.)"));
}

TEST(FatalCloseError, NamesTheIntentsToEnableAndWhere) {
  const Error error = fatal_close_error(
      4014, "", Intents::guilds | Intents::message_content | Intents::guild_members);
  EXPECT_EQ(error.kind, ErrorKind::gateway);
  EXPECT_EQ(error.close_code, 4014);
  EXPECT_THAT(error.message, HasSubstr("\"Server Members Intent\" (guild_members), "
                                       "\"Message Content Intent\" (message_content)"));
  EXPECT_THAT(error.message, HasSubstr("developer portal, page \"Bot\""));
  EXPECT_THAT(error.message, Not(HasSubstr("Presence Intent")));
  EXPECT_THAT(error.message, Not(HasSubstr("Discord says")));
}

TEST(FatalCloseError, ListsTheIntentsWhenNoneIsPrivileged) {
  EXPECT_THAT(fatal_close_error(4014, "", Intents::guilds).message, HasSubstr("(guilds)"));
}

TEST(FatalCloseError, SaysWhatToDoForEachCode) {
  EXPECT_THAT(fatal_close_error(4010, "", {}).message, HasSubstr("below the number of shards"));
  EXPECT_THAT(fatal_close_error(4011, "", {}).message, HasSubstr("/gateway/bot"));
  EXPECT_THAT(fatal_close_error(4012, "", {}).message, HasSubstr("update the library"));
  EXPECT_THAT(fatal_close_error(4013, "", Intents(1U << 30U)).message, HasSubstr("bit 30"));
}

}  // namespace
}  // namespace pincer::wire
