#include "pincer/model/gateway_commands.hpp"

#include <gtest/gtest.h>

namespace pincer {
namespace {

// g++ 12 destroys an aggregate temporary twice inside a co_await expression.
static_assert(!std::is_aggregate_v<UpdatePresence>);
static_assert(!std::is_aggregate_v<UpdateVoiceState>);
static_assert(!std::is_aggregate_v<RequestGuildMembers>);
static_assert(!std::is_aggregate_v<RequestSoundboardSounds>);
static_assert(!std::is_aggregate_v<RequestChannelInfo>);

constexpr GuildId guild(1);

/// The message of the check; empty when it passes.
template <class Command>
std::string refusal(const Command& command) {
  const std::optional<Error> error = command.check();
  EXPECT_TRUE(!error || error->kind == ErrorKind::invalid_argument);
  return error ? error->message : "";
}

TEST(UpdatePresence, IsOnlineUnlessItSaysMore) {
  EXPECT_EQ(UpdatePresence().to_json(),
            R"({"since":null,"activities":[],"status":"online","afk":false})");
}

TEST(UpdatePresence, WritesEverything) {
  UpdatePresence presence(PresenceStatus::dnd);
  presence.since(Timestamp::from_string("1970-01-02T00:00:00.5Z").value()).afk();
  presence.playing("chess").streaming("the tide", "https://twitch.tv/tide").custom_status("at sea");
  EXPECT_EQ(presence.to_json(),
            R"({"since":86400500,"activities":[{"name":"chess","type":0},)"
            R"({"name":"the tide","type":1,"url":"https://twitch.tv/tide"},)"
            R"({"name":"Custom Status","type":4,"state":"at sea"}],"status":"dnd","afk":true})");
}

TEST(UpdatePresence, KnowsEachActivityAndStatus) {
  EXPECT_EQ(UpdatePresence(PresenceStatus::invisible).listening("a").watching("b").to_json(),
            R"({"since":null,"activities":[{"name":"a","type":2},{"name":"b","type":3}],)"
            R"("status":"invisible","afk":false})");
  EXPECT_EQ(UpdatePresence(PresenceStatus::offline)
                .competing("c")
                .activity(ActivityType::playing, "d", "in the harbour")
                .to_json(),
            R"({"since":null,"activities":[{"name":"c","type":5},)"
            R"({"name":"d","type":0,"state":"in the harbour"}],"status":"offline","afk":false})");
  EXPECT_EQ(UpdatePresence().status(PresenceStatus::idle).afk(false).to_json(),
            R"({"since":null,"activities":[],"status":"idle","afk":false})");
}

TEST(UpdateVoiceState, JoinsAndLeaves) {
  EXPECT_EQ(UpdateVoiceState(guild, ChannelId(2)).self_deaf().to_json(),
            R"({"guild_id":"1","channel_id":"2","self_mute":false,"self_deaf":true})");
  EXPECT_EQ(UpdateVoiceState(guild).self_mute().to_json(),
            R"({"guild_id":"1","channel_id":null,"self_mute":true,"self_deaf":false})");
  EXPECT_EQ(refusal(UpdateVoiceState(guild)), "");
  EXPECT_EQ(refusal(UpdateVoiceState(GuildId())), "the id of the guild is missing");
}

TEST(RequestGuildMembers, AsksForAll) {
  const RequestGuildMembers request(guild);
  EXPECT_EQ(request.to_json(), R"({"guild_id":"1","query":"","limit":0})");
  EXPECT_TRUE(request.asks_for_all());
  EXPECT_TRUE(request.asks_for_the_list());
  EXPECT_EQ(refusal(request), "");
}

TEST(RequestGuildMembers, AsksByTheirName) {
  const RequestGuildMembers request = RequestGuildMembers(guild).query("ad", 5).presences();
  EXPECT_EQ(request.to_json(), R"({"guild_id":"1","query":"ad","limit":5,"presences":true})");
  EXPECT_FALSE(request.asks_for_the_list());
  EXPECT_EQ(refusal(request), "");
  EXPECT_EQ(RequestGuildMembers(guild).query("ad").to_json(),
            R"({"guild_id":"1","query":"ad","limit":100})");
}

TEST(RequestGuildMembers, AsksForSomeOfTheList) {
  const RequestGuildMembers request = RequestGuildMembers(guild).query("", 500);
  EXPECT_TRUE(request.asks_for_the_list());
  EXPECT_FALSE(request.asks_for_all());
  EXPECT_EQ(refusal(request), "");
}

TEST(RequestGuildMembers, AsksByTheirIds) {
  const RequestGuildMembers request =
      RequestGuildMembers(guild).user(UserId(2)).user(UserId(3)).nonce("n");
  EXPECT_EQ(request.to_json(), R"({"guild_id":"1","user_ids":["2","3"],"nonce":"n"})");
  EXPECT_FALSE(request.asks_for_the_list());
  EXPECT_FALSE(request.asks_for_all());
  EXPECT_EQ(refusal(request), "");
}

TEST(RequestGuildMembers, RefusesWhatDiscordWouldNotAnswer) {
  EXPECT_EQ(refusal(RequestGuildMembers(GuildId())), "the id of the guild is missing");
  EXPECT_EQ(refusal(RequestGuildMembers(guild).query("ad").user(UserId(2))),
            "members are asked for by a query or by their ids, not by both");
  EXPECT_EQ(refusal(RequestGuildMembers(guild).query("ad", 101)),
            "a query finds at most 100 members: the limit must be 1 to 100, not 101");
  EXPECT_EQ(refusal(RequestGuildMembers(guild).query("ad", 0)),
            "a query finds at most 100 members: the limit must be 1 to 100, not 0");
  EXPECT_EQ(refusal(RequestGuildMembers(guild).users(std::vector<UserId>(100, UserId(2)))), "");
  EXPECT_EQ(refusal(RequestGuildMembers(guild).users(std::vector<UserId>(101, UserId(2)))),
            "1 to 100 members can be asked for by their ids, not 101");
  EXPECT_EQ(refusal(RequestGuildMembers(guild).nonce(std::string(32, 'n'))), "");
  EXPECT_EQ(refusal(RequestGuildMembers(guild).nonce(std::string(33, 'n'))),
            "the nonce has 33 bytes, and Discord ignores those of more than 32");
}

TEST(RequestGuildMembers, DoesNotTurnAnEmptyListIntoARequestForEverybody) {
  const RequestGuildMembers request = RequestGuildMembers(guild).users({});
  EXPECT_FALSE(request.asks_for_all());
  EXPECT_EQ(refusal(request), "1 to 100 members can be asked for by their ids, not 0");
}

TEST(RequestSoundboardSounds, NamesItsGuilds) {
  EXPECT_EQ(RequestSoundboardSounds(guild).guild(GuildId(2)).to_json(),
            R"({"guild_ids":["1","2"]})");
  EXPECT_EQ(refusal(RequestSoundboardSounds(guild)), "");
  EXPECT_EQ(refusal(RequestSoundboardSounds(std::vector<GuildId>())),
            "no guild is named to get soundboard sounds for");
  EXPECT_EQ(refusal(RequestSoundboardSounds(guild).guild(GuildId())),
            "the id of the guild is missing");
}

TEST(RequestChannelInfo, AsksForEverythingOrForWhatIsNamed) {
  EXPECT_EQ(RequestChannelInfo(guild).to_json(),
            R"({"guild_id":"1","fields":["status","voice_start_time"]})");
  EXPECT_EQ(RequestChannelInfo(guild).status().to_json(),
            R"({"guild_id":"1","fields":["status"]})");
  EXPECT_EQ(RequestChannelInfo(guild).voice_start_time().to_json(),
            R"({"guild_id":"1","fields":["voice_start_time"]})");
  EXPECT_EQ(refusal(RequestChannelInfo(guild)), "");
  EXPECT_EQ(refusal(RequestChannelInfo(GuildId())), "the id of the guild is missing");
}

}  // namespace
}  // namespace pincer
