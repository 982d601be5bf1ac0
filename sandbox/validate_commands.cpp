#include "sandbox/validate_commands.hpp"

#include <algorithm>
#include <set>

namespace pincer::sandbox {
namespace {

constexpr std::size_t description_length_max = 100;
constexpr std::size_t command_size_max = 8000;  // Names, descriptions and choice values together.

enum OptionType : std::int64_t {
  subcommand = 1,
  subcommand_group = 2,
  string = 3,
  integer = 4,
  number = 10,
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
    const std::int64_t type = command.integer("type").value_or(1);
    command.choice("type", {1, 2, 3});
    if (type == 1) {
      check_name(command);
      command.require("description");
      command.check_length("description", 1, description_length_max);
      count(command.text("description"));
      check_options(command);
    } else {
      if (const auto text = command.text("description"); text && !text->empty()) {
        command.add("description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID",
                    "Context menu commands cannot have description");
      }
      if (command.find("options") != nullptr) {
        command.add("options", "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_INVALID",
                    "Context menu commands cannot have options");
      }
    }
    if (size_ > command_size_max) {
      command.add("APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)");
    }
  }

 private:
  void count(const std::optional<std::string>& text) {
    if (text) size_ += character_count(*text);
  }

  void check_name(const FieldReader& reader) {
    const auto name = reader.text("name");
    count(name);
    if (name && !is_command_name(*name)) {
      reader.add("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }
  }

  void check_options(const FieldReader& parent) {
    std::set<std::string> names;
    bool optional_seen = false;
    for (const FieldReader& option : parent.children("options")) {
      check_name(option);
      count(option.text("description"));
      if (const auto name = option.text("name"); name && !names.insert(*name).second) {
        option.add("name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
                   "Option name already exists");
      }
      const std::int64_t type = option.integer("type").value_or(0);
      if (type <= subcommand_group) {
        check_options(option);
        continue;
      }
      check_choices(option, type);
      const bool required = option.boolean("required").value_or(false);
      if (required && optional_seen) {
        option.add("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                   "Required options must be placed before non-required options");
      }
      optional_seen = optional_seen || !required;
    }
  }

  void check_choices(const FieldReader& option, std::int64_t type) {
    if (type != string && type != integer && type != number) {
      if (option.find("choices") == nullptr) return;
      option.add("choices", "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID",
                 "Choices are only available for string, integer and number options");
      return;
    }
    for (const FieldReader& choice : option.children("choices")) count(choice.text("value"));
  }

  std::size_t size_ = 0;
};

}  // namespace

void check_command(const FieldReader& command) { Checker().check(command); }

}  // namespace pincer::sandbox
