// https://discord.com/developers/docs/interactions/application-commands#application-command-object
#include <algorithm>

#include "model/check_lists.hpp"

namespace pincer {
namespace {

constexpr Length name_limit{1, 32};
constexpr Length description_limit{1, 100};
constexpr Length no_description{0, 0};
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

void check_name(FormCheck& form, const std::string& name) {
  check_field(form, "name", name, name_limit);
  if (!may_be_name(name)) {
    const FormCheck::Step step(form, "name");
    form.add("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
  }
}

std::size_t text_size(const CommandOption& option) {
  std::size_t size = character_count(option.name()) + character_count(option.description());
  for (const CommandChoice& choice : option.choices()) {
    const auto* const text = std::get_if<std::string>(&choice.value);
    size += character_count(choice.name) + (text == nullptr ? 0 : character_count(*text));
  }
  for (const CommandOption& part : option.options()) size += text_size(part);
  return size;
}

}  // namespace

static void check(FormCheck& form, const CommandChoice& choice) {
  check_field(form, "name", choice.name, choice_name_limit);
  if (const auto* const text = std::get_if<std::string>(&choice.value)) {
    check_field(form, "value", *text, choice_value_limit);
  }
}

void check_choices(FormCheck& form, const std::vector<CommandChoice>& choices) {
  check_field(form, "choices", choices, choices_limit);
  check_parts(form, "choices", choices);
}

void check(FormCheck& form, const CommandOption& option) {
  check_name(form, option.name_);
  check_field(form, "description", option.description_, description_limit);
  check_choices(form, option.choices_);
  check_field(form, "options", option.options_, options_limit);
  check_parts(form, "options", option.options_);
  check_field(form, "min_length", option.min_length_, min_length_range);
  check_field(form, "max_length", option.max_length_, max_length_range);
}

void check(FormCheck& form, const CreateCommand& command) {
  const bool is_slash_command = command.type_ == CommandType::chat_input;
  if (is_slash_command) {
    check_name(form, command.name_);
  } else {
    check_field(form, "name", command.name_, name_limit);
  }
  check_field(form, "description", command.description_,
              is_slash_command ? description_limit : no_description);
  check_field(form, "options", command.options_, options_limit);
  check_parts(form, "options", command.options_);
  std::size_t size = character_count(command.name_) + character_count(command.description_);
  for (const CommandOption& option : command.options_) size += text_size(option);
  if (size > command_size_max) {
    form.add("APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)");
  }
}

}  // namespace pincer
