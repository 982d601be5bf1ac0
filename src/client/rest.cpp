#include "pincer/rest.hpp"

#include "client/generated/query_rules.hpp"
#include "client/operation.hpp"
#include "json/writer.hpp"
#include "wire/gateway_info.hpp"

namespace pincer {

awaitable<GatewayInfo> Rest::get_bot_gateway() {
  const Response response = co_await http().get("/gateway/bot");
  co_return wire::parse_gateway_info(response.body).value();
}

awaitable<User> Rest::get_my_user() { return call<User>(http(), "GET", "/users/@me"); }

awaitable<User> Rest::get_user(UserId user) {
  return call<User>(http(), "GET", path("/users/{user_id}", {user}));
}

awaitable<Channel> Rest::create_dm(UserId recipient) {
  json::Writer body;
  body.begin_object().field("recipient_id", recipient.to_string()).end_object();
  return call<Channel>(http(), "POST", "/users/@me/channels", RequestOptions(body.take()));
}

awaitable<Guild> Rest::get_guild(GuildId guild) {
  return call<Guild>(http(), "GET", path("/guilds/{guild_id}", {guild}));
}

awaitable<std::vector<Channel>> Rest::list_guild_channels(GuildId guild) {
  return call<std::vector<Channel>>(http(), "GET", path("/guilds/{guild_id}/channels", {guild}));
}

awaitable<std::vector<Role>> Rest::list_guild_roles(GuildId guild) {
  return call<std::vector<Role>>(http(), "GET", path("/guilds/{guild_id}/roles", {guild}));
}

awaitable<Member> Rest::get_guild_member(GuildId guild, UserId user) {
  return call<Member>(http(), "GET", path("/guilds/{guild_id}/members/{user_id}", {guild, user}));
}

awaitable<std::vector<Member>> Rest::list_guild_members(GuildId guild, int limit, UserId after) {
  RequestOptions options;
  options.query("limit", limit);
  if (after) options.query("after", after);
  return call<std::vector<Member>>(http(), "GET", path("/guilds/{guild_id}/members", {guild}),
                                   with_query(std::move(options), query_rules::list_guild_members));
}

awaitable<Channel> Rest::get_channel(ChannelId channel) {
  return call<Channel>(http(), "GET", path("/channels/{channel_id}", {channel}));
}

awaitable<void> Rest::trigger_typing_indicator(ChannelId channel) {
  return call<void>(http(), "POST", path("/channels/{channel_id}/typing", {channel}));
}

awaitable<Message> Rest::create_message(ChannelId channel, CreateMessage message) {
  return call<Message>(http(), "POST", path("/channels/{channel_id}/messages", {channel}),
                       with_body({}, message));
}

awaitable<std::vector<Message>> Rest::list_messages(ChannelId channel, int limit,
                                                    MessageId before) {
  RequestOptions options;
  options.query("limit", limit);
  if (before) options.query("before", before);
  return call<std::vector<Message>>(http(), "GET",
                                    path("/channels/{channel_id}/messages", {channel}),
                                    with_query(std::move(options), query_rules::list_messages));
}

awaitable<Message> Rest::get_message(ChannelId channel, MessageId message) {
  return call<Message>(http(), "GET",
                       path("/channels/{channel_id}/messages/{message_id}", {channel, message}));
}

awaitable<Message> Rest::update_message(ChannelId channel, MessageId message, EditMessage changes) {
  return call<Message>(http(), "PATCH",
                       path("/channels/{channel_id}/messages/{message_id}", {channel, message}),
                       with_body({}, changes));
}

awaitable<void> Rest::delete_message(ChannelId channel, MessageId message, std::string reason) {
  return call<void>(http(), "DELETE",
                    path("/channels/{channel_id}/messages/{message_id}", {channel, message}),
                    RequestOptions().reason(std::move(reason)));
}

awaitable<void> Rest::add_my_message_reaction(ChannelId channel, MessageId message,
                                              std::string emoji) {
  return call<void>(http(), "PUT",
                    path("/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me",
                         {channel, message, emoji}));
}

awaitable<void> Rest::delete_my_message_reaction(ChannelId channel, MessageId message,
                                                 std::string emoji) {
  return call<void>(http(), "DELETE",
                    path("/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me",
                         {channel, message, emoji}));
}

awaitable<std::vector<ApplicationCommand>> Rest::list_application_commands(
    ApplicationId application) {
  return call<std::vector<ApplicationCommand>>(
      http(), "GET", path("/applications/{application_id}/commands", {application}));
}

awaitable<ApplicationCommand> Rest::create_application_command(ApplicationId application,
                                                               CreateCommand command) {
  return call<ApplicationCommand>(http(), "POST",
                                  path("/applications/{application_id}/commands", {application}),
                                  with_body({}, command));
}

awaitable<std::vector<ApplicationCommand>> Rest::bulk_set_application_commands(
    ApplicationId application, std::vector<CreateCommand> commands) {
  return call<std::vector<ApplicationCommand>>(
      http(), "PUT", path("/applications/{application_id}/commands", {application}),
      with_body({}, commands));
}

awaitable<std::vector<ApplicationCommand>> Rest::list_guild_application_commands(
    ApplicationId application, GuildId guild) {
  return call<std::vector<ApplicationCommand>>(
      http(), "GET",
      path("/applications/{application_id}/guilds/{guild_id}/commands", {application, guild}));
}

awaitable<std::vector<ApplicationCommand>> Rest::bulk_set_guild_application_commands(
    ApplicationId application, GuildId guild, std::vector<CreateCommand> commands) {
  return call<std::vector<ApplicationCommand>>(
      http(), "PUT",
      path("/applications/{application_id}/guilds/{guild_id}/commands", {application, guild}),
      with_body({}, commands));
}

awaitable<std::vector<Sku>> Rest::list_skus(ApplicationId application) {
  return call<std::vector<Sku>>(http(), "GET",
                                path("/applications/{application_id}/skus", {application}));
}

awaitable<void> Rest::create_interaction_response(const Interaction& interaction,
                                                  InteractionResponse response) {
  return call<void>(http(), "POST",
                    path("/interactions/{interaction_id}/{interaction_token}/callback",
                         {interaction.id, interaction.token}),
                    with_body({}, response));
}

/// Where the first answer to an interaction is, as a message of its webhook.
static CheckedPath original_response(const Interaction& interaction) {
  return path("/webhooks/{webhook_id}/{webhook_token}/messages/@original",
              {interaction.application_id, interaction.token});
}

awaitable<Message> Rest::get_original_response(const Interaction& interaction) {
  return call<Message>(http(), "GET", original_response(interaction));
}

awaitable<Message> Rest::update_original_response(const Interaction& interaction,
                                                  EditMessage changes) {
  return call<Message>(http(), "PATCH", original_response(interaction), with_body({}, changes));
}

awaitable<void> Rest::delete_original_response(const Interaction& interaction) {
  return call<void>(http(), "DELETE", original_response(interaction));
}

awaitable<Message> Rest::create_followup_message(const Interaction& interaction,
                                                 CreateMessage message) {
  return call<Message>(http(), "POST",
                       path("/webhooks/{webhook_id}/{webhook_token}",
                            {interaction.application_id, interaction.token}),
                       with_body(RequestOptions().query("wait", true), message));
}

awaitable<Message> Rest::update_followup_message(const Interaction& interaction, MessageId message,
                                                 EditMessage changes) {
  return call<Message>(http(), "PATCH",
                       path("/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
                            {interaction.application_id, interaction.token, message}),
                       with_body({}, changes));
}

}  // namespace pincer
