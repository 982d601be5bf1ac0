// Select menus that Discord fills: users, roles, channels. Layer: model.
// Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pincer/model/channel.hpp"
#include "pincer/model/component.hpp"
#include "pincer/model/ids.hpp"
#include "pincer/snowflake.hpp"

namespace pincer {

/// A menu of what the guild has: `EntitySelect::users("judge").choose(1, 3)`. It stands in an
/// `ActionRow` of a message, or in a `Label` of a modal.
/// https://discord.com/developers/docs/components/reference#user-select
class EntitySelect : public NumberedComponent<EntitySelect> {
 public:
  EntitySelect(const EntitySelect& other);
  EntitySelect(EntitySelect&& other) noexcept;
  EntitySelect& operator=(const EntitySelect& other);
  EntitySelect& operator=(EntitySelect&& other) noexcept;
  ~EntitySelect();

  /// `custom_id`: 1 to 100 characters.
  static EntitySelect users(std::string custom_id);
  static EntitySelect roles(std::string custom_id);
  /// Users and roles.
  static EntitySelect mentionables(std::string custom_id);
  static EntitySelect channels(std::string custom_id);

  /// Adds one that is chosen already: as many as may be chosen, or none at all.
  EntitySelect& selected(UserId id) &;
  EntitySelect&& selected(UserId id) && { return std::move(this->selected(id)); }
  EntitySelect& selected(RoleId id) &;
  EntitySelect&& selected(RoleId id) && { return std::move(this->selected(id)); }
  EntitySelect& selected(ChannelId id) &;
  EntitySelect&& selected(ChannelId id) && { return std::move(this->selected(id)); }
  /// Adds a type of channel that the menu of channels shows; all of them unless added.
  EntitySelect& channel_type(ChannelType type) &;
  EntitySelect&& channel_type(ChannelType type) && { return std::move(this->channel_type(type)); }
  /// The text while nothing is chosen: at most 150 characters.
  EntitySelect& placeholder(std::string text) & {
    placeholder_ = std::move(text);
    return *this;
  }
  EntitySelect&& placeholder(std::string text) && {
    return std::move(this->placeholder(std::move(text)));
  }
  /// How many must and may be chosen, up to 25: 1 and 1 unless set, or where given
  /// nothing.
  EntitySelect& choose(std::optional<std::int32_t> min_values,
                       std::optional<std::int32_t> max_values) & {
    min_values_ = min_values;
    max_values_ = max_values;
    return *this;
  }
  EntitySelect&& choose(std::optional<std::int32_t> min_values,
                        std::optional<std::int32_t> max_values) && {
    return std::move(this->choose(min_values, max_values));
  }
  EntitySelect& disabled(bool disabled = true) & {
    disabled_ = disabled;
    return *this;
  }
  EntitySelect&& disabled(bool disabled = true) && { return std::move(this->disabled(disabled)); }
  /// Of a modal: whether it must be answered. True unless set.
  EntitySelect& required(bool required) & {
    required_ = required;
    return *this;
  }
  EntitySelect&& required(bool required) && { return std::move(this->required(required)); }

 private:
  friend void write(json::Writer& writer, const EntitySelect& select);
  friend void check(FormCheck& form, const EntitySelect& select);
  friend ComponentType type_of(const EntitySelect& select);
  struct Selected {
    AnyId id;
    const char* type;
  };
  EntitySelect(ComponentType type, std::string custom_id);

  ComponentType type_;
  std::string custom_id_;
  std::vector<Selected> selected_;
  std::vector<ChannelType> channel_types_;
  std::optional<std::string> placeholder_;
  std::optional<std::int32_t> min_values_;
  std::optional<std::int32_t> max_values_;
  std::optional<bool> disabled_;
  std::optional<bool> required_;
};

}  // namespace pincer
