#include "pincer/model/channel.hpp"

#include "model/read.hpp"

namespace pincer {

bool read(json::Value& value, PermissionOverwrite& overwrite) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "id"_key: return read(field, overwrite.id);
      case "type"_key: return read(field, overwrite.type);
      case "allow"_key: return read(field, overwrite.allow);
      case "deny"_key: return read(field, overwrite.deny);
      default: return true;
    }
  });
}

bool read(json::Value& value, ThreadMetadata& metadata) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "archived"_key: return read(field, metadata.archived);
      case "auto_archive_duration"_key: return read(field, metadata.auto_archive_duration);
      case "archive_timestamp"_key: return read(field, metadata.archive_timestamp);
      case "locked"_key: return read(field, metadata.locked);
      case "invitable"_key: return read(field, metadata.invitable);
      case "create_timestamp"_key: return read(field, metadata.create_timestamp);
      default: return true;
    }
  });
}

bool read(json::Value& value, ThreadMember& member) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "id"_key: return read(field, member.id);
      case "user_id"_key: return read(field, member.user_id);
      case "join_timestamp"_key: return read(field, member.join_timestamp);
      case "member"_key: return read(field, member.member);
      default: return true;
    }
  });
}

bool read(json::Value& value, Channel& channel) {
  const bool ok = json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "id"_key: return read(field, channel.id);
      case "type"_key: return read(field, channel.type);
      case "guild_id"_key: return read(field, channel.guild_id);
      case "position"_key: return read(field, channel.position);
      case "permission_overwrites"_key: return read(field, channel.permission_overwrites);
      case "name"_key: return read(field, channel.name);
      case "topic"_key: return read(field, channel.topic);
      case "nsfw"_key: return read(field, channel.nsfw);
      case "last_message_id"_key: return read(field, channel.last_message_id);
      case "bitrate"_key: return read(field, channel.bitrate);
      case "user_limit"_key: return read(field, channel.user_limit);
      case "rate_limit_per_user"_key: return read(field, channel.rate_limit_per_user);
      case "recipients"_key: return read(field, channel.recipients);
      case "icon"_key: return read(field, channel.icon);
      case "owner_id"_key: return read(field, channel.owner_id);
      case "application_id"_key: return read(field, channel.application_id);
      case "managed"_key: return read(field, channel.managed);
      case "parent_id"_key: return read(field, channel.parent_id);
      case "last_pin_timestamp"_key: return read(field, channel.last_pin_timestamp);
      case "rtc_region"_key: return read(field, channel.rtc_region);
      case "video_quality_mode"_key: return read(field, channel.video_quality_mode);
      case "message_count"_key: return read(field, channel.message_count);
      case "member_count"_key: return read(field, channel.member_count);
      case "thread_metadata"_key: return read(field, channel.thread_metadata);
      case "member"_key: return read(field, channel.member);
      case "default_auto_archive_duration"_key:
        return read(field, channel.default_auto_archive_duration);
      case "permissions"_key: return read(field, channel.permissions);
      case "flags"_key: return read(field, channel.flags);
      case "total_message_sent"_key: return read(field, channel.total_message_sent);
      default: return true;
    }
  });
  return ok && json::require(value, channel.id, "id");
}

template Result<Channel> decode<Channel>(std::string_view);
template Result<std::vector<Channel>> decode<std::vector<Channel>>(std::string_view);

}  // namespace pincer
