#include "firehose.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "json/writer.hpp"
#include "sandbox/stream_encoder.hpp"
#include "sandbox/websocket_frame.hpp"

namespace pincer::bench {
namespace {

constexpr std::uint64_t first_guild = 1'081'004'946'872'352'000;
constexpr std::uint64_t first_user = 280'497'242'714'931'200;
constexpr std::uint64_t user_count = 3000;
constexpr std::uint64_t channels_per_guild = 24;

constexpr std::array words{"harbour", "tide",   "lantern", "the",     "a",      "of",    "crab",
                           "shell",   "anchor", "is",      "on",      "quick",  "build", "raid",
                           "tonight", "who",    "when",    "Führung", "naïve",  "and",   "release",
                           "level",   "10",     "boss",    "queue",   "server", "again", "ok",
                           "lol",     "thanks", "please",  "screen",  "音楽",   "🦀",  "to"};
constexpr std::array games{"Harbour Master", "Deep Current", "Stonefall Online", "Visual Editor",
                           "Rail & Tide",    "Spotify",      "Lantern Quest"};
constexpr std::array statuses{"online", "idle", "dnd", "offline"};

std::string id_text(std::uint64_t id) { return std::to_string(id); }

std::string hash_text(Random& random) {
  return fmt::format("{:016x}{:016x}", random.next(), random.next());
}

std::string sentence(Random& random, std::uint64_t length) {
  std::string text;
  for (std::uint64_t i = 0; i < length; ++i) {
    if (i > 0) text += random.below(40) == 0 ? "\n" : " ";
    text += words[random.below(words.size())];
  }
  return text;
}

std::uint64_t some_user(Random& random) {
  return first_user + random.below(user_count) * 4'194'304;
}
std::uint64_t guild_id(std::uint64_t guild) { return first_guild + guild * 4'194'304; }
std::uint64_t channel_id(std::uint64_t guild, std::uint64_t channel) {
  return guild_id(guild) + 1 + channel;
}
std::uint64_t role_id(std::uint64_t guild, std::uint64_t role) {
  return guild_id(guild) + 1000 + role;
}

std::string timestamp(Random& random) {
  return fmt::format("2026-11-{:02}T{:02}:{:02}:{:02}.{:03}000+00:00", 1 + random.below(23),
                     random.below(24), random.below(60), random.below(60), random.below(1000));
}

void write_user(json::Writer& out, Random& random, std::uint64_t user) {
  // A user keeps name and picture, whatever event shows it: that is what compression lives on.
  Random own(user);
  out.begin_object().field("id", id_text(user));
  out.field("username", fmt::format("{}_{}", words[own.below(words.size())], user % 10'007));
  out.field("avatar", hash_text(own)).field("discriminator", "0");
  out.field("public_flags", own.below(1 << 20U)).field("flags", own.below(1 << 20U));
  out.field("banner", nullptr).field("accent_color", nullptr);
  out.field("global_name", sentence(own, 2)).field("avatar_decoration_data", nullptr);
  out.field("collectibles", nullptr).field("primary_guild", nullptr).field("clan", nullptr);
  if (random.below(50) == 0) out.field("bot", true);
  out.end_object();
}

/// `user` 0: without the user inside.
void write_member(json::Writer& out, Random& random, std::uint64_t guild, std::uint64_t user) {
  out.begin_object();
  if (user != 0) {
    out.key("user");
    write_user(out, random, user);
  }
  out.key("roles").begin_array();
  for (std::uint64_t i = random.below(6); i > 0; --i) {
    out.value(id_text(role_id(guild, random.below(40))));
  }
  out.end_array().field("premium_since", nullptr).field("pending", false);
  out.key("nick");
  if (random.below(4) == 0) {
    out.value(sentence(random, 2));
  } else {
    out.value(nullptr);
  }
  out.field("mute", false).field("deaf", false).field("joined_at", timestamp(random));
  out.field("flags", random.below(16)).field("communication_disabled_until", nullptr);
  out.field("banner", nullptr).field("avatar", nullptr).end_object();
}

void write_activity(json::Writer& out, Random& random) {
  const std::uint64_t started = 1'795'000'000'000 + random.below(1'000'000'000);
  out.begin_object().field("type", random.below(3) == 0 ? 2 : 0);
  out.key("timestamps").begin_object().field("start", started);
  if (random.below(2) == 0) out.field("end", started + random.below(300'000));
  out.end_object();
  if (random.below(2) == 0) out.field("state", sentence(random, 3));
  out.field("session_id", hash_text(random)).field("name", games[random.below(games.size())]);
  out.field("id", hash_text(random).substr(0, 15)).field("flags", 48);
  if (random.below(3) != 0) out.field("details", sentence(random, 4));
  out.field("created_at", started + random.below(1000));
  out.key("assets").begin_object().field("large_text", sentence(random, 3));
  out.field("large_image", "spotify:" + hash_text(random)).end_object();
  out.field("application_id", id_text(first_user + random.below(400) * 4'194'304)).end_object();
}

/// `guild_field`: as in an event; inside of a GUILD_CREATE it is left out.
void write_presence(json::Writer& out, Random& random, std::uint64_t guild, bool guild_field) {
  const char* const status = statuses[random.below(statuses.size())];
  out.begin_object().key("user").begin_object().field("id", id_text(some_user(random)));
  out.end_object().field("status", status);
  if (guild_field) out.field("guild_id", id_text(guild_id(guild)));
  out.key("client_status").begin_object();
  if (std::string_view(status) != "offline") {
    out.field(random.below(3) == 0 ? "mobile" : "desktop", status);
  }
  out.end_object().key("activities").begin_array();
  const std::uint64_t activities = guild_field ? 1 + random.below(2) : random.below(2);
  for (std::uint64_t i = 0; i < activities; ++i) write_activity(out, random);
  if (random.below(3) == 0) {
    out.begin_object().field("type", 4).field("name", "Custom Status").field("id", "custom");
    out.field("state", sentence(random, 4)).field("created_at", 1'795'000'000'000);
    out.key("emoji").begin_object().field("name", "🦀").end_object().end_object();
  }
  out.end_array().field("processed_at_timestamp", 1'795'000'000'000 + random.below(1'000'000));
  out.end_object();
}

void write_channel(json::Writer& out, Random& random, std::uint64_t guild, std::uint64_t number,
                   bool guild_field) {
  out.begin_object().field("id", id_text(channel_id(guild, number))).field("type", 0);
  out.field("name", fmt::format("{}-{}", words[random.below(words.size())], number));
  if (guild_field) out.field("guild_id", id_text(guild_id(guild)));
  out.field("position", number).field("flags", 0).field("parent_id", nullptr);
  out.field("topic", sentence(random, 6)).field("nsfw", false).field("rate_limit_per_user", 0);
  out.field("last_message_id", id_text(first_guild + random.next() % (1ULL << 50U)));
  out.key("permission_overwrites").begin_array();
  for (std::uint64_t i = random.below(4); i > 0; --i) {
    out.begin_object().field("type", 0).field("id", id_text(role_id(guild, random.below(40))));
    out.field("deny", "1024").field("allow", id_text(random.below(1ULL << 40U))).end_object();
  }
  out.end_array().end_object();
}

void write_role(json::Writer& out, Random& random, std::uint64_t id, std::uint64_t position) {
  const std::uint64_t color = random.below(1 << 24U);
  out.begin_object().field("id", id_text(id)).field("name", sentence(random, 2));
  out.field("color", color).key("colors").begin_object().field("primary_color", color);
  out.field("secondary_color", nullptr).field("tertiary_color", nullptr).end_object();
  out.field("hoist", random.below(2) == 0).field("icon", nullptr).field("unicode_emoji", nullptr);
  out.field("position", position).field("permissions", id_text(random.below(1ULL << 45U)));
  out.field("managed", false).field("mentionable", true).field("flags", 0).end_object();
}

void write_embed(json::Writer& out, Random& random) {
  out.begin_object().field("type", "rich").field("title", sentence(random, 5));
  out.field("description", sentence(random, 24)).field("color", random.below(1 << 24U));
  out.field("timestamp", timestamp(random)).key("fields").begin_array();
  for (int i = 0; i < 3; ++i) {
    out.begin_object().field("name", sentence(random, 2)).field("value", sentence(random, 5));
    out.field("inline", true).end_object();
  }
  out.end_array().key("footer").begin_object().field("text", sentence(random, 3)).end_object();
  out.end_object();
}

void write_attachment(json::Writer& out, Random& random) {
  const std::string id = id_text(first_guild + random.next() % (1ULL << 50U));
  const std::string path = "/attachments/" + id + "/shot.png?ex=" + hash_text(random);
  out.begin_object().field("id", id).field("filename", "shot.png").field("size", 184'211);
  out.field("url", "https://cdn.discordapp.com" + path);
  out.field("proxy_url", "https://media.discordapp.net" + path).field("width", 1280);
  out.field("height", 720).field("content_type", "image/png").end_object();
}

}  // namespace

std::string EventSource::dispatch(std::string_view name, std::string_view data) {
  json::Writer out;
  out.begin_object().field("t", name).field("s", ++sequence_).field("op", 0).key("d").raw(data);
  return out.end_object().take();
}

std::string EventSource::hello() {
  return R"({"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250,"_trace":["firehose"]}})";
}

std::string EventSource::ready() {
  json::Writer out;
  out.begin_object().field("v", 10).key("user");
  out.begin_object().field("id", id_text(first_user - 4'194'304)).field("username", "firehose");
  out.field("discriminator", "0").field("avatar", nullptr).field("bot", true);
  out.field("global_name", nullptr).field("flags", 0).field("verified", true);
  out.field("email", nullptr).field("mfa_enabled", true).end_object();
  out.key("guilds").begin_array();
  for (std::uint64_t guild = 0; guild < guild_count; ++guild) {
    out.begin_object().field("id", id_text(guild_id(guild))).field("unavailable", true);
    out.end_object();
  }
  out.end_array().field("session_id", "f1be40e5f1be40e5f1be40e5f1be40e5");
  out.field("session_type", "normal").field("resume_gateway_url", "wss://127.0.0.1/");
  out.key("shard").begin_array().value(0).value(1).end_array();
  out.key("application").begin_object().field("id", id_text(first_user - 4'194'304));
  out.field("flags", 0).end_object().key("private_channels").begin_array().end_array();
  return dispatch("READY", out.end_object().take());
}

std::string EventSource::end() { return dispatch("FIREHOSE_END", "{}"); }

std::string EventSource::next() {
  constexpr std::size_t guild_size_min = 100'000;
  const auto guild_size = [this] {  // small ones are the more frequent
    return guild_size_min << static_cast<unsigned>(3.3 * random_.unit());
  };
  const auto coming = static_cast<std::uint64_t>(sequence_) - 1;  // READY was the first
  if (large_guilds_ && coming < guild_count) return guild_create(coming, guild_size());
  if (large_guilds_ && coming % events_per_large_guild == 0) {
    return guild_create(random_.below(guild_count), guild_size());
  }
  const std::uint64_t kind = random_.below(100);
  if (kind < 55) return presence_update();
  if (kind < 75) return message(/*created=*/true);
  if (kind < 85) return typing_start();
  return other();
}

std::string EventSource::guild_create(std::uint64_t guild, std::size_t size_about) {
  json::Writer out;
  out.begin_object().field("id", id_text(guild_id(guild))).field("name", sentence(random_, 3));
  out.field("icon", hash_text(random_)).field("owner_id", id_text(first_user));
  out.field("joined_at", timestamp(random_)).field("large", true).field("unavailable", false);
  out.field("member_count", user_count).field("verification_level", 1).field("mfa_level", 0);
  out.field("default_message_notifications", 1).field("explicit_content_filter", 2);
  out.field("afk_timeout", 300).field("afk_channel_id", nullptr).field("premium_tier", 2);
  out.field("preferred_locale", "en-US").field("nsfw_level", 0).field("description", nullptr);
  out.field("system_channel_id", nullptr).field("system_channel_flags", 0);
  out.field("rules_channel_id", nullptr).field("public_updates_channel_id", nullptr);
  out.field("premium_subscription_count", 14).field("premium_progress_bar_enabled", false);
  out.field("application_id", nullptr).field("banner", nullptr).field("splash", nullptr);
  out.field("discovery_splash", nullptr).field("vanity_url_code", nullptr).field("nsfw", false);
  out.field("max_members", 500'000).field("lazy", true);
  for (const char* const empty :
       {"features", "emojis", "stickers", "threads", "voice_states", "stage_instances",
        "guild_scheduled_events", "soundboard_sounds"}) {
    out.key(empty).begin_array().end_array();
  }
  out.key("roles").begin_array();
  write_role(out, random_, guild_id(guild), 0);  // @everyone
  for (std::uint64_t role = 0; role < 40; ++role) {
    write_role(out, random_, role_id(guild, role), 1 + role);
  }
  out.end_array().key("channels").begin_array();
  for (std::uint64_t channel = 0; channel < channels_per_guild; ++channel) {
    write_channel(out, random_, guild, channel, /*guild_field=*/false);
  }
  out.end_array().key("members").begin_array();
  while (out.view().size() < size_about / 2) {
    write_member(out, random_, guild, some_user(random_));
  }
  out.end_array().key("presences").begin_array();
  while (out.view().size() < size_about) {
    write_presence(out, random_, guild, /*guild_field=*/false);
  }
  out.end_array();
  return dispatch("GUILD_CREATE", out.end_object().take());
}

std::string EventSource::presence_update() {
  json::Writer out;
  write_presence(out, random_, random_.below(guild_count), /*guild_field=*/true);
  return dispatch("PRESENCE_UPDATE", out.take());
}

std::string EventSource::message(bool created) {
  const std::uint64_t guild = random_.below(guild_count);
  const std::uint64_t author = some_user(random_);
  json::Writer out;
  out.begin_object().field("type", 0).field("tts", false).field("timestamp", timestamp(random_));
  out.field("pinned", false).field("nonce", id_text(first_guild + random_.below(1ULL << 50U)));
  out.field("id", id_text(first_guild + random_.below(1ULL << 50U))).field("flags", 0);
  out.key("mentions").begin_array();
  if (random_.below(5) == 0) write_user(out, random_, some_user(random_));
  out.end_array().key("mention_roles").begin_array().end_array().field("mention_everyone", false);
  out.key("member");
  write_member(out, random_, guild, 0);
  if (created) {
    out.field("edited_timestamp", nullptr);
  } else {
    out.field("edited_timestamp", timestamp(random_));
  }
  out.key("embeds").begin_array();
  if (random_.below(6) == 0) write_embed(out, random_);
  out.end_array().field("content", sentence(random_, 3 + random_.below(30)));
  out.key("components").begin_array().end_array();
  out.field("channel_type", 0);
  out.field("channel_id", id_text(channel_id(guild, random_.below(channels_per_guild))));
  out.key("author");
  write_user(out, random_, author);
  out.key("attachments").begin_array();
  if (random_.below(8) == 0) write_attachment(out, random_);
  out.end_array().field("guild_id", id_text(guild_id(guild)));
  return dispatch(created ? "MESSAGE_CREATE" : "MESSAGE_UPDATE", out.end_object().take());
}

std::string EventSource::typing_start() {
  const std::uint64_t guild = random_.below(guild_count);
  const std::uint64_t user = some_user(random_);
  json::Writer out;
  out.begin_object().field("user_id", id_text(user)).field("timestamp", 1'795'000'000);
  out.key("member");
  write_member(out, random_, guild, user);
  out.field("channel_id", id_text(channel_id(guild, random_.below(channels_per_guild))));
  out.field("guild_id", id_text(guild_id(guild)));
  return dispatch("TYPING_START", out.end_object().take());
}

std::string EventSource::other() {
  const std::uint64_t guild = random_.below(guild_count);
  const std::string channel = id_text(channel_id(guild, random_.below(channels_per_guild)));
  const std::string message_id = id_text(first_guild + random_.below(1ULL << 50U));
  json::Writer out;
  switch (random_.below(5)) {
    case 0: return message(/*created=*/false);
    case 1:
      out.begin_object().field("id", message_id).field("channel_id", channel);
      out.field("guild_id", id_text(guild_id(guild)));
      return dispatch("MESSAGE_DELETE", out.end_object().take());
    case 2: {
      const std::uint64_t user = some_user(random_);
      out.begin_object().field("user_id", id_text(user)).field("type", 0);
      out.field("message_id", message_id).field("channel_id", channel).key("member");
      write_member(out, random_, guild, user);
      out.key("emoji").begin_object().field("name", "🦀").field("id", nullptr).end_object();
      out.field("burst", false).field("message_author_id", id_text(some_user(random_)));
      out.field("guild_id", id_text(guild_id(guild)));
      return dispatch("MESSAGE_REACTION_ADD", out.end_object().take());
    }
    case 3:
      write_channel(out, random_, guild, random_.below(channels_per_guild), /*guild_field=*/true);
      return dispatch("CHANNEL_UPDATE", out.take());
    default: {
      // A member with the guild's id in it.
      write_member(out, random_, guild, some_user(random_));
      std::string member = out.take();
      member.insert(1, "\"guild_id\":\"" + id_text(guild_id(guild)) + "\",");
      return dispatch("GUILD_MEMBER_UPDATE", member);
    }
  }
}

Firehose::Firehose(std::uint64_t seed, std::size_t events, bool large_guilds,
                   TransportCompression compression)
    : compression_(compression) {
  EventSource source(seed, large_guilds);
  sandbox::StreamEncoder encoder(compression);
  const bool binary = compression != TransportCompression::none;
  const auto frame = [&](const std::string& payload) {
    return sandbox::websocket_frame(encoder.encode(payload), binary, /*first=*/true, /*last=*/true);
  };
  hello_ = frame(EventSource::hello());
  ready_ = frame(source.ready());
  std::size_t small_events = 0;
  for (std::size_t i = 0; i < events; ++i) {
    const std::string payload = source.next();
    offsets_.push_back(stream_.size());
    stream_ += frame(payload);
    constexpr std::size_t large = 50'000;
    if (payload.size() > large) continue;
    ++small_events;
    small_event_size_ += static_cast<double>(payload.size());
  }
  offsets_.push_back(stream_.size());
  stream_ += frame(source.end());
  offsets_.push_back(stream_.size());
  if (small_events > 0) small_event_size_ /= static_cast<double>(small_events);
}

}  // namespace pincer::bench
