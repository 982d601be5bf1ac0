#include "pincer/model/interaction.hpp"

#include <algorithm>

#include "model/read.hpp"

namespace pincer {

InteractionOption::InteractionOption() = default;
InteractionOption::InteractionOption(const InteractionOption& other) = default;
InteractionOption::InteractionOption(InteractionOption&& other) noexcept = default;
InteractionOption& InteractionOption::operator=(const InteractionOption& other) = default;
InteractionOption& InteractionOption::operator=(InteractionOption&& other) noexcept = default;
InteractionOption::~InteractionOption() = default;

ResolvedData::ResolvedData() = default;
ResolvedData::ResolvedData(const ResolvedData& other) = default;
ResolvedData::ResolvedData(ResolvedData&& other) noexcept = default;
ResolvedData& ResolvedData::operator=(const ResolvedData& other) = default;
ResolvedData& ResolvedData::operator=(ResolvedData&& other) noexcept = default;
ResolvedData::~ResolvedData() = default;

InteractionData::InteractionData() = default;
InteractionData::InteractionData(const InteractionData& other) = default;
InteractionData::InteractionData(InteractionData&& other) noexcept = default;
InteractionData& InteractionData::operator=(const InteractionData& other) = default;
InteractionData& InteractionData::operator=(InteractionData&& other) noexcept = default;
InteractionData::~InteractionData() = default;

Interaction::Interaction() = default;
Interaction::Interaction(const Interaction& other) = default;
Interaction::Interaction(Interaction&& other) noexcept = default;
Interaction& Interaction::operator=(const Interaction& other) = default;
Interaction& Interaction::operator=(Interaction&& other) noexcept = default;
Interaction::~Interaction() = default;
namespace {

/// A checkbox has a boolean, a radio group may have null; the rest have text.
bool read_input_value(json::Value& value, std::string& out) {
  if (value.type() == simdjson::ondemand::json_type::string) return read(value, out);
  return value.is_null() || json::read_raw(value, out);
}

/// A component of a modal, or one that only holds others: a row, or a label.
/// Inputs are collected however deep they stand: bots ask for them by their custom id.
bool read_inputs(json::Value& value, std::vector<ModalInput>& inputs);

bool read_component(json::Value& value, std::vector<ModalInput>& inputs) {
  ModalInput input;
  const bool ok = json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "type"_key: return read(field, input.type);
      case "custom_id"_key: return read(field, input.custom_id);
      case "value"_key: return read_input_value(field, input.value);
      case "values"_key: return read(field, input.values);
      case "component"_key: return read_component(field, inputs);
      case "components"_key: return read_inputs(field, inputs);
      default: return true;
    }
  });
  if (ok && !input.custom_id.empty()) inputs.push_back(std::move(input));
  return ok;
}

bool read_inputs(json::Value& value, std::vector<ModalInput>& inputs) {
  return json::read_array(value,
                          [&](json::Value& element) { return read_component(element, inputs); });
}

}  // namespace

/// The JSON type decides; a number with a point or an exponent is a double. What has no type of its
/// own is kept as it came.
bool read(json::Value& value, OptionValue& out) {
  using simdjson::ondemand::json_type;
  switch (value.type()) {
    case json_type::string: return read(value, out.emplace<std::string>());
    case json_type::boolean: return read(value, out.emplace<bool>());
    case json_type::number:
      return value.is_integer() ? read(value, out.emplace<std::int64_t>())
                                : read(value, out.emplace<double>());
    default: return value.is_null() || read(value, out.emplace<RawJson>());
  }
}

bool read(json::Value& value, InteractionOption& option) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "name"_key: return read(field, option.name);
      case "type"_key: return read(field, option.type);
      case "value"_key: return read(field, option.value);
      case "options"_key: return read(field, option.options);
      case "focused"_key: return read(field, option.focused);
      default: return true;
    }
  });
}

bool read(json::Value& value, ResolvedData& resolved) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "users"_key: return read(field, resolved.users);
      case "members"_key: return read(field, resolved.members);
      case "roles"_key: return read(field, resolved.roles);
      case "channels"_key: return read(field, resolved.channels);
      case "messages"_key: return read(field, resolved.messages);
      case "attachments"_key: return read(field, resolved.attachments);
      default: return true;
    }
  });
}

/// Of a command a snowflake, of a component its number.
static bool read_data_id(json::Value& value, InteractionData& data) {
  if (value.type() == simdjson::ondemand::json_type::number) return read(value, data.component_id);
  return read(value, data.id);
}

bool read(json::Value& value, InteractionData& data) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "id"_key: return read_data_id(field, data);
      case "name"_key: return read(field, data.name);
      case "type"_key: return read(field, data.type);
      case "options"_key: return read(field, data.options);
      case "guild_id"_key: return read(field, data.guild_id);
      case "target_id"_key: return read(field, data.target_id);
      case "custom_id"_key: return read(field, data.custom_id);
      case "component_type"_key: return read(field, data.component_type);
      case "values"_key: return read(field, data.values);
      case "components"_key: return read_inputs(field, data.inputs);
      case "resolved"_key: return read(field, data.resolved);
      default: return true;
    }
  });
}

