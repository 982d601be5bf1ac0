#include <gtest/gtest.h>

#include "model/decode.hpp"
#include "model/write.hpp"
#include "pincer/model/command.hpp"
#include "pincer/model/create_message.hpp"
#include "pincer/model/interaction_response.hpp"

namespace pincer {
namespace {

// g++ 12 destroys an aggregate temporary twice inside a co_await expression.
static_assert(!std::is_aggregate_v<ActionRow>);
static_assert(!std::is_aggregate_v<AllowedMentions>);
static_assert(!std::is_aggregate_v<Autocomplete>);
static_assert(!std::is_aggregate_v<Button>);
static_assert(!std::is_aggregate_v<CommandOption>);
static_assert(!std::is_aggregate_v<CreateCommand>);
static_assert(!std::is_aggregate_v<CreateMessage>);
static_assert(!std::is_aggregate_v<EditMessage>);
static_assert(!std::is_aggregate_v<Embed>);
static_assert(!std::is_aggregate_v<File>);
static_assert(!std::is_aggregate_v<InteractionResponse>);
static_assert(!std::is_aggregate_v<Modal>);
static_assert(!std::is_aggregate_v<StringSelect>);
static_assert(!std::is_aggregate_v<TextInput>);

TEST(EncodeCreateMessage, WritesNothingThatIsNotSet) {
  EXPECT_EQ(CreateMessage().to_json(), "{}");
  EXPECT_EQ(CreateMessage("hi").to_json(), R"({"content":"hi"})");
  EXPECT_EQ(CreateMessage(std::string("hi")).to_json(), R"({"content":"hi"})");
}

TEST(EncodeCreateMessage, WritesEverything) {
  const CreateMessage message =
      CreateMessage()
          .content("hi")
          .nonce("n1", true)
          .tts()
          .embed(Embed().title("T"))
          .allowed_mentions(AllowedMentions().users().role(RoleId(5)).replied_user())
          .reply_to(MessageId(7))
          .row(ActionRow().button(Button("go", "Go", ButtonStyle::primary)))
          .file(File("a.txt", "abc", "a text"))
          .file(File("b.txt", ""))
          .flags(MessageFlag::suppress_embeds | MessageFlag::suppress_notifications);
  EXPECT_EQ(message.to_json(),
            R"({"content":"hi","nonce":"n1","enforce_nonce":true,"tts":true,)"
            R"("embeds":[{"title":"T"}],)"
            R"("allowed_mentions":{"parse":["users"],"roles":["5"],"replied_user":true},)"
            R"("message_reference":{"message_id":"7"},)"
            R"("components":[{"type":1,"components":[)"
            R"({"type":2,"style":1,"label":"Go","custom_id":"go"}]}],)"
            R"("attachments":[{"id":0,"filename":"a.txt","description":"a text"},)"
            R"({"id":1,"filename":"b.txt"}],"flags":4100})");
  ASSERT_EQ(message.files().size(), 2U);
  EXPECT_EQ(message.files()[0].bytes(), "abc");
}

TEST(EncodeCreateMessage, IsAlsoBuiltStepByStep) {
  CreateMessage message;
  message.content("one");
  message.content("two").tts();
  EXPECT_EQ(message.to_json(), R"({"content":"two","tts":true})");
}

TEST(EncodeAllowedMentions, AllowsNothingByDefault) {
  EXPECT_EQ(CreateMessage().allowed_mentions(AllowedMentions()).to_json(),
            R"({"allowed_mentions":{"parse":[]}})");
  EXPECT_EQ(CreateMessage()
                .allowed_mentions(AllowedMentions().roles().everyone().user(UserId(1)))
                .to_json(),
            R"({"allowed_mentions":{"parse":["roles","everyone"],"users":["1"]}})");
}

Embed full_embed() {
  return Embed()
      .title("T")
      .description("D")
      .url("https://u")
      .timestamp(*Timestamp::from_string("2020-01-01T00:00:00Z"))
      .color(0xff)
      .footer("f", "https://fi")
      .image("https://i")
      .thumbnail("https://t")
      .author("an", "https://au", "https://ai")
      .field("n", "v", true)
      .field("m", "w");
}

TEST(EncodeEmbed, WritesEverything) {
  json::Writer writer;
  write(writer, full_embed());
  EXPECT_EQ(writer.take(),
            R"({"title":"T","description":"D","url":"https://u",)"
            R"("timestamp":"2020-01-01T00:00:00.000000+00:00","color":255,)"
            R"("footer":{"text":"f","icon_url":"https://fi"},"image":{"url":"https://i"},)"
            R"("thumbnail":{"url":"https://t"},)"
            R"("author":{"name":"an","url":"https://au","icon_url":"https://ai"},)"
            R"("fields":[{"name":"n","value":"v","inline":true},{"name":"m","value":"w"}]})");
}

TEST(EncodeEmbed, SurvivesARoundTrip) {
  json::Writer writer;
  write(writer, full_embed());
  const std::string first = writer.take();
  const std::string message = R"({"id":"1","channel_id":"2","embeds":[)" + first + "]}";
  write(writer, decode<Message>(message).value().embeds.at(0));
  EXPECT_EQ(writer.take(), first);
}

TEST(EncodeEditMessage, TellsUnchangedFromEmpty) {
  EXPECT_EQ(EditMessage().to_json(), "{}");
  EXPECT_EQ(EditMessage("").to_json(), R"({"content":""})");
  EXPECT_EQ(EditMessage().no_embeds().no_rows().to_json(), R"({"embeds":[],"components":[]})");
  EXPECT_EQ(EditMessage("x")
                .embed(Embed().title("a"))
                .embed(Embed().title("b"))
                .row(ActionRow())
                .allowed_mentions(AllowedMentions())
                .flags(MessageFlag::suppress_embeds)
                .to_json(),
            R"({"content":"x","embeds":[{"title":"a"},{"title":"b"}],)"
            R"("allowed_mentions":{"parse":[]},"components":[{"type":1,"components":[]}],)"
            R"("flags":4})");
}

TEST(EncodeComponents, WritesButtonsAndMenus) {
  const ActionRow buttons = ActionRow()
                                .button(Button("a", "A", ButtonStyle::danger).emoji("🔥").disabled())
                                .button(Button::link("https://example.com", "Open"));
  const ActionRow menu = ActionRow().select(StringSelect("class")
                                                .option("Mage", "mage", "Casts")
                                                .option("Rogue", "rogue")
                                                .placeholder("Choose")
                                                .choose(0, 2)
                                                .disabled());
  EXPECT_EQ(CreateMessage().row(buttons).row(menu).to_json(),
            R"({"components":[{"type":1,"components":[)"
            R"({"type":2,"style":4,"label":"A","emoji":{"name":"🔥"},"custom_id":"a",)"
            R"("disabled":true},)"
            R"({"type":2,"style":5,"label":"Open","url":"https://example.com"}]},)"
            R"({"type":1,"components":[{"type":3,"custom_id":"class","options":[)"
            R"({"label":"Mage","value":"mage","description":"Casts"},)"
            R"({"label":"Rogue","value":"rogue"}],"placeholder":"Choose","min_values":0,)"
            R"("max_values":2,"disabled":true}]}]})");
}

TEST(EncodeInteractionResponse, WritesEachType) {
  EXPECT_EQ(InteractionResponse::pong().to_json(), R"({"type":1})");
  EXPECT_EQ(InteractionResponse::message("pong").to_json(),
            R"({"type":4,"data":{"content":"pong"}})");
  EXPECT_EQ(InteractionResponse::ephemeral("secret").to_json(),
            R"({"type":4,"data":{"content":"secret","flags":64}})");
  EXPECT_EQ(InteractionResponse::deferred().to_json(), R"({"type":5})");
  EXPECT_EQ(InteractionResponse::deferred_ephemeral().to_json(),
            R"({"type":5,"data":{"flags":64}})");
  EXPECT_EQ(InteractionResponse::deferred_update().to_json(), R"({"type":6})");
  EXPECT_EQ(InteractionResponse::update(EditMessage("new")).to_json(),
            R"({"type":7,"data":{"content":"new"}})");
  EXPECT_EQ(InteractionResponse::autocomplete(
                Autocomplete().choice("A", "a").choice("B", std::int64_t{2}).choice("C", 0.5))
                .to_json(),
            R"({"type":8,"data":{"choices":[{"name":"A","value":"a"},{"name":"B","value":2},)"
            R"({"name":"C","value":0.5}]}})");
  EXPECT_EQ(InteractionResponse::modal(
                Modal("form", "Form")
                    .input(TextInput("name", "Name").placeholder("p").value("v").length(1, 9))
                    .input(TextInput("why", "Why", TextInputStyle::paragraph).required(false)))
                .to_json(),
            R"({"type":9,"data":{"custom_id":"form","title":"Form","components":[)"
            R"({"type":18,"label":"Name","component":{"type":4,"custom_id":"name","style":1,)"
            R"("min_length":1,"max_length":9,"value":"v","placeholder":"p"}},)"
            R"({"type":18,"label":"Why","component":{"type":4,"custom_id":"why","style":2,)"
            R"("required":false}}]}})");
}

TEST(EncodeInteractionResponse, KeepsTheFilesOfItsMessage) {
  EXPECT_EQ(InteractionResponse::message(CreateMessage().file(File("a", "b"))).files().size(), 1U);
  EXPECT_TRUE(InteractionResponse::pong().files().empty());
}

CreateCommand full_command() {
  return CreateCommand("echo", "Says it")
      .option(CommandOption(CommandOptionType::string, "text", "What")
                  .required()
                  .choice("A", "a")
                  .length(1, 20)
                  .autocomplete())
      .option(CommandOption(CommandOptionType::integer, "n", "N").range(1, 10))
      .option(
          CommandOption(CommandOptionType::channel, "c", "C").channel_type(ChannelType::guild_text))
      .option(CommandOption(CommandOptionType::sub_command, "s", "S")
                  .option(CommandOption(CommandOptionType::boolean, "b", "B")))
      .default_member_permissions(Permission::ban_members | Permission::kick_members)
      .nsfw();
}

TEST(EncodeCreateCommand, WritesEverything) {
  EXPECT_EQ(full_command().to_json(),
            R"({"name":"echo","type":1,"description":"Says it","options":[)"
            R"({"type":3,"name":"text","description":"What","required":true,)"
            R"("choices":[{"name":"A","value":"a"}],"min_length":1,"max_length":20,)"
            R"("autocomplete":true},)"
            R"({"type":4,"name":"n","description":"N","min_value":1,"max_value":10},)"
            R"({"type":7,"name":"c","description":"C","channel_types":[0]},)"
            R"({"type":1,"name":"s","description":"S","options":[)"
            R"({"type":5,"name":"b","description":"B"}]}],)"
            R"("default_member_permissions":"6","nsfw":true})");
  EXPECT_EQ(CreateCommand::context_menu(CommandType::user, "Inspect").to_json(),
            R"({"name":"Inspect","type":2})");
}

TEST(EncodeCreateCommand, WritesLists) {
  EXPECT_EQ(to_json(std::vector<CreateCommand>{}), "[]");
  EXPECT_EQ(to_json(std::vector{CreateCommand("a", "A"), CreateCommand("b", "B")}),
            R"([{"name":"a","type":1,"description":"A"},{"name":"b","type":1,"description":"B"}])");
}

TEST(EncodeCreateCommand, WritesOtherLanguagesAndPlaces) {
  EXPECT_EQ(CreateCommand("hi", "Says hi")
                .name_localization("de", "hallo")
                .description_localization("de", "Sagt hallo")
                .option(CommandOption(CommandOptionType::attachment, "f", "F")
                            .name_localization("de", "d")
                            .description_localization("de", "D")
                            .file_type(".pdf"))
                .option(CommandOption(CommandOptionType::string, "s", "S")
                            .choice("One", "1", {{"de", "Eins"}}))
                .integration_type(ApplicationIntegrationType::user_install)
                .context(InteractionContextType::guild)
                .context(InteractionContextType::bot_dm)
                .to_json(),
            R"({"name":"hi","type":1,"name_localizations":{"de":"hallo"},"description":"Says hi",)"
            R"("description_localizations":{"de":"Sagt hallo"},"options":[)"
            R"({"type":11,"name":"f","name_localizations":{"de":"d"},"description":"F",)"
            R"("description_localizations":{"de":"D"},"file_types":[".pdf"]},)"
            R"({"type":3,"name":"s","description":"S","choices":[)"
            R"({"name":"One","name_localizations":{"de":"Eins"},"value":"1"}]}],)"
            R"("integration_types":[1],"contexts":[0,1]})");
  EXPECT_EQ(CreateCommand::entry_point("play", "Opens it", CommandHandler::app_handler).to_json(),
            R"({"name":"play","type":4,"description":"Opens it","handler":1})");
}

TEST(DecodeCommand, ReadsOtherLanguagesAndPlaces) {
  const ApplicationCommand command = decode<ApplicationCommand>(R"({"id":"1","type":4,
    "name":"hi","name_localizations":{"de":"hallo"},"description_localizations":{"de":"Sagt"},
    "options":[{"type":11,"name":"f","name_localizations":{"de":"d"},"description":"F",
    "description_localizations":{"de":"D"},"file_types":[".pdf"],"channel_types":[0],
    "min_value":1,"max_value":2,"min_length":3,"max_length":4,"autocomplete":true,
    "choices":[{"name":"One","name_localizations":{"de":"Eins"},"value":"1"}]}],
    "integration_types":[0,1],"contexts":[2],"handler":2})")
                                         .value();
  EXPECT_EQ(command.name_localizations, (Localizations{{"de", "hallo"}}));
  EXPECT_EQ(command.description_localizations, (Localizations{{"de", "Sagt"}}));
  ASSERT_EQ(command.options.size(), 1U);
  const CommandOption& option = command.options[0];
  EXPECT_EQ(option.name_localizations(), (Localizations{{"de", "d"}}));
  EXPECT_EQ(option.description_localizations(), (Localizations{{"de", "D"}}));
  EXPECT_EQ(option.file_types(), std::vector<std::string>{".pdf"});
  EXPECT_EQ(option.channel_types(), std::vector{ChannelType::guild_text});
  EXPECT_EQ(option.min_value(), 1);
  EXPECT_EQ(option.max_value(), 2);
  EXPECT_EQ(option.min_length(), 3);
  EXPECT_EQ(option.max_length(), 4);
  EXPECT_TRUE(option.has_autocomplete());
  EXPECT_EQ(option.choices().at(0).name_localizations, (Localizations{{"de", "Eins"}}));
  EXPECT_EQ(command.integration_types, (std::vector{ApplicationIntegrationType::guild_install,
                                                    ApplicationIntegrationType::user_install}));
  EXPECT_EQ(command.contexts, std::vector{InteractionContextType::private_channel});
  EXPECT_EQ(command.handler, CommandHandler::discord_launch_activity);
}

TEST(DecodeCommand, TakesNullForWhatIsNotThere) {
  const ApplicationCommand command = decode<ApplicationCommand>(R"({"id":"1",
    "name_localizations":null,"description_localizations":null,"contexts":null})")
                                         .value();
  EXPECT_TRUE(command.name_localizations.empty());
  EXPECT_TRUE(command.description_localizations.empty());
  EXPECT_FALSE(command.contexts);
}

TEST(EncodeCommandOption, SurvivesARoundTrip) {
  json::Writer writer;
  const std::string first = full_command().to_json();
  const std::string registered = R"({"id":"1",)" + first.substr(1);
  write(writer, decode<ApplicationCommand>(registered).value().options);
  EXPECT_NE(first.find("\"options\":" + writer.take()), std::string::npos);
}

}  // namespace
}  // namespace pincer
