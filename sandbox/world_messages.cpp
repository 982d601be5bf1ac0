// Messages, reactions, typing, direct messages.
#include <algorithm>
#include <cassert>

#include "pincer/snowflake.hpp"
#include "sandbox/components.hpp"
#include "sandbox/objects_json.hpp"
#include "sandbox/permissions.hpp"
#include "sandbox/snowflakes.hpp"
#include "sandbox/world.hpp"

namespace pincer::sandbox {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

/// True when `allowed_mentions` (null: everything) lets mentions of that kind through; `kind` is
/// "users", "roles" or "everyone", `id` the one mentioned.
/// https://discord.com/developers/docs/resources/message#allowed-mentions-object
bool may_ping(const value& allowed_mentions, std::string_view kind, Id id) {
  if (!allowed_mentions.is_object()) return true;
  const object& allowed = allowed_mentions.get_object();
  const auto lists = [&](std::string_view key, const value& wanted) {
    const value* list = allowed.if_contains(key);
    return list != nullptr && list->is_array() &&
           std::find(list->get_array().begin(), list->get_array().end(), wanted) !=
               list->get_array().end();
  };
  return lists("parse", value(kind)) || lists(kind, value(id_json(id)));
}

bool may_ping_replied_user(const value& allowed_mentions) {
  if (!allowed_mentions.is_object()) return true;
  const value* replied = allowed_mentions.get_object().if_contains("replied_user");
  return replied != nullptr && replied->is_bool() && replied->get_bool();
}

void add_once(std::vector<Id>& ids, Id id) {
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
}

/// What Discord adds to the embeds of a request.
void complete_embeds(array& embeds) {
  for (value& entry : embeds) {
    object& embed = entry.as_object();
    embed["type"] = "rich";
    if (value* fields = embed.if_contains("fields"); fields != nullptr && fields->is_array()) {
      for (value& field : fields->get_array()) {
        object& object = field.as_object();
        if (!object.contains("inline")) object["inline"] = false;
      }
    }
  }
}

}  // namespace

void World::find_mentions(Message& message, const value& allowed_mentions) const {
  message.mentions.clear();
  message.mention_roles.clear();
  const Channel& channel = *this->channel(message.channel_id);
  const Guild* guild = channel.guild_id ? this->guild(*channel.guild_id) : nullptr;
  const std::string_view text = message.content;
  for (std::size_t at = text.find("<@"); at != std::string_view::npos;
       at = text.find("<@", at + 2)) {
    std::string_view rest = text.substr(at + 2);
    const bool is_role = rest.starts_with('&');
    if (is_role || rest.starts_with('!')) rest.remove_prefix(1);
    const auto id = parse_snowflake(rest.substr(0, std::min(rest.find('>'), rest.size())));
    if (!id || rest.find('>') == std::string_view::npos) continue;
    if (is_role) {
      if (guild != nullptr && guild->roles.contains(*id) &&
          may_ping(allowed_mentions, "roles", *id)) {
        add_once(message.mention_roles, *id);
      }
    } else if (users_.contains(*id) && may_ping(allowed_mentions, "users", *id)) {
      add_once(message.mentions, *id);
    }
  }
  if (message.reference && may_ping_replied_user(allowed_mentions)) {
    if (const Message* target = this->message(message.channel_id, *message.reference)) {
      add_once(message.mentions, target->author_id);
    }
  }
  const bool names_everyone = text.find("@everyone") != std::string_view::npos ||
                              text.find("@here") != std::string_view::npos;
  message.mention_everyone =
      names_everyone && may_ping(allowed_mentions, "everyone", 0) &&
      (permissions(message.author_id, channel) & permission::mention_everyone) != 0;
}

