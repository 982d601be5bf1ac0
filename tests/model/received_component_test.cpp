#include "pincer/model/received_component.hpp"

#include <gtest/gtest.h>

#include "model/decode.hpp"
#include "pincer/model/json.hpp"
#include "pincer/model/message.hpp"

namespace pincer {
namespace {

std::vector<ReceivedComponent> components_of(std::string_view json) {
  const std::string message = R"({"id":"1","channel_id":"2","components":)" + std::string(json);
  return decode<Message>(message + "}").value().components;
}

TEST(ReceivedComponent, IsSmall) { EXPECT_EQ(sizeof(ReceivedComponent), sizeof(void*)); }

TEST(ReceivedComponent, ReadsRowsOfButtonsAndMenus) {
  const auto components = components_of(R"([
    {"type":1,"id":1,"components":[{"type":2,"id":2,"style":5,"label":"Docs","url":"https://d"},
      {"style":1,"custom_id":"go","emoji":{"name":"x"},"disabled":true,"type":2}]},
    {"type":1,"components":[{"type":3,"custom_id":"pick","min_values":1,"max_values":2,
      "options":[{"label":"A","value":"a","default":true}]}]},
    {"type":1,"components":[{"type":8,"custom_id":"where","channel_types":[0,5],
      "default_values":[{"id":"7","type":"channel"}]}]}])");
  ASSERT_EQ(components.size(), 3U);
  const auto* const row = components[0].get_if<ReceivedActionRow>();
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(components[0].type(), ComponentType::action_row);
  EXPECT_EQ(components[0].get_if<ReceivedButton>(), nullptr);
  ASSERT_EQ(row->components.size(), 2U);
  EXPECT_EQ(row->components[0].get_if<ReceivedButton>()->url, "https://d");
  const auto* const button = row->components[1].get_if<ReceivedButton>();
  ASSERT_NE(button, nullptr);
  EXPECT_EQ(button->style, ButtonStyle::primary);
  EXPECT_EQ(button->custom_id, "go");
  EXPECT_TRUE(button->disabled);

  const auto& menu = components[1].get_if<ReceivedActionRow>()->components.at(0);
  EXPECT_EQ(menu.type(), ComponentType::string_select);
  EXPECT_TRUE(menu.get_if<ReceivedStringSelect>()->options.at(0).default_);

  const auto& channels = components[2].get_if<ReceivedActionRow>()->components.at(0);
  EXPECT_EQ(channels.type(), ComponentType::channel_select);
  EXPECT_EQ(channels.get_if<ReceivedEntitySelect>()->default_values.at(0).id, AnyId(7));
}

TEST(ReceivedComponent, ReadsALayout) {
  const auto components = components_of(R"([{"type":17,"accent_color":255,"components":[
    {"type":9,"components":[{"type":10,"content":"# Hi"}],
     "accessory":{"type":11,"media":{"url":"https://m"},"description":"alt"}},
    {"type":14,"spacing":2,"divider":true},
    {"type":12,"items":[{"media":{"url":"https://i"},"spoiler":true}]},
    {"type":13,"file":{"url":"attachment://a"},"name":"a","size":3}]}])");
  const auto* const container = components.at(0).get_if<ReceivedContainer>();
  ASSERT_NE(container, nullptr);
  EXPECT_EQ(container->accent_color, 255);
  ASSERT_EQ(container->components.size(), 4U);
  const auto* const section = container->components[0].get_if<ReceivedSection>();
  ASSERT_NE(section, nullptr);
  EXPECT_EQ(section->components.at(0).get_if<ReceivedTextDisplay>()->content, "# Hi");
  EXPECT_EQ(section->accessory.get_if<ReceivedThumbnail>()->media.url, "https://m");
  EXPECT_EQ(container->components[1].get_if<ReceivedSeparator>()->spacing, SeparatorSpacing::large);
  EXPECT_TRUE(container->components[2].get_if<ReceivedMediaGallery>()->items.at(0).spoiler);
  EXPECT_EQ(container->components[3].get_if<ReceivedFileComponent>()->size, 3);
}

TEST(ReceivedComponent, KeepsWhatItDoesNotKnow) {
  const std::string strange = R"({"new": [1, {"type":2}], "type" : 99, "id":3 })";
  const auto components = components_of("[{\"type\":10,\"content\":\"a\"}," + strange +
                                        R"(,{"id":1,"no":"type"},null,{}])");
  ASSERT_EQ(components.size(), 4U);
  EXPECT_EQ(components[0].type(), ComponentType::text_display);
  EXPECT_EQ(components[1].type(), ComponentType(99));
  ASSERT_NE(components[1].get_if<UnknownComponent>(), nullptr);
  EXPECT_EQ(components[1].get_if<UnknownComponent>()->json.text, strange);
  EXPECT_EQ(to_json(components[1]), strange);
  EXPECT_EQ(components[2].get_if<UnknownComponent>()->json.text, R"({"id":1,"no":"type"})");
  EXPECT_EQ(components[3], ReceivedComponent());
  EXPECT_EQ(to_json(components[3]), "{}");
}

TEST(ReceivedComponent, CanBeVisited) {
  ReceivedButton button;
  button.label = "Press";
  const ReceivedComponent component = button;
  const auto label = std::visit(
      [](const auto& kind) -> std::string {
        if constexpr (std::is_same_v<std::decay_t<decltype(kind)>, ReceivedButton>) {
          return kind.label.value();
        }
        return "none";
      },
      component.variant());
  EXPECT_EQ(label, "Press");
  EXPECT_EQ(component, ReceivedComponent(button));
  EXPECT_FALSE(component == ReceivedComponent());
}

TEST(ReceivedComponent, NamesThePathOfAnError) {
  const auto error_of = [](std::string_view json) {
    return decode<Message>(R"({"id":"1","channel_id":"2","components":)" + std::string(json) + "}")
        .error()
        .message;
  };
  EXPECT_EQ(error_of(R"([{"type":"one"}])"), "components[0].type: expected an integer");
  EXPECT_EQ(error_of("[5]"), "components[0]: expected an object");
  EXPECT_EQ(error_of(R"([{"type":1,"components":[{"type":2,"label":5}]}])"),
            "components[0].components[0].label: expected a string");
}

}  // namespace
}  // namespace pincer
