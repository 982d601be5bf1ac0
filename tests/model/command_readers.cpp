// Commands and answers to interactions: readers and random values. Test-only.
#include <utility>

#include "model/handwritten_readers.hpp"
#include "model/sent_kinds.hpp"

namespace pincer::test {
namespace {

ChoiceValue read_choice_value(const dom::value& value) {
  if (value.is_string()) return from_json(As<std::string>(), value);
  if (value.is_int64()) return value.get_int64();
  return from_json(As<double>(), value);
}

/// Calls `add(name, value, localizations)` for each.
template <class Add>
void read_choices(Fields& fields, Add add) {
  const dom::value* const list = fields.find("choices");
  if (list == nullptr) return;
  for (const dom::value& value : list->as_array()) {
    Fields choice(value);
    add(choice.required<std::string>("name"), read_choice_value(choice.get("value")),
        choice.optional<Localizations>("name_localizations").value_or(Localizations()));
    choice.expect_no_more();
  }
}

template <class Command>
void read_localizations(Fields& fields, Command& made) {
  for (const auto& [locale, text] :
       fields.optional<Localizations>("name_localizations").value_or(Localizations())) {
    made.name_localization(locale, text);
  }
  for (const auto& [locale, text] :
       fields.optional<Localizations>("description_localizations").value_or(Localizations())) {
    made.description_localization(locale, text);
  }
}

template <class Command>
void read_options(Fields& fields, Command& made) {
  for (auto& option : fields.optional<std::vector<CommandOption>>("options").value_or(
           std::vector<CommandOption>())) {
    made.option(std::move(option));
  }
}

CreateCommand begin_command(Fields& fields) {
  const auto type = fields.required<CommandType>("type");
  auto name = fields.required<std::string>("name");
  auto description = fields.optional<std::string>("description").value_or("");
  if (type == CommandType::chat_input) return {std::move(name), std::move(description)};
  if (type == CommandType::primary_entry_point) {
    return CreateCommand::entry_point(std::move(name), std::move(description),
                                      fields.required<CommandHandler>("handler"));
  }
  return CreateCommand::context_menu(type, std::move(name));
}

ChoiceValue random_choice_value(Random& random) {
  switch (random.below(3)) {
    case 0: return random.text(0, 100);
    case 1: return random.number<std::int64_t>(-1000, 1000);
    default: return random.number<std::int32_t>(0, 1000) + 0.25;
  }
}

}  // namespace

CommandOption from_json(As<CommandOption>, const dom::value& value) {
  Fields fields(value);
  CommandOption made(fields.required<CommandOptionType>("type"),
                     fields.required<std::string>("name"),
                     fields.required<std::string>("description"));
  read_localizations(fields, made);
  if (const auto required = fields.optional<bool>("required")) made.required(*required);
  read_choices(fields, [&made](auto name, auto choice, auto localizations) {
    made.choice(std::move(name), std::move(choice), std::move(localizations));
  });
  read_options(fields, made);
  for (const auto type : fields.optional<std::vector<ChannelType>>("channel_types")
                             .value_or(std::vector<ChannelType>())) {
    made.channel_type(type);
  }
  for (auto& type : fields.optional<std::vector<std::string>>("file_types")
                        .value_or(std::vector<std::string>())) {
    made.file_type(std::move(type));
  }
  made.range(fields.optional<double>("min_value"), fields.optional<double>("max_value"));
  made.length(fields.optional<std::int32_t>("min_length"),
              fields.optional<std::int32_t>("max_length"));
  if (const auto on = fields.optional<bool>("autocomplete")) made.autocomplete(*on);
  fields.expect_no_more();
  return made;
}

/// Options of options are a matter of `depth`, as in Discord: group, command, option.
static CommandOption random_option(Random& random, int depth) {
  CommandOption made(random.value<CommandOptionType>(), random.word(1, 32), random.text(1, 100));
  if (random.is_set()) made.name_localization("de", random.word(1, 32));
  if (random.is_set()) made.description_localization("el", random.text(1, 100));
  if (random.is_set()) made.required(random.value<bool>());
  for (std::uint64_t left = random.below(3); left > 0; --left) {
    made.choice(random.text(1, 100), random_choice_value(random),
                random.is_set() ? Localizations{{"fr", random.text(1, 100)}} : Localizations());
  }
  for (std::uint64_t left = depth > 0 ? random.below(3) : 0; left > 0; --left) {
    made.option(random_option(random, depth - 1));
  }
  if (random.is_set()) made.channel_type(random.value<ChannelType>());
  if (random.is_set()) made.file_type(".pdf");
  if (random.is_set()) made.range(random.number<double>(-5, 5) + 0.5, std::nullopt);
  if (random.is_set()) made.length(std::nullopt, random.number<std::int32_t>(1, 6000));
  if (random.is_set()) made.autocomplete(random.value<bool>());
  return made;
}

CommandOption random_of(As<CommandOption>, Random& random) { return random_option(random, 2); }

CreateCommand from_json(As<CreateCommand>, const dom::value& value) {
  Fields fields(value);
  CreateCommand made = begin_command(fields);
  read_localizations(fields, made);
  read_options(fields, made);
  if (const auto bits = fields.optional<Permissions>("default_member_permissions")) {
    made.default_member_permissions(*bits);
  }
  if (const auto nsfw = fields.optional<bool>("nsfw")) made.nsfw(*nsfw);
  for (const auto type :
       fields.optional<std::vector<ApplicationIntegrationType>>("integration_types")
           .value_or(std::vector<ApplicationIntegrationType>())) {
    made.integration_type(type);
  }
  for (const auto context : fields.optional<std::vector<InteractionContextType>>("contexts")
                                .value_or(std::vector<InteractionContextType>())) {
    made.context(context);
  }
  fields.expect_no_more();
  return made;
}

CreateCommand random_of(As<CreateCommand>, Random& random) {
  const auto make = [&random] {
    switch (random.below(3)) {
      case 0: return CreateCommand::context_menu(CommandType::message, random.text(1, 32));
      case 1:
        return CreateCommand::entry_point(random.text(1, 32), random.text(1, 100),
                                          random.value<CommandHandler>());
      default: break;
    }
    CreateCommand command(random.word(1, 32), random.text(1, 100));
    for (std::uint64_t left = random.below(3); left > 0; --left) {
      command.option(random_of(As<CommandOption>(), random));
    }
    if (random.is_set()) command.description_localization("de", random.text(1, 100));
    return command;
  };
  CreateCommand made = make();
  if (random.is_set()) made.name_localization("de", random.word(1, 32));
  if (random.is_set()) made.default_member_permissions(random.value<Permissions>());
  if (random.is_set()) made.nsfw(random.value<bool>());
  if (random.is_set()) made.integration_type(random.value<ApplicationIntegrationType>());
  if (random.is_set()) made.context(random.value<InteractionContextType>());
  return made;
}

Autocomplete from_json(As<Autocomplete>, const dom::value& value) {
  Fields fields(value);
  Autocomplete made;
  read_choices(fields, [&made](auto name, auto choice, auto localizations) {
    made.choice(std::move(name), std::move(choice), std::move(localizations));
  });
  fields.expect_no_more();
  return made;
}

Autocomplete random_of(As<Autocomplete>, Random& random) {
  Autocomplete made;
  for (std::uint64_t left = random.below(26); left > 0; --left) {
    made.choice(random.text(1, 100), random_choice_value(random));
  }
  return made;
}

Modal from_json(As<Modal>, const dom::value& value) {
  Fields fields(value);
  Modal made(fields.required<std::string>("custom_id"), fields.required<std::string>("title"));
  for (auto& component : fields.required<std::vector<AnyComponent>>("components")) {
    made.component(std::move(component));
  }
  fields.expect_no_more();
  return made;
}

Modal random_of(As<Modal>, Random& random) {
  Modal made(random.text(1, 100), random.text(1, 45));
  for (std::uint64_t left = 1 + random.below(5); left > 0; --left) {
    made.component(random_modal_component(random));
  }
  return made;
}

InteractionResponse from_json(As<InteractionResponse>, const dom::value& value) {
  Fields fields(value);
  const auto type = fields.required<std::int32_t>("type");
  const dom::value* const data = fields.find("data");
  fields.expect_no_more();
  switch (type) {
    case 1: return InteractionResponse::pong();
    case 4: return InteractionResponse::message(fields.required<CreateMessage>("data"));
    case 5:
      return data == nullptr ? InteractionResponse::deferred()
                             : InteractionResponse::deferred_ephemeral();
    case 6: return InteractionResponse::deferred_update();
    case 7: return InteractionResponse::update(fields.required<EditMessage>("data"));
    case 8: return InteractionResponse::autocomplete(fields.required<Autocomplete>("data"));
    case 9: return InteractionResponse::modal(fields.required<Modal>("data"));
    case 12: return InteractionResponse::launch_activity();
    default: throw NotReadable("type: no answer has the number " + std::to_string(type));
  }
}

InteractionResponse random_of(As<InteractionResponse>, Random& random) {
  switch (random.below(9)) {
    case 0: return InteractionResponse::pong();
    case 1: return InteractionResponse::message(random_of(As<CreateMessage>(), random));
    case 2: return InteractionResponse::deferred();
    case 3: return InteractionResponse::deferred_ephemeral();
    case 4: return InteractionResponse::deferred_update();
    case 5: return InteractionResponse::update(random_of(As<EditMessage>(), random));
    case 6: return InteractionResponse::autocomplete(random_of(As<Autocomplete>(), random));
    case 7: return InteractionResponse::launch_activity();
    default: return InteractionResponse::modal(random_of(As<Modal>(), random));
  }
}

void add_command_kinds(std::vector<SentKind>& kinds) {
  kinds.push_back(kind_of<CommandOption>("CommandOption"));
  kinds.push_back(kind_of<CreateCommand>("CreateCommand"));
  kinds.push_back(kind_of<InteractionResponse>("InteractionResponse"));
}

}  // namespace pincer::test
