// The table of operations: one line each.
#include "sandbox/rest_handlers.hpp"
#include "sandbox/router.hpp"

namespace pincer::sandbox {
namespace {

using namespace rest;  // NOLINT(google-build-using-namespace): the table names nothing else.

// clang-format off
constexpr auto bot = Access::bot;
constexpr auto token_in_path = Access::token_in_path;

constexpr Route table[] = {
    {"GET", "/gateway", "get_gateway", "", Access::anyone, get_gateway},
    {"GET", "/gateway/bot", "get_bot_gateway", "gateway_bot", bot, get_bot_gateway},
    {"GET", "/users/@me", "get_my_user", "users", bot, get_my_user},
    {"GET", "/users/@me/guilds", "list_my_guilds", "guilds", bot, list_my_guilds},
    {"POST", "/users/@me/channels", "create_dm", "create_dm", bot, create_dm},
    {"GET", "/users/{user_id}", "get_user", "users", bot, get_user},
    {"GET", "/applications/@me", "get_my_application", "applications", bot, get_my_application},
    {"GET", "/oauth2/applications/@me", "get_my_oauth2_application", "applications", bot, get_my_oauth2_application},

    {"GET", "/guilds/{guild_id}", "get_guild", "guilds", bot, get_guild},
    {"GET", "/guilds/{guild_id}/channels", "list_guild_channels", "guilds", bot, list_guild_channels},
    {"POST", "/guilds/{guild_id}/channels", "create_guild_channel", "channels", bot, create_guild_channel},
    {"GET", "/guilds/{guild_id}/roles", "list_guild_roles", "guilds", bot, list_guild_roles},
    {"GET", "/guilds/{guild_id}/members", "list_guild_members", "members", bot, list_guild_members},
    {"GET", "/guilds/{guild_id}/members/{user_id}", "get_guild_member", "members", bot, get_guild_member},

    {"GET", "/channels/{channel_id}", "get_channel", "channels", bot, get_channel},
    {"DELETE", "/channels/{channel_id}", "delete_channel", "channels", bot, delete_channel},
    {"POST", "/channels/{channel_id}/typing", "trigger_typing_indicator", "typing", bot, trigger_typing_indicator},
    {"GET", "/channels/{channel_id}/messages", "list_messages", "messages", bot, list_messages},
    {"POST", "/channels/{channel_id}/messages", "create_message", "create_message", bot, create_message},
    {"GET", "/channels/{channel_id}/messages/{message_id}", "get_message", "messages", bot, get_message},
    {"PATCH", "/channels/{channel_id}/messages/{message_id}", "update_message", "update_message", bot, update_message},
    {"DELETE", "/channels/{channel_id}/messages/{message_id}", "delete_message", "delete_message", bot, delete_message},
    {"GET", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}", "list_message_reactions_by_emoji", "reactions", bot, list_message_reactions_by_emoji},
    {"PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me", "add_my_message_reaction", "reactions", bot, add_my_message_reaction},
    {"DELETE", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me", "delete_my_message_reaction", "reactions", bot, delete_my_message_reaction},
    {"DELETE", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/{user_id}", "delete_user_message_reaction", "reactions", bot, delete_user_message_reaction},

    {"GET", "/applications/{application_id}/commands", "list_application_commands", "commands", bot, list_application_commands},
    {"POST", "/applications/{application_id}/commands", "create_application_command", "commands", bot, create_application_command},
    {"PUT", "/applications/{application_id}/commands", "bulk_set_application_commands", "commands_bulk", bot, bulk_set_application_commands},
    {"GET", "/applications/{application_id}/commands/{command_id}", "get_application_command", "commands", bot, get_application_command},
    {"PATCH", "/applications/{application_id}/commands/{command_id}", "update_application_command", "commands", bot, update_application_command},
    {"DELETE", "/applications/{application_id}/commands/{command_id}", "delete_application_command", "commands", bot, delete_application_command},
    {"GET", "/applications/{application_id}/guilds/{guild_id}/commands", "list_guild_application_commands", "commands", bot, list_guild_application_commands},
    {"POST", "/applications/{application_id}/guilds/{guild_id}/commands", "create_guild_application_command", "commands", bot, create_guild_application_command},
    {"PUT", "/applications/{application_id}/guilds/{guild_id}/commands", "bulk_set_guild_application_commands", "commands_bulk", bot, bulk_set_guild_application_commands},
    {"GET", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}", "get_guild_application_command", "commands", bot, get_guild_application_command},
    {"PATCH", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}", "update_guild_application_command", "commands", bot, update_guild_application_command},
    {"DELETE", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}", "delete_guild_application_command", "commands", bot, delete_guild_application_command},

    {"POST", "/interactions/{interaction_id}/{interaction_token}/callback", "create_interaction_response", "interaction_callback", token_in_path, create_interaction_response},
    {"POST", "/webhooks/{webhook_id}/{webhook_token}", "execute_webhook", "webhook_messages", token_in_path, execute_webhook},
    {"GET", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", "get_original_webhook_message", "webhook_messages", token_in_path, get_original_webhook_message},
    {"PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", "update_original_webhook_message", "webhook_messages", token_in_path, update_original_webhook_message},
    {"DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", "delete_original_webhook_message", "webhook_messages", token_in_path, delete_original_webhook_message},
    {"GET", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", "get_webhook_message", "webhook_messages", token_in_path, get_webhook_message},
    {"PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", "update_webhook_message", "webhook_messages", token_in_path, update_webhook_message},
    {"DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", "delete_webhook_message", "webhook_messages", token_in_path, delete_webhook_message},
};
// clang-format on

}  // namespace

std::span<const Route> rest_routes() { return table; }

}  // namespace pincer::sandbox
