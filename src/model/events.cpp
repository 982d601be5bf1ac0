#include "pincer/events.hpp"

#include "model/read.hpp"

namespace pincer {

/// Of the application the event has the id and the flags only.
static bool read_application_id(json::Value& value, ApplicationId& id) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    return key.hash == "id"_key ? read(field, id) : true;
  });
}

bool read(json::Value& value, Ready& event) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "v"_key: return read(field, event.v);
      case "user"_key: return read(field, event.user);
      case "guilds"_key: return read(field, event.guilds);
      case "session_id"_key: return read(field, event.session_id);
      case "resume_gateway_url"_key: return read(field, event.resume_gateway_url);
      case "shard"_key: return read(field, event.shard);
      case "application"_key: return read_application_id(field, event.application_id);
      default: return true;
    }
  });
}

bool read(json::Value& value, GuildCreate& event) {
  const bool ok = json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "unavailable"_key: return read(field, event.unavailable);
      case "joined_at"_key: return read(field, event.joined_at);
      case "large"_key: return read(field, event.large);
      case "member_count"_key: return read(field, event.member_count);
      case "voice_states"_key: return read(field, event.voice_states);
      case "members"_key: return read(field, event.members);
      case "channels"_key: return read(field, event.channels);
      case "threads"_key: return read(field, event.threads);
      case "presences"_key: return read(field, event.presences);
      default: return read_field(key, field, event.guild);
    }
  });
  return ok && json::require(value, event.guild.id, "id");
}

bool read(json::Value& value, GuildUpdate& event) { return read(value, event.guild); }

bool read(json::Value& value, GuildDelete& event) { return read(value, event.guild); }

bool read(json::Value& value, ChannelCreate& event) { return read(value, event.channel); }

bool read(json::Value& value, ChannelUpdate& event) { return read(value, event.channel); }

bool read(json::Value& value, ChannelDelete& event) { return read(value, event.channel); }

bool read(json::Value& value, MessageCreate& event) { return read(value, event.message); }

bool read(json::Value& value, MessageUpdate& event) { return read(value, event.message); }

bool read(json::Value& value, MessageDelete& event) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "id"_key: return read(field, event.id);
      case "channel_id"_key: return read(field, event.channel_id);
      case "guild_id"_key: return read(field, event.guild_id);
      default: return true;
    }
  });
}

bool read(json::Value& value, MessageReactionAdd& event) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "user_id"_key: return read(field, event.user_id);
      case "channel_id"_key: return read(field, event.channel_id);
      case "message_id"_key: return read(field, event.message_id);
      case "guild_id"_key: return read(field, event.guild_id);
      case "member"_key: return read(field, event.member);
      case "emoji"_key: return read(field, event.emoji);
      case "message_author_id"_key: return read(field, event.message_author_id);
      case "burst"_key: return read(field, event.burst);
      default: return true;
    }
  });
}

bool read(json::Value& value, MessageReactionRemove& event) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "user_id"_key: return read(field, event.user_id);
      case "channel_id"_key: return read(field, event.channel_id);
      case "message_id"_key: return read(field, event.message_id);
      case "guild_id"_key: return read(field, event.guild_id);
      case "emoji"_key: return read(field, event.emoji);
      case "burst"_key: return read(field, event.burst);
      default: return true;
    }
  });
}

bool read(json::Value& value, TypingStart& event) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "channel_id"_key: return read(field, event.channel_id);
      case "guild_id"_key: return read(field, event.guild_id);
      case "user_id"_key: return read(field, event.user_id);
      case "timestamp"_key: return read(field, event.timestamp);
      case "member"_key: return read(field, event.member);
      default: return true;
    }
  });
}

bool read(json::Value& value, InteractionCreate& event) { return read(value, event.interaction); }

bool read(json::Value& value, GuildMemberAdd& event) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    if (key.hash == "guild_id"_key) return read(field, event.guild_id);
    return read_field(key, field, event.member);
  });
}

bool read(json::Value& value, GuildMemberRemove& event) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "guild_id"_key: return read(field, event.guild_id);
      case "user"_key: return read(field, event.user);
      default: return true;
    }
  });
}

bool read(json::Value& value, GuildMemberUpdate& event) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    if (key.hash == "guild_id"_key) return read(field, event.guild_id);
    return read_field(key, field, event.member);
  });
}

bool read(json::Value& value, GuildMembersChunk& event) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "guild_id"_key: return read(field, event.guild_id);
      case "members"_key: return read(field, event.members);
      case "chunk_index"_key: return read(field, event.chunk_index);
      case "chunk_count"_key: return read(field, event.chunk_count);
      case "not_found"_key: return read(field, event.not_found);
      case "presences"_key: return read(field, event.presences);
      case "nonce"_key: return read(field, event.nonce);
      default: return true;
    }
  });
}

bool read(json::Value& value, PresenceUpdate& event) { return read(value, event.presence); }

// The event has no fields, and its `d` may be anything.
template <>
Result<Resumed> decode<Resumed>(std::string_view) {
  return Resumed();
}

template Result<Ready> decode<Ready>(std::string_view);
template Result<GuildCreate> decode<GuildCreate>(std::string_view);
template Result<GuildUpdate> decode<GuildUpdate>(std::string_view);
template Result<GuildDelete> decode<GuildDelete>(std::string_view);
template Result<ChannelCreate> decode<ChannelCreate>(std::string_view);
template Result<ChannelUpdate> decode<ChannelUpdate>(std::string_view);
template Result<ChannelDelete> decode<ChannelDelete>(std::string_view);
template Result<MessageCreate> decode<MessageCreate>(std::string_view);
template Result<MessageUpdate> decode<MessageUpdate>(std::string_view);
template Result<MessageDelete> decode<MessageDelete>(std::string_view);
template Result<MessageReactionAdd> decode<MessageReactionAdd>(std::string_view);
template Result<MessageReactionRemove> decode<MessageReactionRemove>(std::string_view);
template Result<TypingStart> decode<TypingStart>(std::string_view);
template Result<InteractionCreate> decode<InteractionCreate>(std::string_view);
template Result<GuildMemberAdd> decode<GuildMemberAdd>(std::string_view);
template Result<GuildMemberRemove> decode<GuildMemberRemove>(std::string_view);
template Result<GuildMemberUpdate> decode<GuildMemberUpdate>(std::string_view);
template Result<GuildMembersChunk> decode<GuildMembersChunk>(std::string_view);
template Result<PresenceUpdate> decode<PresenceUpdate>(std::string_view);

}  // namespace pincer
