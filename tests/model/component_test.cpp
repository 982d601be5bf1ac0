// Each component to send as JSON.
#include "pincer/model/component.hpp"

#include <gtest/gtest.h>

#include "pincer/model/create_message.hpp"
#include "pincer/model/entity_select.hpp"
#include "pincer/model/interaction_response.hpp"
#include "pincer/model/layout.hpp"
#include "pincer/model/modal_input.hpp"

namespace pincer {
namespace {

std::string json(const AnyComponent& component) { return component.to_json(); }

TEST(Button, HasAnEmojiOfAGuildOrSellsAnSku) {
  EXPECT_EQ(json(Button("id", "Go").emoji(ComponentEmoji(EmojiId(5), "wave", true))),
            R"({"type":2,"style":2,"label":"Go",)"
            R"("emoji":{"id":"5","name":"wave","animated":true},"custom_id":"id"})");
  EXPECT_EQ(json(Button::premium(SkuId(7))), R"({"type":2,"style":6,"sku_id":"7"})");
}

TEST(StringSelect, WritesItsOptions) {
  EXPECT_EQ(json(StringSelect("class")
                     .option("Bard", "b")
                     .option(ComponentOption("Rogue", "r")
                                 .description("Sneaky")
                                 .emoji(ComponentEmoji(EmojiId(5), "dagger"))
                                 .selected())
                     .required(false)),
            R"({"type":3,"custom_id":"class","options":[{"label":"Bard","value":"b"},)"
            R"({"label":"Rogue","value":"r","description":"Sneaky",)"
            R"("emoji":{"id":"5","name":"dagger"},"default":true}],"required":false})");
}

TEST(EntitySelect, WritesEachKind) {
  EXPECT_EQ(json(EntitySelect::users("u").selected(UserId(1)).selected(UserId(2)).choose(1, 2)),
            R"({"type":5,"custom_id":"u","default_values":[{"id":"1","type":"user"},)"
            R"({"id":"2","type":"user"}],"min_values":1,"max_values":2})");
  EXPECT_EQ(json(EntitySelect::roles("r").placeholder("Which?").disabled()),
            R"({"type":6,"custom_id":"r","placeholder":"Which?","disabled":true})");
  EXPECT_EQ(json(EntitySelect::mentionables("m").selected(RoleId(3)).required(false)),
            R"({"type":7,"custom_id":"m","default_values":[{"id":"3","type":"role"}],)"
            R"("required":false})");
  EXPECT_EQ(json(EntitySelect::channels("c")
                     .channel_type(ChannelType::guild_text)
                     .channel_type(ChannelType::guild_voice)
                     .selected(ChannelId(4))),
            R"({"type":8,"custom_id":"c","channel_types":[0,2],)"
            R"("default_values":[{"id":"4","type":"channel"}]})");
  EXPECT_EQ(json(ActionRow().select(EntitySelect::roles("r"))),
            R"({"type":1,"components":[{"type":6,"custom_id":"r"}]})");
}

TEST(Layout, WritesEachComponent) {
  EXPECT_EQ(json(TextDisplay("# Hi")), R"({"type":10,"content":"# Hi"})");
  EXPECT_EQ(json(Section(Button("more", "More")).text("one").text("two")),
            R"({"type":9,"components":[{"type":10,"content":"one"},{"type":10,"content":"two"}],)"
            R"("accessory":{"type":2,"style":2,"label":"More","custom_id":"more"}})");
  EXPECT_EQ(json(Section(Thumbnail("attachment://a.png").description("A").spoiler()).text("one")),
            R"({"type":9,"components":[{"type":10,"content":"one"}],)"
            R"("accessory":{"type":11,"media":{"url":"attachment://a.png"},)"
            R"("description":"A","spoiler":true}})");
  EXPECT_EQ(json(MediaGallery().item("https://a.b/1").item("https://a.b/2", "Two", true)),
            R"({"type":12,"items":[{"media":{"url":"https://a.b/1"}},)"
            R"({"media":{"url":"https://a.b/2"},"description":"Two","spoiler":true}]})");
  EXPECT_EQ(json(FileComponent("log.txt").spoiler()),
            R"({"type":13,"file":{"url":"attachment://log.txt"},"spoiler":true})");
  EXPECT_EQ(json(Separator()), R"({"type":14,"divider":true,"spacing":1})");
  EXPECT_EQ(json(Separator(SeparatorSpacing::large).divider(false)),
            R"({"type":14,"divider":false,"spacing":2})");
  EXPECT_EQ(json(Container()
                     .text("Hello")
                     .component(Separator())
                     .component(ActionRow().button(Button("go", "Go")))
                     .accent_color(0x5865f2)
                     .spoiler()),
            R"({"type":17,"components":[{"type":10,"content":"Hello"},)"
            R"({"type":14,"divider":true,"spacing":1},{"type":1,"components":[)"
            R"({"type":2,"style":2,"label":"Go","custom_id":"go"}]}],)"
            R"("accent_color":5793266,"spoiler":true})");
}

TEST(ModalInput, WritesEachComponent) {
  EXPECT_EQ(json(Label("Why?", TextInput("why", TextInputStyle::paragraph)).description("Briefly")),
            R"({"type":18,"label":"Why?","description":"Briefly",)"
            R"("component":{"type":4,"custom_id":"why","style":2}})");
  EXPECT_EQ(json(FileUpload("f").choose(0, 3).required(false).file_type("image").file_type(".pdf")),
            R"({"type":19,"custom_id":"f","min_values":0,"max_values":3,"required":false,)"
            R"("file_types":["image",".pdf"]})");
  EXPECT_EQ(json(RadioGroup("r")
                     .option(ComponentOption("Yes", "y").selected())
                     .option(ComponentOption("No", "n").description("Never"))
                     .required(false)),
            R"({"type":21,"custom_id":"r","options":[{"label":"Yes","value":"y","default":true},)"
            R"({"label":"No","value":"n","description":"Never"}],"required":false})");
  EXPECT_EQ(json(CheckboxGroup("g").option(ComponentOption("A", "a")).choose(0, 1).required(false)),
            R"({"type":22,"custom_id":"g","options":[{"label":"A","value":"a"}],)"
            R"("min_values":0,"max_values":1,"required":false})");
  EXPECT_EQ(json(Checkbox("c")), R"({"type":23,"custom_id":"c"})");
  EXPECT_EQ(json(Checkbox("c").selected()), R"({"type":23,"custom_id":"c","default":true})");
}

TEST(AnyComponent, KnowsItsType) {
  EXPECT_EQ(AnyComponent(ActionRow()).type(), ComponentType::action_row);
  EXPECT_EQ(AnyComponent(EntitySelect::roles("r")).type(), ComponentType::role_select);
  EXPECT_EQ(AnyComponent(TextInput("id")).type(), ComponentType::text_input);
  EXPECT_EQ(AnyComponent(TextInput("id", "label")).type(), ComponentType::label);
}

TEST(AnyComponent, CopiesWhatItHolds) {
  AnyComponent first = Container().text("one");
  const AnyComponent second = first;
  first = TextDisplay("two");
  EXPECT_EQ(second.to_json(), R"({"type":17,"components":[{"type":10,"content":"one"}]})");
  EXPECT_EQ(first.to_json(), R"({"type":10,"content":"two"})");
}

TEST(CreateMessage, SetsTheFlagThatItsComponentsNeed) {
  EXPECT_EQ(CreateMessage().component(ActionRow()).to_json(),
            R"({"components":[{"type":1,"components":[]}]})");
  EXPECT_EQ(CreateMessage().component(ActionRow()).component(TextDisplay("t")).to_json(),
            R"({"components":[{"type":1,"components":[]},{"type":10,"content":"t"}],)"
            R"("flags":32768})");
  EXPECT_EQ(EditMessage().component(TextDisplay("t")).to_json(),
            R"({"components":[{"type":10,"content":"t"}],"flags":32768})");
  // However the flags are set, before or after.
  EXPECT_EQ(InteractionResponse::ephemeral(CreateMessage().component(TextDisplay("t"))).to_json(),
            R"({"type":4,"data":{"components":[{"type":10,"content":"t"}],"flags":32832}})");
}

TEST(Modal, TakesLabelsAndTexts) {
  EXPECT_EQ(InteractionResponse::modal(Modal("form", "Form")
                                           .component(TextDisplay("Please"))
                                           .component(Label("Agree?", Checkbox("agree"))))
                .to_json(),
            R"({"type":9,"data":{"custom_id":"form","title":"Form","components":[)"
            R"({"type":10,"content":"Please"},)"
            R"({"type":18,"label":"Agree?","component":{"type":23,"custom_id":"agree"}}]}})");
}

}  // namespace
}  // namespace pincer
