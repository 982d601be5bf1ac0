#include "pincer/model/emoji.hpp"

#include "model/read.hpp"

namespace pincer {

std::string Emoji::mention() const {
  if (!id) return name;
  return (animated ? "<a:" : "<:") + name + ':' + id.to_string() + '>';
}

bool read(json::Value& value, Emoji& emoji) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "id"_key: return read(field, emoji.id);
      case "name"_key: return read(field, emoji.name);
      case "roles"_key: return read(field, emoji.roles);
      case "user"_key: return read(field, emoji.user);
      case "require_colons"_key: return read(field, emoji.require_colons);
      case "managed"_key: return read(field, emoji.managed);
      case "animated"_key: return read(field, emoji.animated);
      case "available"_key: return read(field, emoji.available);
      default: return true;
    }
  });
}

template Result<Emoji> decode<Emoji>(std::string_view);
template Result<std::vector<Emoji>> decode<std::vector<Emoji>>(std::string_view);

}  // namespace pincer
