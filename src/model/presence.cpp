#include "pincer/model/presence.hpp"

#include "model/read.hpp"

namespace pincer {
namespace {

bool read_user_id(json::Value& value, UserId& id) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    return key.hash == "id"_key ? read(field, id) : true;
  });
}

}  // namespace

bool read(json::Value& value, ClientStatus& status) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "desktop"_key: return read(field, status.desktop);
      case "mobile"_key: return read(field, status.mobile);
      case "web"_key: return read(field, status.web);
      case "vr"_key: return read(field, status.vr);
      default: return true;
    }
  });
}

bool read(json::Value& value, Activity& activity) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "name"_key: return read(field, activity.name);
      case "type"_key: return read(field, activity.type);
      case "url"_key: return read(field, activity.url);
      case "created_at"_key: return read(field, activity.created_at);
      case "application_id"_key: return read(field, activity.application_id);
      case "details"_key: return read(field, activity.details);
      case "state"_key: return read(field, activity.state);
      case "emoji"_key: return read(field, activity.emoji);
      default: return true;
    }
  });
}

bool read(json::Value& value, Presence& presence) {
  const bool ok = json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "user"_key: return read_user_id(field, presence.user_id);
      case "guild_id"_key: return read(field, presence.guild_id);
      case "status"_key: return read(field, presence.status);
      case "activities"_key: return read(field, presence.activities);
      case "client_status"_key: return read(field, presence.client_status);
      default: return true;
    }
  });
  return ok && json::require(value, presence.user_id, "user_id");
}

template Result<Presence> decode<Presence>(std::string_view);

}  // namespace pincer