Attachment World::keep_upload(Upload upload) {
  Attachment attachment{snowflakes_.next(), std::move(upload.filename),
                        std::move(upload.description), std::move(upload.content_type),
                        upload.bytes.size()};
  uploads_size_ += upload.bytes.size();
  uploads_[attachment.id] = {attachment, std::move(upload.bytes)};
  // The oldest have the smallest ids.
  while (uploads_size_ > uploads_size_max && !uploads_.empty()) {
    uploads_size_ -= uploads_.begin()->second.bytes.size();
    uploads_.erase(uploads_.begin());
  }
  return attachment;
}

void World::forget_uploads(const Message& message) {
  for (const Attachment& attachment : message.attachments) {
    const auto found = uploads_.find(attachment.id);
    if (found == uploads_.end()) continue;
    uploads_size_ -= found->second.bytes.size();
    uploads_.erase(found);
  }
}

Message World::make_message(MessageDraft draft) {
  Message message;
  message.id = snowflakes_.next();
  message.channel_id = draft.channel_id;
  message.author_id = draft.author_id;
  message.type = draft.type;
  message.content = std::move(draft.content);
  message.embeds = std::move(draft.embeds);
  complete_embeds(message.embeds);
  message.components = std::move(draft.components);
  complete_components(message.components);
  message.reference = draft.reference;
  message.nonce = std::move(draft.nonce);
  message.tts = draft.tts;
  message.flags = draft.flags;
  for (Upload& upload : draft.uploads)
    message.attachments.push_back(keep_upload(std::move(upload)));
  find_mentions(message, draft.allowed_mentions);
  return message;
}

const Message& World::create_message(MessageDraft draft) {
  Channel& channel = channel_at(draft.channel_id);
  const Message message = make_message(std::move(draft));
  return publish(channel, message);
}

const Message& World::publish(Channel& channel, Message message) {
  const Id id = message.id;
  Message& kept = channel.messages[id];
  kept = std::move(message);
  channel.last_message_id = id;
  if (channel.messages.size() > messages_per_channel_max) {
    forget_uploads(channel.messages.begin()->second);
    channel.messages.erase(channel.messages.begin());
  }
  emit_in_channel("MESSAGE_CREATE", channel, message_event_json(*this, kept),
                  Intents::guild_messages, Intents::direct_messages, true);
  return kept;
}

const Message& World::edit_message(Id channel_id, Id message_id, MessageEdit edit) {
  Message& message = message_at(channel_id, message_id);
  if (edit.embeds) {
    message.embeds = std::move(*edit.embeds);
    complete_embeds(message.embeds);
  }
  if (edit.components) {
    message.components = std::move(*edit.components);
    complete_components(message.components);
  }
  if (edit.kept_attachments) {
    const auto dropped = std::stable_partition(
        message.attachments.begin(), message.attachments.end(), [&](const Attachment& attachment) {
          const auto& kept = *edit.kept_attachments;
          return std::find(kept.begin(), kept.end(), attachment.id) != kept.end();
        });
    Message gone;
    gone.attachments.assign(dropped, message.attachments.end());
    forget_uploads(gone);
    message.attachments.erase(dropped, message.attachments.end());
  }
  for (Upload& upload : edit.uploads) message.attachments.push_back(keep_upload(std::move(upload)));
  if (edit.flags) message.flags = *edit.flags;
  if (edit.content) {
    message.content = std::move(*edit.content);
    find_mentions(message, edit.allowed_mentions);
  }
  if ((message.flags & message_flag_loading) != 0) {
    // The answer that was promised by a deferred response: Discord does not show it as edited.
    message.flags &= ~message_flag_loading;
  } else {
    message.edited = snowflakes_.next();
  }
  if ((message.flags & message_flag_ephemeral) == 0) {
    emit_in_channel("MESSAGE_UPDATE", channel_at(channel_id), message_event_json(*this, message),
                    Intents::guild_messages, Intents::direct_messages, true);
  }
  return message;
}

void World::delete_message(Id channel_id, Id message_id) {
  Message& message = message_at(channel_id, message_id);
  forget_uploads(message);
  if (ephemeral_messages_.erase(message_id) != 0) return;
  Channel& channel = channel_at(channel_id);
  channel.messages.erase(message_id);
  object json{{"id", id_json(message_id)}, {"channel_id", id_json(channel_id)}};
  if (channel.guild_id) json["guild_id"] = id_json(*channel.guild_id);
  emit_in_channel("MESSAGE_DELETE", channel, std::move(json), Intents::guild_messages,
                  Intents::direct_messages);
}

