// Running application commands as a person.
#include <fmt/core.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "pincer/snowflake.hpp"
#include "sandbox/control_call.hpp"
#include "sandbox/control_resolved.hpp"
#include "sandbox/objects_json.hpp"
#include "sandbox/permissions.hpp"
#include "sandbox/validate.hpp"

namespace pincer::sandbox::control {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

enum OptionType : int {
  subcommand = 1,
  subcommand_group = 2,
  string = 3,
  integer = 4,
  boolean = 5,
  user = 6,
  channel = 7,
  role = 8,
  mentionable = 9,
  number = 10,
  attachment = 11,
};

int type_of(const object& option) { return static_cast<int>(option.at("type").to_number<int>()); }

std::string name_of(const object& option) { return std::string(option.at("name").as_string()); }

/// The options of a command or subcommand; empty when it has none.
const array& options_of(const object& command) {
  static const array none;
  const value* options = command.if_contains("options");
  return options != nullptr && options->is_array() ? options->get_array() : none;
}

std::string listed(const array& options) {
  std::string names;
  for (const value& option : options) {
    names.append(names.empty() ? "" : ", ").append(name_of(option.as_object()));
  }
  return names.empty() ? "none" : names;
}

/// The options of an interaction's data, from what a person gave.
class OptionsBuilder {
 public:
  OptionsBuilder(const ControlCall& call, ResolvedData& resolved, std::string focused)
      : resolved_(resolved), focused_(std::move(focused)) {
    if (const value* given = call.find("options")) {
      if (!given->is_object()) refuse_control(400, "expected an object as \"options\"");
      given_ = given->get_object();
    }
  }

  /// `path`: the names of group and subcommand, if the command has them.
  array build(const object& command, std::vector<std::string> path) {
    const array& declared = options_of(command);
    const bool nests =
        !declared.empty() && type_of(declared.front().as_object()) <= subcommand_group;
    if (!nests) {
      if (!path.empty())
        refuse_control(404, "the command has no subcommand \"" + path.front() + "\"");
      return build_values(declared);
    }
    if (path.empty()) {
      refuse_control(400, "the command needs a subcommand (known: " + listed(declared) + ")");
    }
    for (const value& entry : declared) {
      const object& option = entry.as_object();
      if (name_of(option) != path.front()) continue;
      path.erase(path.begin());
      return {object{{"name", option.at("name")},
                     {"type", type_of(option)},
                     {"options", build(option, std::move(path))}}};
    }
    refuse_control(404,
                   fmt::format("no subcommand \"{}\" (known: {})", path.front(), listed(declared)));
  }

 private:
  array build_values(const array& declared) {
    array built;
    for (const auto& member : given_) {
      const std::string_view key = member.key();
      const bool known = std::any_of(declared.begin(), declared.end(), [&](const value& option) {
        return name_of(option.as_object()) == key;
      });
      if (!known) {
        refuse_control(400, fmt::format("the command has no option \"{}\" (known: {})", key,
                                        listed(declared)));
      }
    }
    for (const value& entry : declared) {
      const object& option = entry.as_object();
      const std::string name = name_of(option);
      const value* given = given_.if_contains(name);
      const bool is_focused = name == focused_;
      if (given == nullptr) {
        const value* required = option.if_contains("required");
        if (required != nullptr && *required == true && focused_.empty()) {
          refuse_control(400, "the command needs the option \"" + name + "\"");
        }
        if (!is_focused) continue;
      }
      object json{{"name", name}, {"type", type_of(option)}};
      // What is still being typed is text, whatever the option's type.
      json["value"] = is_focused ? value(given == nullptr ? "" : as_text(*given, name))
                                 : convert(option, name, *given);
      if (is_focused) json["focused"] = true;
      built.emplace_back(std::move(json));
    }
    return built;
  }

  static std::string as_text(const value& given, const std::string& name) {
    if (given.is_string()) return std::string(given.get_string());
    if (given.is_number() || given.is_bool()) return boost::json::serialize(given);
    refuse_control(400, "expected text as the option \"" + name + "\"");
  }

  value convert(const object& option, const std::string& name, const value& given) {
    switch (type_of(option)) {
      case string:
      case integer:
      case number: return convert_scalar(option, name, given);
      case boolean:
        if (!given.is_bool()) refuse_control(400, "expected true or false as \"" + name + "\"");
        return given;
      case user: return value(resolved_.add_user(as_text(given, name)));
      case channel: return value(resolved_.add_channel(as_text(given, name)));
      case role: return value(resolved_.add_role(as_text(given, name)));
      case mentionable: return value(resolved_.add_mentionable(as_text(given, name)));
      default:
        if (!given.is_object()) {
          refuse_control(400, "expected {\"filename\", \"content\"} as \"" + name + "\"");
        }
        return value(resolved_.add_upload(given.get_object()));
    }
  }

  static value convert_scalar(const object& option, const std::string& name, const value& given) {
    const std::string text = as_text(given, name);
    if (const value* choices = option.if_contains("choices");
        choices != nullptr && choices->is_array() && !choices->get_array().empty()) {
      std::string names;
      for (const value& choice : choices->get_array()) {
        // A person sees a choice's name; a script may know its value.
        if (as_text(choice.at("name"), name) == text || as_text(choice.at("value"), name) == text) {
          return choice.at("value");
        }
        names.append(names.empty() ? "" : ", ").append(as_text(choice.at("name"), name));
      }
      refuse_control(400, fmt::format("\"{}\" must be one of {}", name, names));
    }
    if (type_of(option) == string) {
      check_range(option, name, static_cast<double>(character_count(text)), "min_length",
                  "max_length");
      return value(text);
    }
    value converted = type_of(option) == integer ? to_integer(text, name) : to_number(text, name);
    check_range(option, name, converted.to_number<double>(), "min_value", "max_value");
    return converted;
  }

