// https://discord.com/developers/docs/components/reference
#include <array>

#include "model/check_lists.hpp"
#include "pincer/model/modal_input.hpp"

namespace pincer {
namespace {

constexpr Length label_limit{1, 45};
constexpr Length label_description_limit{1, 100};
constexpr Length radio_options_limit{2, 10};
constexpr Length checkbox_options_limit{1, 10};
constexpr Length file_types_limit{0, 10};
constexpr IntegerRange max_values_range{.min = 1, .max = 10};

constexpr std::array label_types{
    ComponentType::string_select, ComponentType::text_input,         ComponentType::user_select,
    ComponentType::role_select,   ComponentType::mentionable_select, ComponentType::channel_select,
    ComponentType::file_upload,   ComponentType::radio_group,        ComponentType::checkbox_group,
    ComponentType::checkbox,
};

/// What must be answered cannot be answered with nothing.
IntegerRange min_values_range(std::optional<bool> required) {
  return {.min = required.value_or(true) ? 1 : 0, .max = 10};
}

}  // namespace

void check(FormCheck& form, const Label& label) {
  check_field(form, "label", label.label_, label_limit);
  check_field(form, "description", label.description_, label_description_limit);
  const FormCheck::Step step(form, "component");
  check_placed(form, label.input_, label_types);
}

void check(FormCheck& form, const FileUpload& upload) {
  check_field(form, "custom_id", upload.custom_id_, custom_id_limit);
  check_field(form, "min_values", upload.min_values_, min_values_range(upload.required_));
  check_field(form, "max_values", upload.max_values_, max_values_range);
  check_field(form, "file_types", upload.file_types_, file_types_limit);
}

void check(FormCheck& form, const RadioGroup& group) {
  check_field(form, "custom_id", group.custom_id_, custom_id_limit);
  check_field(form, "options", group.options_, radio_options_limit);
  check_parts(form, "options", group.options_);
}

void check(FormCheck& form, const CheckboxGroup& group) {
  check_field(form, "custom_id", group.custom_id_, custom_id_limit);
  check_field(form, "options", group.options_, checkbox_options_limit);
  check_parts(form, "options", group.options_);
  check_field(form, "min_values", group.min_values_, min_values_range(group.required_));
  check_field(form, "max_values", group.max_values_, max_values_range);
}

void check(FormCheck& form, const Checkbox& checkbox) {
  check_field(form, "custom_id", checkbox.custom_id_, custom_id_limit);
}

}  // namespace pincer
