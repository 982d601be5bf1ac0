// What the gateway says of an Identify, and the data of the events it makes itself.
// Thread safety: pure functions.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/gateway_peer.hpp"
#include "sandbox/gateway_session.hpp"
#include "sandbox/world.hpp"

namespace pincer::sandbox {

/// https://discord.com/developers/docs/events/gateway#sharding
inline constexpr std::size_t guilds_per_shard_max = 2'500;
inline constexpr int shards_max = 1 << 20;
/// https://discord.com/developers/docs/events/gateway-events#guild-members-chunk
inline constexpr std::size_t members_per_chunk = 1'000;

/// The guilds of the session's shard, in the order of their ids.
std::vector<Id> guilds_of_shard(const World& world, const GatewaySession& session);

/// The close code and reason that Discord answers this Identify with, if it does: a bad shard
/// (4010), bad or disallowed intents (4013, 4014), too many guilds (4011).
std::optional<std::pair<CloseCode, std::string>> refuse_identify(const World& world,
                                                                 const Application& application,
                                                                 const IdentifyCommand& command);

/// https://discord.com/developers/docs/events/gateway-events#ready
boost::json::object ready_data(const World& world, const GatewaySession& session, int version);

/// The answer to opcode 8: one GUILD_MEMBERS_CHUNK or more; none when the application may not ask,
/// which `refusal` then explains for the log.
/// https://discord.com/developers/docs/events/gateway-events#request-guild-members
std::vector<boost::json::object> members_chunks(const World& world, const GatewaySession& session,
                                                const RequestMembersCommand& command,
                                                std::string& refusal);

/// RATE_LIMITED, the answer to an opcode 8 that came too early.
/// https://discord.com/developers/docs/events/gateway-events#rate-limited
boost::json::object members_rate_limited_data(const RequestMembersCommand& command,
                                              Duration retry_after);

/// https://discord.com/developers/docs/events/gateway-events#soundboard-sounds
boost::json::object soundboard_sounds_data(Id guild);

/// https://discord.com/developers/docs/events/gateway-events#channel-info
boost::json::object channel_info_data(const World& world, const ChannelInfoCommand& command);

}  // namespace pincer::sandbox
