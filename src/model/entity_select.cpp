#include "pincer/model/entity_select.hpp"

#include "model/any_component.hpp"
#include "model/write.hpp"

namespace pincer {

EntitySelect::EntitySelect(ComponentType type, std::string custom_id)
    : type_(type), custom_id_(std::move(custom_id)) {}
EntitySelect::EntitySelect(const EntitySelect& other) = default;
EntitySelect::EntitySelect(EntitySelect&& other) noexcept = default;
EntitySelect& EntitySelect::operator=(const EntitySelect& other) = default;
EntitySelect& EntitySelect::operator=(EntitySelect&& other) noexcept = default;
EntitySelect::~EntitySelect() = default;

EntitySelect EntitySelect::users(std::string custom_id) {
  return {ComponentType::user_select, std::move(custom_id)};
}
EntitySelect EntitySelect::roles(std::string custom_id) {
  return {ComponentType::role_select, std::move(custom_id)};
}
EntitySelect EntitySelect::mentionables(std::string custom_id) {
  return {ComponentType::mentionable_select, std::move(custom_id)};
}
EntitySelect EntitySelect::channels(std::string custom_id) {
  return {ComponentType::channel_select, std::move(custom_id)};
}

EntitySelect& EntitySelect::selected(UserId id) & {
  selected_.push_back({AnyId(id.value()), "user"});
  return *this;
}

EntitySelect& EntitySelect::selected(RoleId id) & {
  selected_.push_back({AnyId(id.value()), "role"});
  return *this;
}

EntitySelect& EntitySelect::selected(ChannelId id) & {
  selected_.push_back({AnyId(id.value()), "channel"});
  return *this;
}

EntitySelect& EntitySelect::channel_type(ChannelType type) & {
  channel_types_.push_back(type);
  return *this;
}

ComponentType type_of(const EntitySelect& select) { return select.type_; }

void write(json::Writer& writer, const EntitySelect& select) {
  begin_component(writer, select.type_, select.id_);
  writer.field("custom_id", select.custom_id_);
  write_field(writer, "channel_types", select.channel_types_);
  write_field(writer, "placeholder", select.placeholder_);
  if (!select.selected_.empty()) {
    writer.key("default_values").begin_array();
    for (const EntitySelect::Selected& selected : select.selected_) {
      writer.begin_object().field("id", selected.id.to_string());
      writer.field("type", selected.type).end_object();
    }
    writer.end_array();
  }
  write_field(writer, "min_values", select.min_values_);
  write_field(writer, "max_values", select.max_values_);
  write_field(writer, "disabled", select.disabled_);
  write_field(writer, "required", select.required_);
  writer.end_object();
}

}  // namespace pincer
