// Who is in which voice channel. Layer: model. Thread safety: as a value type.
#pragma once

#include <optional>
#include <string>

#include "pincer/model/member.hpp"
#include "pincer/snowflake.hpp"
#include "pincer/timestamp.hpp"

namespace pincer {

/// https://discord.com/developers/docs/resources/voice#voice-state-object
struct VoiceState {
  GuildId guild_id;
  ChannelId channel_id;  ///< None: the user left.
  UserId user_id;
  std::optional<Member> member;
  std::string session_id;
  bool deaf = false;
  bool mute = false;
  bool self_deaf = false;
  bool self_mute = false;
  bool self_stream = false;
  bool self_video = false;
  bool suppress = false;
  std::optional<Timestamp> request_to_speak_timestamp;
};

}  // namespace pincer
