// The handlers of the REST operations, named as in Discord's OpenAPI document. The table in
// rest_routes.cpp ties them to paths. Thread safety: one thread.
#pragma once

#include "sandbox/http.hpp"

namespace pincer::sandbox {

class RestCall;

namespace rest {

// rest_users.cpp
HttpReply get_gateway(RestCall& call);
HttpReply get_bot_gateway(RestCall& call);
HttpReply get_my_user(RestCall& call);
HttpReply get_user(RestCall& call);
HttpReply list_my_guilds(RestCall& call);
HttpReply create_dm(RestCall& call);
HttpReply get_my_application(RestCall& call);
HttpReply get_my_oauth2_application(RestCall& call);

// rest_guilds.cpp
HttpReply get_guild(RestCall& call);
HttpReply list_guild_channels(RestCall& call);
HttpReply create_guild_channel(RestCall& call);
HttpReply list_guild_roles(RestCall& call);
HttpReply get_guild_member(RestCall& call);
HttpReply list_guild_members(RestCall& call);
HttpReply get_channel(RestCall& call);
HttpReply delete_channel(RestCall& call);
HttpReply trigger_typing_indicator(RestCall& call);

// rest_messages.cpp
HttpReply create_message(RestCall& call);
HttpReply list_messages(RestCall& call);
HttpReply get_message(RestCall& call);
HttpReply update_message(RestCall& call);
HttpReply delete_message(RestCall& call);

// rest_reactions.cpp
HttpReply add_my_message_reaction(RestCall& call);
HttpReply delete_my_message_reaction(RestCall& call);
HttpReply delete_user_message_reaction(RestCall& call);
HttpReply list_message_reactions_by_emoji(RestCall& call);

// rest_commands.cpp
HttpReply list_application_commands(RestCall& call);
HttpReply create_application_command(RestCall& call);
HttpReply bulk_set_application_commands(RestCall& call);
HttpReply get_application_command(RestCall& call);
HttpReply update_application_command(RestCall& call);
HttpReply delete_application_command(RestCall& call);
HttpReply list_guild_application_commands(RestCall& call);
HttpReply create_guild_application_command(RestCall& call);
HttpReply bulk_set_guild_application_commands(RestCall& call);
HttpReply get_guild_application_command(RestCall& call);
HttpReply update_guild_application_command(RestCall& call);
HttpReply delete_guild_application_command(RestCall& call);

// rest_interactions.cpp
HttpReply create_interaction_response(RestCall& call);

// rest_webhooks.cpp
HttpReply execute_webhook(RestCall& call);
HttpReply get_webhook_message(RestCall& call);
HttpReply update_webhook_message(RestCall& call);
HttpReply delete_webhook_message(RestCall& call);
HttpReply get_original_webhook_message(RestCall& call);
HttpReply update_original_webhook_message(RestCall& call);
HttpReply delete_original_webhook_message(RestCall& call);

}  // namespace rest
}  // namespace pincer::sandbox
