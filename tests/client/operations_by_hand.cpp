// The calls that no generator writes: those with arguments that suit people.
#include "client/operations_caller.hpp"

namespace pincer::test {
namespace {

// The ids that operations.json puts into paths: the first is 1001, the second 1002, and so on. What
// stands for a text must be percent-encoded.
constexpr const char* path_text = "a/b c\u00e9";

void call_users_by_hand(OperationsCaller& caller) {
  Rest& rest = caller.rest();
  caller.call_by_hand("get_bot_gateway", rest.get_bot_gateway(caller.reason()));
  caller.call_by_hand("get_my_user", rest.get_my_user(caller.reason()));
  caller.call_by_hand("get_user", rest.get_user(UserId(1001), caller.reason()));
  caller.call_by_hand("create_dm", rest.create_dm(UserId(7), caller.reason()));
}

void call_guilds_by_hand(OperationsCaller& caller) {
  Rest& rest = caller.rest();
  caller.call_by_hand("get_guild", rest.get_guild(GuildId(1001), caller.options("get_guild")));
  caller.call_by_hand("list_guild_channels",
                      rest.list_guild_channels(GuildId(1001), caller.reason()));
  caller.call_by_hand("list_guild_roles", rest.list_guild_roles(GuildId(1001), caller.reason()));
  caller.call_by_hand("get_guild_member",
                      rest.get_guild_member(GuildId(1001), UserId(1002), caller.reason()));
  caller.call_by_hand("list_guild_members",
                      rest.list_guild_members(GuildId(1001), 1000, UserId(7), caller.reason()));
}

void call_messages_by_hand(OperationsCaller& caller) {
  Rest& rest = caller.rest();
  const ChannelId channel(1001);
  const MessageId message(1002);
  caller.call_by_hand("get_channel", rest.get_channel(channel, caller.reason()));
  caller.call_by_hand("trigger_typing_indicator",
                      rest.trigger_typing_indicator(channel, caller.reason()));
  caller.call_by_hand("create_message", rest.create_message(channel, "text", caller.reason()));
  caller.call_by_hand("list_messages",
                      rest.list_messages(channel, 50, MessageId(7), caller.reason()));
  caller.call_by_hand("get_message", rest.get_message(channel, message, caller.reason()));
  caller.call_by_hand("update_message",
                      rest.update_message(channel, message, "text", caller.reason()));
  caller.call_by_hand("delete_message", rest.delete_message(channel, message, {}, caller.reason()));
  caller.call_by_hand("add_my_message_reaction",
                      rest.add_my_message_reaction(channel, message, path_text, caller.reason()));
  caller.call_by_hand(
      "delete_my_message_reaction",
      rest.delete_my_message_reaction(channel, message, path_text, caller.reason()));
}

void call_commands_by_hand(OperationsCaller& caller) {
  Rest& rest = caller.rest();
  const ApplicationId application(1001);
  const GuildId guild(1002);
  const CreateCommand command("text", "text");
  const std::vector<CreateCommand> commands{command};
  caller.call_by_hand(
      "list_application_commands",
      rest.list_application_commands(application, caller.options("list_application_commands")));
  caller.call_by_hand("create_application_command",
                      rest.create_application_command(application, command, caller.reason()));
  caller.call_by_hand("bulk_set_application_commands",
                      rest.bulk_set_application_commands(application, commands, caller.reason()));
  caller.call_by_hand("list_guild_application_commands",
                      rest.list_guild_application_commands(
                          application, guild, caller.options("list_guild_application_commands")));
  caller.call_by_hand(
      "bulk_set_guild_application_commands",
      rest.bulk_set_guild_application_commands(application, guild, commands, caller.reason()));
}

// Other names for operations on the webhook of an interaction, which are called there as well.
void call_interactions_by_hand(OperationsCaller& caller) {
  Rest& rest = caller.rest();
  Interaction interaction;
  interaction.id = InteractionId(1001);
  interaction.application_id = ApplicationId(1001);
  interaction.token = path_text;
  const MessageId message(1003);
  caller.call_by_hand("create_interaction_response",
                      rest.create_interaction_response(
                          interaction, InteractionResponse::message("text"), caller.reason()));
  caller.call_by_hand("get_original_webhook_message",
                      rest.get_original_response(interaction, caller.reason()));
  caller.call_by_hand("update_original_webhook_message",
                      rest.update_original_response(interaction, "text", caller.reason()));
  caller.call_by_hand("delete_original_webhook_message",
                      rest.delete_original_response(interaction, caller.reason()));
  caller.call_by_hand("execute_webhook",
                      rest.create_followup_message(interaction, "text", caller.reason()));
  caller.call_by_hand("update_webhook_message",
                      rest.update_followup_message(interaction, message, "text", caller.reason()));
}

}  // namespace

void call_every_operation(OperationsCaller& caller) {
  call_users_by_hand(caller);
  call_guilds_by_hand(caller);
  call_messages_by_hand(caller);
  call_commands_by_hand(caller);
  call_interactions_by_hand(caller);
  call_guilds(caller);
  call_channels(caller);
  call_users(caller);
}

}  // namespace pincer::test
