// Every event type of pincer/events.hpp, once. Layer: bot.
#pragma once

#define PINCER_FOR_EACH_EVENT(X) \
  X(Ready)                       \
  X(Resumed)                     \
  X(GuildCreate)                 \
  X(GuildUpdate)                 \
  X(GuildDelete)                 \
  X(ChannelCreate)               \
  X(ChannelUpdate)               \
  X(ChannelDelete)               \
  X(MessageCreate)               \
  X(MessageUpdate)               \
  X(MessageDelete)               \
  X(MessageReactionAdd)          \
  X(MessageReactionRemove)       \
  X(TypingStart)                 \
  X(InteractionCreate)           \
  X(GuildMemberAdd)              \
  X(GuildMemberRemove)           \
  X(GuildMemberUpdate)           \
  X(GuildMembersChunk)           \
  X(PresenceUpdate)
