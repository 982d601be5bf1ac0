// The encoder and the equality of interactions, in a source of their own: a program that never
// encodes does not link them.
#include "model/to_json.hpp"
#include "pincer/model/interaction.hpp"

namespace pincer {

bool InteractionOption::operator==(const InteractionOption& other) const {
  return name == other.name && type == other.type && value == other.value &&
         options == other.options && focused == other.focused;
}

bool ResolvedData::operator==(const ResolvedData& other) const {
  return users == other.users && members == other.members && roles == other.roles &&
         channels == other.channels && messages == other.messages &&
         attachments == other.attachments;
}

bool ModalInput::operator==(const ModalInput& other) const {
  return type == other.type && custom_id == other.custom_id && value == other.value &&
         values == other.values;
}

bool InteractionData::operator==(const InteractionData& other) const {
  return id == other.id && name == other.name && type == other.type && options == other.options &&
         guild_id == other.guild_id && target_id == other.target_id &&
         custom_id == other.custom_id && component_type == other.component_type &&
         values == other.values && inputs == other.inputs && resolved == other.resolved;
}

bool Interaction::operator==(const Interaction& other) const {
  return id == other.id && application_id == other.application_id && type == other.type &&
         data == other.data && raw_data == other.raw_data && guild == other.guild &&
         guild_id == other.guild_id && channel == other.channel && channel_id == other.channel_id &&
         member == other.member && user == other.user && token == other.token &&
         message == other.message && app_permissions == other.app_permissions &&
         locale == other.locale && guild_locale == other.guild_locale &&
         entitlements == other.entitlements &&
         authorizing_integration_owners == other.authorizing_integration_owners &&
         context == other.context && attachment_size_limit == other.attachment_size_limit;
}

static void write_value(json::Writer& writer, const OptionValue& value) {
  if (std::holds_alternative<std::monostate>(value)) return;
  writer.key("value");
  if (const auto* const number = std::get_if<double>(&value)) {
    writer.real(*number);
  } else if (const auto* const text = std::get_if<std::string>(&value)) {
    writer.value(*text);
  } else if (const auto* const integer = std::get_if<std::int64_t>(&value)) {
    writer.value(*integer);
  } else if (const auto* const truth = std::get_if<bool>(&value)) {
    writer.value(*truth);
  } else {
    writer.raw(std::get<RawJson>(value).text);
  }
}

static void write(json::Writer& writer, const InteractionOption& option) {
  writer.begin_object();
  write_field(writer, "name", option.name);
  write_field(writer, "type", option.type);
  write_value(writer, option.value);
  write_field(writer, "options", option.options);
  write_field(writer, "focused", option.focused);
  writer.end_object();
}

static void write(json::Writer& writer, const ResolvedData& resolved) {
  writer.begin_object();
  write_field(writer, "users", resolved.users);
  write_field(writer, "members", resolved.members);
  write_field(writer, "roles", resolved.roles);
  write_field(writer, "channels", resolved.channels);
  write_field(writer, "messages", resolved.messages);
  write_field(writer, "attachments", resolved.attachments);
  writer.end_object();
}

/// Without the labels and rows that held it: those are not kept.
static void write(json::Writer& writer, const ModalInput& input) {
  writer.begin_object();
  write_field(writer, "type", input.type);
  write_field(writer, "custom_id", input.custom_id);
  write_field(writer, "value", input.value);
  write_field(writer, "values", input.values);
  writer.end_object();
}

/// Data of commands, of components and of modals in turn: what is empty belongs to another kind.
static void write(json::Writer& writer, const InteractionData& data) {
  writer.begin_object();
  write_field(writer, "id", data.id);
  if (!data.name.empty()) writer.field("name", data.name);
  write_field(writer, "type", data.type);
  write_field(writer, "options", data.options);
  write_field(writer, "guild_id", data.guild_id);
  write_field(writer, "target_id", data.target_id);
  if (!data.custom_id.empty()) writer.field("custom_id", data.custom_id);
  if (data.component_type != ComponentType{}) {
    write_field(writer, "component_type", data.component_type);
  }
  write_field(writer, "values", data.values);
  write_field(writer, "components", data.inputs);
  if (!(data.resolved == ResolvedData())) write_field(writer, "resolved", data.resolved);
  writer.end_object();
}

void write(json::Writer& writer, const Interaction& interaction) {
  writer.begin_object();
  write_field(writer, "id", interaction.id);
  write_field(writer, "application_id", interaction.application_id);
  write_field(writer, "type", interaction.type);
  if (!interaction.raw_data.empty()) {
    write_field(writer, "data", interaction.raw_data);
  } else if (!(interaction.data == InteractionData())) {
    write_field(writer, "data", interaction.data);
  }
  write_field(writer, "guild", interaction.guild);
  write_field(writer, "guild_id", interaction.guild_id);
  write_field(writer, "channel", interaction.channel);
  write_field(writer, "channel_id", interaction.channel_id);
  write_field(writer, "member", interaction.member);
  write_field(writer, "user", interaction.user);
  write_field(writer, "token", interaction.token);
  write_field(writer, "message", interaction.message);
  write_field(writer, "app_permissions", interaction.app_permissions);
  write_field(writer, "locale", interaction.locale);
  write_field(writer, "guild_locale", interaction.guild_locale);
  write_field(writer, "entitlements", interaction.entitlements);
  write_field(writer, "authorizing_integration_owners", interaction.authorizing_integration_owners);
  write_field(writer, "context", interaction.context);
  write_field(writer, "attachment_size_limit", interaction.attachment_size_limit);
  writer.end_object();
}

template std::string to_json<Interaction>(const Interaction&);
template Interaction from_json<Interaction>(std::string_view);

}  // namespace pincer
