#include "pincer/rest.hpp"

#include "client/operation.hpp"
#include "json/writer.hpp"
#include "model/decode.hpp"
#include "pincer/http_client.hpp"
#include "wire/gateway_info.hpp"

namespace pincer {
namespace {

template <class T>
T read(const Response& response) {
  return decode<T>(response.body).value();
}

RequestOptions with_files(std::string json, const std::vector<File>& files) {
  RequestOptions options(std::move(json));
  for (const File& file : files)
    options.file(RequestOptions::File(file.name(), file.bytes()));
  return options;
}

}  // namespace

awaitable<GatewayInfo> Rest::get_bot_gateway() {
  const Response response = co_await http().get("/gateway/bot");
  co_return wire::parse_gateway_info(response.body).value();
}

awaitable<User> Rest::get_my_user() {
  co_return read<User>(co_await http().get("/users/@me"));
}

awaitable<User> Rest::get_user(UserId user) {
  co_return read<User>(co_await http().get(path("/users/{}", user)));
}

awaitable<Channel> Rest::create_dm(UserId recipient) {
  json::Writer body;
  body.begin_object().field("recipient_id", recipient.to_string()).end_object();
  co_return read<Channel>(co_await http().post("/users/@me/channels", body.take()));
}

awaitable<Guild> Rest::get_guild(GuildId guild) {
  co_return read<Guild>(co_await http().get(path("/guilds/{}", guild)));
}

awaitable<std::vector<Channel>> Rest::list_guild_channels(GuildId guild) {
  co_return read<std::vector<Channel>>(co_await http().get(path("/guilds/{}/channels", guild)));
}

awaitable<std::vector<Role>> Rest::list_guild_roles(GuildId guild) {
  co_return read<std::vector<Role>>(co_await http().get(path("/guilds/{}/roles", guild)));
}

awaitable<Member> Rest::get_guild_member(GuildId guild, UserId user) {
  co_return read<Member>(co_await http().get(path("/guilds/{}/members/{}", guild, user)));
}

awaitable<std::vector<Member>> Rest::list_guild_members(GuildId guild, int limit, UserId after) {
  RequestOptions options;
  options.query("limit", limit);
  if (after) options.query("after", after);
  co_return read<std::vector<Member>>(
      co_await http().get(path("/guilds/{}/members", guild), std::move(options)));
}

awaitable<Channel> Rest::get_channel(ChannelId channel) {
  co_return read<Channel>(co_await http().get(path("/channels/{}", channel)));
}

awaitable<void> Rest::trigger_typing_indicator(ChannelId channel) {
  co_await http().post(path("/channels/{}/typing", channel));
}

awaitable<Message> Rest::create_message(ChannelId channel, CreateMessage message) {
  RequestOptions options = with_files(message.to_json(), message.files());
  co_return read<Message>(
      co_await http().post(path("/channels/{}/messages", channel), std::move(options)));
}

awaitable<std::vector<Message>> Rest::list_messages(ChannelId channel, int limit,
                                                    MessageId before) {
  RequestOptions options;
  options.query("limit", limit);
  if (before) options.query("before", before);
  co_return read<std::vector<Message>>(
      co_await http().get(path("/channels/{}/messages", channel), std::move(options)));
}

awaitable<Message> Rest::get_message(ChannelId channel, MessageId message) {
  co_return read<Message>(co_await http().get(path("/channels/{}/messages/{}", channel, message)));
}

awaitable<Message> Rest::update_message(ChannelId channel, MessageId message, EditMessage changes) {
  co_return read<Message>(
      co_await http().patch(path("/channels/{}/messages/{}", channel, message), changes.to_json()));
}

awaitable<void> Rest::delete_message(ChannelId channel, MessageId message, std::string reason) {
  RequestOptions options;
  options.reason(std::move(reason));
  co_await http().delete_(path("/channels/{}/messages/{}", channel, message), std::move(options));
}

awaitable<void> Rest::add_my_message_reaction(ChannelId channel, MessageId message,
                                              std::string emoji) {
  co_await http().put(path("/channels/{}/messages/{}/reactions/{}/@me", channel, message, emoji));
}

awaitable<void> Rest::delete_my_message_reaction(ChannelId channel, MessageId message,
                                                 std::string emoji) {
  co_await http().delete_(
      path("/channels/{}/messages/{}/reactions/{}/@me", channel, message, emoji));
}

awaitable<std::vector<ApplicationCommand>> Rest::list_application_commands(
    ApplicationId application) {
  co_return read<std::vector<ApplicationCommand>>(
      co_await http().get(path("/applications/{}/commands", application)));
}

awaitable<ApplicationCommand> Rest::create_application_command(ApplicationId application,
                                                               CreateCommand command) {
  co_return read<ApplicationCommand>(
      co_await http().post(path("/applications/{}/commands", application), command.to_json()));
}

awaitable<std::vector<ApplicationCommand>> Rest::bulk_set_application_commands(
    ApplicationId application, std::vector<CreateCommand> commands) {
  co_return read<std::vector<ApplicationCommand>>(
      co_await http().put(path("/applications/{}/commands", application), to_json(commands)));
}

awaitable<std::vector<ApplicationCommand>> Rest::list_guild_application_commands(
    ApplicationId application, GuildId guild) {
  co_return read<std::vector<ApplicationCommand>>(
      co_await http().get(path("/applications/{}/guilds/{}/commands", application, guild)));
}

awaitable<std::vector<ApplicationCommand>> Rest::bulk_set_guild_application_commands(
    ApplicationId application, GuildId guild, std::vector<CreateCommand> commands) {
  co_return read<std::vector<ApplicationCommand>>(co_await http().put(
      path("/applications/{}/guilds/{}/commands", application, guild), to_json(commands)));
}

awaitable<void> Rest::create_interaction_response(const Interaction& interaction,
                                                  InteractionResponse response) {
  RequestOptions options = with_files(response.to_json(), response.files());
  co_await http().post(path("/interactions/{}/{}/callback", interaction.id, interaction.token),
                       std::move(options));
}

awaitable<Message> Rest::get_original_response(const Interaction& interaction) {
  co_return read<Message>(co_await http().get(
      path("/webhooks/{}/{}/messages/@original", interaction.application_id, interaction.token)));
}

awaitable<Message> Rest::update_original_response(const Interaction& interaction,
                                                  EditMessage changes) {
  co_return read<Message>(co_await http().patch(
      path("/webhooks/{}/{}/messages/@original", interaction.application_id, interaction.token),
      changes.to_json()));
}

awaitable<void> Rest::delete_original_response(const Interaction& interaction) {
  co_await http().delete_(
      path("/webhooks/{}/{}/messages/@original", interaction.application_id, interaction.token));
}

awaitable<Message> Rest::create_followup_message(const Interaction& interaction,
                                                 CreateMessage message) {
  RequestOptions options = with_files(message.to_json(), message.files());
  options.query("wait", true);
  co_return read<Message>(co_await http().post(
      path("/webhooks/{}/{}", interaction.application_id, interaction.token), std::move(options)));
}

awaitable<Message> Rest::update_followup_message(const Interaction& interaction, MessageId message,
                                                 EditMessage changes) {
  co_return read<Message>(co_await http().patch(
      path("/webhooks/{}/{}/messages/{}", interaction.application_id, interaction.token, message),
      changes.to_json()));
}

}  // namespace pincer
