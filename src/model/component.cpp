#include "pincer/model/component.hpp"

#include "model/any_component.hpp"
#include "model/write.hpp"

namespace pincer {

ComponentOption::ComponentOption(std::string label, std::string value)
    : label_(std::move(label)), value_(std::move(value)) {}
ComponentOption::ComponentOption(const ComponentOption& other) = default;
ComponentOption::ComponentOption(ComponentOption&& other) noexcept = default;
ComponentOption& ComponentOption::operator=(const ComponentOption& other) = default;
ComponentOption& ComponentOption::operator=(ComponentOption&& other) noexcept = default;
ComponentOption::~ComponentOption() = default;

StringSelect::StringSelect(std::string custom_id) : custom_id_(std::move(custom_id)) {}
StringSelect::StringSelect(const StringSelect& other) = default;
StringSelect::StringSelect(StringSelect&& other) noexcept = default;
StringSelect& StringSelect::operator=(const StringSelect& other) = default;
StringSelect& StringSelect::operator=(StringSelect&& other) noexcept = default;
StringSelect::~StringSelect() = default;

ActionRow::ActionRow() = default;
ActionRow::ActionRow(const ActionRow& other) = default;
ActionRow::ActionRow(ActionRow&& other) noexcept = default;
ActionRow& ActionRow::operator=(const ActionRow& other) = default;
ActionRow& ActionRow::operator=(ActionRow&& other) noexcept = default;
ActionRow::~ActionRow() = default;

ComponentOption& ComponentOption::description(std::string text) & {
  description_ = std::move(text);
  return *this;
}

ComponentOption& ComponentOption::emoji(ComponentEmoji emoji) & {
  emoji_ = std::move(emoji);
  return *this;
}

StringSelect& StringSelect::option(std::string label, std::string value,
                                   std::optional<std::string> description) & {
  ComponentOption made(std::move(label), std::move(value));
  if (description) made.description(std::move(*description));
  return option(std::move(made));
}

StringSelect& StringSelect::option(ComponentOption option) & {
  options_.push_back(std::move(option));
  return *this;
}

ActionRow& ActionRow::button(Button button) & {
  components_.emplace_back(std::move(button));
  return *this;
}

ActionRow& ActionRow::select(AnyComponent select) & {
  components_.push_back(std::move(select));
  return *this;
}

std::size_t component_count(const ActionRow& row) { return 1 + component_count(row.components_); }

void write(json::Writer& writer, const ComponentEmoji& emoji) {
  writer.begin_object();
  if (emoji.id_) writer.field("id", emoji.id_.to_string());
  writer.field("name", emoji.name_);
  write_field(writer, "animated", emoji.animated_);
  writer.end_object();
}

void write(json::Writer& writer, const ComponentOption& option) {
  writer.begin_object().field("label", option.label_).field("value", option.value_);
  write_field(writer, "description", option.description_);
  write_field(writer, "emoji", option.emoji_);
  write_field(writer, "default", option.selected_);
  writer.end_object();
}

void write(json::Writer& writer, const Button& button) {
  begin_component(writer, ComponentType::button, button.id_);
  writer.field("style", static_cast<int>(button.style_));
  if (!button.label_.empty()) writer.field("label", button.label_);
  write_field(writer, "emoji", button.emoji_);
  if (button.url_) {
    writer.field("url", *button.url_);
  } else if (button.sku_) {
    writer.field("sku_id", button.sku_.to_string());
  } else {
    writer.field("custom_id", button.custom_id_);
  }
  write_field(writer, "disabled", button.disabled_);
  writer.end_object();
}

void write(json::Writer& writer, const StringSelect& select) {
  begin_component(writer, ComponentType::string_select, select.id_);
  writer.field("custom_id", select.custom_id_);
  write_required(writer, "options", select.options_);
  write_field(writer, "placeholder", select.placeholder_);
  write_field(writer, "min_values", select.min_values_);
  write_field(writer, "max_values", select.max_values_);
  write_field(writer, "disabled", select.disabled_);
  write_field(writer, "required", select.required_);
  writer.end_object();
}

// The label that a text input itself may have is deprecated: a label component holds it.
ComponentType type_of(const TextInput& input) {
  return input.label_ ? ComponentType::label : ComponentType::text_input;
}

void write(json::Writer& writer, const TextInput& input) {
  if (input.label_) {
    begin_component(writer, ComponentType::label, {});
    writer.field("label", *input.label_).key("component");
  }
  begin_component(writer, ComponentType::text_input, input.id_);
  writer.field("custom_id", input.custom_id_).field("style", static_cast<int>(input.style_));
  write_field(writer, "min_length", input.min_length_);
  write_field(writer, "max_length", input.max_length_);
  write_field(writer, "required", input.required_);
  write_field(writer, "value", input.value_);
  write_field(writer, "placeholder", input.placeholder_);
  writer.end_object();
  if (input.label_) writer.end_object();
}

void write(json::Writer& writer, const ActionRow& row) {
  begin_component(writer, ComponentType::action_row, row.id_);
  write_required(writer, "components", row.components_);
  writer.end_object();
}

}  // namespace pincer
