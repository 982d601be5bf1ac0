// Which intents bring which event. Layer: wire. Thread-safe: a pure function.
#pragma once

#include <string_view>

#include "pincer/intents.hpp"

namespace pincer::wire {

/// The intents of which any one brings the event, by its name ("MESSAGE_CREATE"). None for an event
/// that comes without any, for GUILD_MEMBER_UPDATE, which comes for the bot itself in any case, and
/// for a name that is not known here.
/// https://discord.com/developers/docs/events/gateway#list-of-intents
Intents intents_that_bring(std::string_view event_name) noexcept;

}  // namespace pincer::wire
