#include "pincer/rest.hpp"

#include "client/generated/query_rules.hpp"
#include "client/operation.hpp"
#include "json/writer.hpp"
#include "wire/gateway_info.hpp"

namespace pincer {

awaitable<GatewayInfo> Rest::get_bot_gateway(RequestOptions options) {
  const Response response = co_await http().get("/gateway/bot", std::move(options));
  co_return wire::parse_gateway_info(response.body).value();
}

awaitable<User> Rest::get_my_user(RequestOptions options) {
  return call<User>(http(), "GET", "/users/@me", std::move(options));
}

awaitable<User> Rest::get_user(UserId user, RequestOptions options) {
  return call<User>(http(), "GET", path("/users/{user_id}", {user}), std::move(options));
}

awaitable<Channel> Rest::create_dm(UserId recipient, RequestOptions options) {
  json::Writer body;
  body.begin_object().field("recipient_id", recipient.to_string()).end_object();
  return call<Channel>(http(), "POST", "/users/@me/channels", std::move(options).json(body.take()));
}

awaitable<Guild> Rest::get_guild(GuildId guild, RequestOptions options) {
  return call<Guild>(http(), "GET", path("/guilds/{guild_id}", {guild}),
                     with_query(std::move(options), query_rules::get_guild));
}

awaitable<std::vector<Channel>> Rest::list_guild_channels(GuildId guild, RequestOptions options) {
  return call<std::vector<Channel>>(http(), "GET", path("/guilds/{guild_id}/channels", {guild}),
                                    std::move(options));
}

awaitable<std::vector<Role>> Rest::list_guild_roles(GuildId guild, RequestOptions options) {
  return call<std::vector<Role>>(http(), "GET", path("/guilds/{guild_id}/roles", {guild}),
                                 std::move(options));
}

awaitable<Member> Rest::get_guild_member(GuildId guild, UserId user, RequestOptions options) {
  return call<Member>(http(), "GET", path("/guilds/{guild_id}/members/{user_id}", {guild, user}),
                      std::move(options));
}

awaitable<std::vector<Member>> Rest::list_guild_members(GuildId guild, int limit, UserId after,
                                                        RequestOptions options) {
  options.query("limit", limit);
  if (after) options.query("after", after);
  return call<std::vector<Member>>(http(), "GET", path("/guilds/{guild_id}/members", {guild}),
                                   with_query(std::move(options), query_rules::list_guild_members));
}

awaitable<Channel> Rest::get_channel(ChannelId channel, RequestOptions options) {
  return call<Channel>(http(), "GET", path("/channels/{channel_id}", {channel}),
                       std::move(options));
}

awaitable<void> Rest::trigger_typing_indicator(ChannelId channel, RequestOptions options) {
  return call<void>(http(), "POST", path("/channels/{channel_id}/typing", {channel}),
                    std::move(options));
}

awaitable<Message> Rest::create_message(ChannelId channel, CreateMessage message,
                                        RequestOptions options) {
  return call<Message>(http(), "POST", path("/channels/{channel_id}/messages", {channel}),
                       with_body(std::move(options), message));
}

awaitable<std::vector<Message>> Rest::list_messages(ChannelId channel, int limit, MessageId before,
                                                    RequestOptions options) {
  options.query("limit", limit);
  if (before) options.query("before", before);
  return call<std::vector<Message>>(http(), "GET",
                                    path("/channels/{channel_id}/messages", {channel}),
                                    with_query(std::move(options), query_rules::list_messages));
}

awaitable<Message> Rest::get_message(ChannelId channel, MessageId message, RequestOptions options) {
  return call<Message>(http(), "GET",
                       path("/channels/{channel_id}/messages/{message_id}", {channel, message}),
                       std::move(options));
}

awaitable<Message> Rest::update_message(ChannelId channel, MessageId message, EditMessage changes,
                                        RequestOptions options) {
  return call<Message>(http(), "PATCH",
                       path("/channels/{channel_id}/messages/{message_id}", {channel, message}),
                       with_body(std::move(options), changes));
}

awaitable<void> Rest::delete_message(ChannelId channel, MessageId message, std::string reason,
                                     RequestOptions options) {
  if (!reason.empty()) options.reason(std::move(reason));
  return call<void>(http(), "DELETE",
                    path("/channels/{channel_id}/messages/{message_id}", {channel, message}),
                    std::move(options));
}

awaitable<void> Rest::add_my_message_reaction(ChannelId channel, MessageId message,
                                              std::string emoji, RequestOptions options) {
  return call<void>(http(), "PUT",
                    path("/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me",
                         {channel, message, emoji}),
                    std::move(options));
}

awaitable<void> Rest::delete_my_message_reaction(ChannelId channel, MessageId message,
                                                 std::string emoji, RequestOptions options) {
  return call<void>(http(), "DELETE",
                    path("/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me",
                         {channel, message, emoji}),
                    std::move(options));
}

awaitable<std::vector<ApplicationCommand>> Rest::list_application_commands(
    ApplicationId application, RequestOptions options) {
  return call<std::vector<ApplicationCommand>>(
      http(), "GET", path("/applications/{application_id}/commands", {application}),
      with_query(std::move(options), query_rules::list_application_commands));
}

awaitable<ApplicationCommand> Rest::create_application_command(ApplicationId application,
                                                               CreateCommand command,
                                                               RequestOptions options) {
  return call<ApplicationCommand>(http(), "POST",
                                  path("/applications/{application_id}/commands", {application}),
                                  with_body(std::move(options), command));
}

awaitable<std::vector<ApplicationCommand>> Rest::bulk_set_application_commands(
    ApplicationId application, std::vector<CreateCommand> commands, RequestOptions options) {
  return call<std::vector<ApplicationCommand>>(
      http(), "PUT", path("/applications/{application_id}/commands", {application}),
      with_body(std::move(options), commands));
}

awaitable<std::vector<ApplicationCommand>> Rest::list_guild_application_commands(
    ApplicationId application, GuildId guild, RequestOptions options) {
  return call<std::vector<ApplicationCommand>>(
      http(), "GET",
      path("/applications/{application_id}/guilds/{guild_id}/commands", {application, guild}),
      with_query(std::move(options), query_rules::list_guild_application_commands));
}

awaitable<std::vector<ApplicationCommand>> Rest::bulk_set_guild_application_commands(
    ApplicationId application, GuildId guild, std::vector<CreateCommand> commands,
    RequestOptions options) {
  return call<std::vector<ApplicationCommand>>(
      http(), "PUT",
      path("/applications/{application_id}/guilds/{guild_id}/commands", {application, guild}),
      with_body(std::move(options), commands));
}

awaitable<std::vector<Sku>> Rest::list_skus(ApplicationId application, RequestOptions options) {
  return call<std::vector<Sku>>(http(), "GET",
                                path("/applications/{application_id}/skus", {application}),
                                std::move(options));
}

awaitable<void> Rest::create_interaction_response(const Interaction& interaction,
                                                  InteractionResponse response,
                                                  RequestOptions options) {
  return call<void>(http(), "POST",
                    path("/interactions/{interaction_id}/{interaction_token}/callback",
                         {interaction.id, interaction.token}),
                    with_query(with_body(std::move(options), response),
                               query_rules::create_interaction_response));
}

/// Where the first answer to an interaction is, as a message of its webhook.
static CheckedPath original_response(const Interaction& interaction) {
  return path("/webhooks/{webhook_id}/{webhook_token}/messages/@original",
              {interaction.application_id, interaction.token});
}

awaitable<Message> Rest::get_original_response(const Interaction& interaction,
                                               RequestOptions options) {
  return call<Message>(http(), "GET", original_response(interaction),
                       with_query(std::move(options), query_rules::get_original_webhook_message));
}

awaitable<Message> Rest::update_original_response(const Interaction& interaction,
                                                  EditMessage changes, RequestOptions options) {
  return call<Message>(http(), "PATCH", original_response(interaction),
                       with_query(with_body(std::move(options), changes),
                                  query_rules::update_original_webhook_message));
}

awaitable<void> Rest::delete_original_response(const Interaction& interaction,
                                               RequestOptions options) {
  return call<void>(http(), "DELETE", original_response(interaction),
                    with_query(std::move(options), query_rules::delete_original_webhook_message));
}

awaitable<Message> Rest::create_followup_message(const Interaction& interaction,
                                                 CreateMessage message, RequestOptions options) {
  return call<Message>(http(), "POST",
                       path("/webhooks/{webhook_id}/{webhook_token}",
                            {interaction.application_id, interaction.token}),
                       with_query(with_body(std::move(options).query("wait", true), message),
                                  query_rules::execute_webhook));
}

awaitable<Message> Rest::update_followup_message(const Interaction& interaction, MessageId message,
                                                 EditMessage changes, RequestOptions options) {
  return call<Message>(
      http(), "PATCH",
      path("/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
           {interaction.application_id, interaction.token, message}),
      with_query(with_body(std::move(options), changes), query_rules::update_webhook_message));
}

}  // namespace pincer
