// Application commands: registered by the bot, called by users. Layer: model.
// Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "pincer/model/application.hpp"
#include "pincer/model/channel.hpp"
#include "pincer/model/command_permissions.hpp"
#include "pincer/permissions.hpp"
#include "pincer/snowflake.hpp"

namespace pincer {

class FormCheck;
namespace json {
class Value;
class Writer;
}  // namespace json

/// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-types
enum class CommandType : std::int32_t {
  chat_input = 1,
  user = 2,
  message = 3,
  primary_entry_point = 4
};

/// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-type
enum class CommandOptionType : std::int32_t {
  sub_command = 1,
  sub_command_group = 2,
  string = 3,
  integer = 4,
  boolean = 5,
  user = 6,
  channel = 7,
  role = 8,
  mentionable = 9,
  number = 10,
  attachment = 11,
};

/// A text in other languages, by locale: {"de", "Hallo"}.
/// https://discord.com/developers/docs/interactions/application-commands#localization
using Localizations = std::map<std::string, std::string>;

/// A text, an integer or a number, as the option's type says.
using ChoiceValue = std::variant<std::string, std::int64_t, double>;

/// A value that the user may choose for an option, or that autocomplete suggests.
/// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-choice-structure
struct CommandChoice {
  std::string name;  ///< What the user sees: 1 to 100 characters.
  ChoiceValue value;
  Localizations name_localizations;

  bool operator==(const CommandChoice& other) const;
};
void write(json::Writer& writer, const CommandChoice& choice);

/// A parameter of a command, or a command below it. Read from a registered command, and built for a
/// new one: `CommandOption(CommandOptionType::string, "text", "What to say").required()`.
/// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-structure
class CommandOption {
 public:
  CommandOption();
  CommandOption(const CommandOption& other);
  CommandOption(CommandOption&& other) noexcept;
  CommandOption& operator=(const CommandOption& other);
  CommandOption& operator=(CommandOption&& other) noexcept;
  ~CommandOption();

  CommandOption(CommandOptionType type, std::string name, std::string description);

