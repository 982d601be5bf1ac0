#include "pincer/model/command.hpp"

#include "model/read.hpp"
#include "model/write.hpp"

namespace pincer {

ApplicationCommand::ApplicationCommand() = default;
ApplicationCommand::ApplicationCommand(const ApplicationCommand& other) = default;
ApplicationCommand::ApplicationCommand(ApplicationCommand&& other) noexcept = default;
ApplicationCommand& ApplicationCommand::operator=(const ApplicationCommand& other) = default;
ApplicationCommand& ApplicationCommand::operator=(ApplicationCommand&& other) noexcept = default;
ApplicationCommand::~ApplicationCommand() = default;

CommandOption::CommandOption() = default;
CommandOption::CommandOption(CommandOptionType type, std::string name, std::string description)
    : type_(type), name_(std::move(name)), description_(std::move(description)) {}
CommandOption::CommandOption(const CommandOption& other) = default;
CommandOption::CommandOption(CommandOption&& other) noexcept = default;
CommandOption& CommandOption::operator=(const CommandOption& other) = default;
CommandOption& CommandOption::operator=(CommandOption&& other) noexcept = default;
CommandOption::~CommandOption() = default;

CreateCommand::CreateCommand(std::string name, std::string description)
    : name_(std::move(name)), description_(std::move(description)) {}
CreateCommand CreateCommand::context_menu(CommandType type, std::string name) {
  CreateCommand command(std::move(name), {});
  command.type_ = type;
  return command;
}
CreateCommand CreateCommand::entry_point(std::string name, std::string description,
                                         CommandHandler handler) {
  CreateCommand command(std::move(name), std::move(description));
  command.type_ = CommandType::primary_entry_point;
  command.handler_ = handler;
  return command;
}
CreateCommand::CreateCommand(const CreateCommand& other) = default;
CreateCommand::CreateCommand(CreateCommand&& other) noexcept = default;
CreateCommand& CreateCommand::operator=(const CreateCommand& other) = default;
CreateCommand& CreateCommand::operator=(CreateCommand&& other) noexcept = default;
CreateCommand::~CreateCommand() = default;

CommandOption& CommandOption::name_localization(std::string locale, std::string name) & {
  name_localizations_.insert_or_assign(std::move(locale), std::move(name));
  return *this;
}

CommandOption& CommandOption::description_localization(std::string locale,
                                                       std::string description) & {
  description_localizations_.insert_or_assign(std::move(locale), std::move(description));
  return *this;
}

CommandOption& CommandOption::choice(std::string name, ChoiceValue value,
                                     Localizations name_localizations) & {
  choices_.push_back({std::move(name), std::move(value), std::move(name_localizations)});
  return *this;
}

CommandOption& CommandOption::file_type(std::string type) & {
  file_types_.push_back(std::move(type));
  return *this;
}

CommandOption& CommandOption::option(CommandOption option) & {
  options_.push_back(std::move(option));
  return *this;
}

CommandOption& CommandOption::channel_type(ChannelType type) & {
  channel_types_.push_back(type);
  return *this;
}

CreateCommand& CreateCommand::name_localization(std::string locale, std::string name) & {
  name_localizations_.insert_or_assign(std::move(locale), std::move(name));
  return *this;
}

CreateCommand& CreateCommand::description_localization(std::string locale,
                                                       std::string description) & {
  description_localizations_.insert_or_assign(std::move(locale), std::move(description));
  return *this;
}

CreateCommand& CreateCommand::integration_type(ApplicationIntegrationType type) & {
  integration_types_.push_back(type);
  return *this;
}

CreateCommand& CreateCommand::context(InteractionContextType context) & {
  contexts_.push_back(context);
  return *this;
}

CreateCommand& CreateCommand::option(CommandOption option) & {
  options_.push_back(std::move(option));
  return *this;
}

bool read(json::Value& value, ChoiceValue& out) {
  if (value.type() == simdjson::ondemand::json_type::string) {
    return read(value, out.emplace<std::string>());
  }
  if (value.type() == simdjson::ondemand::json_type::number && value.is_integer()) {
    return read(value, out.emplace<std::int64_t>());
  }
  return read(value, out.emplace<double>());
}

bool read(json::Value& value, CommandChoice& choice) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "name"_key: return read(field, choice.name);
      case "name_localizations"_key: return read(field, choice.name_localizations);
      case "value"_key: return read(field, choice.value);
      default: return true;
    }
  });
}