void World::emit_reaction(const char* name, const Message& message, Id user_id,
                          const std::string& emoji) {
  const Channel& channel = channel_at(message.channel_id);
  object json{{"user_id", id_json(user_id)},
              {"channel_id", id_json(message.channel_id)},
              {"message_id", id_json(message.id)},
              {"emoji", object{{"id", nullptr}, {"name", emoji}}},
              {"burst", false},
              {"type", 0}};
  if (channel.guild_id) json["guild_id"] = id_json(*channel.guild_id);
  if (std::string_view(name) == "MESSAGE_REACTION_ADD") {
    json["message_author_id"] = id_json(message.author_id);
    const Member* member = channel.guild_id ? this->member(*channel.guild_id, user_id) : nullptr;
    if (member != nullptr) json["member"] = member_json(*this, *member);
  }
  emit_in_channel(name, channel, std::move(json), Intents::guild_message_reactions,
                  Intents::direct_message_reactions);
}

bool World::add_reaction(Id channel_id, Id message_id, Id user_id, const std::string& emoji) {
  Message& message = message_at(channel_id, message_id);
  auto reaction = std::find_if(message.reactions.begin(), message.reactions.end(),
                               [&](const Reaction& known) { return known.emoji == emoji; });
  if (reaction == message.reactions.end()) {
    reaction = message.reactions.insert(reaction, Reaction{emoji, {}});
  }
  auto& users = reaction->users;
  if (std::find(users.begin(), users.end(), user_id) != users.end()) return false;
  users.push_back(user_id);
  emit_reaction("MESSAGE_REACTION_ADD", message, user_id, emoji);
  return true;
}

bool World::remove_reaction(Id channel_id, Id message_id, Id user_id, const std::string& emoji) {
  Message& message = message_at(channel_id, message_id);
  const auto reaction = std::find_if(message.reactions.begin(), message.reactions.end(),
                                     [&](const Reaction& known) { return known.emoji == emoji; });
  if (reaction == message.reactions.end() || std::erase(reaction->users, user_id) == 0) {
    return false;
  }
  if (reaction->users.empty()) message.reactions.erase(reaction);
  emit_reaction("MESSAGE_REACTION_REMOVE", message, user_id, emoji);
  return true;
}

void World::start_typing(Id channel_id, Id user_id) {
  const Channel& channel = channel_at(channel_id);
  // The moment of typing is the world's, like every other one.
  const auto moment = MessageId(snowflakes_.next()).timestamp();
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(moment.time_since_epoch()).count();
  object json{
      {"channel_id", id_json(channel_id)}, {"user_id", id_json(user_id)}, {"timestamp", seconds}};
  if (channel.guild_id) {
    json["guild_id"] = id_json(*channel.guild_id);
    if (const Member* member = this->member(*channel.guild_id, user_id)) {
      json["member"] = member_json(*this, *member);
    }
  }
  emit_in_channel("TYPING_START", channel, std::move(json), Intents::guild_message_typing,
                  Intents::direct_message_typing);
}

const Channel& World::open_dm(Id user_id, Id other_user_id) {
  const std::vector<Id> pair{std::min(user_id, other_user_id), std::max(user_id, other_user_id)};
  for (const auto& [id, channel] : channels_) {
    if (channel.type == ChannelType::dm && channel.recipients == pair) return channel;
  }
  const Id id = snowflakes_.next();
  Channel& channel = channels_[id];
  channel.id = id;
  channel.type = ChannelType::dm;
  channel.recipients = pair;
  emit_in_channel("CHANNEL_CREATE", channel, channel_json(*this, channel), Intents::none,
                  Intents::none);
  return channel;
}

}  // namespace pincer::sandbox
