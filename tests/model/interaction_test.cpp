#include "pincer/model/interaction.hpp"

#include <gtest/gtest.h>

#include "model/decode.hpp"
#include "pincer/model/json.hpp"

namespace pincer {
namespace {

constexpr std::string_view command_json = R"({"id":"786008729715212338","application_id":"1",
  "type":2,"token":"A_UNIQUE_TOKEN","version":1,"guild_id":"290926798626357999",
  "channel_id":"645027906669510667","channel":{"id":"645027906669510667","type":0},
  "member":{"user":{"id":"53908232506183680","username":"mason"},"roles":["539082325061836999"],
  "permissions":"2147483647","joined_at":"2017-03-13T19:19:14.040000+00:00"},
  "data":{"id":"771825006014889984","name":"cardsearch","type":1,"guild_id":"2","target_id":"3",
  "options":[{"type":3,"name":"cardname","value":"The Gitrog Monster"},
  {"type":4,"name":"count","value":3},{"type":10,"name":"price","value":1.5},
  {"type":10,"name":"whole","value":2},{"type":5,"name":"foil","value":true},
  {"type":6,"name":"seller","value":"77","focused":true}],
  "resolved":{"users":{"77":{"id":"77","username":"shop"}},"members":{"77":{"nick":"Shop"}},
  "roles":{"5":{"id":"5"}},"channels":{"6":{"id":"6"}},
  "messages":{"7":{"id":"7","channel_id":"6"}},"attachments":{"8":{"id":"8","size":4}}}},
  "app_permissions":"8","locale":"en-US","guild_locale":"de","entitlements":[],
  "authorizing_integration_owners":{"0":"290926798626357999"},"context":0,
  "attachment_size_limit":10485760})";

TEST(DecodeInteraction, ReadsACommand) {
  const Interaction interaction = decode<Interaction>(command_json).value();
  EXPECT_EQ(interaction.id, InteractionId(786008729715212338));
  EXPECT_EQ(interaction.application_id, ApplicationId(1));
  EXPECT_EQ(interaction.type, InteractionType::application_command);
  EXPECT_EQ(interaction.token, "A_UNIQUE_TOKEN");
  EXPECT_EQ(interaction.guild_id, GuildId(290926798626357999));
  EXPECT_EQ(interaction.channel_id, ChannelId(645027906669510667));
  EXPECT_EQ(interaction.channel.value().type, ChannelType::guild_text);
  ASSERT_NE(interaction.invoker(), nullptr);
  EXPECT_EQ(interaction.invoker()->username, "mason");
  EXPECT_EQ(interaction.member.value().permissions.value().bits(), 2147483647U);
  EXPECT_EQ(interaction.app_permissions, Permission::administrator);
  EXPECT_EQ(interaction.locale, "en-US");
  EXPECT_EQ(interaction.guild_locale, "de");
  EXPECT_EQ(interaction.context, 0);
  EXPECT_EQ(interaction.attachment_size_limit, 10485760);
  EXPECT_EQ(interaction.data.id, CommandId(771825006014889984));
  EXPECT_EQ(interaction.data.name, "cardsearch");
  EXPECT_EQ(interaction.data.type, CommandType::chat_input);
  EXPECT_EQ(interaction.data.guild_id, GuildId(2));
  EXPECT_EQ(interaction.data.target_id.value(), 3U);
}

