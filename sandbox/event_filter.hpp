// What a session may see of an event: intents, and the message content rule.
// https://discord.com/developers/docs/events/gateway#gateway-intents
// Thread safety: pure functions.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>

#include "pincer/intents.hpp"
#include "sandbox/event.hpp"

namespace pincer::sandbox {

/// True when these intents ask for the event. GUILD_MEMBER_UPDATE of the bot itself needs none.
/// https://discord.com/developers/docs/events/gateway#caveats
bool intents_allow(const Event& event, Intents intents, std::uint64_t application);

/// True when the application may read a message without the MESSAGE_CONTENT intent: it wrote it,
/// is mentioned in it, or it is a direct message.
/// https://discord.com/developers/docs/events/gateway#message-content-intent
bool may_read_content(const boost::json::object& message, std::uint64_t application);

/// The message as an application without the intent gets it: content, embeds, attachments and
/// components emptied, forwarded messages and the poll removed; also in the message it replies to.
/// Each of the two stays whole when the application may read it.
boost::json::object without_content(boost::json::object message, std::uint64_t application);

}  // namespace pincer::sandbox
