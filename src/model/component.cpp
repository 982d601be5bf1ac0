#include "pincer/model/component.hpp"

#include "model/write.hpp"

namespace pincer {

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

StringSelect& StringSelect::option(std::string label, std::string value,
                                   std::optional<std::string> description) & {
  options_.push_back({std::move(label), std::move(value), std::move(description)});
  return *this;
}

ActionRow& ActionRow::button(Button button) & {
  children_.emplace_back(std::move(button));
  return *this;
}

ActionRow& ActionRow::select(StringSelect select) & {
  children_.emplace_back(std::move(select));
  return *this;
}

void write(json::Writer& writer, const Button& button) {
  writer.begin_object().field("type", static_cast<int>(ComponentType::button));
  writer.field("style", static_cast<int>(button.style_));
  if (!button.label_.empty()) writer.field("label", button.label_);
  if (button.emoji_) {
    writer.key("emoji").begin_object().field("name", *button.emoji_).end_object();
  }
  if (button.url_) {
    writer.field("url", *button.url_);
  } else {
    writer.field("custom_id", button.custom_id_);
  }
  if (button.disabled_) writer.field("disabled", true);
  writer.end_object();
}

void write(json::Writer& writer, const StringSelect& select) {
  writer.begin_object().field("type", static_cast<int>(ComponentType::string_select));
  writer.field("custom_id", select.custom_id_).key("options").begin_array();
  for (const StringSelect::Option& option : select.options_) {
    writer.begin_object().field("label", option.label).field("value", option.value);
    write_field(writer, "description", option.description);
    writer.end_object();
  }
  writer.end_array();
  write_field(writer, "placeholder", select.placeholder_);
  write_field(writer, "min_values", select.min_values_);
  write_field(writer, "max_values", select.max_values_);
  if (select.disabled_) writer.field("disabled", true);
  writer.end_object();
}

void write(json::Writer& writer, const TextInput& input) {
  // The label that a text input itself may have is deprecated: a label component holds it.
  writer.begin_object().field("type", static_cast<int>(ComponentType::label));
  writer.field("label", input.label_).key("component").begin_object();
  writer.field("type", static_cast<int>(ComponentType::text_input));
  writer.field("custom_id", input.custom_id_).field("style", static_cast<int>(input.style_));
  write_field(writer, "min_length", input.min_length_);
  write_field(writer, "max_length", input.max_length_);
  write_field(writer, "required", input.required_);
  write_field(writer, "value", input.value_);
  write_field(writer, "placeholder", input.placeholder_);
  writer.end_object().end_object();
}

void write(json::Writer& writer, const ActionRow& row) {
  writer.begin_object().field("type", static_cast<int>(ComponentType::action_row));
  writer.key("components");
  write(writer, row.children_);
  writer.end_object();
}

}  // namespace pincer
