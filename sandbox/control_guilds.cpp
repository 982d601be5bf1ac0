// Looking at the world, and building in it.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "sandbox/control_call.hpp"
#include "sandbox/objects_json.hpp"

namespace pincer::sandbox::control {
namespace {

using boost::json::array;
using boost::json::object;

constexpr std::array<std::pair<std::string_view, ChannelType>, 4> channel_types{{
    {"text", ChannelType::text},
    {"voice", ChannelType::voice},
    {"category", ChannelType::category},
    {"announcement", ChannelType::announcement},
}};

void check_name(const std::string& name) {
  if (name.empty() || name.size() > 100) {
    refuse_control(400, "expected a name of 1 to 100 bytes");
  }
}

ChannelType read_type(const ControlCall& call) {
  const std::string name = call.text("type").value_or("text");
  for (const auto& [known, type] : channel_types) {
    if (known == name) return type;
  }
  refuse_control(400, "expected text, voice, category or announcement as \"type\"");
}

object guild_state(const World& world, const Guild& guild) {
  array channels;
  for (const auto& [id, channel] : world.channels()) {
    if (channel.guild_id == guild.id) channels.emplace_back(channel_json(world, channel));
  }
  array roles;
  for (const auto& [id, role] : guild.roles) roles.emplace_back(role_json(guild, role));
  array members;
  for (const auto& [id, member] : guild.members) members.emplace_back(member_json(world, member));
  return {{"id", id_json(guild.id)},
          {"name", guild.name},
          {"owner_id", id_json(guild.owner_id)},
          {"channels", std::move(channels)},
          {"roles", std::move(roles)},
          {"members", std::move(members)}};
}

}  // namespace

ControlResult get_state(ControlCall& call) {
  const World& world = call.world();
  array people;
  for (const auto& [id, user] : world.users()) {
    if (user.bot) continue;
    object json = user_json(user);
    json["status"] = user.status;
    people.emplace_back(std::move(json));
  }
  array applications;
  for (const auto& [id, application] : world.applications()) {
    object json = application_json(world, application);
    json["status"] = world.user(id)->status;
    array commands;
    for (const auto& [command_id, command] : application.commands) {
      commands.emplace_back(command.data);
    }
    json["commands"] = std::move(commands);
    applications.emplace_back(std::move(json));
  }
  array guilds;
  for (const auto& [id, guild] : world.guilds()) guilds.emplace_back(guild_state(world, guild));
  array direct_messages;
  for (const auto& [id, channel] : world.channels()) {
    if (channel.type == ChannelType::dm) direct_messages.emplace_back(channel_json(world, channel));
  }
  return {200,
          {{"base_url", world.base_url()},
           {"people", std::move(people)},
           {"applications", std::move(applications)},
           {"guilds", std::move(guilds)},
           {"direct_messages", std::move(direct_messages)}},
          {}};
}

ControlResult get_log(ControlCall& call) {
  constexpr std::uint64_t limit_max = 1000;
  const auto limit = std::min(call.query_number("limit", 100), limit_max);
  array entries;
  for (const TrafficEntry& entry : call.log().after(call.query_number("after", 0), limit)) {
    const double seconds = std::chrono::duration<double>(entry.time).count();
    entries.emplace_back(object{{"number", entry.number},
                                {"time", seconds},
                                {"kind", to_string(entry.kind)},
                                {"summary", entry.summary},
                                {"details", entry.details}});
  }
  return {200, {{"last_number", call.log().last_number()}, {"entries", std::move(entries)}}, {}};
}

ControlResult get_messages(ControlCall& call) {
  constexpr std::uint64_t limit_max = 1000;
  const Channel& channel = call.channel(call.parameter("channel"));
  const auto limit = std::min(call.query_number("limit", 50), limit_max);
  auto first = channel.messages.end();
  for (std::uint64_t i = 0; i < limit && first != channel.messages.begin(); ++i) --first;
  array messages;
  for (; first != channel.messages.end(); ++first) {
    messages.emplace_back(message_json(call.world(), first->second));
  }
  return {200, {{"messages", std::move(messages)}}, {}};
}

ControlResult create_person(ControlCall& call) {
  const std::string name = call.required_text("name");
  check_name(name);
  for (const auto& [id, user] : call.world().users()) {
    if (user.name == name) refuse_control(409, "there is a user \"" + name + "\" already");
  }
  const User& user = call.world().create_person(name, call.text("display_name").value_or(""));
  return {201, user_json(user), shown_name(user) + " comes into the world"};
}

ControlResult create_guild(ControlCall& call) {
  const std::string name = call.required_text("name");
  check_name(name);
  for (const auto& [id, guild] : call.world().guilds()) {
    if (guild.name == name) refuse_control(409, "there is a guild \"" + name + "\" already");
  }
  const auto owner_name = call.text("owner");
  const User* owner = nullptr;
  if (owner_name) {
    owner = &call.person(*owner_name);
  } else {
    for (const auto& [id, user] : call.world().users()) {
      if (!user.bot && owner == nullptr) owner = &user;
    }
    if (owner == nullptr) refuse_control(400, "the body needs \"owner\": there is nobody yet");
  }
  std::vector<Id> members;
  for (const std::string& member : call.texts("members")) members.push_back(call.user(member).id);
  const Guild& guild = call.world().create_guild(name, owner->id, members);
  return {201, guild_state(call.world(), guild),
          fmt::format("{} founds the guild {}", shown_name(*owner), name)};
}

ControlResult create_channel(ControlCall& call) {
  const Guild& guild = call.guild(call.parameter("guild"));
  const std::string name = call.required_text("name");
  check_name(name);
  const ChannelType type = read_type(call);
  std::optional<Id> parent_id;
  if (const auto parent_name = call.text("parent")) {
    const Channel& parent = call.channel(*parent_name);
    if (parent.type != ChannelType::category || parent.guild_id != guild.id) {
      refuse_control(400, "expected a category of the same guild as \"parent\"");
    }
    parent_id = parent.id;
  }
  const Channel& channel = call.world().create_channel(guild.id, name, type, parent_id);
  return {201, channel_json(call.world(), channel),
          fmt::format("{} has a new channel {}", guild.name, name)};
}

ControlResult delete_channel(ControlCall& call) {
  const Channel& channel = call.channel(call.parameter("channel"));
  if (!channel.guild_id) refuse_control(400, "direct messages cannot be deleted");
  const std::string summary = "the channel " + channel.name + " is deleted";
  const object json{{"deleted", id_json(channel.id)}};
  call.world().delete_channel(channel.id);
  return {200, json, summary};
}

ControlResult add_member(ControlCall& call) {
  const Guild& guild = call.guild(call.parameter("guild"));
  const User& user = call.user(call.parameter("user"));
  if (guild.members.contains(user.id)) {
    refuse_control(409, user.name + " is a member of " + guild.name + " already");
  }
  call.world().add_member(guild.id, user.id);
  return {201, member_json(call.world(), *call.world().member(guild.id, user.id)),
          fmt::format("{} joins {}", shown_name(user), guild.name)};
}

ControlResult remove_member(ControlCall& call) {
  const Guild& guild = call.guild(call.parameter("guild"));
  const User& user = call.user(call.parameter("user"));
  if (!guild.members.contains(user.id)) {
    refuse_control(404, user.name + " is no member of " + guild.name);
  }
  if (guild.owner_id == user.id) refuse_control(409, "the owner of a guild cannot leave it");
  call.world().remove_member(guild.id, user.id);
  return {200,
          {{"removed", id_json(user.id)}},
          fmt::format("{} leaves {}", shown_name(user), guild.name)};
}

}  // namespace pincer::sandbox::control