bool read(json::Value& value, CommandOption& option) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "type"_key: return read(field, option.type_);
      case "name"_key: return read(field, option.name_);
      case "name_localizations"_key: return read(field, option.name_localizations_);
      case "description"_key: return read(field, option.description_);
      case "description_localizations"_key: return read(field, option.description_localizations_);
      case "required"_key: return read(field, option.required_);
      case "choices"_key: return read(field, option.choices_);
      case "options"_key: return read(field, option.options_);
      case "channel_types"_key: return read(field, option.channel_types_);
      case "file_types"_key: return read(field, option.file_types_);
      case "min_value"_key: return read(field, option.min_value_);
      case "max_value"_key: return read(field, option.max_value_);
      case "min_length"_key: return read(field, option.min_length_);
      case "max_length"_key: return read(field, option.max_length_);
      case "autocomplete"_key: return read(field, option.autocomplete_);
      default: return true;
    }
  });
}

bool read(json::Value& value, ApplicationCommand& command) {
  const bool ok = json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "id"_key: return read(field, command.id);
      case "type"_key: return read(field, command.type);
      case "application_id"_key: return read(field, command.application_id);
      case "guild_id"_key: return read(field, command.guild_id);
      case "name"_key: return read(field, command.name);
      case "name_localizations"_key: return read(field, command.name_localizations);
      case "description"_key: return read(field, command.description);
      case "description_localizations"_key: return read(field, command.description_localizations);
      case "options"_key: return read(field, command.options);
      case "default_member_permissions"_key: return read(field, command.default_member_permissions);
      case "nsfw"_key: return read(field, command.nsfw);
      case "integration_types"_key: return read(field, command.integration_types);
      case "contexts"_key: return read(field, command.contexts);
      case "handler"_key: return read(field, command.handler);
      case "version"_key: return read(field, command.version);
      default: return true;
    }
  });
  return ok && json::require(value, command.id, "id");
}

void write(json::Writer& writer, const CommandChoice& choice) {
  writer.begin_object().field("name", choice.name);
  write_field(writer, "name_localizations", choice.name_localizations);
  writer.key("value");
  if (const auto* const number = std::get_if<double>(&choice.value)) {
    writer.real(*number);
  } else {
    write(writer, choice.value);
  }
  writer.end_object();
}

void write(json::Writer& writer, const CommandOption& option) {
  writer.begin_object().field("type", static_cast<int>(option.type_));
  writer.field("name", option.name_);
  write_field(writer, "name_localizations", option.name_localizations_);
  writer.field("description", option.description_);
  write_field(writer, "description_localizations", option.description_localizations_);
  write_field(writer, "required", option.required_);
  write_field(writer, "choices", option.choices_);
  write_field(writer, "options", option.options_);
  write_field(writer, "channel_types", option.channel_types_);
  write_field(writer, "file_types", option.file_types_);
  write_field(writer, "min_value", option.min_value_);
  write_field(writer, "max_value", option.max_value_);
  write_field(writer, "min_length", option.min_length_);
  write_field(writer, "max_length", option.max_length_);
  write_field(writer, "autocomplete", option.autocomplete_);
  writer.end_object();
}

void write(json::Writer& writer, const CreateCommand& command) {
  writer.begin_object().field("name", command.name_).field("type", static_cast<int>(command.type_));
  write_field(writer, "name_localizations", command.name_localizations_);
  if (!command.description_.empty()) writer.field("description", command.description_);
  write_field(writer, "description_localizations", command.description_localizations_);
  write_field(writer, "options", command.options_);
  write_field(writer, "default_member_permissions", command.default_member_permissions_);
  write_field(writer, "nsfw", command.nsfw_);
  write_field(writer, "integration_types", command.integration_types_);
  write_field(writer, "contexts", command.contexts_);
  write_field(writer, "handler", command.handler_);
  writer.end_object();
}

std::string CreateCommand::to_json() const {
  json::Writer writer;
  write(writer, *this);
  return writer.take();
}

std::string to_json(const std::vector<CreateCommand>& commands) {
  json::Writer writer;
  write(writer, commands);
  return writer.take();
}

template Result<ApplicationCommand> decode<ApplicationCommand>(json::Text);
template Result<std::vector<ApplicationCommand>> decode<std::vector<ApplicationCommand>>(
    json::Text);

CommandOption&& CommandOption::choice(std::string name, ChoiceValue value,
                                      Localizations name_localizations) && {
  return std::move(this->choice(std::move(name), std::move(value), std::move(name_localizations)));
}

}  // namespace pincer
