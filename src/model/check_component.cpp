// https://discord.com/developers/docs/components/reference
#include "model/check_lists.hpp"

namespace pincer {
namespace {

constexpr Length row_limit{1, 5};
constexpr Length custom_id_limit{1, 100};
constexpr Length button_label_limit{0, 80};
constexpr Length button_url_limit{0, 512};
constexpr Length emoji_limit{0, 32};
constexpr Length select_options_limit{1, 25};
constexpr Length option_text_limit{1, 100};
constexpr Length option_description_limit{0, 100};
constexpr Length select_placeholder_limit{0, 150};
constexpr IntegerRange min_values_range{.min = 0, .max = 25};
constexpr IntegerRange max_values_range{.min = 1, .max = 25};
constexpr Length input_label_limit{1, 45};
constexpr Length input_value_limit{0, 4000};
constexpr Length input_placeholder_limit{0, 100};
constexpr IntegerRange min_length_range{.min = 0, .max = 4000};
constexpr IntegerRange max_length_range{.min = 1, .max = 4000};
/// Of a message, those inside of others included.
constexpr std::size_t components_max = 40;

}  // namespace

void check(FormCheck& form, const Button& button) {
  check_field(form, "label", button.label_, button_label_limit);
  if (button.label_.empty() && !button.emoji_) {
    form.add("BUTTON_COMPONENT_INVALID_EMOJI_OR_LABEL", "A button must have a label or an emoji");
  }
  if (button.emoji_) {
    const FormCheck::Step step(form, "emoji");
    check_field(form, "name", *button.emoji_, emoji_limit);
  }
  if (button.url_) {
    check_field(form, "url", *button.url_, button_url_limit);
  } else {
    check_field(form, "custom_id", button.custom_id_, custom_id_limit);
  }
}

void check(FormCheck& form, const StringSelect& select) {
  check_field(form, "custom_id", select.custom_id_, custom_id_limit);
  check_field(form, "options", select.options_, select_options_limit);
  for (std::size_t i = 0; i < select.options_.size(); ++i) {
    const StringSelect::Option& option = select.options_[i];
    const FormCheck::Step options(form, "options");
    const FormCheck::Step step(form, i);
    check_field(form, "label", option.label, option_text_limit);
    check_field(form, "value", option.value, option_text_limit);
    check_field(form, "description", option.description, option_description_limit);
  }
  check_field(form, "placeholder", select.placeholder_, select_placeholder_limit);
  check_field(form, "min_values", select.min_values_, min_values_range);
  check_field(form, "max_values", select.max_values_, max_values_range);
}

void check(FormCheck& form, const TextInput& input) {
  check_field(form, "label", input.label_, input_label_limit);
  const FormCheck::Step step(form, "component");
  check_field(form, "custom_id", input.custom_id_, custom_id_limit);
  check_field(form, "min_length", input.min_length_, min_length_range);
  check_field(form, "max_length", input.max_length_, max_length_range);
  check_field(form, "value", input.value_, input_value_limit);
  check_field(form, "placeholder", input.placeholder_, input_placeholder_limit);
}

void check_rows(FormCheck& form, const std::vector<ActionRow>& rows, std::size_t rows_max) {
  const FormCheck::Step step(form, "components");
  form.count(rows.size(), Length{0, rows_max});
  std::size_t components = rows.size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const FormCheck::Step row(form, i);
    const auto& children = rows[i].children_;
    components += children.size();
    check_field(form, "components", children, row_limit);
    const FormCheck::Step list(form, "components");
    bool has_select = false;
    for (std::size_t j = 0; j < children.size(); ++j) {
      const FormCheck::Step child(form, j);
      std::visit([&form](const auto& component) { check(form, component); }, children[j]);
      has_select = has_select || std::holds_alternative<StringSelect>(children[j]);
    }
    // A select menu fills its row.
    if (has_select && children.size() > 1) {
      form.add("COMPONENT_LAYOUT_WIDTH_EXCEEDED",
               "Component dimensions exceeds maximum width of 5");
    }
  }
  if (components > components_max) {
    form.add("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
             "Total number of components exceeds maximum of 40");
  }
}

}  // namespace pincer