namespace {

bool has_known_data(InteractionType type) {
  switch (type) {
    case InteractionType::ping:
    case InteractionType::application_command:
    case InteractionType::message_component:
    case InteractionType::application_command_autocomplete:
    case InteractionType::modal_submit: return true;
    case InteractionType::social_layer_sku_purchase_eligibility: break;  // not documented
  }
  return false;
}

}  // namespace

bool read(json::Value& value, Interaction& interaction) {
  // The type decides what `data` is. Discord's gateway sends it among the first.
  bool is_empty = false;
  if (!json::read_ahead(value, "type", interaction.type, is_empty)) return false;
  if (is_empty) return json::require(value, interaction.id, "id");
  const bool is_known = has_known_data(interaction.type);
  const bool ok = json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "id"_key: return read(field, interaction.id);
      case "application_id"_key: return read(field, interaction.application_id);
      case "data"_key:
        return is_known ? read(field, interaction.data) : read(field, interaction.raw_data);
      case "guild"_key: return read(field, interaction.guild);
      case "guild_id"_key: return read(field, interaction.guild_id);
      case "channel"_key: return read(field, interaction.channel);
      case "channel_id"_key: return read(field, interaction.channel_id);
      case "member"_key: return read(field, interaction.member);
      case "user"_key: return read(field, interaction.user);
      case "token"_key: return read(field, interaction.token);
      case "message"_key: return read(field, interaction.message);
      case "app_permissions"_key: return read(field, interaction.app_permissions);
      case "locale"_key: return read(field, interaction.locale);
      case "guild_locale"_key: return read(field, interaction.guild_locale);
      case "entitlements"_key: return read(field, interaction.entitlements);
      case "authorizing_integration_owners"_key:
        return read(field, interaction.authorizing_integration_owners);
      case "context"_key: return read(field, interaction.context);
      case "attachment_size_limit"_key: return read(field, interaction.attachment_size_limit);
      default: return true;
    }
  });
  return ok && json::require(value, interaction.id, "id");
}

namespace {

/// Where the options of the call stand: below the sub-command, where there is one.
const std::vector<InteractionOption>& called_options(
    const std::vector<InteractionOption>& options) {
  const std::vector<InteractionOption>* level = &options;
  while (level->size() == 1 && (level->front().type == CommandOptionType::sub_command ||
                                level->front().type == CommandOptionType::sub_command_group)) {
    level = &level->front().options;
  }
  return *level;
}

template <class Container, class Predicate>
auto find_or_null(const Container& container, Predicate&& predicate) {
  const auto found = std::find_if(container.begin(), container.end(), predicate);
  return found == container.end() ? nullptr : &*found;
}

}  // namespace

std::string InteractionData::sub_command() const {
  std::string path;
  const std::vector<InteractionOption>* const called = &called_options(options);
  for (const auto* level = &options; level != called; level = &level->front().options) {
    if (!path.empty()) path += ' ';
    path += level->front().name;
  }
  return path;
}

const InteractionOption* InteractionData::option(std::string_view wanted) const noexcept {
  return find_or_null(called_options(options),
                      [&](const InteractionOption& option) { return option.name == wanted; });
}

const InteractionOption* InteractionData::focused() const noexcept {
  return find_or_null(called_options(options),
                      [](const InteractionOption& option) { return option.focused; });
}

std::optional<std::string> InteractionData::string(std::string_view wanted) const {
  const InteractionOption* const found = option(wanted);
  const auto* const text = found == nullptr ? nullptr : std::get_if<std::string>(&found->value);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

std::optional<std::int64_t> InteractionData::integer(std::string_view wanted) const noexcept {
  const InteractionOption* const found = option(wanted);
  const auto* const number = found == nullptr ? nullptr : std::get_if<std::int64_t>(&found->value);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

std::optional<double> InteractionData::number(std::string_view wanted) const noexcept {
  // A whole number is written without a point, so it arrives as an integer.
  if (const auto whole = integer(wanted)) return static_cast<double>(*whole);
  const InteractionOption* const found = option(wanted);
  const auto* const real = found == nullptr ? nullptr : std::get_if<double>(&found->value);
  return real == nullptr ? std::nullopt : std::optional(*real);
}

std::optional<bool> InteractionData::boolean(std::string_view wanted) const noexcept {
  const InteractionOption* const found = option(wanted);
  const auto* const truth = found == nullptr ? nullptr : std::get_if<bool>(&found->value);
  return truth == nullptr ? std::nullopt : std::optional(*truth);
}

const ModalInput* InteractionData::input(std::string_view wanted) const noexcept {
  return find_or_null(inputs, [&](const ModalInput& input) { return input.custom_id == wanted; });
}

const User* Interaction::invoker() const noexcept {
  if (member && member->user) return &*member->user;
  return user ? &*user : nullptr;
}

template Result<Interaction> decode<Interaction>(json::Text);

}  // namespace pincer
