// The encoder and the equality of registered commands. See write_interaction.cpp.
#include "model/to_json.hpp"
#include "pincer/model/command.hpp"

namespace pincer {

bool CommandChoice::operator==(const CommandChoice& other) const {
  return name == other.name && value == other.value &&
         name_localizations == other.name_localizations;
}

bool CommandOption::operator==(const CommandOption& other) const {
  return type_ == other.type_ && name_ == other.name_ && description_ == other.description_ &&
         required_ == other.required_ && choices_ == other.choices_ && options_ == other.options_ &&
         name_localizations_ == other.name_localizations_ &&
         description_localizations_ == other.description_localizations_ &&
         channel_types_ == other.channel_types_ && file_types_ == other.file_types_ &&
         min_value_ == other.min_value_ && max_value_ == other.max_value_ &&
         min_length_ == other.min_length_ && max_length_ == other.max_length_ &&
         autocomplete_ == other.autocomplete_;
}

bool ApplicationCommand::operator==(const ApplicationCommand& other) const {
  return id == other.id && type == other.type && application_id == other.application_id &&
         guild_id == other.guild_id && name == other.name &&
         name_localizations == other.name_localizations && description == other.description &&
         description_localizations == other.description_localizations && options == other.options &&
         default_member_permissions == other.default_member_permissions && nsfw == other.nsfw &&
         integration_types == other.integration_types && contexts == other.contexts &&
         handler == other.handler && version == other.version;
}

void write(json::Writer& writer, const ApplicationCommand& command) {
  writer.begin_object();
  write_field(writer, "id", command.id);
  write_field(writer, "type", command.type);
  write_field(writer, "application_id", command.application_id);
  write_field(writer, "guild_id", command.guild_id);
  write_field(writer, "name", command.name);
  write_field(writer, "name_localizations", command.name_localizations);
  write_field(writer, "description", command.description);
  write_field(writer, "description_localizations", command.description_localizations);
  write_field(writer, "options", command.options);
  write_field(writer, "default_member_permissions", command.default_member_permissions);
  write_field(writer, "nsfw", command.nsfw);
  write_field(writer, "integration_types", command.integration_types);
  write_field(writer, "contexts", command.contexts);
  write_field(writer, "handler", command.handler);
  write_field(writer, "version", command.version);
  writer.end_object();
}

template std::string to_json<ApplicationCommand>(const ApplicationCommand&);
template ApplicationCommand from_json<ApplicationCommand>(std::string_view);

}  // namespace pincer
