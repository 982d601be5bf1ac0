// The operations that the sandbox performs: one line each. docs/sandbox.md lists them too.
#include <algorithm>

#include "sandbox/rest_handlers.hpp"
#include "sandbox/router.hpp"

namespace pincer::sandbox {
namespace {

using namespace rest;  // NOLINT(google-build-using-namespace): the table names nothing else.

struct Performed {
  std::string_view operation;
  std::string_view bucket;
  HttpReply (*handler)(RestCall& call);
};

constexpr Performed table[] = {
    {"get_gateway", "", get_gateway},
    {"get_bot_gateway", "gateway_bot", get_bot_gateway},
    {"get_my_user", "users", get_my_user},
    {"list_my_guilds", "guilds", list_my_guilds},
    {"create_dm", "create_dm", create_dm},
    {"get_user", "users", get_user},
    {"get_my_application", "applications", get_my_application},
    {"get_my_oauth2_application", "applications", get_my_oauth2_application},

    {"get_guild", "guilds", get_guild},
    {"list_guild_channels", "guilds", list_guild_channels},
    {"create_guild_channel", "channels", create_guild_channel},
    {"list_guild_roles", "guilds", list_guild_roles},
    {"list_guild_members", "members", list_guild_members},
    {"get_guild_member", "members", get_guild_member},

    {"get_channel", "channels", get_channel},
    {"delete_channel", "channels", delete_channel},
    {"trigger_typing_indicator", "typing", trigger_typing_indicator},
    {"list_messages", "messages", list_messages},
    {"create_message", "create_message", create_message},
    {"get_message", "messages", get_message},
    {"update_message", "update_message", update_message},
    {"delete_message", "delete_message", delete_message},
    {"list_message_reactions_by_emoji", "reactions", list_message_reactions_by_emoji},
    {"add_my_message_reaction", "reactions", add_my_message_reaction},
    {"delete_my_message_reaction", "reactions", delete_my_message_reaction},
    {"delete_user_message_reaction", "reactions", delete_user_message_reaction},

    {"list_application_commands", "commands", list_application_commands},
    {"create_application_command", "commands", create_application_command},
    {"bulk_set_application_commands", "commands_bulk", bulk_set_application_commands},
    {"get_application_command", "commands", get_application_command},
    {"update_application_command", "commands", update_application_command},
    {"delete_application_command", "commands", delete_application_command},
    {"list_guild_application_commands", "commands", list_guild_application_commands},
    {"create_guild_application_command", "commands", create_guild_application_command},
    {"bulk_set_guild_application_commands", "commands_bulk", bulk_set_guild_application_commands},
    {"get_guild_application_command", "commands", get_guild_application_command},
    {"update_guild_application_command", "commands", update_guild_application_command},
    {"delete_guild_application_command", "commands", delete_guild_application_command},

    {"create_interaction_response", "interaction_callback", create_interaction_response},
    {"execute_webhook", "webhook_messages", execute_webhook},
    {"get_original_webhook_message", "webhook_messages", get_original_webhook_message},
    {"update_original_webhook_message", "webhook_messages", update_original_webhook_message},
    {"delete_original_webhook_message", "webhook_messages", delete_original_webhook_message},
    {"get_webhook_message", "webhook_messages", get_webhook_message},
    {"update_webhook_message", "webhook_messages", update_webhook_message},
    {"delete_webhook_message", "webhook_messages", delete_webhook_message},
};

}  // namespace

std::span<const Route> rest_routes() {
  static const std::vector<Route> routes = [] {
    std::vector<Route> made;
    for (const Operation& operation : described_operations()) {
      const auto* const performed =
          std::find_if(std::begin(table), std::end(table),
                       [&](const Performed& row) { return row.operation == operation.id; });
      if (performed == std::end(table)) {
        made.push_back({&operation, {}, nullptr});
      } else {
        made.push_back({&operation, performed->bucket, performed->handler});
      }
    }
    return made;
  }();
  return routes;
}

}  // namespace pincer::sandbox
