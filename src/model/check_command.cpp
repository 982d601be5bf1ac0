// https://discord.com/developers/docs/interactions/application-commands#application-command-object
#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "model/check_lists.hpp"

namespace pincer {
namespace {

constexpr Length name_limit{1, 32};
constexpr Length description_limit{1, 100};
constexpr Length no_description{0, 0};
constexpr Length entry_point_description_limit{0, 100};
constexpr Length file_types_limit{0, 10};
constexpr Length options_limit{0, 25};
constexpr Length choices_limit{0, 25};
constexpr Length choice_name_limit{1, 100};
constexpr Length choice_value_limit{0, 100};
constexpr IntegerRange min_length_range{.min = 0, .max = 6000};
constexpr IntegerRange max_length_range{.min = 1, .max = 6000};
/// Characters of all names, descriptions and texts to choose of a slash command.
constexpr std::size_t command_size_max = 8000;

/// Discord's pattern as far as ASCII goes: Unicode's tables are not worth carrying for a check.
bool may_be_name(std::string_view name) {
  return std::ranges::all_of(name, [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || c == '-' || c == '_' || c == '\'' ||
           (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
}

void check_name_pattern(FormCheck& form, std::string_view key, const std::string& name) {
  if (may_be_name(name)) return;
  const FormCheck::Step step(form, key);
  form.add("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
}

/// Of a slash command or of an option, in each language.
void check_names(FormCheck& form, const std::string& name, const Localizations& localizations) {
  check_field(form, "name", name, name_limit);
  check_name_pattern(form, "name", name);
  check_field(form, "name_localizations", localizations, Each{name_limit});
  const FormCheck::Step step(form, "name_localizations");
  for (const auto& [locale, text] : localizations) check_name_pattern(form, locale, text);
}

/// Of a field in several languages, the longest text counts.
std::size_t text_size(const std::string& text, const Localizations& localizations) {
  std::size_t size = character_count(text);
  for (const auto& [locale, translated] : localizations) {
    size = std::max(size, character_count(translated));
  }
  return size;
}

std::size_t text_size(const CommandOption& option) {
  std::size_t size = text_size(option.name(), option.name_localizations()) +
                     text_size(option.description(), option.description_localizations());
  for (const CommandChoice& choice : option.choices()) {
    const auto* const text = std::get_if<std::string>(&choice.value);
    size += text_size(choice.name, choice.name_localizations);
    size += text == nullptr ? 0 : character_count(*text);
  }
  for (const CommandOption& part : option.options()) size += text_size(part);
  return size;
}

Length description_limit_of(CommandType type) {
  switch (type) {
    case CommandType::chat_input: return description_limit;
    case CommandType::primary_entry_point: return entry_point_description_limit;
    default: return no_description;
  }
}

}  // namespace

static void check(FormCheck& form, const CommandChoice& choice) {
  check_field(form, "name", choice.name, choice_name_limit);
  check_field(form, "name_localizations", choice.name_localizations, Each{choice_name_limit});
  if (const auto* const text = std::get_if<std::string>(&choice.value)) {
    check_field(form, "value", *text, choice_value_limit);
  }
}

void check_choices(FormCheck& form, const std::vector<CommandChoice>& choices) {
  check_field(form, "choices", choices, choices_limit);
  check_parts(form, "choices", choices);
}

void check(FormCheck& form, const CommandOption& option) {
  check_names(form, option.name_, option.name_localizations_);
  check_field(form, "description", option.description_, description_limit);
  check_field(form, "description_localizations", option.description_localizations_,
              Each{description_limit});
  check_choices(form, option.choices_);
  check_field(form, "options", option.options_, options_limit);
  check_parts(form, "options", option.options_);
  check_field(form, "file_types", option.file_types_, file_types_limit);
  check_field(form, "min_length", option.min_length_, min_length_range);
  check_field(form, "max_length", option.max_length_, max_length_range);
}

void check(FormCheck& form, const CreateCommand& command) {
  if (command.type_ == CommandType::chat_input) {
    check_names(form, command.name_, command.name_localizations_);
  } else {
    check_field(form, "name", command.name_, name_limit);
    check_field(form, "name_localizations", command.name_localizations_, Each{name_limit});
  }
  const Length limit = description_limit_of(command.type_);
  check_field(form, "description", command.description_, limit);
  check_field(form, "description_localizations", command.description_localizations_, Each{limit});
  check_field(form, "options", command.options_, options_limit);
  check_parts(form, "options", command.options_);
  std::size_t size = text_size(command.name_, command.name_localizations_) +
                     text_size(command.description_, command.description_localizations_);
  for (const CommandOption& option : command.options_) size += text_size(option);
  if (size > command_size_max) {
    form.add("APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)");
  }
}

/// How many there may be of a type, in all guilds or in one.
/// https://discord.com/developers/docs/interactions/application-commands#registering-a-command
static std::size_t commands_max(CommandType type) {
  constexpr std::size_t chat_inputs_max = 100;
  constexpr std::size_t context_menus_max = 15;
  switch (type) {
    case CommandType::user:
    case CommandType::message: return context_menus_max;
    case CommandType::primary_entry_point: return 1;
    default: return chat_inputs_max;
  }
}

void check(FormCheck& form, const std::vector<CreateCommand>& commands) {
  check_elements(form, commands);
  std::map<CommandType, std::size_t> counts;
  for (const CreateCommand& command : commands) {
    const std::size_t most = commands_max(command.type());
    if (++counts[command.type()] == most + 1) {
      form.add("APPLICATION_COMMANDS_MAX_REACHED",
               fmt::format("Maximum number of application commands of type {} reached ({}).",
                           static_cast<int>(command.type()), most));
    }
  }
}

}  // namespace pincer
