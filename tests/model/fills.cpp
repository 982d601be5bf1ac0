#include "model/fills.hpp"

#include "json/writer.hpp"
#include "model/round_trip.hpp"
#include "model/write.hpp"
#include "pincer/model/command.hpp"
#include "pincer/model/embed.hpp"
#include "pincer/model/interaction.hpp"

namespace pincer {
namespace {

template <class T>
T random_value(RandomValues& random) {
  T value{};
  fill(random, value);
  return value;
}

template <class T>
void add_field(RandomValues& random, json::Writer& writer, std::string_view name) {
  if (!random.is_there()) return;
  writer.key(name);
  write(writer, random_value<T>(random));
}

/// A part of an embed, of texts and of whole numbers.
void add_part(RandomValues& random, json::Writer& writer, std::string_view name,
              const std::vector<std::string_view>& texts,
              const std::vector<std::string_view>& numbers = {}) {
  if (!random.is_there()) return;
  writer.key(name).begin_object();
  for (const auto text : texts) add_field<std::string>(random, writer, text);
  for (const auto number : numbers) add_field<std::int64_t>(random, writer, number);
  writer.end_object();
}

}  // namespace

/// By way of JSON: bots cannot set what is Discord's to give.
void fill(RandomValues& random, Embed& embed) {
  const Nested nested(random);
  json::Writer writer;
  writer.begin_object();
  for (const auto* const name : {"title", "type", "description", "url"}) {
    add_field<std::string>(random, writer, name);
  }
  add_field<Timestamp>(random, writer, "timestamp");
  add_field<std::int32_t>(random, writer, "color");
  add_part(random, writer, "footer", {"text", "icon_url"});
  for (const auto* const name : {"image", "thumbnail", "video"}) {
    add_part(random, writer, name, {"url", "proxy_url"}, {"height", "width"});
  }
  add_part(random, writer, "provider", {"name", "url"});
  add_part(random, writer, "author", {"name", "url", "icon_url"});
  writer.end_object();
  embed = from_json<Embed>(writer.take());
  for (std::uint64_t count = random.below(3); count > 0; --count) {
    embed.field(random_value<std::string>(random), random_value<std::string>(random),
                random_value<bool>(random));
  }
}

static ChoiceValue choice_value(RandomValues& random) {
  switch (random.below(3)) {
    case 0: return random_value<std::string>(random);
    case 1: return random_value<std::int64_t>(random);
    default: return random_value<double>(random);
  }
}

void fill(RandomValues& random, CommandOption& option) {
  const Nested nested(random);
  option = CommandOption(random_value<CommandOptionType>(random), random_value<std::string>(random),
                         random_value<std::string>(random));
  option.required(random_value<bool>(random)).autocomplete(random_value<bool>(random));
  for (auto& [locale, text] : random_value<Localizations>(random)) {
    option.name_localization(locale, text).description_localization(locale, text + "!");
  }
  while (random.is_there()) {
    option.choice(random_value<std::string>(random), choice_value(random),
                  random_value<Localizations>(random));
  }
  while (random.is_there()) option.option(random_value<CommandOption>(random));
  while (random.is_there()) option.channel_type(random_value<ChannelType>(random));
  while (random.is_there()) option.file_type(random_value<std::string>(random));
  if (random.is_there()) {
    option.range(random_value<double>(random), random_value<double>(random));
  }
  if (random.is_there()) {
    option.length(random_value<std::int32_t>(random), random_value<std::int32_t>(random));
  }
}

void fill(RandomValues& random, ApplicationCommand& command) {
  const Nested nested(random);
  fill_id(random, command.id);
  fill(random, command.type);
  fill(random, command.application_id);
  fill(random, command.guild_id);
  fill(random, command.name);
  fill(random, command.name_localizations);
  fill(random, command.description);
  fill(random, command.description_localizations);
  fill(random, command.options);
  fill(random, command.default_member_permissions);
  fill(random, command.nsfw);
  fill(random, command.integration_types);
  fill(random, command.contexts);
  fill(random, command.handler);
  fill(random, command.version);
}

static void fill(RandomValues& random, OptionValue& value) {
  switch (random.below(6)) {
    case 0: return fill(random, value.emplace<std::string>());
    case 1: return fill(random, value.emplace<std::int64_t>());
    case 2: return fill(random, value.emplace<double>());
    case 3: return fill(random, value.emplace<bool>());
    case 4: value = RawJson(R"([1, {"a":"b"}])"); return;
    default: value = std::monostate(); return;
  }
}

static void fill(RandomValues& random, InteractionOption& option) {
  const Nested nested(random);
  fill(random, option.name);
  fill(random, option.type);
  fill(random, option.value);
  fill(random, option.options);
  fill(random, option.focused);
}

static void fill(RandomValues& random, ResolvedData& resolved) {
  const Nested nested(random);
  fill(random, resolved.users);
  fill(random, resolved.members);
  fill(random, resolved.roles);
  fill(random, resolved.channels);
  fill(random, resolved.messages);
  fill(random, resolved.attachments);
}

static void fill(RandomValues& random, ModalInput& input) {
  fill(random, input.type);
  fill(random, input.custom_id);
  input.custom_id += "id";  // without one it is no input
  fill(random, input.value);
  fill(random, input.values);
}

static void fill(RandomValues& random, InteractionData& data) {
  const Nested nested(random);
  fill(random, data.id);
  fill(random, data.name);
  fill(random, data.type);
  fill(random, data.options);
  fill(random, data.guild_id);
  fill(random, data.target_id);
  fill(random, data.custom_id);
  fill(random, data.component_type);
  fill(random, data.values);
  fill(random, data.inputs);
  fill(random, data.resolved);
}

void fill(RandomValues& random, Interaction& interaction) {
  const Nested nested(random);
  fill_id(random, interaction.id);
  fill(random, interaction.application_id);
  interaction.type = InteractionType(random.below(8));
  const auto type = static_cast<int>(interaction.type);
  if (type >= 1 && type <= 5) {
    fill(random, interaction.data);
  } else {
    fill(random, interaction.raw_data);
  }
  fill(random, interaction.guild);
  fill(random, interaction.guild_id);
  fill(random, interaction.channel);
  fill(random, interaction.channel_id);
  fill(random, interaction.member);
  fill(random, interaction.user);
  fill(random, interaction.token);
  fill(random, interaction.message);
  fill(random, interaction.app_permissions);
  fill(random, interaction.locale);
  fill(random, interaction.guild_locale);
  fill(random, interaction.entitlements);
  fill(random, interaction.authorizing_integration_owners);
  fill(random, interaction.context);
  fill(random, interaction.attachment_size_limit);
}

}  // namespace pincer
