// A reader of three events as one would write it by hand for just these, straight on simdjson and
// without our errors, paths or optional fields: what our decoders are measured beside. It keeps
// the fields that the firehose's events fill.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <simdjson.h>

namespace pincer::bench::hand {

struct User {
  std::uint64_t id = 0;
  std::string username;
  std::string avatar;
  std::string discriminator;
  std::string global_name;
  std::uint64_t public_flags = 0;
  std::uint64_t flags = 0;
  bool bot = false;
};

struct Member {
  std::optional<User> user;
  std::string nick;
  std::string joined_at;
  std::vector<std::uint64_t> roles;
  std::uint64_t flags = 0;
  bool mute = false;
  bool deaf = false;
  bool pending = false;
};

struct Attachment {
  std::uint64_t id = 0;
  std::uint64_t size = 0;
  std::uint64_t width = 0;
  std::uint64_t height = 0;
  std::string filename;
  std::string url;
  std::string proxy_url;
  std::string content_type;
};

struct EmbedField {
  std::string name;
  std::string value;
  bool is_inline = false;
};

struct Embed {
  std::string type;
  std::string title;
  std::string description;
  std::string url;
  std::string timestamp;
  std::string footer;
  std::uint64_t color = 0;
  std::vector<EmbedField> fields;
};

struct Message {
  std::uint64_t id = 0;
  std::uint64_t channel_id = 0;
  std::uint64_t guild_id = 0;
  std::uint64_t flags = 0;
  std::int64_t type = 0;
  std::string content;
  std::string timestamp;
  std::string edited_timestamp;
  std::string nonce;
  User author;
  Member member;
  std::vector<User> mentions;
  std::vector<std::uint64_t> mention_roles;
  std::vector<Attachment> attachments;
  std::vector<Embed> embeds;
  bool tts = false;
  bool pinned = false;
  bool mention_everyone = false;
};

struct Activity {
  std::int64_t type = 0;
  std::int64_t created_at = 0;
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::uint64_t application_id = 0;
  std::uint64_t flags = 0;
  std::string name;
  std::string state;
  std::string details;
  std::string large_text;
  std::string large_image;
  std::string emoji;
};

struct Presence {
  std::uint64_t user = 0;
  std::uint64_t guild_id = 0;
  std::string status;
  std::string desktop;
  std::string mobile;
  std::vector<Activity> activities;
};

struct Overwrite {
  std::uint64_t id = 0;
  std::int64_t type = 0;
  std::string allow;
  std::string deny;
};

struct Channel {
  std::uint64_t id = 0;
  std::uint64_t last_message_id = 0;
  std::int64_t type = 0;
  std::int64_t position = 0;
  std::int64_t rate_limit_per_user = 0;
  std::string name;
  std::string topic;
  std::vector<Overwrite> overwrites;
  bool nsfw = false;
};

struct Role {
  std::uint64_t id = 0;
  std::int64_t position = 0;
  std::int64_t color = 0;
  std::string name;
  std::string permissions;
  bool hoist = false;
  bool managed = false;
  bool mentionable = false;
};

struct Guild {
  std::uint64_t id = 0;
  std::uint64_t owner_id = 0;
  std::int64_t member_count = 0;
  std::string name;
  std::string icon;
  std::string joined_at;
  std::vector<Role> roles;
  std::vector<Channel> channels;
  std::vector<Member> members;
  std::vector<Presence> presences;
};

// Each throws simdjson's error. `json` has the padding that simdjson asks for behind it.
Message read_message(simdjson::ondemand::parser& parser, simdjson::padded_string_view json);
Presence read_presence(simdjson::ondemand::parser& parser, simdjson::padded_string_view json);
Guild read_guild(simdjson::ondemand::parser& parser, simdjson::padded_string_view json);

}  // namespace pincer::bench::hand
