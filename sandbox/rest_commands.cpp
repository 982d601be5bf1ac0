// Application commands, global and of a guild.
// https://discord.com/developers/docs/interactions/application-commands
#include <array>
#include <boost/json/array.hpp>
#include <set>

#include "sandbox/api_errors.hpp"
#include "sandbox/rest_call.hpp"
#include "sandbox/rest_handlers.hpp"
#include "sandbox/validate_commands.hpp"

namespace pincer::sandbox::rest {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

/// Where the commands of a call are: the application is the caller's own, and for a guild's
/// commands the guild of the path.
struct Place {
  Id application_id;
  std::optional<Id> guild_id;
};

Place global(const RestCall& call) {
  const Id application_id = call.id("application_id");
  if (call.world().application(application_id) == nullptr) {
    throw Refused(api_error::unknown_application);
  }
  if (application_id != call.me()) throw Refused(api_error::not_this_application);
  return {application_id, std::nullopt};
}

Place in_guild(const RestCall& call) {
  Place place = global(call);
  const Guild* guild = call.world().guild(call.id("guild_id"));
  // A guild without the application: Discord says "missing access", not "unknown".
  if (guild == nullptr || !guild->members.contains(call.me())) {
    throw Refused(api_error::missing_access);
  }
  place.guild_id = guild->id;
  return place;
}

const Command& command_at(const RestCall& call, const Place& place) {
  const auto& commands = call.application().commands;
  const auto found = commands.find(call.id("command_id"));
  if (found == commands.end() || found->second.guild_id != place.guild_id) {
    throw Refused(api_error::unknown_command);
  }
  return found->second;
}

std::size_t count_limit(int type) {
  return type == 1 ? chat_input_commands_max : context_menu_commands_max;
}

/// Refuses one more command of that kind when the place is full.
void check_room(const RestCall& call, const Place& place, int type, const std::string& name) {
  std::size_t count = 0;
  for (const auto& [id, command] : call.application().commands) {
    if (command.guild_id != place.guild_id || command.type != type) continue;
    if (command.name == name) return;  // It will be replaced.
    ++count;
  }
  if (count >= count_limit(type)) throw Refused(api_error::too_many_commands);
}

int type_of(const object& command) {
  const value* type = command.if_contains("type");
  return type != nullptr && type->is_int64() ? static_cast<int>(type->get_int64()) : 1;
}

HttpReply list(RestCall& call, const Place& place) {
  const bool with_localizations = call.query_flag("with_localizations");
  array commands;
  for (const auto& [id, command] : call.application().commands) {
    if (command.guild_id != place.guild_id) continue;
    object json = command.data;
    if (!with_localizations) {
      json.erase("name_localizations");
      json.erase("description_localizations");
    }
    commands.emplace_back(std::move(json));
  }
  return json_reply(200, commands);
}

HttpReply create(RestCall& call, const Place& place) {
  const object& body = call.object_body();
  FormErrors errors;
  check_command(FieldReader(body, {}, errors));
  errors.refuse_if_any();
  const std::string name(body.at("name").as_string());
  check_room(call, place, type_of(body), name);
  const std::size_t count_before = call.application().commands.size();
  const Command& command = call.world().set_command(place.application_id, place.guild_id, body);
  const bool is_new = call.application().commands.size() > count_before;
  return json_reply(is_new ? 201 : 200, command.data);
}

HttpReply bulk_set(RestCall& call, const Place& place) {
  // Null sets as many commands as an empty list.
  array commands = call.body().is_array() ? call.body().get_array() : array();
  FormErrors errors;
  std::set<std::pair<int, std::string>> names;
  std::array<std::size_t, 4> counts{};
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const FieldReader reader(commands[i].get_object(), {std::to_string(i)}, errors);
    check_command(reader);
    const int type = type_of(commands[i].get_object());
    if (type <= 3) ++counts.at(static_cast<std::size_t>(type));
    if (!names.emplace(type, reader.text("name").value_or("")).second) {
      reader.add("name", "APPLICATION_COMMANDS_DUPLICATE_NAME",
                 "Application command names must be unique");
    }
  }
  errors.refuse_if_any();
  for (int type = 1; type <= 3; ++type) {
    if (counts.at(static_cast<std::size_t>(type)) > count_limit(type)) {
      throw Refused(api_error::too_many_commands);
    }
  }
  std::vector<Id> gone;
  for (const auto& [id, command] : call.application().commands) {
    if (command.guild_id == place.guild_id && !names.contains({command.type, command.name})) {
      gone.push_back(id);
    }
  }
  for (const Id id : gone) call.world().delete_command(place.application_id, id);
  array set;
  for (value& command : commands) {
    set.emplace_back(
        call.world().set_command(place.application_id, place.guild_id, command.get_object()).data);
  }
  return json_reply(200, set);
}

HttpReply update(RestCall& call, const Place& place) {
  const Command& command = command_at(call, place);
  object merged = command.data;
  const object& body = call.object_body();
  for (const auto& [key, member] : body) {
    if (key != "id" && key != "type") merged[key] = member;
  }
  FormErrors errors;
  check_command(FieldReader(merged, {}, errors));
  errors.refuse_if_any();
  // A command is known by its name; renaming it must not leave the old one behind.
  return json_reply(200, call.world().edit_command(place.application_id, command.id, merged).data);
}

HttpReply remove(RestCall& call, const Place& place) {
  const Id id = command_at(call, place).id;
  call.world().delete_command(place.application_id, id);
  return no_content_reply();
}

}  // namespace

HttpReply list_application_commands(RestCall& call) { return list(call, global(call)); }
HttpReply create_application_command(RestCall& call) { return create(call, global(call)); }
HttpReply bulk_set_application_commands(RestCall& call) { return bulk_set(call, global(call)); }
HttpReply get_application_command(RestCall& call) {
  return json_reply(200, command_at(call, global(call)).data);
}
HttpReply update_application_command(RestCall& call) { return update(call, global(call)); }
HttpReply delete_application_command(RestCall& call) { return remove(call, global(call)); }

HttpReply list_guild_application_commands(RestCall& call) { return list(call, in_guild(call)); }
HttpReply create_guild_application_command(RestCall& call) { return create(call, in_guild(call)); }
HttpReply bulk_set_guild_application_commands(RestCall& call) {
  return bulk_set(call, in_guild(call));
}
HttpReply get_guild_application_command(RestCall& call) {
  return json_reply(200, command_at(call, in_guild(call)).data);
}
HttpReply update_guild_application_command(RestCall& call) { return update(call, in_guild(call)); }
HttpReply delete_guild_application_command(RestCall& call) { return remove(call, in_guild(call)); }

}  // namespace pincer::sandbox::rest
