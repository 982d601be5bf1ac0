#include <gtest/gtest.h>

#include <type_traits>

#include "model/generated/request_list.hpp"

namespace pincer {
namespace {

// g++ 12 destroys an aggregate temporary twice inside a co_await expression.
#define PINCER_ASSERT(Request) static_assert(!std::is_aggregate_v<Request>);
PINCER_FOR_EACH_REQUEST(PINCER_ASSERT)
#undef PINCER_ASSERT

TEST(EncodeRequests, SendNothingThatIsNotSet) {
  EXPECT_EQ(EditGuild().to_json(), "{}");
  EXPECT_EQ(EditChannel().to_json(), "{}");
  EXPECT_EQ(CreateRole().to_json(), "{}");
}

TEST(EncodeRequests, TellAbsentFromNullFromValue) {
  EXPECT_EQ(EditMember().mute(true).to_json(), R"({"mute":true})");
  EXPECT_EQ(EditMember().nick(std::nullopt).to_json(), R"({"nick":null})");
  EXPECT_EQ(EditMember().nick("").to_json(), R"({"nick":""})");
  EXPECT_EQ(EditMember().nick("Ada").to_json(), R"({"nick":"Ada"})");
  EXPECT_EQ(EditMember()
                .communication_disabled_until(Timestamp::from_string("2030-01-01T00:00:00Z"))
                .channel_id(std::nullopt)
                .flags(MemberFlag::bypasses_verification)
                .to_json(),
            R"({"channel_id":null,)"
            R"("communication_disabled_until":"2030-01-01T00:00:00.000000+00:00","flags":4})");
}

TEST(EncodeRequests, TakeWhatIsRequiredAtOnce) {
  EXPECT_EQ(CreateStageInstance("Questions", ChannelId(5)).to_json(),
            R"({"topic":"Questions","channel_id":"5"})");
  EXPECT_EQ(FollowChannel(ChannelId(7)).to_json(), R"({"webhook_channel_id":"7"})");
}

TEST(EncodeRequests, WritePermissionsAsText) {
  EXPECT_EQ(CreateRole()
                .name("mods")
                .permissions(Permission::kick_members | Permission::bypass_slowmode)
                .color(0xff0000)
                .hoist(true)
                .to_json(),
            R"({"name":"mods","permissions":"4503599627370498","color":16711680,"hoist":true})");
}

TEST(EncodeRequests, WriteWhatTheyHold) {
  const std::vector overwrites{PermissionOverwriteRequest(AnyId(1))
                                   .type(OverwriteType::role)
                                   .deny(Permission::view_channel)};
  const std::vector tags{ForumTagRequest("help").moderated(true)};
  EXPECT_EQ(CreateChannel("questions")
                .type(ChannelType::guild_forum)
                .parent_id(ChannelId(2))
                .permission_overwrites(overwrites)
                .default_reaction_emoji(DefaultReactionRequest().emoji_name("\xf0\x9f\x91\x8d"))
                .available_tags(tags)
                .to_json(),
            R"({"name":"questions","type":15,"parent_id":"2",)"
            R"("permission_overwrites":[{"id":"1","type":0,"deny":"1024"}],)"
            "\"default_reaction_emoji\":{\"emoji_name\":\"\xf0\x9f\x91\x8d\"},"
            R"("available_tags":[{"name":"help","moderated":true}]})");
  EXPECT_EQ(BulkDeleteMessages({MessageId(1), MessageId(2)}).to_json(),
            R"({"messages":["1","2"]})");
  EXPECT_EQ(SetRoleConnection().metadata(std::map<std::string, std::string>{{"a", "1"}}).to_json(),
            R"({"metadata":{"a":"1"}})");
  EXPECT_EQ(StartThread("post").message(CreateMessage("first")).to_json(),
            R"({"name":"post","message":{"content":"first"}})");
}

TEST(EncodeRequests, CanBeBuiltStepByStep) {
  EditGuild edit;
  edit.name("New name");
  edit.icon(std::nullopt).afk_timeout(std::chrono::minutes(5));
  EXPECT_EQ(edit.to_json(), R"({"name":"New name","icon":null,"afk_timeout":300})");
}

}  // namespace
}  // namespace pincer
