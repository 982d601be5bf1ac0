// Components to send: rows of buttons, select menus, inputs of modals. Layer: model.
// Thread safety: as a value type.
//
// More of them: pincer/model/entity_select.hpp has the menus of users, roles and channels,
// layout.hpp what lays out a message, modal_input.hpp what asks in a modal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pincer/boxed.hpp"
#include "pincer/model/ids.hpp"
#include "pincer/snowflake.hpp"

namespace pincer {

class FormCheck;
namespace json {
class Writer;
}  // namespace json

/// https://discord.com/developers/docs/components/reference#component-object-component-types
enum class ComponentType : std::int32_t {
  action_row = 1,
  button = 2,
  string_select = 3,
  text_input = 4,
  user_select = 5,
  role_select = 6,
  mentionable_select = 7,
  channel_select = 8,
  section = 9,
  text_display = 10,
  thumbnail = 11,
  media_gallery = 12,
  file = 13,
  separator = 14,
  container = 17,
  label = 18,
  file_upload = 19,
  radio_group = 21,
  checkbox_group = 22,
  checkbox = 23,
};

class ActionRow;
class Button;
class Checkbox;
class CheckboxGroup;
class Container;
class EntitySelect;
class FileComponent;
class FileUpload;
class Label;
class MediaGallery;
class RadioGroup;
class Section;
class Separator;
class StringSelect;
class TextDisplay;
class TextInput;
class Thumbnail;

/// Any component to send. Each of them is one: what takes an `AnyComponent` takes a `Container`.
/// Where it may stand is checked with the limits of the message or modal, before a request is
/// spent. https://discord.com/developers/docs/components/reference
class AnyComponent {
 public:
  AnyComponent(const AnyComponent& other);
  AnyComponent(AnyComponent&& other) noexcept;
  AnyComponent& operator=(const AnyComponent& other);
  AnyComponent& operator=(AnyComponent&& other) noexcept;
  ~AnyComponent();

  // Implicit, as said above.
  AnyComponent(ActionRow component);
  AnyComponent(Button component);
  AnyComponent(Checkbox component);
  AnyComponent(CheckboxGroup component);
  AnyComponent(Container component);
  AnyComponent(EntitySelect component);
  AnyComponent(FileComponent component);
  AnyComponent(FileUpload component);
  AnyComponent(Label component);
  AnyComponent(MediaGallery component);
  AnyComponent(RadioGroup component);
  AnyComponent(Section component);
  AnyComponent(Separator component);
  AnyComponent(StringSelect component);
  AnyComponent(TextDisplay component);
  AnyComponent(TextInput component);
  AnyComponent(Thumbnail component);

  [[nodiscard]] ComponentType type() const;
  [[nodiscard]] std::string to_json() const;

 private:
  friend void write(json::Writer& writer, const AnyComponent& component);
  friend void check(FormCheck& form, const AnyComponent& component);
  friend std::size_t component_count(const AnyComponent& component);
  struct Data;

  Boxed<Data> data_;
};

/// What every component may have: a number of its own, by which interactions name it. Those that
/// have none are numbered by Discord.
/// https://discord.com/developers/docs/components/reference#anatomy-of-a-component
template <class Component>
class NumberedComponent {
 public:
  Component& id(std::int32_t id) & {
    id_ = id;
    return static_cast<Component&>(*this);
  }
  Component&& id(std::int32_t id) && { return std::move(this->id(id)); }

 protected:
  std::optional<std::int32_t> id_;
};

/// The emoji of a button or of an option: a Unicode character, or an emoji of a guild or of the
/// application.
/// https://discord.com/developers/docs/resources/emoji#emoji-object
class ComponentEmoji {
 public:
  // Implicit: a character is an emoji.
  ComponentEmoji(std::string character) : name_(std::move(character)) {}
  ComponentEmoji(const char* character) : name_(character) {}
  ComponentEmoji(EmojiId id, std::string name, std::optional<bool> animated = {})
      : id_(id), name_(std::move(name)), animated_(animated) {}

 private:
  friend void write(json::Writer& writer, const ComponentEmoji& emoji);
  friend void check(FormCheck& form, const ComponentEmoji& emoji);