  [[nodiscard]] CommandOptionType type() const { return type_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& description() const { return description_; }
  [[nodiscard]] bool is_required() const { return required_.value_or(false); }
  [[nodiscard]] const std::vector<CommandChoice>& choices() const { return choices_; }
  [[nodiscard]] const std::vector<CommandOption>& options() const { return options_; }
  [[nodiscard]] const std::vector<ChannelType>& channel_types() const { return channel_types_; }
  [[nodiscard]] const std::vector<std::string>& file_types() const { return file_types_; }
  [[nodiscard]] const Localizations& name_localizations() const { return name_localizations_; }
  [[nodiscard]] const Localizations& description_localizations() const {
    return description_localizations_;
  }
  [[nodiscard]] std::optional<double> min_value() const { return min_value_; }
  [[nodiscard]] std::optional<double> max_value() const { return max_value_; }
  [[nodiscard]] std::optional<std::int32_t> min_length() const { return min_length_; }
  [[nodiscard]] std::optional<std::int32_t> max_length() const { return max_length_; }
  [[nodiscard]] bool has_autocomplete() const { return autocomplete_.value_or(false); }

  CommandOption& required(bool required = true) & {
    required_ = required;
    return *this;
  }
  CommandOption&& required(bool required = true) && { return std::move(this->required(required)); }
  /// The name in the language of `locale`, with the limits of the name itself.
  CommandOption& name_localization(std::string locale, std::string name) &;
  CommandOption&& name_localization(std::string locale, std::string name) && {
    return std::move(this->name_localization(std::move(locale), std::move(name)));
  }
  /// The description in the language of `locale`, with the limits of the description itself.
  CommandOption& description_localization(std::string locale, std::string description) &;
  CommandOption&& description_localization(std::string locale, std::string description) && {
    return std::move(this->description_localization(std::move(locale), std::move(description)));
  }
  /// Adds a choice; 25 at most. With choices, users can give no other value.
  CommandOption& choice(std::string name, ChoiceValue value,
                        Localizations name_localizations = {}) &;
  CommandOption&& choice(std::string name, ChoiceValue value,
                         Localizations name_localizations = {}) &&;
  /// Adds an option to a sub-command, or a sub-command to a group.
  CommandOption& option(CommandOption option) &;
  CommandOption&& option(CommandOption option) && {
    return std::move(this->option(std::move(option)));
  }
  /// Adds a type of channel that may be chosen.
  CommandOption& channel_type(ChannelType type) &;
  CommandOption&& channel_type(ChannelType type) && { return std::move(this->channel_type(type)); }
  /// Adds a kind of file that an attachment may be, 10 at most: "image", "video", "audio", or an
  /// extension such as ".pdf".
  CommandOption& file_type(std::string type) &;
  CommandOption&& file_type(std::string type) && {
    return std::move(this->file_type(std::move(type)));
  }
  /// The range of a number; nothing for an end that is open.
  CommandOption& range(std::optional<double> min_value, std::optional<double> max_value) & {
    min_value_ = min_value;
    max_value_ = max_value;
    return *this;
  }
  CommandOption&& range(std::optional<double> min_value, std::optional<double> max_value) && {
    return std::move(this->range(min_value, max_value));
  }
  /// The length of a text, in characters: up to 6,000; nothing for an end that is open.
  CommandOption& length(std::optional<std::int32_t> min_length,
                        std::optional<std::int32_t> max_length) & {
    min_length_ = min_length;
    max_length_ = max_length;
    return *this;
  }
  CommandOption&& length(std::optional<std::int32_t> min_length,
                         std::optional<std::int32_t> max_length) && {
    return std::move(this->length(min_length, max_length));
  }
  /// Discord asks the bot for suggestions while the user types.
  CommandOption& autocomplete(bool autocomplete = true) & {
    autocomplete_ = autocomplete;
    return *this;
  }
  CommandOption&& autocomplete(bool autocomplete = true) && {
    return std::move(this->autocomplete(autocomplete));
  }

  bool operator==(const CommandOption& other) const;

 private:
  friend bool read(json::Value& value, CommandOption& option);
  friend void write(json::Writer& writer, const CommandOption& option);
  friend void check(FormCheck& form, const CommandOption& option);

  CommandOptionType type_ = CommandOptionType::string;
  std::string name_;
  std::string description_;
  std::optional<bool> required_;
  std::vector<CommandChoice> choices_;
  std::vector<CommandOption> options_;
  Localizations name_localizations_;
  Localizations description_localizations_;
  std::vector<ChannelType> channel_types_;
  std::vector<std::string> file_types_;
  std::optional<double> min_value_;
  std::optional<double> max_value_;
  std::optional<std::int32_t> min_length_;
  std::optional<std::int32_t> max_length_;
  std::optional<bool> autocomplete_;
};

/// A registered command.
/// https://discord.com/developers/docs/interactions/application-commands#application-command-object
struct ApplicationCommand {
  ApplicationCommand();
  ApplicationCommand(const ApplicationCommand& other);
  ApplicationCommand(ApplicationCommand&& other) noexcept;
  ApplicationCommand& operator=(const ApplicationCommand& other);
  ApplicationCommand& operator=(ApplicationCommand&& other) noexcept;
  ~ApplicationCommand();

  CommandId id;
  CommandType type = CommandType::chat_input;
  ApplicationId application_id;
  GuildId guild_id;  ///< None for a global command.
  std::string name;
  Localizations name_localizations;
  std::string description;
  Localizations description_localizations;
  std::vector<CommandOption> options;
  std::optional<Permissions> default_member_permissions;
  bool nsfw = false;
  /// Who may install the application for the command to be there. Of global commands only.
  std::vector<ApplicationIntegrationType> integration_types;
  /// Where it may be used; none when it is everywhere. Of global commands only.
  std::optional<std::vector<InteractionContextType>> contexts;
  std::optional<CommandHandler> handler;  ///< Of an entry point only.
  Snowflake<struct CommandVersionKind> version;

