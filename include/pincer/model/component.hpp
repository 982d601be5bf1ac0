// Components to send: rows of buttons, select menus, inputs of modals. Layer: model.
// Thread safety: as a value type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

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
class Button {
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

  /// A Unicode emoji before the label.
  Button& emoji(std::string character) & {
    emoji_ = std::move(character);
    return *this;
  }
  Button&& emoji(std::string character) && { return std::move(this->emoji(std::move(character))); }
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
  std::optional<std::string> emoji_;
  std::optional<std::string> url_;
  bool disabled_ = false;
};

/// A menu of texts to choose from.
/// https://discord.com/developers/docs/components/reference#string-select
class StringSelect {
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
  /// The text while nothing is chosen: at most 150 characters.
  StringSelect& placeholder(std::string text) & {
    placeholder_ = std::move(text);
    return *this;
  }
  StringSelect&& placeholder(std::string text) && {
    return std::move(this->placeholder(std::move(text)));
  }
  /// How many options must and may be chosen: 1 and 1 unless set.
  StringSelect& choose(std::int32_t min_values, std::int32_t max_values) & {
    min_values_ = min_values;
    max_values_ = max_values;
    return *this;
  }
  StringSelect&& choose(std::int32_t min_values, std::int32_t max_values) && {
    return std::move(this->choose(min_values, max_values));
  }
  StringSelect& disabled(bool disabled = true) & {
    disabled_ = disabled;
    return *this;
  }
  StringSelect&& disabled(bool disabled = true) && { return std::move(this->disabled(disabled)); }

 private:
  friend void write(json::Writer& writer, const StringSelect& select);
  friend void check(FormCheck& form, const StringSelect& select);
  struct Option {
    std::string label;
    std::string value;
    std::optional<std::string> description;
  };

  std::string custom_id_;
  std::vector<Option> options_;
  std::optional<std::string> placeholder_;
  std::optional<std::int32_t> min_values_;
  std::optional<std::int32_t> max_values_;
  bool disabled_ = false;
};

/// https://discord.com/developers/docs/components/reference#text-input-text-input-styles
enum class TextInputStyle : std::int32_t { short_ = 1, paragraph = 2 };

/// A text field of a modal.
/// https://discord.com/developers/docs/components/reference#text-input
class TextInput {
 public:
  TextInput(std::string custom_id, std::string label, TextInputStyle style = TextInputStyle::short_)
      : custom_id_(std::move(custom_id)), label_(std::move(label)), style_(style) {}

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
  TextInput& length(std::int32_t min_length, std::int32_t max_length) & {
    min_length_ = min_length;
    max_length_ = max_length;
    return *this;
  }
  TextInput&& length(std::int32_t min_length, std::int32_t max_length) && {
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

  std::string custom_id_;
  std::string label_;
  TextInputStyle style_;
  std::optional<std::string> placeholder_;
  std::optional<std::string> value_;
  std::optional<std::int32_t> min_length_;
  std::optional<std::int32_t> max_length_;
  std::optional<bool> required_;
};

/// One row of a message: up to five buttons, or one select menu.
/// https://discord.com/developers/docs/components/reference#action-row
class ActionRow {
 public:
  ActionRow();
  ActionRow(const ActionRow& other);
  ActionRow(ActionRow&& other) noexcept;
  ActionRow& operator=(const ActionRow& other);
  ActionRow& operator=(ActionRow&& other) noexcept;
  ~ActionRow();

  ActionRow& button(Button button) &;
  ActionRow&& button(Button button) && { return std::move(this->button(std::move(button))); }
  ActionRow& select(StringSelect select) &;
  ActionRow&& select(StringSelect select) && { return std::move(this->select(std::move(select))); }

 private:
  friend void write(json::Writer& writer, const ActionRow& row);
  friend void check_rows(FormCheck& form, const std::vector<ActionRow>& rows, std::size_t rows_max);

  std::vector<std::variant<Button, StringSelect>> children_;
};

}  // namespace pincer
