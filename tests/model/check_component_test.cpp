// Each limit of the components that bots send, and its neighbour.
#include "model/check_support.hpp"
#include "pincer/model/create_message.hpp"
#include "pincer/model/entity_select.hpp"
#include "pincer/model/interaction_response.hpp"
#include "pincer/model/layout.hpp"
#include "pincer/model/modal_input.hpp"

namespace pincer::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

FieldError misplaced(std::string path, const std::string& types) {
  return {std::move(path) + ".type", "UNION_TYPE_CHOICES",
          "Value of field \"type\" must be one of (" + types + ")."};
}

CreateMessage message(AnyComponent component) {
  return CreateMessage().component(std::move(component));
}

InteractionResponse modal(AnyComponent input) {
  return InteractionResponse::modal(Modal("id", "title").component(Label("l", std::move(input))));
}

const std::string in_message = "components[0].";
const std::string in_row = "components[0].components[0].";
const std::string in_label = "data.components[0].component.";

TEST(CheckComponent, LimitsButtons) {
  const auto button = [](Button made) {
    return CreateMessage().row(ActionRow().button(std::move(made)));
  };
  const std::string place = "components[0].components[0].";
  expect_between(1, 100, place + "custom_id",
                 [&](std::size_t size) { return button(Button(text(size), "label")); });
  expect_at_most(80, too_long(place + "label", 80),
                 [&](std::size_t size) { return button(Button("id", text(size))); });
  expect_at_most(512, too_long(place + "url", 512),
                 [&](std::size_t size) { return button(Button::link(text(size), "label")); });
  EXPECT_THAT(errors_in(button(Button("id", "").emoji("x"))), IsEmpty());
  EXPECT_THAT(errors_in(button(Button("id", ""))),
              ElementsAre(FieldError{"components[0].components[0]",
                                     "BUTTON_COMPONENT_INVALID_EMOJI_OR_LABEL",
                                     "A button must have a label or an emoji"}));
}

