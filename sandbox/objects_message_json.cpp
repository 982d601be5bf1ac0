// message_json and message_event_json of objects_json.hpp.
#include <fmt/core.h>

#include <algorithm>

#include "sandbox/objects_json.hpp"
#include "sandbox/snowflakes.hpp"
#include "sandbox/world.hpp"

namespace pincer::sandbox {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::string attachment_url(const World& world, Id channel_id, const Attachment& attachment) {
  return fmt::format("{}/cdn/attachments/{}/{}/{}", world.base_url(), channel_id, attachment.id,
                     attachment.filename);
}

/// Puts the real URL wherever embeds or components name a file as attachment://filename.
void resolve_attachments(value& json, const World& world, const Message& message) {
  constexpr std::string_view scheme = "attachment://";
  if (json.is_object()) {
    for (auto& member : json.get_object()) resolve_attachments(member.value(), world, message);
  } else if (json.is_array()) {
    for (value& entry : json.get_array()) resolve_attachments(entry, world, message);
  } else if (json.is_string()) {
    const std::string_view text = json.get_string();
    if (!text.starts_with(scheme)) return;
    for (const Attachment& attachment : message.attachments) {
      if (text.substr(scheme.size()) == attachment.filename) {
        json = attachment_url(world, message.channel_id, attachment);
        return;
      }
    }
  }
}

value resolved(const array& list, const World& world, const Message& message) {
  value json(list);
  if (!message.attachments.empty()) resolve_attachments(json, world, message);
  return json;
}

object reaction_json(const Reaction& reaction, Id me) {
  const auto is_me = [me](Id id) { return id == me; };
  const auto count = reaction.users.size();
  return {{"emoji", object{{"id", nullptr}, {"name", reaction.emoji}}},
          {"count", count},
          {"count_details", object{{"burst", 0}, {"normal", count}}},
          {"burst_colors", array()},
          {"me_burst", false},
          {"burst_me", false},
          {"burst_count", 0},
          {"me", std::any_of(reaction.users.begin(), reaction.users.end(), is_me)}};
}

array mentions_json(const World& world, const Message& message) {
  array mentions;
  for (const Id id : message.mentions) mentions.emplace_back(user_json(*world.user(id)));
  return mentions;
}

void append_reference(object& json, const World& world, const Message& message) {
  if (!message.reference) return;
  const Channel* channel = world.channel(message.channel_id);
  object reference{{"type", 0},
                   {"channel_id", id_json(message.channel_id)},
                   {"message_id", id_json(*message.reference)}};
  if (channel->guild_id) reference["guild_id"] = id_json(*channel->guild_id);
  json["message_reference"] = std::move(reference);
  // Null says that the message was deleted; Discord shows one level only.
  const Message* target = world.message(message.channel_id, *message.reference);
  if (target == nullptr) {
    json["referenced_message"] = nullptr;
    return;
  }
  Message flat = *target;
  flat.reference.reset();
  json["referenced_message"] = message_json(world, flat);
}

/// The older form of interaction_metadata, which libraries still read.
object old_interaction_json(const object& metadata) {
  return {{"id", metadata.at("id")},
          {"type", metadata.at("type")},
          {"name", metadata.at("name")},
          {"user", metadata.at("user")}};
}

}  // namespace

object attachment_json(const World& world, Id channel_id, const Attachment& attachment) {
  const std::string url = attachment_url(world, channel_id, attachment);
  object json{{"id", id_json(attachment.id)},
              {"filename", attachment.filename},
              {"size", attachment.size},
              {"url", url},
              {"proxy_url", url}};
  if (!attachment.content_type.empty()) json["content_type"] = attachment.content_type;
  if (!attachment.description.empty()) json["description"] = attachment.description;
  return json;
}

object message_json(const World& world, const Message& message, Id viewer) {
  array attachments;
  for (const Attachment& attachment : message.attachments) {
    object entry = attachment_json(world, message.channel_id, attachment);
    if ((message.flags & message_flag_ephemeral) != 0) entry["ephemeral"] = true;
    attachments.emplace_back(std::move(entry));
  }
  object json{
      {"id", id_json(message.id)},
      {"type", message.type},
      {"channel_id", id_json(message.channel_id)},
      {"author", user_json(*world.user(message.author_id))},
      {"content", message.content},
      {"timestamp", timestamp_of(message.id)},
      {"edited_timestamp", message.edited ? value(timestamp_of(*message.edited)) : value(nullptr)},
      {"tts", message.tts},
      {"mention_everyone", message.mention_everyone},
      {"mentions", mentions_json(world, message)},
      {"mention_roles", ids_json(message.mention_roles)},
      {"attachments", std::move(attachments)},
      {"embeds", resolved(message.embeds, world, message)},
      {"components", resolved(message.components, world, message)},
      {"pinned", false},
      {"flags", message.flags}};
  if (!message.reactions.empty()) {
    array reactions;
    for (const Reaction& reaction : message.reactions) {
      reactions.emplace_back(reaction_json(reaction, viewer));
    }
    json["reactions"] = std::move(reactions);
  }
  if (!message.nonce.is_null()) json["nonce"] = message.nonce;
  if (message.application_id) {
    json["application_id"] = id_json(*message.application_id);
    json["webhook_id"] = id_json(*message.application_id);
  }
  if (!message.interaction_metadata.empty()) {
    const object& metadata = message.interaction_metadata;
    if (metadata.contains("name")) json["interaction"] = old_interaction_json(metadata);
    json["interaction_metadata"] = metadata;
  }
  append_reference(json, world, message);
  return json;
}

object message_event_json(const World& world, const Message& message) {
  object json = message_json(world, message);
  const Channel& channel = *world.channel(message.channel_id);
  json["channel_type"] = static_cast<int>(channel.type);
  if (!channel.guild_id) return json;
  json["guild_id"] = id_json(*channel.guild_id);
  if (const Member* member = world.member(*channel.guild_id, message.author_id)) {
    json["member"] = member_json(*member);
  }
  // In the event each mentioned user carries its membership of the guild.
  array& mentions = json["mentions"].as_array();
  for (std::size_t i = 0; i < mentions.size(); ++i) {
    if (const Member* member = world.member(*channel.guild_id, message.mentions[i])) {
      mentions[i].as_object()["member"] = member_json(*member);
    }
  }
  return json;
}

}  // namespace pincer::sandbox
