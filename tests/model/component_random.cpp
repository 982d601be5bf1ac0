// Components: random values that Discord would take. Test-only.
#include <utility>

#include "model/handwritten_readers.hpp"
#include "model/sent_kinds.hpp"

namespace pincer::test {
namespace {

template <class Component>
Component numbered(Random& random, Component made) {
  if (random.is_set()) made.id(random.number<std::int32_t>(0, 1000));
  return made;
}

template <class Component>
void choose(Random& random, Component& made, double most) {
  if (random.is_set()) made.choose(random.number<std::int32_t>(1, most), std::nullopt);
  if (random.is_set()) {
    made.choose(random.number<std::int32_t>(1, most), random.number<std::int32_t>(1, most));
  }
  if (random.is_set()) made.required(random.value<bool>());
}

template <class Component>
Component with_options(Random& random, Component made, std::size_t least, std::size_t most) {
  for (auto& option : random.list<ComponentOption>(
           least, most, [&] { return random_of(As<ComponentOption>(), random); })) {
    made.option(std::move(option));
  }
  return made;
}

Button random_button(Random& random) {
  const std::string label = random.text(1, 80);
  const auto make = [&] {
    switch (random.below(3)) {
      case 0: return Button::link(random.text(1, 512), label);
      case 1: return Button::premium(random.value<SkuId>());
      default: return Button(random.text(1, 100), label, ButtonStyle::danger);
    }
  };
  Button made = numbered(random, make());
  if (random.is_set()) made.emoji(random_of(As<ComponentEmoji>(), random));
  if (random.is_set()) made.disabled(random.value<bool>());
  return made;
}

StringSelect random_string_select(Random& random) {
  StringSelect made =
      with_options(random, numbered(random, StringSelect(random.text(1, 100))), 1, 25);
  if (random.is_set()) made.placeholder(random.text(0, 150));
  if (random.is_set()) made.disabled(random.value<bool>());
  choose(random, made, 25);
  return made;
}

EntitySelect random_entity_select(Random& random) {
  EntitySelect made = EntitySelect::channels(random.text(1, 100));
  switch (random.below(4)) {
    case 0: made = EntitySelect::users(random.text(1, 100)).selected(random.value<UserId>()); break;
    case 1: made = EntitySelect::roles(random.text(1, 100)).selected(random.value<RoleId>()); break;
    case 2: made = EntitySelect::mentionables(random.text(1, 100)); break;
    default: made.channel_type(random.value<ChannelType>()).selected(random.value<ChannelId>());
  }
  if (random.is_set()) made.placeholder(random.text(0, 150));
  if (random.is_set()) made.disabled(random.value<bool>());
  if (random.is_set()) made.required(random.value<bool>());
  return numbered(random, std::move(made));
}

TextInput random_text_input(Random& random) {
  TextInput made(random.text(1, 100), random.value<TextInputStyle>());
  if (random.is_set()) made.placeholder(random.text(0, 100));
  if (random.is_set()) made.value(random.text(0, 4000));
  if (random.is_set()) made.length(random.number<std::int32_t>(0, 4000), std::nullopt);
  if (random.is_set()) made.required(random.value<bool>());
  return numbered(random, std::move(made));
}

ActionRow random_row(Random& random) {
  ActionRow made = numbered(random, ActionRow());
  switch (random.below(3)) {
    case 0: return std::move(made).select(random_string_select(random));
    case 1: return std::move(made).select(random_entity_select(random));
    default: break;
  }
  for (auto& button : random.list<Button>(1, 5, [&] { return random_button(random); })) {
    made.button(std::move(button));
  }
  return made;
}

TextDisplay random_text_display(Random& random) {
  return numbered(random, TextDisplay(random.text(1, 400)));
}

Thumbnail random_thumbnail(Random& random) {
  Thumbnail made = numbered(random, Thumbnail(random.text(1, 2048)));
  if (random.is_set()) made.description(random.text(1, 1024));
  if (random.is_set()) made.spoiler(random.value<bool>());
  return made;
}

Section random_section(Random& random) {
  Section made =
      random.value<bool>() ? Section(random_button(random)) : Section(random_thumbnail(random));
  for (auto& text : random.list<TextDisplay>(1, 3, [&] { return random_text_display(random); })) {
    made.text(std::move(text));
  }
  return numbered(random, std::move(made));
}

MediaGallery random_gallery(Random& random) {
  MediaGallery made = numbered(random, MediaGallery());
  for (std::uint64_t left = 1 + random.below(10); left > 0; --left) {
    std::optional<std::string> description;
    if (random.is_set()) description = random.text(1, 1024);
    std::optional<bool> spoiler;
    if (random.is_set()) spoiler = random.value<bool>();
    made.item(random.text(1, 2048), description, spoiler);
  }
  return made;
}

/// One that holds no others.
AnyComponent random_leaf(Random& random) {
  switch (random.below(5)) {
    case 0: return random_text_display(random);
    case 1: return random_section(random);
    case 2: return random_gallery(random);
    case 3:
      return numbered(random, FileComponent(random.text(1, 100)).spoiler(random.value<bool>()));
    default:
      return numbered(random,
                      Separator(random.value<SeparatorSpacing>()).divider(random.value<bool>()));
  }
}

AnyComponent random_input(Random& random) {
  switch (random.below(7)) {
    case 0: return random_text_input(random);
    case 1: return random_string_select(random);
    case 2: return random_entity_select(random);
    case 3: return numbered(random, Checkbox(random.text(1, 100)).selected(random.value<bool>()));
    case 4: {
      RadioGroup made = with_options(random, RadioGroup(random.text(1, 100)), 2, 10);
      if (random.is_set()) made.required(random.value<bool>());
      return numbered(random, std::move(made));
    }
    case 5: {
      CheckboxGroup made = with_options(random, CheckboxGroup(random.text(1, 100)), 1, 10);
      choose(random, made, 10);
      return numbered(random, std::move(made));
    }
    default: {
      FileUpload made(random.text(1, 100));
      choose(random, made, 10);
      if (random.is_set()) made.file_type(".pdf");
      return numbered(random, std::move(made));
    }
  }
}

}  // namespace

ComponentEmoji random_of(As<ComponentEmoji>, Random& random) {
  if (random.value<bool>()) return ComponentEmoji(random.text(1, 32));
  std::optional<bool> animated;
  if (random.is_set()) animated = random.value<bool>();
  return {random.value<EmojiId>(), random.text(1, 32), animated};
}

ComponentOption random_of(As<ComponentOption>, Random& random) {
  ComponentOption made(random.text(1, 100), random.text(1, 100));
  if (random.is_set()) made.description(random.text(0, 100));
  if (random.is_set()) made.emoji(random_of(As<ComponentEmoji>(), random));
  if (random.is_set()) made.selected(random.value<bool>());
  return made;
}

AnyComponent random_message_component(Random& random) {
  if (random.below(3) == 0) return random_row(random);
  if (random.below(3) > 0) return random_leaf(random);
  Container made = numbered(random, Container());
  if (random.is_set()) made.accent_color(random.number<std::int32_t>(0, 0xffffff));
  if (random.is_set()) made.spoiler(random.value<bool>());
  for (std::uint64_t left = 1 + random.below(3); left > 0; --left) {
    made.component(random.value<bool>() ? AnyComponent(random_row(random)) : random_leaf(random));
  }
  return made;
}

AnyComponent random_modal_component(Random& random) {
  if (random.below(4) == 0) return random_text_display(random);
  Label made = numbered(random, Label(random.text(1, 45), random_input(random)));
  if (random.is_set()) made.description(random.text(1, 100));
  return made;
}

AnyComponent random_of(As<AnyComponent>, Random& random) {
  switch (random.below(4)) {
    case 0: return random_button(random);
    case 1: return random_thumbnail(random);
    case 2: return random_modal_component(random);
    default: return random_message_component(random);
  }
}

void add_component_kinds(std::vector<SentKind>& kinds) {
  kinds.push_back(kind_of<AnyComponent>("AnyComponent"));
}

}  // namespace pincer::test
