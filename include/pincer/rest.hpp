// Discord's REST operations, typed: all of them, on one object. Layer: client. Thread-safe, as
// HTTPClient.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pincer/awaitable.hpp"
#include "pincer/gateway_info.hpp"
#include "pincer/model/channel.hpp"
#include "pincer/model/command.hpp"
#include "pincer/model/create_message.hpp"
#include "pincer/model/guild.hpp"
#include "pincer/model/interaction.hpp"
#include "pincer/model/interaction_response.hpp"
#include "pincer/model/member.hpp"
#include "pincer/model/message.hpp"
#include "pincer/model/role.hpp"
#include "pincer/model/sku.hpp"
#include "pincer/model/user.hpp"
#include "pincer/operations.hpp"
#include "pincer/snowflake.hpp"

namespace pincer {

/// All of Discord's operations: `co_await rest.create_message(channel, "pong")`.
///
/// Those that bots use most are below, with arguments that suit people, and after them options as
/// in `Operations`: what else the query may have, a time limit. The others are inherited from
/// `Operations` (pincer/operations.hpp), grouped there as follows; what they answer with and take
/// as a body is declared in pincer/model/ and pincer/model/requests/.
/// - Applications and their commands: `get_my_application`, ...
/// - Channels, messages, threads: `create_thread`, ...
/// - Members, bans, roles, voice states: `ban_user_from_guild`, ...
/// - Emojis, stickers, sounds: `create_guild_emoji`, ...
/// - Auto moderation and the audit log: `get_guild_audit_log`, ...
/// - Scheduled events and stages: `create_guild_scheduled_event`, ...
/// - Guilds, invites, templates: `update_guild`, ...
/// - Webhooks and interactions: `execute_webhook`, ...
/// - Users, what they bought, lobbies: `list_my_guilds`, ...
///
/// All throw `Exception` as `HTTPClient` does, `protocol` when an answer is not what Discord
/// documents, and `invalid_argument`, with the errors that Discord would answer with, when a body
/// is beyond Discord's limits: see `HTTPClientOptions::check_limits`. A reference to an
/// `HTTPClient`, which must outlive it.
class Rest : public Operations {
 public:
  using Operations::Operations;

  // Gateway
  awaitable<GatewayInfo> get_bot_gateway(RequestOptions options = {});

  // Users
  awaitable<User> get_my_user(RequestOptions options = {});
  awaitable<User> get_user(UserId user, RequestOptions options = {});
  /// Opens, or finds, the direct message channel with a user.
  awaitable<Channel> create_dm(UserId recipient, RequestOptions options = {});

  // Guilds
  /// Query: with_counts.
  awaitable<Guild> get_guild(GuildId guild, RequestOptions options = {});
  awaitable<std::vector<Channel>> list_guild_channels(GuildId guild, RequestOptions options = {});
  awaitable<std::vector<Role>> list_guild_roles(GuildId guild, RequestOptions options = {});
  awaitable<Member> get_guild_member(GuildId guild, UserId user, RequestOptions options = {});
  /// `limit`: 1 to 1000; `after`: the highest user id of the page before.
  awaitable<std::vector<Member>> list_guild_members(GuildId guild, int limit = 1000,
                                                    UserId after = {}, RequestOptions options = {});

  // Channels and messages
  awaitable<Channel> get_channel(ChannelId channel, RequestOptions options = {});
  awaitable<void> trigger_typing_indicator(ChannelId channel, RequestOptions options = {});
  awaitable<Message> create_message(ChannelId channel, CreateMessage message,
                                    RequestOptions options = {});
  /// `limit`: 1 to 100; newest first; `before` none: the latest. Query: around, after.
  awaitable<std::vector<Message>> list_messages(ChannelId channel, int limit = 50,
                                                MessageId before = {}, RequestOptions options = {});
  awaitable<Message> get_message(ChannelId channel, MessageId message, RequestOptions options = {});
  awaitable<Message> update_message(ChannelId channel, MessageId message, EditMessage changes,
                                    RequestOptions options = {});
  /// `reason` is shown in the audit log.
  awaitable<void> delete_message(ChannelId channel, MessageId message, std::string reason = {},
                                 RequestOptions options = {});
  /// `emoji`: the character itself, or "name:id" for a guild's own.
  awaitable<void> add_my_message_reaction(ChannelId channel, MessageId message, std::string emoji,
                                          RequestOptions options = {});
  awaitable<void> delete_my_message_reaction(ChannelId channel, MessageId message,
                                             std::string emoji, RequestOptions options = {});

  // Application commands. Those that list them take the query with_localizations.
  awaitable<std::vector<ApplicationCommand>> list_application_commands(ApplicationId application,
                                                                       RequestOptions options = {});
  awaitable<ApplicationCommand> create_application_command(ApplicationId application,
                                                           CreateCommand command,
                                                           RequestOptions options = {});
  /// Replaces all global commands.
  awaitable<std::vector<ApplicationCommand>> bulk_set_application_commands(
      ApplicationId application, std::vector<CreateCommand> commands, RequestOptions options = {});
  awaitable<std::vector<ApplicationCommand>> list_guild_application_commands(
      ApplicationId application, GuildId guild, RequestOptions options = {});
  /// Replaces all commands of the application in one guild; they are there at once.
  awaitable<std::vector<ApplicationCommand>> bulk_set_guild_application_commands(
      ApplicationId application, GuildId guild, std::vector<CreateCommand> commands,
      RequestOptions options = {});

  // What the application sells; Discord's OpenAPI description leaves it out.
  awaitable<std::vector<Sku>> list_skus(ApplicationId application, RequestOptions options = {});

  // Interactions. `interaction` is what INTERACTION_CREATE brought. Those that write a message take
  // the query with_components.
  /// The first answer, due within 3 seconds.
  awaitable<void> create_interaction_response(const Interaction& interaction,
                                              InteractionResponse response,
                                              RequestOptions options = {});
  awaitable<Message> get_original_response(const Interaction& interaction,
                                           RequestOptions options = {});
  awaitable<Message> update_original_response(const Interaction& interaction, EditMessage changes,
                                              RequestOptions options = {});
  awaitable<void> delete_original_response(const Interaction& interaction,
                                           RequestOptions options = {});
  /// A further message, within 15 minutes.
  awaitable<Message> create_followup_message(const Interaction& interaction, CreateMessage message,
                                             RequestOptions options = {});
  awaitable<Message> update_followup_message(const Interaction& interaction, MessageId message,
                                             EditMessage changes, RequestOptions options = {});
};

}  // namespace pincer