TEST(InteractionData, GivesOptionsByNameAndType) {
  const InteractionData data = decode<Interaction>(command_json).value().data;
  EXPECT_EQ(data.string("cardname"), "The Gitrog Monster");
  EXPECT_EQ(data.integer("count"), 3);
  EXPECT_EQ(data.number("price"), 1.5);
  EXPECT_EQ(data.number("whole"), 2.0);
  EXPECT_EQ(data.boolean("foil"), true);
  EXPECT_EQ(data.id_of<UserId>("seller"), UserId(77));
  ASSERT_NE(data.option("seller"), nullptr);
  EXPECT_EQ(data.option("seller")->type, CommandOptionType::user);
  EXPECT_EQ(data.focused(), data.option("seller"));
  EXPECT_EQ(data.sub_command(), "");
  // Not given, or given with another type.
  EXPECT_EQ(data.option("nothing"), nullptr);
  EXPECT_FALSE(data.string("count").has_value());
  EXPECT_FALSE(data.integer("price").has_value());
  EXPECT_FALSE(data.number("foil").has_value());
  EXPECT_FALSE(data.boolean("nothing").has_value());
  EXPECT_FALSE(data.id_of<UserId>("cardname").has_value());
}

TEST(InteractionData, ResolvesIds) {
  const ResolvedData resolved = decode<Interaction>(command_json).value().data.resolved;
  EXPECT_EQ(resolved.users.at(UserId(77)).username, "shop");
  EXPECT_EQ(resolved.members.at(UserId(77)).nick, "Shop");
  EXPECT_EQ(resolved.roles.count(RoleId(5)), 1U);
  EXPECT_EQ(resolved.channels.count(ChannelId(6)), 1U);
  EXPECT_EQ(resolved.messages.at(MessageId(7)).channel_id, ChannelId(6));
  EXPECT_EQ(resolved.attachments.at(AttachmentId(8)).size, 4);
}

TEST(InteractionData, FindsTheOptionsOfASubCommand) {
  const InteractionData data = decode<Interaction>(R"({"id":"1","type":4,"data":{"id":"2",
    "name":"permissions","options":[{"type":2,"name":"user","options":[{"type":1,"name":"get",
    "options":[{"type":6,"name":"user","value":"9"},{"type":3,"name":"q","value":"x",
    "focused":true}]}]}]}})")
                                   .value()
                                   .data;
  EXPECT_EQ(data.sub_command(), "user get");
  EXPECT_EQ(data.id_of<UserId>("user"), UserId(9));
  ASSERT_NE(data.focused(), nullptr);
  EXPECT_EQ(data.focused()->name, "q");
}

TEST(DecodeInteraction, ReadsAComponent) {
  const Interaction interaction = decode<Interaction>(R"({"id":"1","type":3,
    "user":{"id":"5","username":"u"},"data":{"custom_id":"class","component_type":3,
    "values":["mage","rogue"]},"message":{"id":"6","channel_id":"7"}})")
                                      .value();
  EXPECT_EQ(interaction.data.custom_id, "class");
  EXPECT_EQ(interaction.data.component_type, ComponentType::string_select);
  EXPECT_EQ(interaction.data.values, (std::vector<std::string>{"mage", "rogue"}));
  EXPECT_EQ(interaction.message.value().id, MessageId(6));
  EXPECT_EQ(interaction.invoker()->username, "u");
}

TEST(DecodeInteraction, ReadsTheInputsOfAModal) {
  const InteractionData data = decode<Interaction>(R"({"id":"1","type":5,"data":{
    "custom_id":"form","components":[
    {"type":18,"id":1,"component":{"type":4,"id":2,"custom_id":"name","value":"Ada"}},
    {"type":1,"components":[{"type":4,"custom_id":"old","value":"row"}]},
    {"type":18,"component":{"type":3,"custom_id":"pick","values":["a","b"]}},
    {"type":18,"component":{"type":23,"custom_id":"agree","value":true}},
    {"type":18,"component":{"type":21,"custom_id":"none","value":null}},
    {"type":10,"id":9}]}})")
                                   .value()
                                   .data;
  EXPECT_EQ(data.inputs.size(), 5U);
  ASSERT_NE(data.input("name"), nullptr);
  EXPECT_EQ(data.input("name")->value, "Ada");
  EXPECT_EQ(data.input("old")->value, "row");
  EXPECT_EQ(data.input("pick")->values, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(data.input("pick")->type, ComponentType::string_select);
  EXPECT_EQ(data.input("agree")->value, "true");
  EXPECT_EQ(data.input("none")->value, "");
  EXPECT_EQ(data.input("other"), nullptr);
}

