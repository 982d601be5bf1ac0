#include "hand_reader.hpp"

#include <charconv>
#include <string_view>

namespace pincer::bench::hand {
namespace {

using simdjson::ondemand::value;

// Names are told apart by their 64-bit FNV-1a hash, as our own decoders do.
constexpr std::uint64_t hash(std::string_view text) {
  std::uint64_t state = 14'695'981'039'346'656'037U;
  for (const char c : text) state = (state ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
  return state;
}
constexpr std::uint64_t operator""_h(const char* text, std::size_t size) {
  return hash({text, size});
}

/// Discord's names have no escapes, so the raw bytes up to the quote are the name.
std::uint64_t key_of(simdjson::ondemand::field& field) {
  const char* text = field.key().raw();
  const char* end = text;
  while (*end != '"') ++end;
  return hash({text, static_cast<std::size_t>(end - text)});
}

template <class Visit>
void each_field(value json, Visit visit) {
  simdjson::ondemand::object object = json.get_object();
  for (auto found : object) {
    simdjson::ondemand::field field;
    if (const auto error = std::move(found).get(field)) throw simdjson::simdjson_error(error);
    const std::uint64_t key = key_of(field);
    visit(key, field.value());
  }
}

void read(value json, std::string& out) {
  if (!json.is_null()) out = json.get_string().value();
}
void read(value json, bool& out) { out = json.get_bool(); }
void read(value json, std::int64_t& out) {
  if (!json.is_null()) out = json.get_int64();
}
void read_number(value json, std::uint64_t& out) {
  if (!json.is_null()) out = json.get_uint64();
}
void read_id(value json, std::uint64_t& out) {
  if (json.is_null()) return;
  const std::string_view digits = json.get_string().value();
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
}

template <class T, class Read>
void read_list(value json, std::vector<T>& out, Read read_one) {
  for (auto element : json.get_array()) read_one(element.value(), out.emplace_back());
}

void read_user(value json, User& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "id"_h: return read_id(field, out.id);
      case "username"_h: return read(field, out.username);
      case "avatar"_h: return read(field, out.avatar);
      case "discriminator"_h: return read(field, out.discriminator);
      case "global_name"_h: return read(field, out.global_name);
      case "public_flags"_h: return read_number(field, out.public_flags);
      case "flags"_h: return read_number(field, out.flags);
      case "bot"_h: return read(field, out.bot);
      default: return;
    }
  });
}

void read_member(value json, Member& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "user"_h: return read_user(field, out.user.emplace());
      case "nick"_h: return read(field, out.nick);
      case "joined_at"_h: return read(field, out.joined_at);
      case "roles"_h: return read_list(field, out.roles, read_id);
      case "flags"_h: return read_number(field, out.flags);
      case "mute"_h: return read(field, out.mute);
      case "deaf"_h: return read(field, out.deaf);
      case "pending"_h: return read(field, out.pending);
      default: return;
    }
  });
}

void read_attachment(value json, Attachment& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "id"_h: return read_id(field, out.id);
      case "size"_h: return read_number(field, out.size);
      case "width"_h: return read_number(field, out.width);
      case "height"_h: return read_number(field, out.height);
      case "filename"_h: return read(field, out.filename);
      case "url"_h: return read(field, out.url);
      case "proxy_url"_h: return read(field, out.proxy_url);
      case "content_type"_h: return read(field, out.content_type);
      default: return;
    }
  });
}

void read_embed(value json, Embed& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "type"_h: return read(field, out.type);
      case "title"_h: return read(field, out.title);
      case "description"_h: return read(field, out.description);
      case "url"_h: return read(field, out.url);
      case "color"_h: return read_number(field, out.color);
      default: return;
    }
  });
}

void read_activity(value json, Activity& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "type"_h: return read(field, out.type);
      case "created_at"_h: return read(field, out.created_at);
      case "timestamps"_h:
        return each_field(field, [&](std::uint64_t inner, value time) {
          if (inner == "start"_h) return read(time, out.start);
          if (inner == "end"_h) return read(time, out.end);
        });
      case "application_id"_h: return read_id(field, out.application_id);
      case "flags"_h: return read_number(field, out.flags);
      case "name"_h: return read(field, out.name);
      case "state"_h: return read(field, out.state);
      case "details"_h: return read(field, out.details);
      case "assets"_h:
        return each_field(field, [&](std::uint64_t inner, value text) {
          if (inner == "large_text"_h) return read(text, out.large_text);
          if (inner == "large_image"_h) return read(text, out.large_image);
        });
      case "emoji"_h:
        return each_field(field, [&](std::uint64_t inner, value text) {
          if (inner == "name"_h) return read(text, out.emoji);
        });
      default: return;
    }
  });
}

