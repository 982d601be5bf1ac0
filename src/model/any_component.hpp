// What an AnyComponent holds, and what it asks of each kind. Layer: model.
// Thread safety: as a value type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "json/writer.hpp"
#include "pincer/model/component.hpp"
#include "pincer/model/entity_select.hpp"
#include "pincer/model/layout.hpp"
#include "pincer/model/modal_input.hpp"

namespace pincer {

struct AnyComponent::Data {
  std::variant<ActionRow, Button, Checkbox, CheckboxGroup, Container, EntitySelect, FileComponent,
               FileUpload, Label, MediaGallery, RadioGroup, Section, Separator, StringSelect,
               TextDisplay, TextInput, Thumbnail>
      component;
};

/// What every component begins with.
void begin_component(json::Writer& writer, ComponentType type, std::optional<std::int32_t> id);

/// The components in one, itself included. The template is for those that hold no others; as an
/// exact match it also keeps each kind from being made an AnyComponent, without end.
template <class Kind>
std::size_t component_count(const Kind&) {
  return 1;
}
std::size_t component_count(const AnyComponent& component);
std::size_t component_count(const ActionRow& row);
std::size_t component_count(const Container& container);
std::size_t component_count(const Section& section);

std::size_t component_count(const std::vector<AnyComponent>& components);

/// Whether a message with them needs the flag `is_components_v2`: with anything but rows.
/// https://discord.com/developers/docs/components/reference
bool need_components_v2(const std::vector<AnyComponent>& components);

}  // namespace pincer
