// Building the world from a scenario, and looking things up.
#include "sandbox/world.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>

#include "sandbox/objects_json.hpp"
#include "sandbox/permissions.hpp"

namespace pincer::sandbox {
namespace {

template <class Map>
auto* find_in(Map& map, typename Map::key_type id) {
  const auto found = map.find(id);
  return found == map.end() ? nullptr : &found->second;
}

void reserve_ids(Snowflakes& snowflakes, const Scenario& scenario) {
  const auto reserve = [&](const std::optional<Id>& id) {
    if (id) snowflakes.reserve(*id);
  };
  for (const auto& person : scenario.people) reserve(person.id);
  for (const auto& application : scenario.applications) reserve(application.id);
  for (const auto& guild : scenario.guilds) {
    reserve(guild.id);
    for (const auto& role : guild.roles) reserve(role.id);
    for (const auto& channel : guild.channels) reserve(channel.id);
  }
}

}  // namespace

World::World(const Scenario& scenario, TimePoint start)
    : snowflakes_(scenario.start, scenario.seed),
      random_(~scenario.seed),
      gateway_(scenario.gateway),
      interaction_settings_(scenario.interactions) {
  reserve_ids(snowflakes_, scenario);
  for (const Scenario::Person& person : scenario.people) {
    const Id id = id_or_next(person.id);
    users_[id] = {id, person.name, person.display_name, person.locale, false, person.status, {}};
  }
  for (const Scenario::Application& described : scenario.applications) {
    const Id id = id_or_next(described.id);
    users_[id] = {id, described.bot_name, {}, "en-US", true, "offline", {}};
    Application& application = applications_[id];
    application.id = id;
    application.name = described.name;
    application.description = described.description;
    application.token = described.token;
    application.owner_id = user_named(described.owner);
    application.privileged_intents = described.privileged_intents;
    application.session_starts_remaining = gateway_.session_starts_remaining;
    application.session_starts_reset = start + gateway_.session_starts_reset_after;
  }
  for (const Scenario::Guild& guild : scenario.guilds) add_scenario_guild(guild);
}

Id World::id_or_next(std::optional<Id> id) { return id ? *id : snowflakes_.next(); }

Id World::user_named(std::string_view name_or_id) const {
  for (const auto& [id, user] : users_) {
    if (user.name == name_or_id || std::to_string(id) == name_or_id) return id;
  }
  assert(false && "the parser has checked every reference");
  return 0;
}

void World::add_scenario_guild(const Scenario::Guild& described) {
  const Id guild_id = id_or_next(described.id);
  Guild& guild = guilds_[guild_id];
  guild.id = guild_id;
  guild.name = described.name;
  guild.locale = described.locale;
  guild.owner_id = user_named(described.owner);
  guild.roles[guild_id] = {guild_id, "everyone",
                           described.everyone_permissions.value_or(permission::everyone_default)};
  std::map<std::string, Id, std::less<>> names{{"everyone", guild_id}};
  int position = static_cast<int>(described.roles.size());
  for (const Scenario::Role& role : described.roles) {
    const Id id = id_or_next(role.id);
    guild.roles[id] = {id,         role.name,  role.permissions, role.color,
                       position--, role.hoist, role.mentionable};
    names[role.name] = id;
    names[std::to_string(id)] = id;
  }
  std::map<std::string, Id, std::less<>> categories;
  position = 0;
  for (const Scenario::Channel& listed : described.channels) {
    const Id id = id_or_next(listed.id);
    Channel& channel = channels_[id];
    channel.id = id;
    channel.type = static_cast<ChannelType>(listed.type);
    channel.guild_id = guild_id;
    channel.name = listed.name;
    channel.topic = listed.topic;
    channel.position = position++;
    channel.nsfw = listed.nsfw;
    if (!listed.parent.empty()) channel.parent_id = categories.find(listed.parent)->second;
    for (const Scenario::Overwrite& overwrite : listed.overwrites) {
      const bool is_member = !overwrite.user.empty();
      channel.overwrites.push_back({is_member ? user_named(overwrite.user) : names[overwrite.role],
                                    is_member, overwrite.allow, overwrite.deny});
    }
    categories[listed.name] = id;
    categories[std::to_string(id)] = id;
  }
  for (const Scenario::Member& listed : described.members) {
    const Id user_id = user_named(listed.user);
    Member& member = guild.members[user_id];
    member = {user_id, listed.nick, {}, snowflakes_.next()};
    for (const std::string& role : listed.roles) member.roles.push_back(names[role]);
  }
  if (!guild.members.contains(guild.owner_id)) {
    guild.members[guild.owner_id] = {guild.owner_id, {}, {}, snowflakes_.next()};
  }
}

std::string World::gateway_url() const {
  assert(base_url_.starts_with("http"));
  return "ws" + base_url_.substr(4) + "/gateway";
}

std::vector<Event> World::take_events() {
  std::vector<Event> events;
  events.swap(events_);
  return events;
}

const User* World::user(Id id) const { return find_in(users_, id); }
const Guild* World::guild(Id id) const { return find_in(guilds_, id); }
const Channel* World::channel(Id id) const { return find_in(channels_, id); }
const Application* World::application(Id id) const { return find_in(applications_, id); }
const Interaction* World::interaction(Id id) const { return find_in(interactions_, id); }
const StoredUpload* World::upload(Id attachment_id) const {
  return find_in(uploads_, attachment_id);
}
const Message* World::ephemeral_message(Id message_id) const {
  return find_in(ephemeral_messages_, message_id);
}

const Message* World::message(Id channel_id, Id message_id) const {
  const Channel* channel = this->channel(channel_id);
  return channel == nullptr ? nullptr : find_in(channel->messages, message_id);
}

const Member* World::member(Id guild_id, Id user_id) const {
  const Guild* guild = this->guild(guild_id);
  return guild == nullptr ? nullptr : find_in(guild->members, user_id);
}

const Application* World::application_by_token(std::string_view token) const {
  for (const auto& [id, application] : applications_) {
    if (application.token.reveal() == token) return &application;
  }
  return nullptr;
}

const Interaction* World::interaction(Id application_id, std::string_view token) const {
  for (const auto& [id, interaction] : interactions_) {
    if (interaction.application_id == application_id && interaction.token == token) {
      return &interaction;
    }
  }
  return nullptr;
}

Channel& World::channel_at(Id id) {
  const auto found = channels_.find(id);
  assert(found != channels_.end());
  return found->second;
}

Message& World::message_at(Id channel_id, Id message_id) {
  if (Message* ephemeral = find_in(ephemeral_messages_, message_id)) return *ephemeral;
  const auto found = channel_at(channel_id).messages.find(message_id);
  assert(found != channel_at(channel_id).messages.end());
  return found->second;
}

std::uint64_t World::permissions(Id user_id, const Channel& channel) const {
  if (!channel.guild_id) {
    const bool takes_part = std::find(channel.recipients.begin(), channel.recipients.end(),
                                      user_id) != channel.recipients.end();
    return takes_part ? permission::everyone_default : 0;
  }
  const Guild& guild = *this->guild(*channel.guild_id);
  const Member* member = find_in(guild.members, user_id);
  if (member == nullptr) return 0;
  if (guild.owner_id == user_id) return permission::all;
  std::uint64_t granted = guild.roles.at(guild.id).permissions;
  for (const Id role : member->roles) granted |= guild.roles.at(role).permissions;
  if ((granted & permission::administrator) != 0) return permission::all;

  // Overwrites in Discord's order: @everyone, then all roles together, then the member.
  std::uint64_t roles_allow = 0;
  std::uint64_t roles_deny = 0;
  const Overwrite* own = nullptr;
  for (const Overwrite& overwrite : channel.overwrites) {
    if (overwrite.id == guild.id) {
      granted = (granted & ~overwrite.deny) | overwrite.allow;
    } else if (overwrite.id == user_id) {
      own = &overwrite;
    } else if (std::find(member->roles.begin(), member->roles.end(), overwrite.id) !=
               member->roles.end()) {
      roles_allow |= overwrite.allow;
      roles_deny |= overwrite.deny;
    }
  }
  granted = (granted & ~roles_deny) | roles_allow;
  if (own != nullptr) granted = (granted & ~own->deny) | own->allow;
  return granted;
}

bool World::can_see(Id user_id, const Channel& channel) const {
  return (permissions(user_id, channel) & permission::view_channel) != 0;
}

std::vector<Id> World::bots_in(const Guild& guild) const {
  std::vector<Id> bots;
  for (const auto& [id, member] : guild.members) {
    if (applications_.contains(id)) bots.push_back(id);
  }
  return bots;
}

void World::emit_to(std::vector<Id> applications, std::string name, Id guild_id,
                    boost::json::object data, Intents intents) {
  if (applications.empty()) return;
  Event event;
  event.name = std::move(name);
  event.data = std::move(data);
  event.guild_id = guild_id;
  event.intents = intents;
  event.applications = std::move(applications);
  events_.push_back(std::move(event));
}

void World::emit_in_channel(std::string name, const Channel& channel, boost::json::object data,
                            Intents guild_intents, Intents dm_intents, bool has_message_content) {
  Event event;
  event.name = std::move(name);
  event.data = std::move(data);
  event.guild_id = channel.guild_id;
  event.intents = channel.guild_id ? guild_intents : dm_intents;
  event.has_message_content = has_message_content;
  for (const auto& [id, application] : applications_) {
    if (can_see(id, channel)) event.applications.push_back(id);
  }
  if (!event.applications.empty()) events_.push_back(std::move(event));
}

std::string World::next_token(std::size_t size) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string token;
  while (token.size() < size) token.push_back(alphabet[random_.below(alphabet.size())]);
  return token;
}

}  // namespace pincer::sandbox
