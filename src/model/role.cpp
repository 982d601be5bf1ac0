#include "pincer/model/role.hpp"

#include "model/read.hpp"

namespace pincer {

bool read(json::Value& value, Role& role) {
  const bool ok = json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "id"_key: return read(field, role.id);
      case "name"_key: return read(field, role.name);
      case "color"_key: return read(field, role.color);
      case "hoist"_key: return read(field, role.hoist);
      case "icon"_key: return read(field, role.icon);
      case "unicode_emoji"_key: return read(field, role.unicode_emoji);
      case "position"_key: return read(field, role.position);
      case "permissions"_key: return read(field, role.permissions);
      case "managed"_key: return read(field, role.managed);
      case "mentionable"_key: return read(field, role.mentionable);
      default: return true;
    }
  });
  return ok && json::require(value, role.id, "id");
}

template Result<Role> decode<Role>(std::string_view);
template Result<std::vector<Role>> decode<std::vector<Role>>(std::string_view);

}  // namespace pincer
