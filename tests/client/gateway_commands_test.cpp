// The typed commands of Gateway against the sandbox, over real sockets.
#include <gmock/gmock.h>

#include "pincer/error.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {
namespace {

using testing::HasSubstr;

class GatewayCommandsTest : public SandboxFixture {
 protected:
  /// The status that the sandbox's world shows of the bot.
  std::string status() {
    return server().sandbox().world().users().at(application().value()).status;
  }
  std::string activities() {
    const auto& all = server().sandbox().world().users().at(application().value()).activities;
    std::string text;
    for (const auto& activity : all) {
      text += std::string(activity.at("name").as_string()) + ";";
    }
    return text;
  }
  /// The data of the last event of this name.
  static std::string last_data(const RecordedGateway& gateway, std::string_view name) {
    for (auto event = gateway.events.rbegin(); event != gateway.events.rend(); ++event) {
      if (event->event_name == name) return event->data;
    }
    return {};
  }
  static awaitable<std::optional<Error>> error_of(awaitable<void> command) {
    try {
      co_await std::move(command);
    } catch (const Exception& exception) {
      co_return exception.error();
    }
    co_return std::nullopt;
  }
};

TEST_F(GatewayCommandsTest, StartsWithAPresence) {
  serve();
  GatewayOptions options = RecordedGateway::options();
  options.presence = UpdatePresence(PresenceStatus::idle).watching("the harbour");
  RecordedGateway gateway(*this, std::move(options));
  run([&]() -> awaitable<void> { co_await gateway.log_in(); }());
  EXPECT_EQ(status(), "idle");
  EXPECT_EQ(activities(), "the harbour;");
}

TEST_F(GatewayCommandsTest, UpdatesThePresence) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    EXPECT_EQ(status(), "online");
    co_await gateway->update_presence(
        UpdatePresence(PresenceStatus::dnd).playing("chess").custom_status("at sea"));
    co_await until_traffic("Update Presence");
  }());
  EXPECT_EQ(status(), "dnd");
  EXPECT_EQ(activities(), "chess;Custom Status;");
}

TEST_F(GatewayCommandsTest, ThePresenceOutlivesItsSession) {
  serve();
  GatewayOptions options = RecordedGateway::options();
  options.presence = UpdatePresence(PresenceStatus::idle);
  RecordedGateway gateway(*this, std::move(options));
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await gateway->update_presence(UpdatePresence(PresenceStatus::dnd).playing("chess"));
    co_await until_traffic("Update Presence");
    co_await inject(R"({"kind": "op9", "resumable": false})");
    co_await gateway.until_event("GUILD_CREATE", 2);
  }());
  EXPECT_EQ(count_traffic("Identify"), 2U);
  EXPECT_EQ(count_traffic("Update Presence"), 1U);
  EXPECT_EQ(status(), "dnd");
  EXPECT_EQ(activities(), "chess;");
}

TEST_F(GatewayCommandsTest, RefusesAPresenceThatIdentifyCouldNotCarry) {
  serve();
  GatewayOptions options = RecordedGateway::options();
  options.presence = UpdatePresence(PresenceStatus::idle);
  RecordedGateway gateway(*this, std::move(options));
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    // Small enough for a payload of its own.
    const auto error = co_await error_of(
        gateway->update_presence(UpdatePresence().playing(std::string(3950, 'x'))));
    EXPECT_TRUE(error && error->kind == ErrorKind::invalid_argument);
    EXPECT_THAT(error ? error->message : "", HasSubstr("the presence is too large"));
    co_await inject(R"({"kind": "op9", "resumable": false})");
    co_await gateway.until_event("GUILD_CREATE", 2);
  }());
  EXPECT_EQ(count_traffic("Update Presence"), 0U);
  EXPECT_EQ(status(), "idle") << "the one before is kept";
}

TEST_F(GatewayCommandsTest, JoinsAndLeavesAVoiceChannel) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    const ChannelId lighthouse = channel("Lighthouse");
    co_await gateway->update_voice_state(UpdateVoiceState(guild(), lighthouse).self_deaf());
    co_await gateway.until_event("VOICE_SERVER_UPDATE");
    const std::string joined = last_data(gateway, "VOICE_STATE_UPDATE");
    EXPECT_THAT(joined, HasSubstr(R"("channel_id":")" + lighthouse.to_string() + '"'));
    EXPECT_THAT(joined, HasSubstr(R"("self_deaf":true)"));
    co_await gateway->update_voice_state(UpdateVoiceState(guild()));
    co_await gateway.until_event("VOICE_STATE_UPDATE", 2);
    EXPECT_THAT(last_data(gateway, "VOICE_STATE_UPDATE"), HasSubstr(R"("channel_id":null)"));
  }());
}

TEST_F(GatewayCommandsTest, RequestsSoundboardSoundsAndChannelInfo) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await gateway->request_soundboard_sounds(RequestSoundboardSounds(guild()));
    co_await gateway.until_event("SOUNDBOARD_SOUNDS");
    co_await gateway->request_channel_info(RequestChannelInfo(guild()).status());
    co_await gateway.until_event("CHANNEL_INFO");
  }());
  EXPECT_THAT(last_data(gateway, "SOUNDBOARD_SOUNDS"), HasSubstr(guild().to_string()));
  EXPECT_THAT(last_data(gateway, "CHANNEL_INFO"), HasSubstr(channel("Lighthouse").to_string()));
  EXPECT_THAT(last_data(gateway, "CHANNEL_INFO"), HasSubstr(R"("status":null)"));
}

TEST_F(GatewayCommandsTest, RefusesCommandsForTheGuildsOfOtherShards) {
  serve();
  const ShardId right = ShardId::of(guild(), 2);
  GatewayOptions options = RecordedGateway::options();
  options.shard = ShardId(1 - right.id, 2);
  RecordedGateway gateway(*this, std::move(options));
  run([&]() -> awaitable<void> {
    gateway.start();
    co_await gateway.until_event("READY");
    const auto error = co_await error_of(gateway->update_voice_state(UpdateVoiceState(guild())));
    EXPECT_TRUE(error && error->kind == ErrorKind::invalid_argument);
    EXPECT_THAT(error ? error->message : "", HasSubstr("belongs to shard " + right.to_string()));
    EXPECT_TRUE(co_await error_of(gateway->request_channel_info(RequestChannelInfo(guild()))));
    EXPECT_TRUE(
        co_await error_of(gateway->request_soundboard_sounds(RequestSoundboardSounds(guild()))));
  }());
}

TEST_F(GatewayCommandsTest, RefusesCommandsThatCannotBeRight) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    auto error = co_await error_of(gateway->update_voice_state(UpdateVoiceState(GuildId())));
    EXPECT_TRUE(error && error->kind == ErrorKind::invalid_argument);
    error = co_await error_of(gateway->request_channel_info(RequestChannelInfo(GuildId())));
    EXPECT_TRUE(error && error->kind == ErrorKind::invalid_argument);
    const RequestSoundboardSounds none{std::vector<GuildId>()};
    error = co_await error_of(gateway->request_soundboard_sounds(none));
    EXPECT_TRUE(error && error->kind == ErrorKind::invalid_argument);
    const RequestSoundboardSounds many{std::vector<GuildId>(300, guild())};
    error = co_await error_of(gateway->request_soundboard_sounds(many));
    EXPECT_TRUE(error && error->kind == ErrorKind::invalid_argument);
    EXPECT_THAT(error ? error->message : "", HasSubstr("the gateway takes at most 4096"));
  }());
  EXPECT_EQ(gateway->counters().reconnects, 0U);
}

}  // namespace
}  // namespace pincer::test
