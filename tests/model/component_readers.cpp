// Components: readers and random values. Test-only.
#include <utility>

#include "model/handwritten_readers.hpp"
#include "model/sent_kinds.hpp"

namespace pincer::test {
namespace {

using Type = ComponentType;

/// What is left of a component's fields is for `id`, which all have.
template <class Component>
AnyComponent finish(Fields& fields, Component made) {
  fields.find("type");
  if (const auto id = fields.optional<std::int32_t>("id")) made.id(*id);
  fields.expect_no_more();
  return made;
}

/// Two fields that one setter takes.
template <class Component>
void read_choose(Fields& fields, Component& made) {
  const auto least = fields.optional<std::int32_t>("min_values");
  const auto most = fields.optional<std::int32_t>("max_values");
  made.choose(least, most);
}

template <class Component>
void read_required(Fields& fields, Component& made) {
  if (const auto required = fields.optional<bool>("required")) made.required(*required);
}

template <class Component>
void read_options(Fields& fields, Component& made) {
  for (auto& option : fields.required<std::vector<ComponentOption>>("options")) {
    made.option(std::move(option));
  }
}

Button read_button(Fields& fields) {
  const auto style = fields.required<ButtonStyle>("style");
  const std::string label = fields.optional<std::string>("label").value_or("");
  const auto make = [&] {
    if (style == ButtonStyle::link) return Button::link(fields.required<std::string>("url"), label);
    if (style == ButtonStyle::premium) return Button::premium(fields.required<SkuId>("sku_id"));
    return Button(fields.required<std::string>("custom_id"), label, style);
  };
  Button made = make();
  if (auto emoji = fields.optional<ComponentEmoji>("emoji")) made.emoji(std::move(*emoji));
  if (const auto disabled = fields.optional<bool>("disabled")) made.disabled(*disabled);
  return made;
}

StringSelect read_string_select(Fields& fields) {
  StringSelect made(fields.required<std::string>("custom_id"));
  read_options(fields, made);
  if (auto text = fields.optional<std::string>("placeholder")) made.placeholder(*text);
  read_choose(fields, made);
  if (const auto disabled = fields.optional<bool>("disabled")) made.disabled(*disabled);
  read_required(fields, made);
  return made;
}

EntitySelect read_entity_select(Fields& fields, Type type) {
  auto custom_id = fields.required<std::string>("custom_id");
  EntitySelect made = type == Type::user_select          ? EntitySelect::users(custom_id)
                      : type == Type::role_select        ? EntitySelect::roles(custom_id)
                      : type == Type::mentionable_select ? EntitySelect::mentionables(custom_id)
                                                         : EntitySelect::channels(custom_id);
  for (const auto kind : fields.optional<std::vector<ChannelType>>("channel_types")
                             .value_or(std::vector<ChannelType>())) {
    made.channel_type(kind);
  }
  if (auto text = fields.optional<std::string>("placeholder")) made.placeholder(*text);
  if (const dom::value* const chosen = fields.find("default_values")) {
    for (const dom::value& value : chosen->as_array()) {
      Fields one(value);
      const auto kind = one.required<std::string>("type");
      if (kind == "user") made.selected(one.required<UserId>("id"));
      if (kind == "role") made.selected(one.required<RoleId>("id"));
      if (kind == "channel") made.selected(one.required<ChannelId>("id"));
      one.expect_no_more();
    }
  }
  read_choose(fields, made);
  if (const auto disabled = fields.optional<bool>("disabled")) made.disabled(*disabled);
  read_required(fields, made);
  return made;
}

TextInput read_text_input(Fields& fields) {
  TextInput made(fields.required<std::string>("custom_id"),
                 fields.required<TextInputStyle>("style"));
  if (auto text = fields.optional<std::string>("placeholder")) made.placeholder(*text);
  if (auto text = fields.optional<std::string>("value")) made.value(*text);
  made.length(fields.optional<std::int32_t>("min_length"),
              fields.optional<std::int32_t>("max_length"));
  read_required(fields, made);
  return made;
}

ActionRow read_row(Fields& fields) {
  ActionRow made;
  for (auto& component : fields.required<std::vector<AnyComponent>>("components")) {
    made.select(std::move(component));
  }
  return made;
}

std::string read_media(const dom::value& value) {
  Fields fields(value);
  auto url = fields.required<std::string>("url");
  fields.expect_no_more();
  return url;
}

Thumbnail read_thumbnail(Fields& fields) {
  Thumbnail made(read_media(fields.get("media")));
  if (auto text = fields.optional<std::string>("description")) made.description(*text);
  if (const auto spoiler = fields.optional<bool>("spoiler")) made.spoiler(*spoiler);
  return made;
}

Section read_section(Fields& fields) {
  Fields accessory(fields.get("accessory"));
  const bool is_button = accessory.required<Type>("type") == Type::button;
  const auto id = accessory.optional<std::int32_t>("id");
  const auto with_id = [&id](auto made) {
    if (id) made.id(*id);
    return made;
  };
  Section made = is_button ? Section(with_id(read_button(accessory)))
                           : Section(with_id(read_thumbnail(accessory)));
  accessory.expect_no_more();
  for (const dom::value& value : fields.get("components").as_array()) {
    Fields text(value);
    text.expect("type", 10);
    TextDisplay display(text.required<std::string>("content"));
    if (const auto number = text.optional<std::int32_t>("id")) display.id(*number);
    made.text(std::move(display));
    text.expect_no_more();
  }
  return made;
}

MediaGallery read_gallery(Fields& fields) {
  MediaGallery made;
  for (const dom::value& value : fields.get("items").as_array()) {
    Fields item(value);
    made.item(read_media(item.get("media")), item.optional<std::string>("description"),
              item.optional<bool>("spoiler"));
    item.expect_no_more();
  }
  return made;
}

FileComponent read_file(Fields& fields) {
  constexpr std::string_view scheme = "attachment://";
  const std::string url = read_media(fields.get("file"));
  if (!url.starts_with(scheme)) throw NotReadable("file: expected an attachment");
  FileComponent made(url.substr(scheme.size()));
  if (const auto spoiler = fields.optional<bool>("spoiler")) made.spoiler(*spoiler);
  return made;
}

Separator read_separator(Fields& fields) {
  Separator made(fields.required<SeparatorSpacing>("spacing"));
  made.divider(fields.required<bool>("divider"));
  return made;
}

Container read_container(Fields& fields) {
  Container made;
  for (auto& component : fields.required<std::vector<AnyComponent>>("components")) {
    made.component(std::move(component));
  }
  if (const auto color = fields.optional<std::int32_t>("accent_color")) made.accent_color(*color);
  if (const auto spoiler = fields.optional<bool>("spoiler")) made.spoiler(*spoiler);
  return made;
}

Label read_label(Fields& fields) {
  Label made(fields.required<std::string>("label"), fields.required<AnyComponent>("component"));
  if (auto text = fields.optional<std::string>("description")) made.description(*text);
  return made;
}

FileUpload read_file_upload(Fields& fields) {
  FileUpload made(fields.required<std::string>("custom_id"));
  read_choose(fields, made);
  read_required(fields, made);
  for (auto& type : fields.optional<std::vector<std::string>>("file_types")
                        .value_or(std::vector<std::string>())) {
    made.file_type(std::move(type));
  }
  return made;
}

template <class Group>
Group read_group(Fields& fields) {
  Group made(fields.required<std::string>("custom_id"));
  read_options(fields, made);
  if constexpr (std::is_same_v<Group, CheckboxGroup>) read_choose(fields, made);
  read_required(fields, made);
  return made;
}

Checkbox read_checkbox(Fields& fields) {
  Checkbox made(fields.required<std::string>("custom_id"));
  if (const auto selected = fields.optional<bool>("default")) made.selected(*selected);
  return made;
}

}  // namespace

ComponentEmoji from_json(As<ComponentEmoji>, const dom::value& value) {
  Fields fields(value);
  const auto id = fields.optional<EmojiId>("id");
  auto name = fields.required<std::string>("name");
  const auto animated = fields.optional<bool>("animated");
  fields.expect_no_more();
  return id ? ComponentEmoji(*id, std::move(name), animated) : ComponentEmoji(std::move(name));
}

ComponentOption from_json(As<ComponentOption>, const dom::value& value) {
  Fields fields(value);
  ComponentOption made(fields.required<std::string>("label"),
                       fields.required<std::string>("value"));
  if (auto text = fields.optional<std::string>("description")) made.description(*text);
  if (auto emoji = fields.optional<ComponentEmoji>("emoji")) made.emoji(std::move(*emoji));
  if (const auto selected = fields.optional<bool>("default")) made.selected(*selected);
  fields.expect_no_more();
  return made;
}

AnyComponent from_json(As<AnyComponent>, const dom::value& value) {
  Fields fields(value);
  const auto type = fields.required<Type>("type");
  switch (type) {
    case Type::action_row: return finish(fields, read_row(fields));
    case Type::button: return finish(fields, read_button(fields));
    case Type::string_select: return finish(fields, read_string_select(fields));
    case Type::text_input: return finish(fields, read_text_input(fields));
    case Type::user_select:
    case Type::role_select:
    case Type::mentionable_select:
    case Type::channel_select: return finish(fields, read_entity_select(fields, type));
    case Type::section: return finish(fields, read_section(fields));
    case Type::text_display:
      return finish(fields, TextDisplay(fields.required<std::string>("content")));
    case Type::thumbnail: return finish(fields, read_thumbnail(fields));
    case Type::media_gallery: return finish(fields, read_gallery(fields));
    case Type::file: return finish(fields, read_file(fields));
    case Type::separator: return finish(fields, read_separator(fields));
    case Type::container: return finish(fields, read_container(fields));
    case Type::label: return finish(fields, read_label(fields));
    case Type::file_upload: return finish(fields, read_file_upload(fields));
    case Type::radio_group: return finish(fields, read_group<RadioGroup>(fields));
    case Type::checkbox_group: return finish(fields, read_group<CheckboxGroup>(fields));
    case Type::checkbox: return finish(fields, read_checkbox(fields));
  }
  throw NotReadable("type: no component has the number " + std::to_string(static_cast<int>(type)));
}

}  // namespace pincer::test