  static value to_integer(const std::string& text, const std::string& name) {
    std::int64_t converted = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, converted);
    if (error != std::errc() || stop != end) {
      refuse_control(400, "expected a whole number as \"" + name + "\"");
    }
    return converted;
  }

  static value to_number(const std::string& text, const std::string& name) {
    double converted = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, converted);
    if (error != std::errc() || stop != end)
      refuse_control(400, "expected a number as \"" + name + "\"");
    return converted;
  }

  static void check_range(const object& option, const std::string& name, double given,
                          const char* least_key, const char* most_key) {
    const value* least = option.if_contains(least_key);
    const value* most = option.if_contains(most_key);
    const bool too_small =
        least != nullptr && least->is_number() && given < least->to_number<double>();
    const bool too_large =
        most != nullptr && most->is_number() && given > most->to_number<double>();
    if (!too_small && !too_large) return;
    refuse_control(400,
                   fmt::format("\"{}\" is out of range ({} {}, {} {})", name, least_key,
                               least != nullptr ? boost::json::serialize(*least) : "any", most_key,
                               most != nullptr ? boost::json::serialize(*most) : "any"));
  }

  ResolvedData& resolved_;
  std::string focused_;
  object given_;
};

/// The command that a person means, and the names of group and subcommand that follow its own.
struct Chosen {
  const Application* application = nullptr;
  const Command* command = nullptr;
  std::vector<std::string> path;
};

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::size_t at = text.starts_with('/') ? 1 : 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

bool is_named(const World& world, const Application& application, const std::string& name) {
  return application.name == name || world.user(application.id)->name == name ||
         parse_snowflake(name) == application.id;
}

Chosen choose_command(const ControlCall& call, const Channel& channel) {
  const std::string text = call.required_text("command");
  const auto wanted = call.text("application");
  const bool has_target = call.find("target") != nullptr;
  std::vector<std::string> words = words_of(text);
  const std::string first = words.empty() ? std::string() : words.front();
  Chosen chosen;
  std::string names;
  for (const auto& [id, application] : call.world().applications()) {
    if (wanted && !is_named(call.world(), application, *wanted)) continue;
    if (!call.world().can_see(id, channel)) continue;
    for (const auto& [command_id, command] : application.commands) {
      if (command.guild_id && command.guild_id != channel.guild_id) continue;
      names.append(names.empty() ? "" : ", ").append(command.name);
      if (has_target == (command.type == 1)) continue;
      if (command.name != (has_target ? text : first)) continue;
      // A guild's own command hides a global one of the same name.
      if (chosen.command == nullptr || command.guild_id) chosen = {&application, &command, {}};
    }
  }
  if (chosen.command == nullptr) {
    refuse_control(404, fmt::format("no command \"{}\" here (known: {}; user and message commands "
                                    "need a \"target\")",
                                    text, names.empty() ? "none" : names));
  }
  if (!has_target) chosen.path.assign(words.begin() + 1, words.end());
  return chosen;
}

void check_permissions(const ControlCall& call, const User& person, const Channel& channel,
                       const Command& command) {
  call.demand(person, channel, permission::use_application_commands, "run commands");
  const value* needed = command.data.if_contains("default_member_permissions");
  if (needed == nullptr || !needed->is_string() || !channel.guild_id) return;
  const auto bits = parse_snowflake(needed->get_string());
  if (bits) call.demand(person, channel, *bits, "run /" + command.name);
}

}  // namespace

ControlResult run_command(ControlCall& call) {
  const User& person = call.acting_person();
  const Channel& channel = call.channel(call.required_text("channel"), &person);
  const Chosen chosen = choose_command(call, channel);
  const Command& command = *chosen.command;
  check_permissions(call, person, channel, command);
  const auto focused = call.text("autocomplete");
  ResolvedData resolved(call, person, channel);
  object data{{"id", id_json(command.id)}, {"name", command.name}, {"type", command.type}};
  if (command.guild_id) data["guild_id"] = id_json(*command.guild_id);
  if (command.type == 1) {
    array options =
        OptionsBuilder(call, resolved, focused.value_or("")).build(command.data, chosen.path);
    if (!options.empty()) data["options"] = std::move(options);
  } else if (command.type == 2) {
    data["target_id"] = resolved.add_user(call.required_text("target"));
  } else {
    data["target_id"] = resolved.add_message(call.message(call.required_text("target")));
  }
  if (!resolved.empty()) data["resolved"] = resolved.take();

  InteractionDraft draft;
  draft.type = focused ? 4 : 2;
  draft.application_id = chosen.application->id;
  draft.user_id = person.id;
  draft.channel_id = channel.id;
  draft.data = std::move(data);
  draft.command_name = command.name;
  for (const std::string& word : chosen.path) draft.command_name += " " + word;
  draft.command_type = command.type;
  const std::string summary =
      fmt::format("{} {} /{} in {}", shown_name(person), focused ? "types" : "runs",
                  draft.command_name, shown_channel(call.world(), channel));
  const Interaction& interaction = call.world().open_interaction(std::move(draft), call.now());
  return {201, {{"interaction", id_json(interaction.id)}}, summary};
}

}  // namespace pincer::sandbox::control
