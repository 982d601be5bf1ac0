// Interactions: what a person did, and what the application answered.
#include <cassert>

#include "sandbox/components.hpp"
#include "sandbox/objects_json.hpp"
#include "sandbox/world.hpp"

namespace pincer::sandbox {
namespace {

using boost::json::array;
using boost::json::object;

constexpr std::size_t interaction_token_size = 96;
constexpr int attachment_size_limit = 10 << 20;  // Bytes; what Discord gives everybody.

/// Every application of the sandbox is installed to guilds, not to users.
object integration_owners(const Interaction& interaction) {
  return {{"0", interaction.guild_id ? id_json(*interaction.guild_id) : boost::json::string("0")}};
}

}  // namespace

const Interaction& World::open_interaction(InteractionDraft draft, TimePoint now) {
  const Id id = snowflakes_.next();
  Interaction& interaction = interactions_[id];
  interaction.id = id;
  interaction.application_id = draft.application_id;
  interaction.user_id = draft.user_id;
  interaction.channel_id = draft.channel_id;
  interaction.guild_id = channel_at(draft.channel_id).guild_id;
  interaction.type = draft.type;
  interaction.token = next_token(interaction_token_size);
  interaction.created = now;
  interaction.command_name = draft.command_name;
  interaction.command_type = draft.command_type;
  if (draft.source_message) interaction.source_message = draft.source_message->id;
  if (interactions_.size() > interactions_max) interactions_.erase(interactions_.begin());
  Event event;
  event.name = "INTERACTION_CREATE";
  event.guild_id = interaction.guild_id;
  event.applications = {interaction.application_id};
  event.data = interaction_event(interaction, std::move(draft));
  events_.push_back(std::move(event));
  return interaction;
}

object World::interaction_event(const Interaction& interaction, InteractionDraft draft) const {
  const Channel& channel = *this->channel(interaction.channel_id);
  const User& user = users_.at(interaction.user_id);
  object channel_part = channel_json(*this, channel);
  channel_part["permissions"] = std::to_string(permissions(user.id, channel));
  object json{{"id", id_json(interaction.id)},
              {"application_id", id_json(interaction.application_id)},
              {"type", interaction.type},
              {"data", std::move(draft.data)},
              {"channel", std::move(channel_part)},
              {"channel_id", id_json(channel.id)},
              {"token", interaction.token},
              {"version", 1},
              {"locale", user.locale},
              {"app_permissions", std::to_string(permissions(interaction.application_id, channel))},
              {"entitlements", array()},
              {"entitlement_sku_ids", array()},
              {"authorizing_integration_owners", integration_owners(interaction)},
              {"context", interaction.guild_id ? 0 : 1},
              {"attachment_size_limit", attachment_size_limit}};
  if (interaction.guild_id) {
    const Guild& guild = guilds_.at(*interaction.guild_id);
    json["guild_id"] = id_json(guild.id);
    json["guild"] =
        object{{"id", id_json(guild.id)}, {"locale", guild.locale}, {"features", array()}};
    json["guild_locale"] = guild.locale;
    object member = member_json(*this, guild.members.at(user.id));
    member["permissions"] = std::to_string(permissions(user.id, channel));
    json["member"] = std::move(member);
  } else {
    json["user"] = user_json(user);
  }
  if (draft.source_message) json["message"] = message_json(*this, *draft.source_message);
  return json;
}

object World::interaction_metadata(const Interaction& interaction) const {
  object json{{"id", id_json(interaction.id)},
              {"type", interaction.type},
              {"user", user_json(users_.at(interaction.user_id))},
              {"authorizing_integration_owners", integration_owners(interaction)}};
  if (!interaction.command_name.empty()) json["name"] = interaction.command_name;
  if (interaction.source_message) {
    json["interacted_message_id"] = id_json(*interaction.source_message);
  }
  if (interaction.original_message) {
    json["original_response_message_id"] = id_json(*interaction.original_message);
  }
  return json;
}

void World::acknowledge(Id interaction_id, int response_type, object data) {
  Interaction& interaction = interactions_.at(interaction_id);
  assert(interaction.response_type == 0);
  interaction.response_type = response_type;
  interaction.response_data = std::move(data);
  if (auto* components = interaction.response_data.if_contains("components")) {
    complete_components(components->as_array());
  }
  constexpr int deferred_update = 6;
  constexpr int update_message = 7;
  if (response_type == deferred_update || response_type == update_message) {
    interaction.original_message = interaction.source_message;
  }
}

const Message& World::answer(Id interaction_id, MessageDraft draft) {
  Interaction& interaction = interactions_.at(interaction_id);
  Channel& channel = channel_at(interaction.channel_id);
  draft.channel_id = channel.id;
  draft.author_id = interaction.application_id;
  // A further answer shows as a reply to the first, an answer to a component as one to its message.
  const std::optional<Id> target =
      interaction.original_message ? interaction.original_message : interaction.source_message;
  if (target && message(channel.id, *target) != nullptr) {
    draft.type = 19;
    draft.reference = target;
  } else if (interaction.type == 2) {
    draft.type = interaction.command_type == 1 ? 20 : 23;
  }
  Message message = make_message(std::move(draft));
  message.application_id = interaction.application_id;
  message.interaction_metadata = interaction_metadata(interaction);
  if (!interaction.original_message) interaction.original_message = message.id;
  if ((message.flags & message_flag_ephemeral) == 0) return publish(channel, std::move(message));
  if (ephemeral_messages_.size() >= ephemeral_messages_max) {
    forget_uploads(ephemeral_messages_.begin()->second);
    ephemeral_messages_.erase(ephemeral_messages_.begin());
  }
  const Id id = message.id;
  return ephemeral_messages_[id] = std::move(message);
}

const Message* World::webhook_message(const Interaction& interaction, Id message_id) const {
  const Message* found = ephemeral_message(message_id);
  if (found == nullptr) found = message(interaction.channel_id, message_id);
  if (found == nullptr) return nullptr;
  const bool is_own = !found->interaction_metadata.empty() &&
                      found->interaction_metadata.at("id") == id_json(interaction.id);
  return is_own || message_id == interaction.original_message ? found : nullptr;
}

}  // namespace pincer::sandbox