  bool operator==(const ApplicationCommand& other) const;
};

/// A command to register: `CreateCommand("ping", "Answers pong")`.
/// https://discord.com/developers/docs/interactions/application-commands#create-global-application-command
class CreateCommand {
 public:
  CreateCommand(const CreateCommand& other);
  CreateCommand(CreateCommand&& other) noexcept;
  CreateCommand& operator=(const CreateCommand& other);
  CreateCommand& operator=(CreateCommand&& other) noexcept;
  ~CreateCommand();

  /// A slash command: a name of 1 to 32 lower-case characters, a description of 1 to 100.
  CreateCommand(std::string name, std::string description);
  /// A command of the menu of a user or of a message.
  static CreateCommand context_menu(CommandType type, std::string name);
  /// The command that opens the application's activity. Global, and one at most.
  /// https://discord.com/developers/docs/interactions/application-commands#entry-point-commands
  static CreateCommand entry_point(std::string name, std::string description,
                                   CommandHandler handler);

  [[nodiscard]] CommandType type() const { return type_; }
  [[nodiscard]] const std::string& name() const { return name_; }

  /// The name in the language of `locale`, with the limits of the name itself.
  CreateCommand& name_localization(std::string locale, std::string name) &;
  CreateCommand&& name_localization(std::string locale, std::string name) && {
    return std::move(this->name_localization(std::move(locale), std::move(name)));
  }
  /// The description in the language of `locale`, with the limits of the description itself.
  CreateCommand& description_localization(std::string locale, std::string description) &;
  CreateCommand&& description_localization(std::string locale, std::string description) && {
    return std::move(this->description_localization(std::move(locale), std::move(description)));
  }
  /// Adds an option; 25 at most, required ones first.
  CreateCommand& option(CommandOption option) &;
  CreateCommand&& option(CommandOption option) && {
    return std::move(this->option(std::move(option)));
  }
  /// Who may use it until an administrator decides otherwise; empty: administrators only.
  CreateCommand& default_member_permissions(Permissions permissions) & {
    default_member_permissions_ = permissions;
    return *this;
  }
  CreateCommand&& default_member_permissions(Permissions permissions) && {
    return std::move(this->default_member_permissions(permissions));
  }
  CreateCommand& nsfw(bool nsfw = true) & {
    nsfw_ = nsfw;
    return *this;
  }
  CreateCommand&& nsfw(bool nsfw = true) && { return std::move(this->nsfw(nsfw)); }
  /// Adds a kind of installation that brings the command; without any, those of the application.
  /// Of global commands only.
  CreateCommand& integration_type(ApplicationIntegrationType type) &;
  CreateCommand&& integration_type(ApplicationIntegrationType type) && {
    return std::move(this->integration_type(type));
  }
  /// Adds a place where it may be used; everywhere unless added. Of global commands only.
  CreateCommand& context(InteractionContextType context) &;
  CreateCommand&& context(InteractionContextType context) && {
    return std::move(this->context(context));
  }

  [[nodiscard]] std::string to_json() const;

 private:
  friend void write(json::Writer& writer, const CreateCommand& command);
  friend void check(FormCheck& form, const CreateCommand& command);

  CommandType type_ = CommandType::chat_input;
  std::string name_;
  std::string description_;
  Localizations name_localizations_;
  Localizations description_localizations_;
  std::vector<CommandOption> options_;
  std::optional<Permissions> default_member_permissions_;
  std::optional<bool> nsfw_;
  std::vector<ApplicationIntegrationType> integration_types_;
  std::vector<InteractionContextType> contexts_;
  std::optional<CommandHandler> handler_;
};

/// The body of a request that replaces all commands of an application (or of one guild).
/// https://discord.com/developers/docs/interactions/application-commands#bulk-overwrite-global-application-commands
[[nodiscard]] std::string to_json(const std::vector<CreateCommand>& commands);
void check(FormCheck& form, const std::vector<CreateCommand>& commands);

}  // namespace pincer
