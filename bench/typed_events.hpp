// The typed decode that both the library's client and the bare one are measured with.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "model/decode.hpp"
#include "pincer/events.hpp"

namespace pincer::bench {

template <class Event>
void decode_one(json::Text data) {
  const Result<Event> event = decode<Event>(data);
  if (!event)
    throw std::runtime_error(std::string(event_name_of<Event>) + ": " + event.error().message);
}

/// Decodes an event of the firehose; the frequent ones first.
inline void decode_event(std::string_view name, json::Text data) {
  if (name == "PRESENCE_UPDATE") return decode_one<PresenceUpdate>(data);
  if (name == "MESSAGE_CREATE") return decode_one<MessageCreate>(data);
  if (name == "TYPING_START") return decode_one<TypingStart>(data);
  if (name == "MESSAGE_UPDATE") return decode_one<MessageUpdate>(data);
  if (name == "MESSAGE_DELETE") return decode_one<MessageDelete>(data);
  if (name == "MESSAGE_REACTION_ADD") return decode_one<MessageReactionAdd>(data);
  if (name == "CHANNEL_UPDATE") return decode_one<ChannelUpdate>(data);
  if (name == "GUILD_MEMBER_UPDATE") return decode_one<GuildMemberUpdate>(data);
  if (name == "GUILD_CREATE") return decode_one<GuildCreate>(data);
}

}  // namespace pincer::bench
