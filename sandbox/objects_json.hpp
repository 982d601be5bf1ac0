// The objects of objects.hpp as Discord's API writes them. Thread-safe: pure functions.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <initializer_list>
#include <string>

#include "sandbox/objects.hpp"

namespace pincer::sandbox {

class World;

/// Ids cross the wire as strings: JavaScript's numbers cannot hold them.
boost::json::string id_json(Id id);
/// Null when there is none.
boost::json::value id_json(const std::optional<Id>& id);
boost::json::array ids_json(const std::vector<Id>& ids);

/// https://discord.com/developers/docs/resources/user#user-object
boost::json::object user_json(const User& user);
/// The user as it sees itself (GET /users/@me, READY).
boost::json::object own_user_json(const User& user);
/// https://discord.com/developers/docs/topics/permissions#role-object
boost::json::object role_json(const Guild& guild, const Role& role);
/// https://discord.com/developers/docs/resources/guild#guild-member-object
/// Without `user`, as messages carry it.
boost::json::object member_json(const Member& member);
boost::json::object member_json(const World& world, const Member& member);
/// https://discord.com/developers/docs/resources/channel#channel-object
boost::json::object channel_json(const World& world, const Channel& channel);
/// https://discord.com/developers/docs/resources/guild#guild-object
boost::json::object guild_json(const World& world, const Guild& guild);
/// What `with_counts` asks for: how many members, and how many of them are not offline.
void add_counts(boost::json::object& guild_json, const World& world, const Guild& guild);
/// https://discord.com/developers/docs/resources/voice#voice-state-object
boost::json::object voice_state_json(const World& world, Id guild_id, const VoiceState& state);
/// https://discord.com/developers/docs/events/gateway-events#presence
boost::json::object presence_json(const User& user);
/// https://discord.com/developers/docs/resources/message#attachment-object
boost::json::object attachment_json(const World& world, Id channel_id,
                                    const Attachment& attachment);
/// https://discord.com/developers/docs/resources/message#message-object
/// `viewer`: whose reactions are marked with `me`; 0 for nobody's.
boost::json::object message_json(const World& world, const Message& message, Id viewer = 0);
/// A message as MESSAGE_CREATE and MESSAGE_UPDATE carry it: with guild_id and member.
boost::json::object message_event_json(const World& world, const Message& message);
/// https://discord.com/developers/docs/resources/application#application-object
boost::json::object application_json(const World& world, const Application& application);
/// https://discord.com/developers/docs/resources/application#application-object-application-flags
int application_flags(const Application& application);

}  // namespace pincer::sandbox
