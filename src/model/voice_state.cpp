#include "pincer/model/voice_state.hpp"

#include "model/read.hpp"

namespace pincer {

bool read(json::Value& value, VoiceState& state) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "guild_id"_key: return read(field, state.guild_id);
      case "channel_id"_key: return read(field, state.channel_id);
      case "user_id"_key: return read(field, state.user_id);
      case "member"_key: return read(field, state.member);
      case "session_id"_key: return read(field, state.session_id);
      case "deaf"_key: return read(field, state.deaf);
      case "mute"_key: return read(field, state.mute);
      case "self_deaf"_key: return read(field, state.self_deaf);
      case "self_mute"_key: return read(field, state.self_mute);
      case "self_stream"_key: return read(field, state.self_stream);
      case "self_video"_key: return read(field, state.self_video);
      case "suppress"_key: return read(field, state.suppress);
      case "request_to_speak_timestamp"_key: return read(field, state.request_to_speak_timestamp);
      default: return true;
    }
  });
}

template Result<VoiceState> decode<VoiceState>(std::string_view);

}  // namespace pincer
