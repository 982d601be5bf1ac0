// People, guilds, channels, members and commands as they come and go.
#include <algorithm>
#include <cassert>

#include "sandbox/objects_json.hpp"
#include "sandbox/permissions.hpp"
#include "sandbox/world.hpp"

namespace pincer::sandbox {
namespace {

using boost::json::array;
using boost::json::object;

int command_type(const object& data) {
  const boost::json::value* type = data.if_contains("type");
  return type == nullptr || type->is_null() ? 1 : static_cast<int>(type->as_int64());
}

}  // namespace

const User& World::create_person(std::string name, std::string display_name) {
  const Id id = snowflakes_.next();
  users_[id] = {id, std::move(name), std::move(display_name), "en-US", false, "online", {}};
  return users_[id];
}

const Guild& World::create_guild(std::string name, Id owner_id, const std::vector<Id>& member_ids) {
  const Id id = snowflakes_.next();
  Guild& guild = guilds_[id];
  guild.id = id;
  guild.name = std::move(name);
  guild.owner_id = owner_id;
  guild.roles[id] = {id, "everyone", permission::everyone_default};
  guild.members[owner_id] = {owner_id, {}, {}, snowflakes_.next()};
  // The people first, so that each bot's GUILD_CREATE shows all of them.
  for (const Id member : member_ids) {
    if (!applications_.contains(member))
      guild.members[member] = {member, {}, {}, snowflakes_.next()};
  }
  for (const Id member : member_ids) {
    if (applications_.contains(member)) add_member(id, member);
  }
  return guild;
}

const Channel& World::create_channel(Id guild_id, std::string name, ChannelType type,
                                     std::optional<Id> parent_id) {
  const auto position = std::count_if(channels_.begin(), channels_.end(), [&](const auto& entry) {
    return entry.second.guild_id == guild_id;
  });
  const Id id = snowflakes_.next();
  Channel& channel = channels_[id];
  channel.id = id;
  channel.type = type;
  channel.guild_id = guild_id;
  channel.name = std::move(name);
  channel.parent_id = parent_id;
  channel.position = static_cast<int>(position);
  emit_in_channel("CHANNEL_CREATE", channel, channel_json(*this, channel), Intents::guilds,
                  Intents::none);
  return channel;
}

void World::delete_channel(Id channel_id) {
  Channel& channel = channel_at(channel_id);
  emit_in_channel("CHANNEL_DELETE", channel, channel_json(*this, channel), Intents::guilds,
                  Intents::none);
  for (const auto& [id, message] : channel.messages) forget_uploads(message);
  for (auto& [id, guild] : guilds_) {
    std::erase_if(guild.voice_states,
                  [&](const auto& entry) { return entry.second.channel_id == channel_id; });
  }
  for (auto& [id, other] : channels_) {
    if (other.parent_id == channel_id) other.parent_id.reset();
  }
  std::erase_if(ephemeral_messages_,
                [&](const auto& entry) { return entry.second.channel_id == channel_id; });
  std::erase_if(interactions_,
                [&](const auto& entry) { return entry.second.channel_id == channel_id; });
  channels_.erase(channel_id);
}

void World::add_member(Id guild_id, Id user_id) {
  Guild& guild = guilds_.at(guild_id);
  const std::vector<Id> others = bots_in(guild);
  guild.members[user_id] = {user_id, {}, {}, snowflakes_.next()};
  object json = member_json(*this, guild.members[user_id]);
  json["guild_id"] = id_json(guild_id);
  emit_to(others, "GUILD_MEMBER_ADD", guild_id, std::move(json), Intents::guild_members);
  if (applications_.contains(user_id)) {
    emit_to({user_id}, "GUILD_CREATE", guild_id, guild_create(guild_id, user_id, Intents::all),
            Intents::guilds);
  }
}

void World::remove_member(Id guild_id, Id user_id) {
  Guild& guild = guilds_.at(guild_id);
  guild.members.erase(user_id);
  guild.voice_states.erase(user_id);
  emit_to(bots_in(guild), "GUILD_MEMBER_REMOVE", guild_id,
          {{"guild_id", id_json(guild_id)}, {"user", user_json(users_.at(user_id))}},
          Intents::guild_members);
  if (applications_.contains(user_id)) {
    // Without `unavailable`: the bot was removed, the guild is not merely away.
    emit_to({user_id}, "GUILD_DELETE", guild_id, {{"id", id_json(guild_id)}}, Intents::guilds);
  }
}

const Command& World::set_command(Id application_id, std::optional<Id> guild_id,
                                  const object& data) {
  auto& commands = applications_.at(application_id).commands;
  const int type = command_type(data);
  const auto known = std::find_if(commands.begin(), commands.end(), [&](const auto& entry) {
    const Command& command = entry.second;
    return command.guild_id == guild_id && command.type == type &&
           command.name == std::string_view(data.at("name").as_string());
  });
  const Id id = known == commands.end() ? snowflakes_.next() : known->first;
  commands[id].id = id;
  commands[id].guild_id = guild_id;
  return edit_command(application_id, id, data);
}

const Command& World::edit_command(Id application_id, Id command_id, const object& data) {
  Command& command = applications_.at(application_id).commands.at(command_id);
  command.version = snowflakes_.next();
  command.type = command_type(data);
  command.name = data.at("name").as_string();
  object json{{"id", id_json(command_id)},
              {"application_id", id_json(application_id)},
              {"version", id_json(command.version)},
              {"type", command.type},
              {"name", command.name},
              {"name_localizations", nullptr},
              {"description", ""},
              {"description_localizations", nullptr},
              {"default_member_permissions", nullptr},
              {"contexts", nullptr},
              {"integration_types", array{0}},
              {"nsfw", false}};
  if (command.guild_id) {
    json["guild_id"] = id_json(*command.guild_id);
  } else {
    json["dm_permission"] = true;
  }
  for (const char* key : {"name_localizations", "description", "description_localizations",
                          "default_member_permissions", "contexts", "integration_types", "nsfw",
                          "dm_permission", "options"}) {
    const boost::json::value* given = data.if_contains(key);
    if (given != nullptr && !given->is_null()) json[key] = *given;
  }
  command.data = std::move(json);
  return command;
}

void World::delete_command(Id application_id, Id command_id) {
  applications_.at(application_id).commands.erase(command_id);
}

}  // namespace pincer::sandbox
