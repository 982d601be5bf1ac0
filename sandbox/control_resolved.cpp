#include "sandbox/control_resolved.hpp"

#include <algorithm>

#include "pincer/snowflake.hpp"
#include "sandbox/objects_json.hpp"

namespace pincer::sandbox {

using boost::json::object;
using boost::json::value;

const Guild& ResolvedData::guild() const {
  if (!channel_.guild_id) refuse_control(400, "roles and channels can only be chosen in a guild");
  return *call_.world().guild(*channel_.guild_id);
}

std::string ResolvedData::record(std::string_view kind, Id id, object json) {
  std::string key = std::to_string(id);
  value& group = data_[kind];
  if (!group.is_object()) group = object();
  group.get_object()[key] = std::move(json);
  return key;
}

std::string ResolvedData::add_user(std::string_view name_or_id) {
  const User& user = call_.user(name_or_id);
  if (channel_.guild_id) {
    if (const Member* member = call_.world().member(*channel_.guild_id, user.id)) {
      // A partial member: without user, deaf and mute, and with its permissions.
      object json = member_json(*member);
      json.erase("deaf");
      json.erase("mute");
      json["permissions"] = std::to_string(call_.world().permissions(user.id, channel_));
      record("members", user.id, std::move(json));
    }
  }
  return record("users", user.id, user_json(user));
}

std::string ResolvedData::add_role(std::string_view name_or_id) {
  const Role& role = call_.role(guild(), name_or_id);
  return record("roles", role.id, role_json(guild(), role));
}

std::string ResolvedData::add_channel(std::string_view name_or_id) {
  const Channel& channel = call_.channel(name_or_id);
  if (channel.guild_id != guild().id) refuse_control(400, "that channel is in another guild");
  object json{{"id", id_json(channel.id)},
              {"name", channel.name},
              {"type", static_cast<int>(channel.type)},
              {"permissions", std::to_string(call_.world().permissions(person_.id, channel))},
              {"parent_id", id_json(channel.parent_id)}};
  return record("channels", channel.id, std::move(json));
}

std::string ResolvedData::add_mentionable(std::string_view name_or_id) {
  if (channel_.guild_id) {
    const auto& roles = guild().roles;
    const auto id = parse_snowflake(name_or_id);
    const bool is_role = std::any_of(roles.begin(), roles.end(), [&](const auto& entry) {
      return entry.second.name == name_or_id || entry.first == id;
    });
    if (is_role) return add_role(name_or_id);
  }
  return add_user(name_or_id);
}

std::string ResolvedData::add_message(const Message& message) {
  return record("messages", message.id, message_json(call_.world(), message));
}

std::string ResolvedData::add_upload(const object& described) {
  const Attachment attachment = call_.world().keep_upload(control::read_upload(described));
  object json = attachment_json(call_.world(), channel_.id, attachment);
  json["ephemeral"] = true;
  return record("attachments", attachment.id, std::move(json));
}

}  // namespace pincer::sandbox
