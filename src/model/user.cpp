#include "pincer/model/user.hpp"

#include "model/read.hpp"

namespace pincer {

bool read(json::Value& value, User& user) {
  const bool ok = json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "id"_key: return read(field, user.id);
      case "username"_key: return read(field, user.username);
      case "discriminator"_key: return read(field, user.discriminator);
      case "global_name"_key: return read(field, user.global_name);
      case "avatar"_key: return read(field, user.avatar);
      case "bot"_key: return read(field, user.bot);
      case "system"_key: return read(field, user.system);
      case "mfa_enabled"_key: return read(field, user.mfa_enabled);
      case "banner"_key: return read(field, user.banner);
      case "accent_color"_key: return read(field, user.accent_color);
      case "locale"_key: return read(field, user.locale);
      case "verified"_key: return read(field, user.verified);
      case "email"_key: return read(field, user.email);
      case "flags"_key: return read(field, user.flags);
      case "premium_type"_key: return read(field, user.premium_type);
      case "public_flags"_key: return read(field, user.public_flags);
      default: return true;
    }
  });
  return ok && json::require(value, user.id, "id");
}

template Result<User> decode<User>(std::string_view);

}  // namespace pincer
