#include "hand_reader.hpp"

#include <charconv>
#include <string_view>

#include "json/reader.hpp"

namespace pincer::bench::hand {
namespace {

using simdjson::ondemand::value;

using namespace json::literals;

template <class Visit>
void each_field(value json, Visit visit) {
  simdjson::ondemand::object object = json.get_object();
  for (auto found : object) {
    simdjson::ondemand::field field;
    if (const auto error = std::move(found).get(field)) throw simdjson::simdjson_error(error);
    const std::uint64_t key = json::key_at(field.key().raw()).hash;
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
      case "id"_key: return read_id(field, out.id);
      case "username"_key: return read(field, out.username);
      case "avatar"_key: return read(field, out.avatar);
      case "discriminator"_key: return read(field, out.discriminator);
      case "global_name"_key: return read(field, out.global_name);
      case "public_flags"_key: return read_number(field, out.public_flags);
      case "flags"_key: return read_number(field, out.flags);
      case "bot"_key: return read(field, out.bot);
      default: return;
    }
  });
}

void read_member(value json, Member& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "user"_key: return read_user(field, out.user.emplace());
      case "nick"_key: return read(field, out.nick);
      case "joined_at"_key: return read(field, out.joined_at);
      case "roles"_key: return read_list(field, out.roles, read_id);
      case "flags"_key: return read_number(field, out.flags);
      case "mute"_key: return read(field, out.mute);
      case "deaf"_key: return read(field, out.deaf);
      case "pending"_key: return read(field, out.pending);
      default: return;
    }
  });
}

void read_attachment(value json, Attachment& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "id"_key: return read_id(field, out.id);
      case "size"_key: return read_number(field, out.size);
      case "width"_key: return read_number(field, out.width);
      case "height"_key: return read_number(field, out.height);
      case "filename"_key: return read(field, out.filename);
      case "url"_key: return read(field, out.url);
      case "proxy_url"_key: return read(field, out.proxy_url);
      case "content_type"_key: return read(field, out.content_type);
      default: return;
    }
  });
}

void read_embed_field(value json, EmbedField& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "name"_key: return read(field, out.name);
      case "value"_key: return read(field, out.value);
      case "inline"_key: return read(field, out.is_inline);
      default: return;
    }
  });
}

void read_embed(value json, Embed& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "type"_key: return read(field, out.type);
      case "title"_key: return read(field, out.title);
      case "description"_key: return read(field, out.description);
      case "url"_key: return read(field, out.url);
      case "color"_key: return read_number(field, out.color);
      case "timestamp"_key: return read(field, out.timestamp);
      case "fields"_key: return read_list(field, out.fields, read_embed_field);
      case "footer"_key:
        return each_field(field, [&](std::uint64_t inner, value text) {
          if (inner == "text"_key) return read(text, out.footer);
        });
      default: return;
    }
  });
}

void read_activity(value json, Activity& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "type"_key: return read(field, out.type);
      case "created_at"_key: return read(field, out.created_at);
      case "timestamps"_key:
        return each_field(field, [&](std::uint64_t inner, value time) {
          if (inner == "start"_key) return read(time, out.start);
          if (inner == "end"_key) return read(time, out.end);
        });
      case "application_id"_key: return read_id(field, out.application_id);
      case "flags"_key: return read_number(field, out.flags);
      case "name"_key: return read(field, out.name);
      case "state"_key: return read(field, out.state);
      case "details"_key: return read(field, out.details);
      case "assets"_key:
        return each_field(field, [&](std::uint64_t inner, value text) {
          if (inner == "large_text"_key) return read(text, out.large_text);
          if (inner == "large_image"_key) return read(text, out.large_image);
        });
      case "emoji"_key:
        return each_field(field, [&](std::uint64_t inner, value text) {
          if (inner == "name"_key) return read(text, out.emoji);
        });
      default: return;
    }
  });
}

void read_presence_fields(value json, Presence& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "user"_key:
        return each_field(field, [&](std::uint64_t inner, value id) {
          if (inner == "id"_key) return read_id(id, out.user);
        });
      case "guild_id"_key: return read_id(field, out.guild_id);
      case "status"_key: return read(field, out.status);
      case "client_status"_key:
        return each_field(field, [&](std::uint64_t inner, value status) {
          if (inner == "desktop"_key) return read(status, out.desktop);
          if (inner == "mobile"_key) return read(status, out.mobile);
        });
      case "activities"_key: return read_list(field, out.activities, read_activity);
      default: return;
    }
  });
}

void read_overwrite(value json, Overwrite& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "id"_key: return read_id(field, out.id);
      case "type"_key: return read(field, out.type);
      case "allow"_key: return read(field, out.allow);
      case "deny"_key: return read(field, out.deny);
      default: return;
    }
  });
}

void read_channel(value json, Channel& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "id"_key: return read_id(field, out.id);
      case "last_message_id"_key: return read_id(field, out.last_message_id);
      case "type"_key: return read(field, out.type);
      case "position"_key: return read(field, out.position);
      case "rate_limit_per_user"_key: return read(field, out.rate_limit_per_user);
      case "name"_key: return read(field, out.name);
      case "topic"_key: return read(field, out.topic);
      case "permission_overwrites"_key: return read_list(field, out.overwrites, read_overwrite);
      case "nsfw"_key: return read(field, out.nsfw);
      default: return;
    }
  });
}

void read_role(value json, Role& out) {
  each_field(json, [&](std::uint64_t key, value field) {
    switch (key) {
      case "id"_key: return read_id(field, out.id);
      case "position"_key: return read(field, out.position);
      case "color"_key: return read(field, out.color);
      case "name"_key: return read(field, out.name);
      case "permissions"_key: return read(field, out.permissions);
      case "hoist"_key: return read(field, out.hoist);
      case "managed"_key: return read(field, out.managed);
      case "mentionable"_key: return read(field, out.mentionable);
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
        case "id"_key: return read_id(field, out.id);
        case "channel_id"_key: return read_id(field, out.channel_id);
        case "guild_id"_key: return read_id(field, out.guild_id);
        case "flags"_key: return read_number(field, out.flags);
        case "type"_key: return read(field, out.type);
        case "content"_key: return read(field, out.content);
        case "timestamp"_key: return read(field, out.timestamp);
        case "edited_timestamp"_key: return read(field, out.edited_timestamp);
        case "nonce"_key: return read(field, out.nonce);
        case "author"_key: return read_user(field, out.author);
        case "member"_key: return read_member(field, out.member);
        case "mentions"_key: return read_list(field, out.mentions, read_user);
        case "mention_roles"_key: return read_list(field, out.mention_roles, read_id);
        case "attachments"_key: return read_list(field, out.attachments, read_attachment);
        case "embeds"_key: return read_list(field, out.embeds, read_embed);
        case "tts"_key: return read(field, out.tts);
        case "pinned"_key: return read(field, out.pinned);
        case "mention_everyone"_key: return read(field, out.mention_everyone);
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
        case "id"_key: return read_id(field, out.id);
        case "owner_id"_key: return read_id(field, out.owner_id);
        case "member_count"_key: return read(field, out.member_count);
        case "name"_key: return read(field, out.name);
        case "icon"_key: return read(field, out.icon);
        case "joined_at"_key: return read(field, out.joined_at);
        case "roles"_key: return read_list(field, out.roles, read_role);
        case "channels"_key: return read_list(field, out.channels, read_channel);
        case "members"_key: return read_list(field, out.members, read_member);
        case "presences"_key: return read_list(field, out.presences, read_presence_fields);
        default: return;
      }
    });
  });
}

}  // namespace pincer::bench::hand
