#include "pincer/model/member.hpp"

#include "model/read.hpp"

namespace pincer {

bool read_field(json::Key key, json::Value& field, Member& member) {
  switch (key.hash) {
    case "user"_key: return read(field, member.user);
    case "nick"_key: return read(field, member.nick);
    case "avatar"_key: return read(field, member.avatar);
    case "banner"_key: return read(field, member.banner);
    case "roles"_key: return read(field, member.roles);
    case "joined_at"_key: return read(field, member.joined_at);
    case "premium_since"_key: return read(field, member.premium_since);
    case "deaf"_key: return read(field, member.deaf);
    case "mute"_key: return read(field, member.mute);
    case "flags"_key: return read(field, member.flags);
    case "pending"_key: return read(field, member.pending);
    case "permissions"_key: return read(field, member.permissions);
    case "communication_disabled_until"_key:
      return read(field, member.communication_disabled_until);
    default: return true;
  }
}

bool read(json::Value& value, Member& member) {
  return json::read_object(
      value, [&](json::Key key, json::Value& field) { return read_field(key, field, member); });
}

template Result<Member> decode<Member>(std::string_view);
template Result<std::vector<Member>> decode<std::vector<Member>>(std::string_view);

}  // namespace pincer