TEST(CheckComponent, LimitsRows) {
  expect_between(1, 5, "components[0].components", [](std::size_t count) {
    ActionRow row;
    for (std::size_t i = 0; i < count; ++i) row.button(Button("id", "label"));
    return CreateMessage().row(row);
  });
  const auto crowded =
      ActionRow().select(StringSelect("s").option("l", "v")).button(Button("id", "label"));
  EXPECT_THAT(errors_in(CreateMessage().row(crowded)),
              ElementsAre(FieldError{"components[0].components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                                     "Component dimensions exceeds maximum width of 5"}));
}

TEST(CheckComponent, LimitsSelectMenus) {
  const auto select = [](StringSelect made) {
    return CreateMessage().row(ActionRow().select(std::move(made)));
  };
  const auto option = [&](std::string label, std::string value, std::string about) {
    return select(StringSelect("id").option(std::move(label), std::move(value), std::move(about)));
  };
  const std::string place = "components[0].components[0].";
  expect_between(1, 100, place + "custom_id", [&](std::size_t size) {
    return select(StringSelect(text(size)).option("l", "v"));
  });
  expect_between(1, 25, place + "options", [&](std::size_t count) {
    StringSelect made("id");
    for (std::size_t i = 0; i < count; ++i) made.option("l", std::to_string(i));
    return select(made);
  });
  expect_between(1, 100, place + "options[0].label",
                 [&](std::size_t size) { return option(text(size), "v", "d"); });
  expect_between(1, 100, place + "options[0].value",
                 [&](std::size_t size) { return option("l", text(size), "d"); });
  expect_at_most(100, too_long(place + "options[0].description", 100),
                 [&](std::size_t size) { return option("l", "v", text(size)); });
  expect_at_most(150, too_long(place + "placeholder", 150), [&](std::size_t size) {
    return select(StringSelect("id").option("l", "v").placeholder(text(size)));
  });
  EXPECT_THAT(errors_in(select(StringSelect("id").option("l", "v").choose(0, 25))), IsEmpty());
  EXPECT_THAT(errors_in(select(StringSelect("id").option("l", "v").choose(26, 0))),
              ElementsAre(too_great(place + "min_values", 25), too_small(place + "max_values", 1)));
}

TEST(CheckEntitySelect, LimitsItsTextsAndNumbers) {
  const auto row = [](EntitySelect select) { return message(ActionRow().select(select)); };
  expect_between(1, 100, in_row + "custom_id",
                 [&](std::size_t size) { return row(EntitySelect::users(text(size))); });
  expect_at_most(150, too_long(in_row + "placeholder", 150), [&](std::size_t size) {
    return row(EntitySelect::roles("id").placeholder(text(size)));
  });
  EXPECT_THAT(errors_in(row(EntitySelect::channels("id").choose(0, 25))), IsEmpty());
  EXPECT_THAT(
      errors_in(row(EntitySelect::channels("id").choose(26, 0))),
      ElementsAre(too_great(in_row + "min_values", 25), too_small(in_row + "max_values", 1)));
}

TEST(CheckEntitySelect, HasAsManySelectedAsMayBeChosen) {
  const auto make = [](std::size_t count) {
    EntitySelect select = EntitySelect::users("id").choose(2, 3);
    for (std::size_t i = 0; i < count; ++i) select.selected(UserId(i + 1));
    return message(ActionRow().select(select));
  };
  expect_between(2, 3, in_row + "default_values", make);
  EXPECT_THAT(errors_in(make(0)), IsEmpty());
}

TEST(CheckRow, HoldsOneMenuOfAnyKind) {
  const FieldError too_wide{"components[0].components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                            "Component dimensions exceeds maximum width of 5"};
  const EntitySelect menu = EntitySelect::roles("id");
  EXPECT_THAT(errors_in(message(ActionRow().select(menu).select(menu))), ElementsAre(too_wide));
  EXPECT_THAT(errors_in(message(ActionRow().select(TextInput("id")))),
              ElementsAre(misplaced("components[0].components[0]", "2, 3, 5, 6, 7, 8")));
}

TEST(CheckButton, NeedsNoIdToSell) {
  EXPECT_THAT(errors_in(message(ActionRow().button(Button::premium(SkuId(1))))), IsEmpty());
  expect_at_most(32, too_long(in_row + "emoji.name", 32), [](std::size_t size) {
    return message(ActionRow().button(Button("id", "l").emoji(text(size))));
  });
}

TEST(CheckLayout, LimitsTexts) {
  expect_between(1, 4000, in_message + "content",
                 [](std::size_t size) { return message(TextDisplay(text(size))); });
  expect_between(1, 3, in_message + "components", [](std::size_t count) {
    Section section(Thumbnail("https://a.b"));
    for (std::size_t i = 0; i < count; ++i) section.text("t");
    return message(section);
  });
  expect_between(1, 4000, in_row + "content", [](std::size_t size) {
    return message(Section(Button("id", "label")).text(text(size)));
  });
}

TEST(CheckLayout, LimitsMedia) {
  const auto section = [](Thumbnail thumbnail) {
    return message(Section(std::move(thumbnail)).text("t"));
  };
  expect_at_most(2048, too_long(in_message + "accessory.media.url", 2048),
                 [&](std::size_t size) { return section(Thumbnail(text(size))); });
  expect_between(1, 1024, in_message + "accessory.description",
                 [&](std::size_t size) { return section(Thumbnail("u").description(text(size))); });
  expect_between(1, 100, in_message + "accessory.custom_id", [](std::size_t size) {
    return message(Section(Button(text(size), "label")).text("t"));
  });
  expect_between(1, 10, in_message + "items", [](std::size_t count) {
    MediaGallery gallery;
    for (std::size_t i = 0; i < count; ++i) gallery.item("https://a.b");
    return message(gallery);
  });
  expect_between(1, 1024, in_message + "items[0].description", [](std::size_t size) {
    return message(MediaGallery().item("https://a.b", text(size)));
  });
  expect_at_most(2048, too_long(in_message + "items[0].media.url", 2048),
                 [](std::size_t size) { return message(MediaGallery().item(text(size))); });
  expect_at_most(2035, too_long(in_message + "file.url", 2048),
                 [](std::size_t size) { return message(FileComponent(text(size))); });
}

TEST(CheckLayout, LimitsContainers) {
  EXPECT_THAT(errors_in(message(Container())),
              ElementsAre(bad_length(in_message + "components", 1, 40)));
  const Container container = Container().text("t");
  EXPECT_THAT(errors_in(message(Container(container).accent_color(0xffffff))), IsEmpty());
  EXPECT_THAT(errors_in(message(Container(container).accent_color(0x1000000))),
              ElementsAre(too_great(in_message + "accent_color", 0xffffff)));
  EXPECT_THAT(errors_in(message(Container(container).accent_color(-1))),
              ElementsAre(too_small(in_message + "accent_color", 0)));
  EXPECT_THAT(errors_in(message(Container().component(container))),
              ElementsAre(misplaced("components[0].components[0]", "1, 9, 10, 12, 13, 14")));
}

TEST(CheckMessage, CountsComponentsInsideOfOthers) {
  const auto make = [](std::size_t texts) {
    // A container, a section of three, a row of two: 1 + (1 + 1 + 1) + (1 + 1) and the texts.
    Container container;
    container.component(Section(Button("id", "label")).text("t"));
    container.component(ActionRow().button(Button("other", "label")));
    for (std::size_t i = 0; i < texts; ++i) container.text("t");
    return message(container);
  };
  expect_at_most(34,
                 FieldError{"components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
                            "Total number of components exceeds maximum of 40"},
                 make);
}

TEST(CheckMessage, HasMoreThanFiveWithALayout) {
  const auto make = [](std::size_t rows) {
    EditMessage edit;
    for (std::size_t i = 0; i < rows; ++i) edit.row(ActionRow().button(Button("id", "label")));
    return edit;
  };
  EXPECT_THAT(errors_in(make(6)), ElementsAre(too_long("components", 5)));
  EXPECT_THAT(errors_in(make(6).component(Separator())), IsEmpty());
}

TEST(CheckMessage, HasNoContentWithALayout) {
  const auto refused = [](const std::string& key) {
    return FieldError{
        key, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        "The '" + key + "' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"};
  };
  const TextDisplay layout("t");
  EXPECT_THAT(errors_in(CreateMessage("hi").embed(Embed().title("t")).component(layout)),
              ElementsAre(refused("content"), refused("embeds")));
  EXPECT_THAT(errors_in(CreateMessage("hi").flags(MessageFlag::is_components_v2)),
              ElementsAre(refused("content")));
  // An edit removes them so.
  EXPECT_THAT(errors_in(EditMessage("").no_embeds().component(layout)), IsEmpty());
  EXPECT_THAT(errors_in(EditMessage("hi").component(layout)), ElementsAre(refused("content")));
}

TEST(CheckMessage, TakesNothingOfAModal) {
  EXPECT_THAT(errors_in(message(Label("l", Checkbox("id")))),
              ElementsAre(misplaced("components[0]", "1, 9, 10, 12, 13, 14, 17")));
  EXPECT_THAT(errors_in(message(Button("id", "label"))),
              ElementsAre(misplaced("components[0]", "1, 9, 10, 12, 13, 14, 17")));
}

TEST(CheckModal, TakesLabelsAndTexts) {
  const auto response = [](AnyComponent component) {
    return InteractionResponse::modal(Modal("id", "title").component(std::move(component)));
  };
  EXPECT_THAT(errors_in(response(TextDisplay("t"))), IsEmpty());
  EXPECT_THAT(errors_in(response(Container().text("t"))),
              ElementsAre(misplaced("data.components[0]", "10, 18")));
  EXPECT_THAT(
      errors_in(modal(TextInput("id", "label"))),
      ElementsAre(misplaced("data.components[0].component", "3, 4, 5, 6, 7, 8, 19, 21, 22, 23")));
}

TEST(CheckModal, LimitsLabels) {
  const auto make = [](Label label) {
    return InteractionResponse::modal(Modal("id", "title").component(std::move(label)));
  };
  expect_between(1, 45, "data.components[0].label",
                 [&](std::size_t size) { return make(Label(text(size), Checkbox("id"))); });
  expect_between(1, 100, "data.components[0].description", [&](std::size_t size) {
    return make(Label("l", Checkbox("id")).description(text(size)));
  });
  expect_at_most(4000, too_long(in_label + "value", 4000),
                 [](std::size_t size) { return modal(TextInput("id").value(text(size))); });
}

TEST(CheckModal, LimitsItsInputs) {
  expect_between(1, 100, in_label + "custom_id",
                 [](std::size_t size) { return modal(Checkbox(text(size))); });
  expect_between(1, 100, in_label + "custom_id",
                 [](std::size_t size) { return modal(FileUpload(text(size))); });
  expect_at_most(10, too_long(in_label + "file_types", 10), [](std::size_t count) {
    FileUpload upload("id");
    for (std::size_t i = 0; i < count; ++i) upload.file_type(".pdf");
    return modal(upload);
  });
  expect_between(2, 10, in_label + "options", [](std::size_t count) {
    RadioGroup group("id");
    for (std::size_t i = 0; i < count; ++i) group.option(ComponentOption("l", "v"));
    return modal(group);
  });
  expect_between(1, 10, in_label + "options", [](std::size_t count) {
    CheckboxGroup group("id");
    for (std::size_t i = 0; i < count; ++i) group.option(ComponentOption("l", "v"));
    return modal(group);
  });
  expect_between(1, 100, in_label + "options[0].label", [](std::size_t size) {
    return modal(CheckboxGroup("id").option(ComponentOption(text(size), "v")));
  });
}

TEST(CheckModal, MustHaveAnAnswerWhereItIsRequired) {
  const auto group = [] { return CheckboxGroup("id").option(ComponentOption("l", "v")); };
  EXPECT_THAT(errors_in(modal(group().choose(0, 10).required(false))), IsEmpty());
  EXPECT_THAT(
      errors_in(modal(group().choose(0, 11))),
      ElementsAre(too_small(in_label + "min_values", 1), too_great(in_label + "max_values", 10)));
  EXPECT_THAT(errors_in(modal(FileUpload("id").choose(1, 10))), IsEmpty());
  EXPECT_THAT(
      errors_in(modal(FileUpload("id").choose(0, 11))),
      ElementsAre(too_small(in_label + "min_values", 1), too_great(in_label + "max_values", 10)));
}

}  // namespace
}  // namespace pincer::test