TEST(DecodeInteraction, HasNoInvokerInAPing) {
  EXPECT_EQ(decode<Interaction>(R"({"id":"1","type":1})").value().invoker(), nullptr);
}

TEST(DecodeInteraction, KeepsAValueOfAKindThatNoOptionHas) {
  const Interaction interaction = decode<Interaction>(R"({"id":"1","type":2,"data":{"options":[
    {"name":"list","value":[1, {"a":"b"}]},{"name":"none","value":null}]}})")
                                      .value();
  const InteractionOption* const option = interaction.data.option("list");
  ASSERT_NE(option, nullptr);
  EXPECT_EQ(std::get<RawJson>(option->value).text, R"([1, {"a":"b"}])");
  EXPECT_FALSE(interaction.data.string("list").has_value());
  EXPECT_TRUE(std::holds_alternative<std::monostate>(interaction.data.option("none")->value));
}

TEST(DecodeInteraction, KeepsTheDataOfATypeThatItDoesNotKnow) {
  // The type may stand behind the data, which need not look like any that is known.
  const std::string data = R"({"id":{"new":1}, "options":"some"})";
  const auto interaction =
      decode<Interaction>(R"({"id":"1","data":)" + data + R"(,"token":"t","type":99})").value();
  EXPECT_EQ(interaction.type, InteractionType(99));
  EXPECT_EQ(interaction.raw_data.text, data);
  EXPECT_EQ(interaction.token, "t");
  EXPECT_EQ(interaction.data, InteractionData());
  EXPECT_NE(to_json(interaction).find(data), std::string::npos);
}

TEST(DecodeInteraction, ReadsWhoInstalledAndWhatIsPaidFor) {
  const auto interaction = decode<Interaction>(R"({"id":"1","type":2,"guild":{"id":"8",
    "locale":"de","features":["NEWS"]},"entitlements":[{"id":"7","sku_id":"6"}],
    "authorizing_integration_owners":{"0":"8"}})")
                               .value();
  EXPECT_EQ(interaction.guild.value().features, std::vector<std::string>{"NEWS"});
  EXPECT_EQ(interaction.entitlements.at(0).sku_id, SkuId(6));
  EXPECT_EQ(interaction.authorizing_integration_owners.at("0"), AnyId(8));
}

TEST(DecodeInteraction, NamesThePathOfAnError) {
  const auto error_of = [](std::string_view json) {
    return decode<Interaction>(json).error().message;
  };
  EXPECT_EQ(error_of("{}"), "id: missing");
  EXPECT_EQ(error_of(R"({"type":2,"data":{"options":[{"value":"v","name":[]}]}})"),
            "data.options[0].name: expected a string");
  EXPECT_EQ(error_of(R"({"type":2,"data":{"resolved":{"users":{"77":{"id":"x"}}}}})"),
            "data.resolved.users.77.id: expected a snowflake string");
  EXPECT_EQ(error_of(R"({"type":5,"data":{"components":[{"component":{"custom_id":1}}]}})"),
            "data.components[0].component.custom_id: expected a string");
}

TEST(DecodeInteraction, TellsAComponentsNumberFromACommandsId) {
  const auto component = decode<Interaction>(
      R"({"id":"1","type":3,"data":{"component_type":2,"id":2,"custom_id":"click_me"}})");
  ASSERT_TRUE(component) << component.error();
  EXPECT_EQ(component->data.component_id, 2);
  EXPECT_FALSE(component->data.id);
  const auto command = decode<Interaction>(R"({"id":"1","type":2,"data":{"id":"7","name":"x"}})");
  ASSERT_TRUE(command) << command.error();
  EXPECT_EQ(command->data.id, CommandId(7));
  EXPECT_EQ(command->data.component_id, 0);
}

}  // namespace
}  // namespace pincer
