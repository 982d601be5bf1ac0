#include "model/any_component.hpp"

#include <algorithm>

#include "model/check.hpp"
#include "model/write.hpp"

namespace pincer {

AnyComponent::AnyComponent(const AnyComponent& other) = default;
AnyComponent::AnyComponent(AnyComponent&& other) noexcept = default;
AnyComponent& AnyComponent::operator=(const AnyComponent& other) = default;
AnyComponent& AnyComponent::operator=(AnyComponent&& other) noexcept = default;
AnyComponent::~AnyComponent() = default;

AnyComponent::AnyComponent(ActionRow component) : data_(Data{std::move(component)}) {}
AnyComponent::AnyComponent(Button component) : data_(Data{std::move(component)}) {}
AnyComponent::AnyComponent(Checkbox component) : data_(Data{std::move(component)}) {}
AnyComponent::AnyComponent(CheckboxGroup component) : data_(Data{std::move(component)}) {}
AnyComponent::AnyComponent(Container component) : data_(Data{std::move(component)}) {}
AnyComponent::AnyComponent(EntitySelect component) : data_(Data{std::move(component)}) {}
AnyComponent::AnyComponent(FileComponent component) : data_(Data{std::move(component)}) {}
AnyComponent::AnyComponent(FileUpload component) : data_(Data{std::move(component)}) {}
AnyComponent::AnyComponent(Label component) : data_(Data{std::move(component)}) {}
AnyComponent::AnyComponent(MediaGallery component) : data_(Data{std::move(component)}) {}
AnyComponent::AnyComponent(RadioGroup component) : data_(Data{std::move(component)}) {}
AnyComponent::AnyComponent(Section component) : data_(Data{std::move(component)}) {}
AnyComponent::AnyComponent(Separator component) : data_(Data{std::move(component)}) {}
AnyComponent::AnyComponent(StringSelect component) : data_(Data{std::move(component)}) {}
AnyComponent::AnyComponent(TextDisplay component) : data_(Data{std::move(component)}) {}
AnyComponent::AnyComponent(TextInput component) : data_(Data{std::move(component)}) {}
AnyComponent::AnyComponent(Thumbnail component) : data_(Data{std::move(component)}) {}

static ComponentType type_of(const ActionRow&) { return ComponentType::action_row; }
static ComponentType type_of(const Button&) { return ComponentType::button; }
static ComponentType type_of(const Checkbox&) { return ComponentType::checkbox; }
static ComponentType type_of(const CheckboxGroup&) { return ComponentType::checkbox_group; }
static ComponentType type_of(const Container&) { return ComponentType::container; }
static ComponentType type_of(const FileComponent&) { return ComponentType::file; }
static ComponentType type_of(const FileUpload&) { return ComponentType::file_upload; }
static ComponentType type_of(const Label&) { return ComponentType::label; }
static ComponentType type_of(const MediaGallery&) { return ComponentType::media_gallery; }
static ComponentType type_of(const RadioGroup&) { return ComponentType::radio_group; }
static ComponentType type_of(const Section&) { return ComponentType::section; }
static ComponentType type_of(const Separator&) { return ComponentType::separator; }
static ComponentType type_of(const StringSelect&) { return ComponentType::string_select; }
static ComponentType type_of(const TextDisplay&) { return ComponentType::text_display; }
static ComponentType type_of(const Thumbnail&) { return ComponentType::thumbnail; }

ComponentType AnyComponent::type() const {
  return std::visit([](const auto& component) { return type_of(component); }, data_->component);
}

std::string AnyComponent::to_json() const {
  json::Writer writer;
  write(writer, *this);
  return writer.take();
}

void begin_component(json::Writer& writer, ComponentType type, std::optional<std::int32_t> id) {
  writer.begin_object().field("type", static_cast<int>(type));
  if (id) writer.field("id", *id);
}

void write(json::Writer& writer, const AnyComponent& component) {
  write(writer, component.data_->component);
}

void check(FormCheck& form, const AnyComponent& component) {
  std::visit([&form](const auto& kind) { check(form, kind); }, component.data_->component);
}

std::size_t component_count(const AnyComponent& component) {
  return std::visit([](const auto& kind) { return component_count(kind); },
                    component.data_->component);
}

std::size_t component_count(const std::vector<AnyComponent>& components) {
  std::size_t count = 0;
  for (const AnyComponent& component : components) count += component_count(component);
  return count;
}

bool need_components_v2(const std::vector<AnyComponent>& components) {
  return std::ranges::any_of(components, [](const AnyComponent& component) {
    return component.type() != ComponentType::action_row;
  });
}

}  // namespace pincer
