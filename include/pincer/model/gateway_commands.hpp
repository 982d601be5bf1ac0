// What an app may ask of the gateway. Layer: model. Thread safety: as value types.
// Each is given to the member function of `Gateway` that has its name; `to_json()` is the `d` of
// its payload. The setters check nothing: `Gateway` asks `check()` before anything is sent.
// https://discord.com/developers/docs/events/gateway-events#send-events
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pincer/error.hpp"
#include "pincer/model/member.hpp"
#include "pincer/model/presence.hpp"
#include "pincer/snowflake.hpp"
#include "pincer/timestamp.hpp"

namespace pincer {

/// https://discord.com/developers/docs/events/gateway-events#update-presence-status-types
enum class PresenceStatus { online, dnd, idle, invisible, offline };

/// What a bot shows of itself: `UpdatePresence().status(PresenceStatus::idle).watching("the
/// tide")`. https://discord.com/developers/docs/events/gateway-events#update-presence
class UpdatePresence {
 public:
  UpdatePresence() = default;
  explicit UpdatePresence(PresenceStatus status) : status_(status) {}

  UpdatePresence& status(PresenceStatus status) & {
    status_ = status;
    return *this;
  }
  UpdatePresence&& status(PresenceStatus status) && { return std::move(this->status(status)); }
  /// Adds an activity of any type. Of a bot's, Discord shows name, state, type and URL.
  UpdatePresence& activity(ActivityType type, std::string name, std::string state = {}) &;
  UpdatePresence&& activity(ActivityType type, std::string name, std::string state = {}) && {
    return std::move(this->activity(type, std::move(name), std::move(state)));
  }
  UpdatePresence& playing(std::string name) & {
    return activity(ActivityType::playing, std::move(name));
  }
  UpdatePresence&& playing(std::string name) && {
    return std::move(this->playing(std::move(name)));
  }
  UpdatePresence& listening(std::string to) & {
    return activity(ActivityType::listening, std::move(to));
  }
  UpdatePresence&& listening(std::string to) && {
    return std::move(this->listening(std::move(to)));
  }
  UpdatePresence& watching(std::string name) & {
    return activity(ActivityType::watching, std::move(name));
  }
  UpdatePresence&& watching(std::string name) && {
    return std::move(this->watching(std::move(name)));
  }
  UpdatePresence& competing(std::string in) & {
    return activity(ActivityType::competing, std::move(in));
  }
  UpdatePresence&& competing(std::string in) && {
    return std::move(this->competing(std::move(in)));
  }
  /// `url` on Twitch or YouTube; with any other, Discord shows nothing.
  UpdatePresence& streaming(std::string name, std::string url) &;
  UpdatePresence&& streaming(std::string name, std::string url) && {
    return std::move(this->streaming(std::move(name), std::move(url)));
  }
  /// A line of text alone.
  UpdatePresence& custom_status(std::string text) & {
    // Discord does not show the name of a custom status, but demands one.
    return activity(ActivityType::custom, "Custom Status", std::move(text));
  }
  UpdatePresence&& custom_status(std::string text) && {
    return std::move(this->custom_status(std::move(text)));
  }
  /// When the bot went idle.
  UpdatePresence& since(Timestamp time) & {
    since_ = time;
    return *this;
  }
  UpdatePresence&& since(Timestamp time) && { return std::move(this->since(time)); }
  UpdatePresence& afk(bool afk = true) & {
    afk_ = afk;
    return *this;
  }
  UpdatePresence&& afk(bool afk = true) && { return std::move(this->afk(afk)); }

  [[nodiscard]] std::string to_json() const;

 private:
  struct BotActivity {
    ActivityType type;
    std::string name;
    std::string state;
    std::string url;
  };

  PresenceStatus status_ = PresenceStatus::online;
  std::vector<BotActivity> activities_;
  std::optional<Timestamp> since_;
  bool afk_ = false;
};

/// Joins a voice channel, moves to it, or leaves: `UpdateVoiceState(guild, channel).self_deaf()`.
/// https://discord.com/developers/docs/events/gateway-events#update-voice-state
class UpdateVoiceState {
 public:
  /// Without a channel: leaves the one that the bot is in.
  explicit UpdateVoiceState(GuildId guild, ChannelId channel = {})
      : guild_(guild), channel_(channel) {}

  UpdateVoiceState& self_mute(bool mute = true) & {
    self_mute_ = mute;
    return *this;
  }
  UpdateVoiceState&& self_mute(bool mute = true) && { return std::move(this->self_mute(mute)); }
  UpdateVoiceState& self_deaf(bool deaf = true) & {
    self_deaf_ = deaf;
    return *this;
  }
  UpdateVoiceState&& self_deaf(bool deaf = true) && { return std::move(this->self_deaf(deaf)); }

  [[nodiscard]] GuildId guild() const noexcept { return guild_; }
  [[nodiscard]] std::optional<Error> check() const;
  [[nodiscard]] std::string to_json() const;

 private:
  GuildId guild_;
  ChannelId channel_;
  bool self_mute_ = false;
  bool self_deaf_ = false;
};

/// Members of one guild: all of them, those whose name begins with something, or some by id.
/// `RequestGuildMembers(guild)`, `RequestGuildMembers(guild).query("ad")`,
/// `RequestGuildMembers(guild).user(ada).user(linus)`.
/// https://discord.com/developers/docs/events/gateway-events#request-guild-members
class RequestGuildMembers {
 public:
  /// "Requesting a prefix will return a maximum of 100 members", and so will ids.
  static constexpr std::size_t matches_max = 100;
  /// In bytes. Discord ignores a longer one.
  static constexpr std::size_t nonce_size_max = 32;

