#include "sandbox/control_call.hpp"

#include <fmt/core.h>

#include "pincer/snowflake.hpp"
#include "sandbox/api_errors.hpp"
#include "sandbox/permissions.hpp"

namespace pincer::sandbox {
namespace {

using boost::json::value;

bool is_id(std::string_view text, Id id) { return parse_snowflake(text) == id; }

void list_name(std::string& names, std::string_view name) {
  names.append(names.empty() ? "" : ", ").append(name);
}

}  // namespace

void refuse_control(int status, std::string_view message) {
  throw Refused(control_error(status, message));
}

std::string shown_channel(const World& world, const Channel& channel) {
  if (channel.type != ChannelType::dm) return "#" + channel.name;
  std::string names;
  for (const Id id : channel.recipients) list_name(names, world.user(id)->name);
  return "DM of " + names;
}

const std::string& shown_name(const User& user) {
  return user.display_name.empty() ? user.name : user.display_name;
}

std::string shown_text(std::string_view text) {
  constexpr std::size_t size_max = 120;
  std::string line(text.substr(0, size_max));
  for (char& c : line) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  if (text.size() <= size_max) return line;
  // Not in the middle of a character.
  while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xc0U) == 0x80U)
    line.pop_back();
  if (!line.empty() && static_cast<unsigned char>(line.back()) >= 0xc0) line.pop_back();
  return line + "...";
}

const std::string& ControlCall::parameter(std::string_view name) const {
  for (const auto& [known, text] : parameters_) {
    if (known == name) return text;
  }
  refuse_control(404, "no such path");
}

std::uint64_t ControlCall::query_number(std::string_view name, std::uint64_t otherwise) const {
  const auto text = query_value(request_.query, name);
  if (!text) return otherwise;
  const auto number = parse_snowflake(*text);
  if (!number) {
    refuse_control(400, fmt::format("expected a whole number as \"{}\" of the query", name));
  }
  return *number;
}

const value* ControlCall::find(std::string_view key) const {
  const value* member = body_.if_contains(key);
  return member == nullptr || member->is_null() ? nullptr : member;
}

std::optional<std::string> ControlCall::text(std::string_view key) const {
  const value* member = find(key);
  if (member == nullptr) return std::nullopt;
  // An id may be written as a number.
  if (member->is_int64()) return std::to_string(member->get_int64());
  if (member->is_uint64()) return std::to_string(member->get_uint64());
  if (!member->is_string()) refuse_control(400, fmt::format("expected text as \"{}\"", key));
  return std::string(member->get_string());
}

std::string ControlCall::required_text(std::string_view key) const {
  auto found = text(key);
  if (!found) refuse_control(400, fmt::format("the body needs \"{}\"", key));
  return std::move(*found);
}

bool ControlCall::flag(std::string_view key) const {
  const value* member = find(key);
  if (member == nullptr) return false;
  if (!member->is_bool()) refuse_control(400, fmt::format("expected true or false as \"{}\"", key));
  return member->get_bool();
}

std::vector<std::string> ControlCall::texts(std::string_view key) const {
  const value* member = find(key);
  std::vector<std::string> found;
  if (member == nullptr) return found;
  if (!member->is_array()) refuse_control(400, fmt::format("expected a list as \"{}\"", key));
  for (const value& entry : member->get_array()) {
    if (!entry.is_string()) refuse_control(400, fmt::format("expected texts in \"{}\"", key));
    found.emplace_back(entry.get_string());
  }
  return found;
}

const User& ControlCall::user(std::string_view name_or_id) const {
  std::string names;
  for (const auto& [id, user] : world_.users()) {
    if (user.name == name_or_id || is_id(name_or_id, id)) return user;
    list_name(names, user.name);
  }
  refuse_control(404, fmt::format("no person or bot \"{}\" (known: {})", name_or_id, names));
}

const User& ControlCall::person(std::string_view name_or_id) const {
  std::string names;
  for (const auto& [id, user] : world_.users()) {
    if (user.bot) continue;
    if (user.name == name_or_id || is_id(name_or_id, id)) return user;
    list_name(names, user.name);
  }
  refuse_control(404, fmt::format("no person \"{}\" (known: {})", name_or_id, names));
}

const Guild& ControlCall::guild(std::string_view name_or_id) const {
  std::string names;
  for (const auto& [id, guild] : world_.guilds()) {
    if (guild.name == name_or_id || is_id(name_or_id, id)) return guild;
    list_name(names, guild.name);
  }
  refuse_control(404, fmt::format("no guild \"{}\" (known: {})", name_or_id, names));
}

const Channel& ControlCall::channel(std::string_view name_or_id, const User* person) const {
  if (person != nullptr && name_or_id.starts_with('@')) {
    const User& bot = user(name_or_id.substr(1));
    if (!bot.bot) refuse_control(400, "people can only have direct messages with bots here");
    return world_.open_dm(person->id, bot.id);
  }
  std::string_view name = name_or_id;
  const Guild* guild = nullptr;
  if (const auto slash = name.find('/'); slash != std::string_view::npos) {
    guild = &this->guild(name.substr(0, slash));
    name.remove_prefix(slash + 1);
  }
  if (name.starts_with('#')) name.remove_prefix(1);
  const Channel* found = nullptr;
  std::string names;
  for (const auto& [id, channel] : world_.channels()) {
    if (is_id(name, id)) return channel;
    if (channel.type == ChannelType::dm) continue;
    list_name(names, channel.name);
    if (channel.name != name || (guild != nullptr && channel.guild_id != guild->id)) continue;
    if (found != nullptr) {
      refuse_control(400, fmt::format("there are several channels \"{}\"; write Guild/channel or "
                                      "the id",
                                      name));
    }
    found = &channel;
  }
  if (found == nullptr) {
    refuse_control(404, fmt::format("no channel \"{}\" (known: {}; or @bot for direct messages)",
                                    name_or_id, names));
  }
  return *found;
}

const Message& ControlCall::message(std::string_view id) const {
  const auto number = parse_snowflake(id);
  if (number) {
    for (const auto& [channel_id, channel] : world_.channels()) {
      if (const Message* found = world_.message(channel_id, *number)) return *found;
    }
    if (const Message* found = world_.ephemeral_message(*number)) return *found;
  }
  refuse_control(404, fmt::format("no message \"{}\"; expected the id of a message", id));
}

const Role& ControlCall::role(const Guild& guild, std::string_view name_or_id) const {
  std::string names;
  for (const auto& [id, role] : guild.roles) {
    if (role.name == name_or_id || is_id(name_or_id, id)) return role;
    list_name(names, role.name);
  }
  refuse_control(404,
                 fmt::format("no role \"{}\" in {} (known: {})", name_or_id, guild.name, names));
}

const Interaction& ControlCall::interaction(std::string_view id) const {
  const auto number = parse_snowflake(id);
  const Interaction* found = number ? world_.interaction(*number) : nullptr;
  if (found == nullptr) {
    refuse_control(404,
                   fmt::format("no interaction \"{}\"; expected an id, as a command or a click "
                               "answers it",
                               id));
  }
  return *found;
}

void ControlCall::demand(const User& person, const Channel& channel, std::uint64_t permissions,
                         std::string_view act) const {
  const std::uint64_t needed = permissions | permission::view_channel;
  if ((world_.permissions(person.id, channel) & needed) == needed) return;
  refuse_control(
      403, fmt::format("{} may not {} in {}", person.name, act, shown_channel(world_, channel)));
}

}  // namespace pincer::sandbox
