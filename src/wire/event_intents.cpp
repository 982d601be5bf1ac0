#include "wire/event_intents.hpp"

#include <array>

namespace pincer::wire {
namespace {

struct Row {
  Intents intent;
  std::string_view event_name;
};

// As Discord lists them, in its order; an event of two intents stands there twice. Not here is
// GUILD_MEMBER_UPDATE, which a bot receives about itself without any intent:
// https://discord.com/developers/docs/events/gateway#caveats
constexpr std::array rows{
    Row{Intents::guilds, "GUILD_CREATE"},
    Row{Intents::guilds, "GUILD_UPDATE"},
    Row{Intents::guilds, "GUILD_DELETE"},
    Row{Intents::guilds, "GUILD_ROLE_CREATE"},
    Row{Intents::guilds, "GUILD_ROLE_UPDATE"},
    Row{Intents::guilds, "GUILD_ROLE_DELETE"},
    Row{Intents::guilds, "CHANNEL_CREATE"},
    Row{Intents::guilds, "CHANNEL_UPDATE"},
    Row{Intents::guilds, "CHANNEL_DELETE"},
    Row{Intents::guilds, "CHANNEL_PINS_UPDATE"},
    Row{Intents::guilds, "THREAD_CREATE"},
    Row{Intents::guilds, "THREAD_UPDATE"},
    Row{Intents::guilds, "THREAD_DELETE"},
    Row{Intents::guilds, "THREAD_LIST_SYNC"},
    Row{Intents::guilds, "THREAD_MEMBER_UPDATE"},
    Row{Intents::guilds, "THREAD_MEMBERS_UPDATE"},
    Row{Intents::guilds, "STAGE_INSTANCE_CREATE"},
    Row{Intents::guilds, "STAGE_INSTANCE_UPDATE"},
    Row{Intents::guilds, "STAGE_INSTANCE_DELETE"},
    Row{Intents::guilds, "VOICE_CHANNEL_STATUS_UPDATE"},
    Row{Intents::guilds, "VOICE_CHANNEL_START_TIME_UPDATE"},
    Row{Intents::guild_members, "GUILD_MEMBER_ADD"},
    Row{Intents::guild_members, "GUILD_MEMBER_REMOVE"},
    Row{Intents::guild_members, "THREAD_MEMBERS_UPDATE"},
    Row{Intents::guild_moderation, "GUILD_AUDIT_LOG_ENTRY_CREATE"},
    Row{Intents::guild_moderation, "GUILD_BAN_ADD"},
    Row{Intents::guild_moderation, "GUILD_BAN_REMOVE"},
    Row{Intents::guild_expressions, "GUILD_EMOJIS_UPDATE"},
    Row{Intents::guild_expressions, "GUILD_STICKERS_UPDATE"},
    Row{Intents::guild_expressions, "GUILD_SOUNDBOARD_SOUND_CREATE"},
    Row{Intents::guild_expressions, "GUILD_SOUNDBOARD_SOUND_UPDATE"},
    Row{Intents::guild_expressions, "GUILD_SOUNDBOARD_SOUND_DELETE"},
    Row{Intents::guild_expressions, "GUILD_SOUNDBOARD_SOUNDS_UPDATE"},
    Row{Intents::guild_integrations, "GUILD_INTEGRATIONS_UPDATE"},
    Row{Intents::guild_integrations, "INTEGRATION_CREATE"},
    Row{Intents::guild_integrations, "INTEGRATION_UPDATE"},
    Row{Intents::guild_integrations, "INTEGRATION_DELETE"},
    Row{Intents::guild_webhooks, "WEBHOOKS_UPDATE"},
    Row{Intents::guild_invites, "INVITE_CREATE"},
    Row{Intents::guild_invites, "INVITE_DELETE"},
    Row{Intents::guild_voice_states, "VOICE_CHANNEL_EFFECT_SEND"},
    Row{Intents::guild_voice_states, "VOICE_STATE_UPDATE"},
    Row{Intents::guild_presences, "PRESENCE_UPDATE"},
    Row{Intents::guild_messages, "MESSAGE_CREATE"},
    Row{Intents::guild_messages, "MESSAGE_UPDATE"},
    Row{Intents::guild_messages, "MESSAGE_DELETE"},
    Row{Intents::guild_messages, "MESSAGE_DELETE_BULK"},
    Row{Intents::guild_message_reactions, "MESSAGE_REACTION_ADD"},
    Row{Intents::guild_message_reactions, "MESSAGE_REACTION_REMOVE"},
    Row{Intents::guild_message_reactions, "MESSAGE_REACTION_REMOVE_ALL"},
    Row{Intents::guild_message_reactions, "MESSAGE_REACTION_REMOVE_EMOJI"},
    Row{Intents::guild_message_typing, "TYPING_START"},
    Row{Intents::direct_messages, "MESSAGE_CREATE"},
    Row{Intents::direct_messages, "MESSAGE_UPDATE"},
    Row{Intents::direct_messages, "MESSAGE_DELETE"},
    Row{Intents::direct_messages, "CHANNEL_PINS_UPDATE"},
    Row{Intents::direct_message_reactions, "MESSAGE_REACTION_ADD"},
    Row{Intents::direct_message_reactions, "MESSAGE_REACTION_REMOVE"},
    Row{Intents::direct_message_reactions, "MESSAGE_REACTION_REMOVE_ALL"},
    Row{Intents::direct_message_reactions, "MESSAGE_REACTION_REMOVE_EMOJI"},
    Row{Intents::direct_message_typing, "TYPING_START"},
    Row{Intents::guild_scheduled_events, "GUILD_SCHEDULED_EVENT_CREATE"},
    Row{Intents::guild_scheduled_events, "GUILD_SCHEDULED_EVENT_UPDATE"},
    Row{Intents::guild_scheduled_events, "GUILD_SCHEDULED_EVENT_DELETE"},
    Row{Intents::guild_scheduled_events, "GUILD_SCHEDULED_EVENT_USER_ADD"},
    Row{Intents::guild_scheduled_events, "GUILD_SCHEDULED_EVENT_USER_REMOVE"},
    Row{Intents::auto_moderation_configuration, "AUTO_MODERATION_RULE_CREATE"},
    Row{Intents::auto_moderation_configuration, "AUTO_MODERATION_RULE_UPDATE"},
    Row{Intents::auto_moderation_configuration, "AUTO_MODERATION_RULE_DELETE"},
    Row{Intents::auto_moderation_execution, "AUTO_MODERATION_ACTION_EXECUTION"},
    Row{Intents::guild_message_polls, "MESSAGE_POLL_VOTE_ADD"},
    Row{Intents::guild_message_polls, "MESSAGE_POLL_VOTE_REMOVE"},
    Row{Intents::direct_message_polls, "MESSAGE_POLL_VOTE_ADD"},
    Row{Intents::direct_message_polls, "MESSAGE_POLL_VOTE_REMOVE"},
};

}  // namespace

Intents intents_that_bring(std::string_view event_name) noexcept {
  Intents intents;
  for (const Row& row : rows) {
    if (row.event_name == event_name) intents |= row.intent;
  }
  return intents;
}

}  // namespace pincer::wire
