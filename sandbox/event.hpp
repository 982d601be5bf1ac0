// What the world tells the gateway. Thread safety: as a value type.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pincer/intents.hpp"

namespace pincer::sandbox {

/// One dispatch event on its way to the sessions that may see it.
struct Event {
  std::string name;          ///< "MESSAGE_CREATE"
  boost::json::object data;  ///< The whole `d`, message content included; the hub filters.

  /// The guild it happened in: chooses the shard, and the applications that are members.
  /// Without a guild it goes to shard 0 of each application in `applications`.
  std::optional<std::uint64_t> guild_id;

  /// Sent to sessions with at least one of these intents; `Intents::none` needs no intent.
  Intents intents;

  /// When not empty: only these applications (an interaction, a direct message).
  std::vector<std::uint64_t> applications;

  /// `data` is (or is like) a message, so sessions without the MESSAGE_CONTENT intent get it with
  /// content, embeds, attachments and components emptied, unless an exception applies.
  /// https://discord.com/developers/docs/events/gateway#message-content-intent
  bool has_message_content = false;
};

}  // namespace pincer::sandbox
