// Guilds, their channels, roles and members.
#include <boost/json/array.hpp>

#include "sandbox/api_errors.hpp"
#include "sandbox/objects_json.hpp"
#include "sandbox/permissions.hpp"
#include "sandbox/rest_call.hpp"
#include "sandbox/rest_handlers.hpp"
#include "sandbox/validate.hpp"

namespace pincer::sandbox::rest {

using boost::json::array;
using boost::json::object;

HttpReply get_guild(RestCall& call) {
  const Guild& guild = call.guild();
  object json = guild_json(call.world(), guild);
  if (call.query_flag("with_counts")) add_counts(json, call.world(), guild);
  return json_reply(200, json);
}

HttpReply list_guild_channels(RestCall& call) {
  const Guild& guild = call.guild();
  array channels;
  for (const auto& [id, channel] : call.world().channels()) {
    if (channel.guild_id == guild.id) channels.emplace_back(channel_json(call.world(), channel));
  }
  return json_reply(200, channels);
}

HttpReply create_guild_channel(RestCall& call) {
  const Guild& guild = call.guild();
  // The guild as such has no channel to ask; its permissions are those of a channel without
  // overwrites.
  Channel anywhere;
  anywhere.guild_id = guild.id;
  call.demand(anywhere, permission::manage_channels);
  FormErrors errors;
  const FieldReader reader(call.object_body(), {}, errors);
  const auto name = reader.text("name");
  const auto type = reader.choice("type", {0, 2, 4, 5});
  const auto parent = reader.snowflake("parent_id");
  if (parent) {
    const Channel* category = call.world().channel(*parent);
    if (category == nullptr || category->guild_id != guild.id ||
        category->type != ChannelType::category) {
      reader.add("parent_id", "CHANNEL_PARENT_INVALID", "Category does not exist");
    }
  }
  errors.refuse_if_any();
  const Channel& channel = call.world().create_channel(
      guild.id, *name, static_cast<ChannelType>(type.value_or(0)), parent);
  return json_reply(201, channel_json(call.world(), channel));
}

HttpReply list_guild_roles(RestCall& call) {
  const Guild& guild = call.guild();
  array roles;
  for (const auto& [id, role] : guild.roles) roles.emplace_back(role_json(guild, role));
  return json_reply(200, roles);
}

HttpReply get_guild_member(RestCall& call) {
  const Guild& guild = call.guild();
  const Id user_id = call.id("user_id");
  if (call.world().user(user_id) == nullptr) throw Refused(api_error::unknown_user);
  const Member* member = call.world().member(guild.id, user_id);
  if (member == nullptr) throw Refused(api_error::unknown_member);
  return json_reply(200, member_json(call.world(), *member));
}

HttpReply list_guild_members(RestCall& call) {
  const Guild& guild = call.guild();
  // The list needs the privileged intent, though it is no gateway event.
  // https://discord.com/developers/docs/resources/guild#list-guild-members
  if (!call.application().privileged_intents.contains(Intents::guild_members)) {
    throw Refused(api_error::missing_access);
  }
  const auto limit = call.query_integer("limit").value_or(1);
  const Id after = call.query_id("after").value_or(0);
  array members;
  for (auto entry = guild.members.upper_bound(after);
       entry != guild.members.end() && static_cast<std::int64_t>(members.size()) < limit; ++entry) {
    members.emplace_back(member_json(call.world(), entry->second));
  }
  return json_reply(200, members);
}

HttpReply get_channel(RestCall& call) {
  return json_reply(200, channel_json(call.world(), call.channel()));
}

HttpReply delete_channel(RestCall& call) {
  const Channel& channel = call.channel();
  const object json = channel_json(call.world(), channel);
  // A direct message cannot be deleted, only closed: it comes back with its next message.
  if (channel.guild_id) {
    call.demand(channel, permission::manage_channels);
    call.world().delete_channel(channel.id);
  }
  return json_reply(200, json);
}

HttpReply trigger_typing_indicator(RestCall& call) {
  const Channel& channel = call.text_channel(permission::send_messages);
  call.world().start_typing(channel.id, call.me());
  return no_content_reply();
}

}  // namespace pincer::sandbox::rest