  EmojiId id_;
  std::string name_;
  std::optional<bool> animated_;
};

/// https://discord.com/developers/docs/components/reference#button-button-styles
enum class ButtonStyle : std::int32_t {
  primary = 1,
  secondary = 2,
  success = 3,
  danger = 4,
  link = 5,
  premium = 6,
};

/// https://discord.com/developers/docs/components/reference#button
class Button : public NumberedComponent<Button> {
 public:
  /// A button that sends an interaction with `custom_id`, of 1 to 100 characters.
  Button(std::string custom_id, std::string label, ButtonStyle style = ButtonStyle::secondary)
      : custom_id_(std::move(custom_id)), label_(std::move(label)), style_(style) {}
  /// A button that opens a web address, and sends no interaction.
  static Button link(std::string url, std::string label) {
    Button button({}, std::move(label), ButtonStyle::link);
    button.url_ = std::move(url);
    return button;
  }
  /// A button that sells an SKU, with a label of Discord's own. It sends no interaction.
  static Button premium(SkuId sku) {
    Button button({}, {}, ButtonStyle::premium);
    button.sku_ = sku;
    return button;
  }

  /// Before the label.
  Button& emoji(ComponentEmoji emoji) & {
    emoji_ = std::move(emoji);
    return *this;
  }
  Button&& emoji(ComponentEmoji emoji) && { return std::move(this->emoji(std::move(emoji))); }
  Button& disabled(bool disabled = true) & {
    disabled_ = disabled;
    return *this;
  }
  Button&& disabled(bool disabled = true) && { return std::move(this->disabled(disabled)); }

 private:
  friend void write(json::Writer& writer, const Button& button);
  friend void check(FormCheck& form, const Button& button);

  std::string custom_id_;
  std::string label_;
  ButtonStyle style_;
  std::optional<ComponentEmoji> emoji_;
  std::optional<std::string> url_;
  SkuId sku_;
  std::optional<bool> disabled_;
};

/// What may be chosen of a string select, a radio group or a checkbox group.
/// https://discord.com/developers/docs/components/reference#string-select-select-option-structure
class ComponentOption {
 public:
  ComponentOption(const ComponentOption& other);
  ComponentOption(ComponentOption&& other) noexcept;
  ComponentOption& operator=(const ComponentOption& other);
  ComponentOption& operator=(ComponentOption&& other) noexcept;
  ~ComponentOption();

  /// Texts of 1 to 100 characters. `value` is what the interaction brings back.
  ComponentOption(std::string label, std::string value);

  /// At most 100 characters.
  ComponentOption& description(std::string text) &;
  ComponentOption&& description(std::string text) && {
    return std::move(this->description(std::move(text)));
  }
  /// Of a string select only.
  ComponentOption& emoji(ComponentEmoji emoji) &;
  ComponentOption&& emoji(ComponentEmoji emoji) && {
    return std::move(this->emoji(std::move(emoji)));
  }
  /// Chosen already when the user sees it: Discord's field "default".
  ComponentOption& selected(bool selected = true) & {
    selected_ = selected;
    return *this;
  }
  ComponentOption&& selected(bool selected = true) && {
    return std::move(this->selected(selected));
  }

 private:
  friend void write(json::Writer& writer, const ComponentOption& option);
  friend void check(FormCheck& form, const ComponentOption& option);

  std::string label_;
  std::string value_;
  std::optional<std::string> description_;
  std::optional<ComponentEmoji> emoji_;
  std::optional<bool> selected_;
};

/// A menu of texts to choose from.
/// https://discord.com/developers/docs/components/reference#string-select
class StringSelect : public NumberedComponent<StringSelect> {
 public:
  StringSelect(const StringSelect& other);
  StringSelect(StringSelect&& other) noexcept;
  StringSelect& operator=(const StringSelect& other);
  StringSelect& operator=(StringSelect&& other) noexcept;
  ~StringSelect();

  /// `custom_id`: 1 to 100 characters.
  explicit StringSelect(std::string custom_id);

  /// Adds an option; 25 at most. `value` is what the interaction brings back.
  StringSelect& option(std::string label, std::string value,
                       std::optional<std::string> description = {}) &;
  StringSelect&& option(std::string label, std::string value,
                        std::optional<std::string> description = {}) && {
    return std::move(this->option(std::move(label), std::move(value), std::move(description)));
  }
  StringSelect& option(ComponentOption option) &;
  StringSelect&& option(ComponentOption option) && {
    return std::move(this->option(std::move(option)));
  }
  /// The text while nothing is chosen: at most 150 characters.
  StringSelect& placeholder(std::string text) & {
    placeholder_ = std::move(text);
    return *this;
  }
  StringSelect&& placeholder(std::string text) && {
    return std::move(this->placeholder(std::move(text)));
  }
  /// How many options must and may be chosen: 1 and 1 unless set, or where given nothing.
  StringSelect& choose(std::optional<std::int32_t> min_values,
                       std::optional<std::int32_t> max_values) & {
    min_values_ = min_values;
    max_values_ = max_values;
    return *this;
  }
  StringSelect&& choose(std::optional<std::int32_t> min_values,
                        std::optional<std::int32_t> max_values) && {
    return std::move(this->choose(min_values, max_values));
  }
  StringSelect& disabled(bool disabled = true) & {
    disabled_ = disabled;
    return *this;
  }
  StringSelect&& disabled(bool disabled = true) && { return std::move(this->disabled(disabled)); }
  /// Of a modal: whether it must be answered. True unless set.
  StringSelect& required(bool required) & {
    required_ = required;
    return *this;
  }
  StringSelect&& required(bool required) && { return std::move(this->required(required)); }

