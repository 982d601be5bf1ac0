// Users, applications, direct messages, and where the gateway is.
#include <boost/json/array.hpp>

#include "sandbox/api_errors.hpp"
#include "sandbox/objects_json.hpp"
#include "sandbox/rest_call.hpp"
#include "sandbox/rest_handlers.hpp"
#include "sandbox/validate.hpp"

namespace pincer::sandbox::rest {

using boost::json::array;
using boost::json::object;

HttpReply get_gateway(RestCall& call) {
  return json_reply(200, object{{"url", call.world().gateway_url()}});
}

HttpReply get_bot_gateway(RestCall& call) {
  const SessionStartLimit limit = call.world().session_start_limit(call.me(), call.now());
  const auto reset_after = std::chrono::ceil<std::chrono::milliseconds>(limit.reset_after).count();
  return json_reply(
      200, object{{"url", call.world().gateway_url()},
                  {"shards", call.world().gateway_settings().shards},
                  {"session_start_limit", object{{"total", limit.total},
                                                 {"remaining", limit.remaining},
                                                 {"reset_after", reset_after},
                                                 {"max_concurrency", limit.max_concurrency}}}});
}

HttpReply get_my_user(RestCall& call) {
  return json_reply(200, call.world().current_user(call.me()));
}

HttpReply get_user(RestCall& call) {
  const User* user = call.world().user(call.id("user_id"));
  if (user == nullptr) throw Refused(api_error::unknown_user);
  return json_reply(200, user_json(*user));
}

HttpReply list_my_guilds(RestCall& call) {
  const auto limit = call.query_integer("limit").value_or(200);
  const Id after = call.query_id("after").value_or(0);
  const bool with_counts = call.query_flag("with_counts");
  array guilds;
  for (const Id id : call.world().guilds_of(call.me())) {
    if (id <= after || static_cast<std::int64_t>(guilds.size()) == limit) continue;
    const Guild& guild = *call.world().guild(id);
    object json{{"id", id_json(id)},
                {"name", guild.name},
                {"icon", nullptr},
                {"banner", nullptr},
                {"owner", guild.owner_id == call.me()},
                {"permissions", std::to_string(guild.roles.at(id).permissions)},
                {"features", array()}};
    if (with_counts) add_counts(json, call.world(), guild);
    guilds.emplace_back(std::move(json));
  }
  return json_reply(200, guilds);
}

HttpReply create_dm(RestCall& call) {
  FormErrors errors;
  const FieldReader reader(call.object_body(), {}, errors);
  std::optional<Id> recipient;
  if (reader.require("recipient_id")) recipient = reader.snowflake("recipient_id");
  errors.refuse_if_any();
  const User* user = call.world().user(*recipient);
  if (user == nullptr) throw Refused(api_error::unknown_user);
  // Bots have no direct messages with bots, themselves included.
  if (user->bot) throw Refused(api_error::cannot_message_user);
  return json_reply(200, channel_json(call.world(), call.world().open_dm(call.me(), user->id)));
}

HttpReply get_my_application(RestCall& call) {
  return json_reply(200, application_json(call.world(), call.application()));
}

HttpReply get_my_oauth2_application(RestCall& call) { return get_my_application(call); }

}  // namespace pincer::sandbox::rest
