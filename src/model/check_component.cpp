// https://discord.com/developers/docs/components/reference
#include <algorithm>
#include <array>

#include "model/any_component.hpp"
#include "model/check_lists.hpp"

namespace pincer {
namespace {

constexpr Length row_limit{1, 5};
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

constexpr std::array row_types{
    ComponentType::button,      ComponentType::string_select,      ComponentType::user_select,
    ComponentType::role_select, ComponentType::mentionable_select, ComponentType::channel_select,
};
constexpr std::array message_types{
    ComponentType::action_row,    ComponentType::section, ComponentType::text_display,
    ComponentType::media_gallery, ComponentType::file,    ComponentType::separator,
    ComponentType::container,
};

std::string type_error(std::span<const ComponentType> types) {
  std::string choices;
  for (const ComponentType type : types) {
    if (!choices.empty()) choices += ", ";
    choices += std::to_string(static_cast<int>(type));
  }
  return "Value of field \"type\" must be one of (" + choices + ").";
}

}  // namespace

void check_placed(FormCheck& form, const AnyComponent& component,
                  std::span<const ComponentType> types) {
  if (std::ranges::find(types, component.type()) != types.end()) return check(form, component);
  const FormCheck::Step step(form, "type");
  form.add("UNION_TYPE_CHOICES", type_error(types));
}

void check_placed(FormCheck& form, const std::vector<AnyComponent>& components,
                  std::span<const ComponentType> types) {
  for (std::size_t i = 0; i < components.size(); ++i) {
    const FormCheck::Step step(form, i);
    check_placed(form, components[i], types);
  }
}

void check(FormCheck& form, const ComponentEmoji& emoji) {
  check_field(form, "name", emoji.name_, emoji_limit);
}

void check(FormCheck& form, const Button& button) {
  check_field(form, "label", button.label_, button_label_limit);
  check_parts(form, "emoji", button.emoji_);
  if (button.sku_) return;
  if (button.label_.empty() && !button.emoji_) {
    form.add("BUTTON_COMPONENT_INVALID_EMOJI_OR_LABEL", "A button must have a label or an emoji");
  }
  if (button.url_) {
    check_field(form, "url", *button.url_, button_url_limit);
  } else {
    check_field(form, "custom_id", button.custom_id_, custom_id_limit);
  }
}

void check(FormCheck& form, const ComponentOption& option) {
  check_field(form, "label", option.label_, option_text_limit);
  check_field(form, "value", option.value_, option_text_limit);
  check_field(form, "description", option.description_, option_description_limit);
  check_parts(form, "emoji", option.emoji_);
}

void check(FormCheck& form, const StringSelect& select) {
  check_field(form, "custom_id", select.custom_id_, custom_id_limit);
  check_field(form, "options", select.options_, select_options_limit);
  check_parts(form, "options", select.options_);
  check_field(form, "placeholder", select.placeholder_, select_placeholder_limit);
  check_field(form, "min_values", select.min_values_, min_values_range);
  check_field(form, "max_values", select.max_values_, max_values_range);
}

void check(FormCheck& form, const EntitySelect& select) {
  check_field(form, "custom_id", select.custom_id_, custom_id_limit);
  check_field(form, "placeholder", select.placeholder_, select_placeholder_limit);
  if (!select.selected_.empty()) {
    const auto bound = [](std::optional<std::int32_t> values) {
      return static_cast<std::size_t>(std::max(values.value_or(1), 0));
    };
    check_field(form, "default_values", select.selected_,
                Length{bound(select.min_values_), bound(select.max_values_)});
  }
  check_field(form, "min_values", select.min_values_, min_values_range);
  check_field(form, "max_values", select.max_values_, max_values_range);
}

void check(FormCheck& form, const TextInput& input) {
  check_field(form, "label", input.label_, input_label_limit);
  std::optional<FormCheck::Step> step;
  if (input.label_) step.emplace(form, "component");
  check_field(form, "custom_id", input.custom_id_, custom_id_limit);
  check_field(form, "min_length", input.min_length_, min_length_range);
  check_field(form, "max_length", input.max_length_, max_length_range);
  check_field(form, "value", input.value_, input_value_limit);
  check_field(form, "placeholder", input.placeholder_, input_placeholder_limit);
}

void check(FormCheck& form, const ActionRow& row) {
  const auto& components = row.components_;
  check_field(form, "components", components, row_limit);
  const FormCheck::Step list(form, "components");
  check_placed(form, components, row_types);
  const bool has_select = std::ranges::any_of(components, [](const AnyComponent& component) {
    return component.type() != ComponentType::button;
  });
  // A select menu fills its row.
  if (has_select && components.size() > 1) {
    form.add("COMPONENT_LAYOUT_WIDTH_EXCEEDED", "Component dimensions exceeds maximum width of 5");
  }
}

void check_components(FormCheck& form, const std::vector<AnyComponent>& components,
                      std::size_t top_level_max) {
  const FormCheck::Step step(form, "components");
  form.count(components.size(), Length{0, top_level_max});
  check_placed(form, components, message_types);
  if (component_count(components) > components_max) {
    form.add("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
             "Total number of components exceeds maximum of 40");
  }
}

}  // namespace pincer