 private:
  friend void write(json::Writer& writer, const StringSelect& select);
  friend void check(FormCheck& form, const StringSelect& select);

  std::string custom_id_;
  std::vector<ComponentOption> options_;
  std::optional<std::string> placeholder_;
  std::optional<std::int32_t> min_values_;
  std::optional<std::int32_t> max_values_;
  std::optional<bool> disabled_;
  std::optional<bool> required_;
};

/// https://discord.com/developers/docs/components/reference#text-input-text-input-styles
enum class TextInputStyle : std::int32_t { short_ = 1, paragraph = 2 };

/// A text field of a modal.
/// https://discord.com/developers/docs/components/reference#text-input
class TextInput : public NumberedComponent<TextInput> {
 public:
  /// With a label of its own, of 1 to 45 characters.
  TextInput(std::string custom_id, std::string label, TextInputStyle style = TextInputStyle::short_)
      : custom_id_(std::move(custom_id)), label_(std::move(label)), style_(style) {}
  /// To stand in a `Label`, which may have a description too.
  explicit TextInput(std::string custom_id, TextInputStyle style = TextInputStyle::short_)
      : custom_id_(std::move(custom_id)), style_(style) {}

  TextInput& placeholder(std::string text) & {
    placeholder_ = std::move(text);
    return *this;
  }
  TextInput&& placeholder(std::string text) && {
    return std::move(this->placeholder(std::move(text)));
  }
  /// The text that is already filled in.
  TextInput& value(std::string text) & {
    value_ = std::move(text);
    return *this;
  }
  TextInput&& value(std::string text) && { return std::move(this->value(std::move(text))); }
  /// In characters: 0 to 4,000.
  TextInput& length(std::optional<std::int32_t> min_length,
                    std::optional<std::int32_t> max_length) & {
    min_length_ = min_length;
    max_length_ = max_length;
    return *this;
  }
  TextInput&& length(std::optional<std::int32_t> min_length,
                     std::optional<std::int32_t> max_length) && {
    return std::move(this->length(min_length, max_length));
  }
  TextInput& required(bool required) & {
    required_ = required;
    return *this;
  }
  TextInput&& required(bool required) && { return std::move(this->required(required)); }

 private:
  friend void write(json::Writer& writer, const TextInput& input);
  friend void check(FormCheck& form, const TextInput& input);
  friend ComponentType type_of(const TextInput& input);

  std::string custom_id_;
  std::optional<std::string> label_;
  TextInputStyle style_;
  std::optional<std::string> placeholder_;
  std::optional<std::string> value_;
  std::optional<std::int32_t> min_length_;
  std::optional<std::int32_t> max_length_;
  std::optional<bool> required_;
};

/// One row of a message: up to five buttons, or one select menu.
/// https://discord.com/developers/docs/components/reference#action-row
class ActionRow : public NumberedComponent<ActionRow> {
 public:
  ActionRow();
  ActionRow(const ActionRow& other);
  ActionRow(ActionRow&& other) noexcept;
  ActionRow& operator=(const ActionRow& other);
  ActionRow& operator=(ActionRow&& other) noexcept;
  ~ActionRow();

  ActionRow& button(Button button) &;
  ActionRow&& button(Button button) && { return std::move(this->button(std::move(button))); }
  /// A `StringSelect` or an `EntitySelect`.
  ActionRow& select(AnyComponent select) &;
  ActionRow&& select(AnyComponent select) && { return std::move(this->select(std::move(select))); }

 private:
  friend void write(json::Writer& writer, const ActionRow& row);
  friend void check(FormCheck& form, const ActionRow& row);
  friend std::size_t component_count(const ActionRow& row);

  std::vector<AnyComponent> components_;
};

}  // namespace pincer
