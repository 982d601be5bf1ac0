// Emojis. Layer: model. Thread safety: as a value type.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pincer/model/user.hpp"
#include "pincer/snowflake.hpp"

namespace pincer {

/// A guild's or an application's emoji, or a Unicode one (which has a name and no id).
/// https://discord.com/developers/docs/resources/emoji#emoji-object
struct Emoji {
  EmojiId id;
  std::string name;  ///< Empty for a deleted emoji of a reaction.
  std::vector<RoleId> roles;
  std::optional<User> user;
  bool require_colons = false;
  bool managed = false;
  bool animated = false;
  bool available = true;

  /// As text in a message: "<:name:id>", "<a:name:id>", or the character itself.
  [[nodiscard]] std::string mention() const;
};

}  // namespace pincer
