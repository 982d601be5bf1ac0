#include "pincer/model/message.hpp"

#include "model/read.hpp"

namespace pincer {
namespace {

bool read_nonce(json::Value& value, std::optional<std::string>& nonce) {
  return value.is_null() || json::read_text_or_number(value, nonce.emplace());
}

}  // namespace

bool read(json::Value& value, MessageReference& reference) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "type"_key: return read(field, reference.type);
      case "message_id"_key: return read(field, reference.message_id);
      case "channel_id"_key: return read(field, reference.channel_id);
      case "guild_id"_key: return read(field, reference.guild_id);
      default: return true;
    }
  });
}

bool read(json::Value& value, Reaction& reaction) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "count"_key: return read(field, reaction.count);
      case "me"_key: return read(field, reaction.me);
      case "me_burst"_key: return read(field, reaction.me_burst);
      case "emoji"_key: return read(field, reaction.emoji);
      default: return true;
    }
  });
}

bool read(json::Value& value, Attachment& attachment) {
  const bool ok = json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "id"_key: return read(field, attachment.id);
      case "filename"_key: return read(field, attachment.filename);
      case "title"_key: return read(field, attachment.title);
      case "description"_key: return read(field, attachment.description);
      case "content_type"_key: return read(field, attachment.content_type);
      case "size"_key: return read(field, attachment.size);
      case "url"_key: return read(field, attachment.url);
      case "proxy_url"_key: return read(field, attachment.proxy_url);
      case "height"_key: return read(field, attachment.height);
      case "width"_key: return read(field, attachment.width);
      case "ephemeral"_key: return read(field, attachment.ephemeral);
      case "duration_secs"_key: return read(field, attachment.duration_secs);
      case "waveform"_key: return read(field, attachment.waveform);
      default: return true;
    }
  });
  return ok && json::require(value, attachment.id, "id");
}

bool read(json::Value& value, Message& message) {
  const bool ok = json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "id"_key: return read(field, message.id);
      case "channel_id"_key: return read(field, message.channel_id);
      case "guild_id"_key: return read(field, message.guild_id);
      case "author"_key: return read(field, message.author);
      case "member"_key: return read(field, message.member);
      case "content"_key: return read(field, message.content);
      case "timestamp"_key: return read(field, message.timestamp);
      case "edited_timestamp"_key: return read(field, message.edited_timestamp);
      case "tts"_key: return read(field, message.tts);
      case "mention_everyone"_key: return read(field, message.mention_everyone);
      case "mentions"_key: return read(field, message.mentions);
      case "mention_roles"_key: return read(field, message.mention_roles);
      case "attachments"_key: return read(field, message.attachments);
      case "embeds"_key: return read(field, message.embeds);
      case "reactions"_key: return read(field, message.reactions);
      case "nonce"_key: return read_nonce(field, message.nonce);
      case "pinned"_key: return read(field, message.pinned);
      case "webhook_id"_key: return read(field, message.webhook_id);
      case "type"_key: return read(field, message.type);
      case "application_id"_key: return read(field, message.application_id);
      case "flags"_key: return read(field, message.flags);
      case "message_reference"_key: return read(field, message.message_reference);
      case "referenced_message"_key: return read(field, message.referenced_message);
      case "thread"_key: return read(field, message.thread);
      case "components"_key: return read(field, message.components);
      case "position"_key: return read(field, message.position);
      default: return true;
    }
  });
  return ok && json::require(value, message.id, "id") &&
         json::require(value, message.channel_id, "channel_id");
}

template Result<Message> decode<Message>(std::string_view);
template Result<std::vector<Message>> decode<std::vector<Message>>(std::string_view);

}  // namespace pincer