  /// All members, if nothing else is said. Needs the intent `guild_members`, and Discord answers it
  /// once in 30 seconds for each guild.
  explicit RequestGuildMembers(GuildId guild) : guild_(guild) {}

  /// Members whose username or nickname begins with `prefix`, at most `limit` of them.
  RequestGuildMembers& query(std::string prefix, std::size_t limit = matches_max) & {
    query_ = std::move(prefix);
    limit_ = limit;
    return *this;
  }
  RequestGuildMembers&& query(std::string prefix, std::size_t limit = matches_max) && {
    return std::move(this->query(std::move(prefix), limit));
  }
  /// Adds one to those who are asked for by id; 100 at most.
  RequestGuildMembers& user(UserId user) &;
  RequestGuildMembers&& user(UserId user) && { return std::move(this->user(user)); }
  /// Replaces those who are asked for by id.
  RequestGuildMembers& users(std::vector<UserId> users) & {
    user_ids_ = std::move(users);
    return *this;
  }
  RequestGuildMembers&& users(std::vector<UserId> users) && {
    return std::move(this->users(std::move(users)));
  }
  /// Their presences too. Needs the intent `guild_presences`.
  RequestGuildMembers& presences(bool presences = true) & {
    presences_ = presences;
    return *this;
  }
  RequestGuildMembers&& presences(bool presences = true) && {
    return std::move(this->presences(presences));
  }
  /// A text by which handlers of GUILD_MEMBERS_CHUNK know the answer. Without, one is made.
  RequestGuildMembers& nonce(std::string nonce) & {
    nonce_ = std::move(nonce);
    return *this;
  }
  RequestGuildMembers&& nonce(std::string nonce) && {
    return std::move(this->nonce(std::move(nonce)));
  }
  /// When Discord would refuse the request for now, because all members of this guild were asked
  /// for less than 30 seconds ago: fail, rather than wait until it may be sent.
  RequestGuildMembers& fail_when_limited(bool fail = true) & {
    fail_when_limited_ = fail;
    return *this;
  }
  RequestGuildMembers&& fail_when_limited(bool fail = true) && {
    return std::move(this->fail_when_limited(fail));
  }

  [[nodiscard]] GuildId guild() const noexcept { return guild_; }
  [[nodiscard]] const std::string& nonce() const noexcept { return nonce_; }
  [[nodiscard]] bool asks_for_presences() const noexcept { return presences_; }
  [[nodiscard]] bool fails_when_limited() const noexcept { return fail_when_limited_; }
  /// Whether it asks for the member list, not for some that it names: needs `guild_members`.
  [[nodiscard]] bool asks_for_the_list() const noexcept { return !user_ids_ && query_.empty(); }
  /// Whether it asks for the whole list: the request that Discord limits.
  [[nodiscard]] bool asks_for_all() const noexcept { return asks_for_the_list() && limit_ == 0; }

  [[nodiscard]] std::optional<Error> check() const;
  [[nodiscard]] std::string to_json() const;

 private:
  GuildId guild_;
  std::string query_;
  std::size_t limit_ = 0;
  std::optional<std::vector<UserId>> user_ids_;
  bool presences_ = false;
  std::string nonce_;
  bool fail_when_limited_ = false;
};

/// The whole answer to a `RequestGuildMembers`.
struct GuildMembers {
  std::vector<Member> members;
  std::vector<UserId> not_found;    ///< Ids that were asked for and are no members.
  std::vector<Presence> presences;  ///< If they were asked for: of those who are not offline.
};

/// The soundboard sounds of some guilds. The answers are events, one SOUNDBOARD_SOUNDS a guild.
/// https://discord.com/developers/docs/events/gateway-events#request-soundboard-sounds
class RequestSoundboardSounds {
 public:
  explicit RequestSoundboardSounds(GuildId guild) : guild_ids_{guild} {}
  explicit RequestSoundboardSounds(std::vector<GuildId> guilds) : guild_ids_(std::move(guilds)) {}

  /// Adds a guild.
  RequestSoundboardSounds& guild(GuildId guild) &;
  RequestSoundboardSounds&& guild(GuildId guild) && { return std::move(this->guild(guild)); }

  [[nodiscard]] const std::vector<GuildId>& guilds() const noexcept { return guild_ids_; }
  [[nodiscard]] std::optional<Error> check() const;
  [[nodiscard]] std::string to_json() const;

 private:
  std::vector<GuildId> guild_ids_;
};

/// What voice channels show for a while: all of it, or what is named. The answer is the event
/// CHANNEL_INFO. https://discord.com/developers/docs/events/gateway-events#request-channel-info
class RequestChannelInfo {
 public:
  explicit RequestChannelInfo(GuildId guild) : guild_(guild) {}

  RequestChannelInfo& status() & {
    status_ = true;
    return *this;
  }
  RequestChannelInfo&& status() && { return std::move(this->status()); }
  RequestChannelInfo& voice_start_time() & {
    voice_start_time_ = true;
    return *this;
  }
  RequestChannelInfo&& voice_start_time() && { return std::move(this->voice_start_time()); }

  [[nodiscard]] GuildId guild() const noexcept { return guild_; }
  [[nodiscard]] std::optional<Error> check() const;
  [[nodiscard]] std::string to_json() const;

 private:
  GuildId guild_;
  bool status_ = false;
  bool voice_start_time_ = false;
};

}  // namespace pincer