void read_presence_fields(value json, Presence& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "user"_h:
        return each_field(field, [&](std::uint64_t inner, value id) {
          if (inner == "id"_h) return read_id(id, out.user);
        });
      case "guild_id"_h: return read_id(field, out.guild_id);
      case "status"_h: return read(field, out.status);
      case "client_status"_h:
        return each_field(field, [&](std::uint64_t inner, value status) {
          if (inner == "desktop"_h) return read(status, out.desktop);
          if (inner == "mobile"_h) return read(status, out.mobile);
        });
      case "activities"_h: return read_list(field, out.activities, read_activity);
      default: return;
    }
  });
}

void read_overwrite(value json, Overwrite& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "id"_h: return read_id(field, out.id);
      case "type"_h: return read(field, out.type);
      case "allow"_h: return read(field, out.allow);
      case "deny"_h: return read(field, out.deny);
      default: return;
    }
  });
}

void read_channel(value json, Channel& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "id"_h: return read_id(field, out.id);
      case "last_message_id"_h: return read_id(field, out.last_message_id);
      case "type"_h: return read(field, out.type);
      case "position"_h: return read(field, out.position);
      case "rate_limit_per_user"_h: return read(field, out.rate_limit_per_user);
      case "name"_h: return read(field, out.name);
      case "topic"_h: return read(field, out.topic);
      case "permission_overwrites"_h: return read_list(field, out.overwrites, read_overwrite);
      case "nsfw"_h: return read(field, out.nsfw);
      default: return;
    }
  });
}

void read_role(value json, Role& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "id"_h: return read_id(field, out.id);
      case "position"_h: return read(field, out.position);
      case "color"_h: return read(field, out.color);
      case "name"_h: return read(field, out.name);
      case "permissions"_h: return read(field, out.permissions);
      case "hoist"_h: return read(field, out.hoist);
      case "managed"_h: return read(field, out.managed);
      case "mentionable"_h: return read(field, out.mentionable);
      default: return;
    }
  });
}

template <class T, class Read>
T read_document(simdjson::ondemand::parser& parser, simdjson::padded_string_view json,
                Read read_fields) {
  simdjson::ondemand::document document = parser.iterate(json);
  T out;
  read_fields(document.get_value(), out);
  return out;
}

}  // namespace

Message read_message(simdjson::ondemand::parser& parser, simdjson::padded_string_view json) {
  return read_document<Message>(parser, json, [](value all, Message& out) {
    each_field(all, [&](std::uint64_t key, value field) {
      switch (key) {
        case "id"_h: return read_id(field, out.id);
        case "channel_id"_h: return read_id(field, out.channel_id);
        case "guild_id"_h: return read_id(field, out.guild_id);
        case "flags"_h: return read_number(field, out.flags);
        case "type"_h: return read(field, out.type);
        case "content"_h: return read(field, out.content);
        case "timestamp"_h: return read(field, out.timestamp);
        case "edited_timestamp"_h: return read(field, out.edited_timestamp);
        case "nonce"_h: return read(field, out.nonce);
        case "author"_h: return read_user(field, out.author);
        case "member"_h: return read_member(field, out.member);
        case "mentions"_h: return read_list(field, out.mentions, read_user);
        case "mention_roles"_h: return read_list(field, out.mention_roles, read_id);
        case "attachments"_h: return read_list(field, out.attachments, read_attachment);
        case "embeds"_h: return read_list(field, out.embeds, read_embed);
        case "tts"_h: return read(field, out.tts);
        case "pinned"_h: return read(field, out.pinned);
        case "mention_everyone"_h: return read(field, out.mention_everyone);
        default: return;
      }
    });
  });
}

Presence read_presence(simdjson::ondemand::parser& parser, simdjson::padded_string_view json) {
  return read_document<Presence>(parser, json, read_presence_fields);
}

Guild read_guild(simdjson::ondemand::parser& parser, simdjson::padded_string_view json) {
  return read_document<Guild>(parser, json, [](value all, Guild& out) {
    each_field(all, [&](std::uint64_t key, value field) {
      switch (key) {
        case "id"_h: return read_id(field, out.id);
        case "owner_id"_h: return read_id(field, out.owner_id);
        case "member_count"_h: return read(field, out.member_count);
        case "name"_h: return read(field, out.name);
        case "icon"_h: return read(field, out.icon);
        case "joined_at"_h: return read(field, out.joined_at);
        case "roles"_h: return read_list(field, out.roles, read_role);
        case "channels"_h: return read_list(field, out.channels, read_channel);
        case "members"_h: return read_list(field, out.members, read_member);
        case "presences"_h: return read_list(field, out.presences, read_presence_fields);
        default: return;
      }
    });
  });
}

}  // namespace pincer::bench::hand
