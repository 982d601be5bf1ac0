#include "pincer/model/modal_input.hpp"

#include "model/any_component.hpp"
#include "model/write.hpp"

namespace pincer {

Label::Label(std::string label, AnyComponent input)
    : label_(std::move(label)), input_(std::move(input)) {}

FileUpload::FileUpload(std::string custom_id) : custom_id_(std::move(custom_id)) {}
FileUpload::FileUpload(const FileUpload& other) = default;
FileUpload::FileUpload(FileUpload&& other) noexcept = default;
FileUpload& FileUpload::operator=(const FileUpload& other) = default;
FileUpload& FileUpload::operator=(FileUpload&& other) noexcept = default;
FileUpload::~FileUpload() = default;

RadioGroup::RadioGroup(std::string custom_id) : custom_id_(std::move(custom_id)) {}
RadioGroup::RadioGroup(const RadioGroup& other) = default;
RadioGroup::RadioGroup(RadioGroup&& other) noexcept = default;
RadioGroup& RadioGroup::operator=(const RadioGroup& other) = default;
RadioGroup& RadioGroup::operator=(RadioGroup&& other) noexcept = default;
RadioGroup::~RadioGroup() = default;

CheckboxGroup::CheckboxGroup(std::string custom_id) : custom_id_(std::move(custom_id)) {}
CheckboxGroup::CheckboxGroup(const CheckboxGroup& other) = default;
CheckboxGroup::CheckboxGroup(CheckboxGroup&& other) noexcept = default;
CheckboxGroup& CheckboxGroup::operator=(const CheckboxGroup& other) = default;
CheckboxGroup& CheckboxGroup::operator=(CheckboxGroup&& other) noexcept = default;
CheckboxGroup::~CheckboxGroup() = default;

FileUpload& FileUpload::file_type(std::string type) & {
  file_types_.push_back(std::move(type));
  return *this;
}

RadioGroup& RadioGroup::option(ComponentOption option) & {
  options_.push_back(std::move(option));
  return *this;
}

CheckboxGroup& CheckboxGroup::option(ComponentOption option) & {
  options_.push_back(std::move(option));
  return *this;
}

void write(json::Writer& writer, const Label& label) {
  begin_component(writer, ComponentType::label, label.id_);
  writer.field("label", label.label_);
  write_field(writer, "description", label.description_);
  write_required(writer, "component", label.input_);
  writer.end_object();
}

void write(json::Writer& writer, const FileUpload& upload) {
  begin_component(writer, ComponentType::file_upload, upload.id_);
  writer.field("custom_id", upload.custom_id_);
  write_field(writer, "min_values", upload.min_values_);
  write_field(writer, "max_values", upload.max_values_);
  write_field(writer, "required", upload.required_);
  write_field(writer, "file_types", upload.file_types_);
  writer.end_object();
}

void write(json::Writer& writer, const RadioGroup& group) {
  begin_component(writer, ComponentType::radio_group, group.id_);
  writer.field("custom_id", group.custom_id_);
  write_required(writer, "options", group.options_);
  write_field(writer, "required", group.required_);
  writer.end_object();
}

void write(json::Writer& writer, const CheckboxGroup& group) {
  begin_component(writer, ComponentType::checkbox_group, group.id_);
  writer.field("custom_id", group.custom_id_);
  write_required(writer, "options", group.options_);
  write_field(writer, "min_values", group.min_values_);
  write_field(writer, "max_values", group.max_values_);
  write_field(writer, "required", group.required_);
  writer.end_object();
}

void write(json::Writer& writer, const Checkbox& checkbox) {
  begin_component(writer, ComponentType::checkbox, checkbox.id_);
  writer.field("custom_id", checkbox.custom_id_);
  write_field(writer, "default", checkbox.selected_);
  writer.end_object();
}

}  // namespace pincer
