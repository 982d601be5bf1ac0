#include "sandbox/validate_commands.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace pincer::sandbox {
namespace {

constexpr std::size_t name_length_max = 32;
constexpr std::size_t description_length_max = 100;
constexpr std::size_t options_max = 25;
constexpr std::size_t choices_max = 25;
constexpr std::size_t choice_length_max = 100;
constexpr std::size_t command_size_max = 8000;  // Names, descriptions and choice values together.
constexpr std::int64_t text_length_max = 6000;

enum OptionType : std::int64_t {
  subcommand = 1,
  subcommand_group = 2,
  string = 3,
  integer = 4,
  number = 10,
  attachment = 11,
};

/// Discord's pattern, ^[-_'\p{L}\p{N}...]{1,32}$ without upper case. Of what is not ASCII, every
/// character passes as a letter: Unicode's tables are not worth carrying for a check.
bool is_command_name(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || c == '-' || c == '_' || c == '\'' || (c >= 'a' && c <= 'z') ||
           (c >= '0' && c <= '9');
  });
}

class Checker {
 public:
  void check(const FieldReader& command) {
    const std::int64_t type = command.choice("type", {1, 2, 3}).value_or(1);
    command.require("name");
    const auto name = command.text("name", name_length_max, 1);
    if (name && type == 1) check_name(command, *name);
    if (type == 1) {
      command.require("description");
      count(command.text("description", description_length_max, 1));
      check_options(command, 0);
    } else {
      if (const auto text = command.text("description", description_length_max);
          text && !text->empty()) {
        command.add("description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID",
                    "Context menu commands cannot have description");
      }
      if (command.find("options") != nullptr) {
        command.add("options", "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_INVALID",
                    "Context menu commands cannot have options");
      }
    }
    command.boolean("nsfw");
    command.boolean("dm_permission");
    command.snowflake("default_member_permissions");
    command.list("contexts", 3);
    command.list("integration_types", 2);
    if (size_ > command_size_max) {
      command.add("APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)");
    }
  }

 private:
  void count(const std::optional<std::string>& text) {
    if (text) size_ += character_count(*text);
  }

  void check_name(const FieldReader& reader, const std::string& name) {
    count(name);
    if (!is_command_name(name)) {
      reader.add("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }
  }

  /// `depth`: 0 in the command, 1 in a group, 2 in a subcommand.
  void check_options(const FieldReader& parent, int depth) {
    const auto* options = parent.list("options", options_max);
    if (options == nullptr) return;
    std::set<std::string> names;
    bool optional_seen = false;
    for (std::size_t i = 0; i < options->size(); ++i) {
      const auto option = parent.child("options", *options, i);
      if (!option) continue;
      const auto type = check_option(*option, depth, names);
      if (!type || *type <= subcommand_group) continue;
      const bool required = option->boolean("required").value_or(false);
      if (required && optional_seen) {
        option->add("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                    "Required options must be placed before non-required options");
      }
      optional_seen = optional_seen || !required;
    }
  }

  std::optional<std::int64_t> check_option(const FieldReader& option, int depth,
                                           std::set<std::string>& names) {
    option.require("type");
    option.require("name");
    option.require("description");
    count(option.text("description", description_length_max, 1));
    if (const auto name = option.text("name", name_length_max, 1)) {
      check_name(option, *name);
      if (!names.insert(*name).second) {
        option.add("name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
                   "Option name already exists");
      }
    }
    const auto type = option.choice("type", {1, 2, 3, 4, 5, 6, 7, 8, 9, number, attachment});
    if (!type) return std::nullopt;
    const bool nests = *type == subcommand || *type == subcommand_group;
    // A group holds subcommands, a subcommand holds values: no deeper than that.
    if ((*type == subcommand_group && depth > 0) || (*type == subcommand && depth > 1) ||
        (!nests && depth == 1)) {
      option.add("type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
                 "Sub-command option type can not be nested here");
      return type;
    }
    if (nests) {
      check_options(option, *type == subcommand_group ? 1 : 2);
    } else {
      check_values(option, *type);
    }
    return type;
  }

  void check_values(const FieldReader& option, std::int64_t type) {
    option.boolean("autocomplete");
    if (type == string) {
      option.integer("min_length", 0, text_length_max);
      option.integer("max_length", 1, text_length_max);
    }
    const auto* choices = option.list("choices", choices_max);
    if (choices == nullptr) return;
    if (type != string && type != integer && type != number) {
      option.add("choices", "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID",
                 "Choices are only available for string, integer and number options");
      return;
    }
    for (std::size_t i = 0; i < choices->size(); ++i) {
      const auto choice = option.child("choices", *choices, i);
      if (choice) check_choice(*choice, type);
    }
  }

  void check_choice(const FieldReader& choice, std::int64_t type) {
    choice.require("name");
    choice.text("name", choice_length_max, 1);
    if (!choice.require("value")) return;
    if (type == string) {
      count(choice.text("value", choice_length_max));
    } else if (type == integer) {
      choice.integer("value");
    } else if (!choice.find("value")->is_number()) {
      choice.add("value", "FLOAT_TYPE_CONVERT", "Value is not float.");
    }
  }

  std::size_t size_ = 0;
};

}  // namespace

void check_command(const FieldReader& command) { Checker().check(command); }

}  // namespace pincer::sandbox
