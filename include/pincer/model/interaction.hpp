// Interactions: what users do with commands, components and modals. Layer: model.
// Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "pincer/boxed.hpp"
#include "pincer/model/attachment.hpp"
#include "pincer/model/channel.hpp"
#include "pincer/model/command.hpp"
#include "pincer/model/component.hpp"
#include "pincer/model/guild.hpp"
#include "pincer/model/ids.hpp"
#include "pincer/model/member.hpp"
#include "pincer/model/message.hpp"
#include "pincer/model/monetization.hpp"
#include "pincer/model/role.hpp"
#include "pincer/model/user.hpp"
#include "pincer/permissions.hpp"
#include "pincer/raw_json.hpp"
#include "pincer/snowflake.hpp"

namespace pincer {

/// What the user gave for an option. Users, channels, roles and attachments come as ids, in text.
/// RawJson is for what no option has today: a list or an object.
using OptionValue = std::variant<std::monostate, std::string, std::int64_t, double, bool, RawJson>;

/// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-application-command-interaction-data-option-structure
struct InteractionOption {
  InteractionOption();
  InteractionOption(const InteractionOption& other);
  InteractionOption(InteractionOption&& other) noexcept;
  InteractionOption& operator=(const InteractionOption& other);
  InteractionOption& operator=(InteractionOption&& other) noexcept;
  ~InteractionOption();

  std::string name;
  CommandOptionType type = CommandOptionType::string;
  OptionValue value;
  std::vector<InteractionOption> options;  ///< Of a sub-command or a group of them.
  bool focused = false;                    ///< Autocomplete: the user is typing in this one.

  bool operator==(const InteractionOption& other) const;
};

/// The objects that the ids of an interaction name.
/// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-resolved-data-structure
struct ResolvedData {
  ResolvedData();
  ResolvedData(const ResolvedData& other);
  ResolvedData(ResolvedData&& other) noexcept;
  ResolvedData& operator=(const ResolvedData& other);
  ResolvedData& operator=(ResolvedData&& other) noexcept;
  ~ResolvedData();

  std::map<UserId, User> users;
  std::map<UserId, Member> members;  ///< Without `user`, `deaf` and `mute`.
  std::map<RoleId, Role> roles;
  std::map<ChannelId, Channel> channels;
  std::map<MessageId, Message> messages;
  std::map<AttachmentId, Attachment> attachments;

  bool operator==(const ResolvedData& other) const;
};

/// An input of a modal as the user submitted it.
/// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-component-interaction-response-structures
struct ModalInput {
  ComponentType type = ComponentType::text_input;
  std::string custom_id;
  std::string value;                ///< The text of a text input; the choice of a radio group.
  std::vector<std::string> values;  ///< The choices of a select menu or a checkbox group.

  bool operator==(const ModalInput& other) const;
};

/// What belongs to the interaction's type; the rest stays empty.
/// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-data
struct InteractionData {
  InteractionData();
  InteractionData(const InteractionData& other);
  InteractionData(InteractionData&& other) noexcept;
  InteractionData& operator=(const InteractionData& other);
  InteractionData& operator=(InteractionData&& other) noexcept;
  ~InteractionData();

  // Commands, and autocomplete for them.
  CommandId id;
  std::string name;
  CommandType type = CommandType::chat_input;
  std::vector<InteractionOption> options;
  GuildId guild_id;                               ///< The guild that the command is registered to.
  Snowflake<struct CommandTargetKind> target_id;  ///< Of a context menu: a user or a message.

  // Components and modals.
  std::string custom_id;
  ComponentType component_type{};
  std::int32_t component_id = 0;    ///< The number of the component: `id`, when it was sent.
  std::vector<std::string> values;  ///< What was chosen in a select menu.
  std::vector<ModalInput> inputs;

  ResolvedData resolved;

  /// The sub-command that was called: "add", or "user add" in a group; empty without one.
  [[nodiscard]] std::string sub_command() const;
  /// The option of that name, of the sub-command where there is one; null when the user gave none.
  /// Valid as long as this object.
  [[nodiscard]] const InteractionOption* option(std::string_view wanted) const noexcept;
  /// The option that the user is typing in, for autocomplete; null when there is none.
  [[nodiscard]] const InteractionOption* focused() const noexcept;

  // The value of an option; nothing when the user gave none, or when it has another type.
  [[nodiscard]] std::optional<std::string> string(std::string_view wanted) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view wanted) const noexcept;
  [[nodiscard]] std::optional<double> number(std::string_view wanted) const noexcept;
  [[nodiscard]] std::optional<bool> boolean(std::string_view wanted) const noexcept;
  /// An option that names a user, a channel, a role or an attachment:
  /// `data.id_of<UserId>("target")`, to be looked up in `resolved`.
  template <class Id>
  [[nodiscard]] std::optional<Id> id_of(std::string_view option_name) const {
    const auto text = string(option_name);
    return text ? Id::from_string(*text) : std::nullopt;
  }

  /// The input of a modal with that custom id; null when there is none.
  [[nodiscard]] const ModalInput* input(std::string_view wanted) const noexcept;

  bool operator==(const InteractionData& other) const;
};

/// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
struct Interaction {
  Interaction();
  Interaction(const Interaction& other);
  Interaction(Interaction&& other) noexcept;
  Interaction& operator=(const Interaction& other);
  Interaction& operator=(Interaction&& other) noexcept;
  ~Interaction();

  InteractionId id;
  ApplicationId application_id;
  InteractionType type = InteractionType::ping;
  InteractionData data;
  RawJson raw_data;    ///< Instead of `data`, for a type whose data are not known here.
  Boxed<Guild> guild;  ///< In a guild: its id and features.
  GuildId guild_id;
  Boxed<Channel> channel;
  ChannelId channel_id;
  Boxed<Member> member;    ///< In a guild.
  Boxed<User> user;        ///< In a direct message; see `invoker()`.
  std::string token;       ///< For answering: within 3 seconds first, for 15 minutes then.
  Boxed<Message> message;  ///< The message of the component.
  Permissions app_permissions;
  std::string locale;
  std::optional<std::string> guild_locale;
  std::vector<Entitlement> entitlements;
  /// Who installed the application: "0" for the guild, "1" for the user.
  std::map<std::string, AnyId> authorizing_integration_owners;
  std::optional<std::int32_t> context;
  std::int64_t attachment_size_limit = 0;  ///< Bytes.

  /// The user who did it, in a guild or not; null for a ping. Valid as long as this object.
  [[nodiscard]] const User* invoker() const noexcept;

  bool operator==(const Interaction& other) const;
};

}  // namespace pincer
