// The guilds that a session's first events speak of. Layer: wire. Thread-safe: pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "pincer/snowflake.hpp"

namespace pincer::wire {

/// The guilds in the `d` of a READY; those of an odd form are left out.
/// https://discord.com/developers/docs/events/gateway-events#ready
std::vector<GuildId> guilds_of_ready(std::string_view data);

/// The guild in the `d` of a GUILD_CREATE; no id when it has none.
/// https://discord.com/developers/docs/events/gateway-events#guild-create
GuildId guild_of_guild_create(std::string_view data);

}  // namespace pincer::wire
