#include "pincer/model/gateway_commands.hpp"

#include <chrono>
#include <string_view>

#include "model/write.hpp"

namespace pincer {

UpdatePresence& UpdatePresence::activity(ActivityType type, std::string name, std::string state) & {
  activities_.push_back({type, std::move(name), std::move(state), {}});
  return *this;
}

UpdatePresence& UpdatePresence::streaming(std::string name, std::string url) & {
  activities_.push_back({ActivityType::streaming, std::move(name), {}, std::move(url)});
  return *this;
}

RequestGuildMembers& RequestGuildMembers::user(UserId user) & {
  if (!user_ids_) user_ids_.emplace();
  user_ids_->push_back(user);
  return *this;
}

RequestSoundboardSounds& RequestSoundboardSounds::guild(GuildId guild) & {
  guild_ids_.push_back(guild);
  return *this;
}
namespace {

std::string_view to_string(PresenceStatus status) noexcept {
  switch (status) {
    case PresenceStatus::online: return "online";
    case PresenceStatus::dnd: return "dnd";
    case PresenceStatus::idle: return "idle";
    case PresenceStatus::invisible: return "invisible";
    case PresenceStatus::offline: return "offline";
  }
  return "online";
}

std::optional<Error> refuse(std::string message) {
  return Error(ErrorKind::invalid_argument, std::move(message));
}

std::optional<Error> check_guild(GuildId guild) {
  return guild ? std::nullopt : refuse("the id of the guild is missing");
}

}  // namespace

std::string UpdatePresence::to_json() const {
  json::Writer writer;
  writer.begin_object().key("since");
  if (since_) {
    writer.value(since_->time().time_since_epoch() / std::chrono::milliseconds(1));
  } else {
    writer.value(nullptr);
  }
  writer.key("activities").begin_array();
  for (const BotActivity& activity : activities_) {
    writer.begin_object().field("name", activity.name).key("type");
    write(writer, activity.type);
    if (!activity.state.empty()) writer.field("state", activity.state);
    if (!activity.url.empty()) writer.field("url", activity.url);
    writer.end_object();
  }
  writer.end_array().field("status", to_string(status_)).field("afk", afk_).end_object();
  return writer.take();
}

std::optional<Error> UpdateVoiceState::check() const { return check_guild(guild_); }

std::string UpdateVoiceState::to_json() const {
  json::Writer writer;
  writer.begin_object().field("guild_id", guild_.to_string()).key("channel_id");
  if (channel_) {
    write(writer, channel_);
  } else {
    writer.value(nullptr);
  }
  writer.field("self_mute", self_mute_).field("self_deaf", self_deaf_).end_object();
  return writer.take();
}

std::optional<Error> RequestGuildMembers::check() const {
  if (auto missing = check_guild(guild_)) return missing;
  if (user_ids_ && !(query_.empty() && limit_ == 0)) {
    return refuse("members are asked for by a query or by their ids, not by both");
  }
  // An empty list must not become a request for everybody.
  if (user_ids_ && (user_ids_->empty() || user_ids_->size() > matches_max)) {
    return refuse("1 to 100 members can be asked for by their ids, not " +
                  std::to_string(user_ids_->size()));
  }
  if (!query_.empty() && (limit_ == 0 || limit_ > matches_max)) {
    return refuse("a query finds at most 100 members: the limit must be 1 to 100, not " +
                  std::to_string(limit_));
  }
  if (nonce_.size() > nonce_size_max) {
    return refuse("the nonce has " + std::to_string(nonce_.size()) +
                  " bytes, and Discord ignores those of more than 32");
  }
  return std::nullopt;
}

std::string RequestGuildMembers::to_json() const {
  json::Writer writer;
  writer.begin_object().field("guild_id", guild_.to_string());
  write_field(writer, "user_ids", user_ids_);
  if (!user_ids_) writer.field("query", query_).field("limit", limit_);
  if (presences_) writer.field("presences", true);
  if (!nonce_.empty()) writer.field("nonce", nonce_);
  writer.end_object();
  return writer.take();
}

std::optional<Error> RequestSoundboardSounds::check() const {
  if (guild_ids_.empty()) return refuse("no guild is named to get soundboard sounds for");
  for (const GuildId guild : guild_ids_) {
    if (auto missing = check_guild(guild)) return missing;
  }
  return std::nullopt;
}

std::string RequestSoundboardSounds::to_json() const {
  json::Writer writer;
  writer.begin_object();
  write_field(writer, "guild_ids", guild_ids_);
  writer.end_object();
  return writer.take();
}

std::optional<Error> RequestChannelInfo::check() const { return check_guild(guild_); }

std::string RequestChannelInfo::to_json() const {
  const bool everything = !status_ && !voice_start_time_;
  json::Writer writer;
  writer.begin_object().field("guild_id", guild_.to_string()).key("fields").begin_array();
  if (status_ || everything) writer.value("status");
  if (voice_start_time_ || everything) writer.value("voice_start_time");
  writer.end_array().end_object();
  return writer.take();
}

}  // namespace pincer
