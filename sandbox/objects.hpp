// Discord's objects as the sandbox keeps them: plain data, tied together by ids.
// Thread safety: as value types. Their JSON is written in objects_json.hpp.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "pincer/intents.hpp"
#include "pincer/token.hpp"

namespace pincer::sandbox {

using Id = std::uint64_t;

struct User {
  Id id = 0;
  std::string name;
  std::string display_name;
  std::string locale = "en-US";
  bool bot = false;
  std::string status = "offline";
  boost::json::array activities;
};

struct Role {
  Id id = 0;
  std::string name;
  std::uint64_t permissions = 0;
  int color = 0;
  int position = 0;
  bool hoist = false;
  bool mentionable = false;
};

struct Member {
  Id user_id = 0;
  std::string nick;
  std::vector<Id> roles;
  Id joined = 0;  ///< An id whose timestamp is the moment of joining.
};

struct VoiceState {
  Id user_id = 0;
  Id channel_id = 0;
  std::string session_id;
  bool self_mute = false;
  bool self_deaf = false;
};

struct Guild {
  Id id = 0;
  std::string name;
  std::string locale = "en-US";
  Id owner_id = 0;
  std::map<Id, Role> roles;  ///< The role with the guild's own id is @everyone.
  std::map<Id, Member> members;
  std::map<Id, VoiceState> voice_states;
};

enum class ChannelType { text = 0, dm = 1, voice = 2, category = 4, announcement = 5 };

struct Overwrite {
  Id id = 0;
  bool is_member = false;
  std::uint64_t allow = 0;
  std::uint64_t deny = 0;
};

/// A file on its way into a message.
struct Upload {
  std::string filename;
  std::string description;
  std::string content_type;
  std::string bytes;
};

struct Attachment {
  Id id = 0;
  std::string filename;
  std::string description;
  std::string content_type;
  std::size_t size = 0;
};

struct Reaction {
  std::string emoji;  ///< A Unicode emoji; the sandbox has no custom ones.
  std::vector<Id> users;
};

struct Message {
  Id id = 0;
  Id channel_id = 0;
  Id author_id = 0;
  int type = 0;  ///< 0 default, 19 reply, 20 chat input command, 23 context menu command.
  std::string content;
  boost::json::array embeds;
  boost::json::array components;
  std::vector<Attachment> attachments;
  std::vector<Reaction> reactions;
  std::vector<Id> mentions;
  std::vector<Id> mention_roles;
  bool mention_everyone = false;
  bool tts = false;
  int flags = 0;
  boost::json::value nonce;          ///< Null: none.
  std::optional<Id> edited;          ///< An id whose timestamp is the moment of the edit.
  std::optional<Id> reference;       ///< The message of the same channel that it replies to.
  std::optional<Id> application_id;  ///< Set for answers to interactions.
  boost::json::object interaction_metadata;  ///< Empty: not an answer to an interaction.
};

/// https://discord.com/developers/docs/resources/message#message-object-message-flags
inline constexpr int message_flag_suppress_embeds = 1 << 2;
inline constexpr int message_flag_ephemeral = 1 << 6;
inline constexpr int message_flag_loading = 1 << 7;
inline constexpr int message_flag_suppress_notifications = 1 << 12;
inline constexpr int message_flag_components_v2 = 1 << 15;

struct Channel {
  Id id = 0;
  ChannelType type = ChannelType::text;
  std::optional<Id> guild_id;
  std::string name;
  std::string topic;
  std::optional<Id> parent_id;
  int position = 0;
  bool nsfw = false;
  std::vector<Overwrite> overwrites;
  std::vector<Id> recipients;      ///< Of a DM: the two users.
  std::map<Id, Message> messages;  ///< The newest `messages_max`, without the ephemeral ones.
  std::optional<Id> last_message_id;
};

struct Command {
  Id id = 0;
  Id version = 0;
  std::optional<Id> guild_id;  ///< Empty: a global command.
  int type = 1;                ///< 1 chat input, 2 user, 3 message.
  std::string name;
  boost::json::object data;  ///< The whole object as Discord returns it.
};

/// An application and its bot user, whose id is the same.
struct Application {
  Id id = 0;
  std::string name;
  std::string description;
  Token token;
  Id owner_id = 0;
  Intents privileged_intents;
  std::map<Id, Command> commands;
  int session_starts_remaining = 0;
  TimePoint session_starts_reset;
};

struct Interaction {
  Id id = 0;
  Id application_id = 0;
  Id user_id = 0;
  Id channel_id = 0;
  std::optional<Id> guild_id;
  int type = 0;  ///< 2 command, 3 component, 4 autocomplete, 5 modal.
  std::string token;
  TimePoint created;
  std::string command_name;            ///< "dice roll"; empty for other interactions.
  int command_type = 1;                ///< As `Command::type`.
  std::optional<Id> source_message;    ///< Component: the message that carries it.
  std::optional<Id> original_message;  ///< What `@original` names, once there is one.
  int response_type = 0;               ///< How it was acknowledged; 0: not yet.
  boost::json::object response_data;   ///< Modal or autocomplete choices, for the person to see.
};

/// A request for guild members, of the gateway or of REST.
struct MembersQuery {
  std::string name_prefix;   ///< Of user name or nick, any case. Empty: everybody.
  std::vector<Id> user_ids;  ///< When not empty, exactly these.
  std::size_t limit = 0;     ///< 0: no limit.
  bool presences = false;
};

struct MembersFound {
  boost::json::array members;
  boost::json::array presences;
  std::vector<Id> not_found;  ///< Of `user_ids`.
};

}  // namespace pincer::sandbox
