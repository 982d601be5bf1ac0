#include "wire/route.hpp"

#include <algorithm>
#include <array>
#include <boost/container/small_vector.hpp>

#include "pincer/snowflake.hpp"

namespace pincer::wire {
namespace {

/// What stands after a collection's name in a path.
struct Collection {
  std::string_view name;
  std::string_view parameter;
  bool takes_any_text = false;  ///< Otherwise only numbers are parameters ("/guilds/templates").
};

// From the paths of Discord's documentation, in the order of the alphabet. Collections that are
// missing here get "{id}".
constexpr std::array collections{
    Collection{"activity-instances", "{instance_id}", true},
    Collection{"answers", "{answer_id}"},
    Collection{"applications", "{application_id}"},
    Collection{"bans", "{user_id}"},
    Collection{"channels", "{channel_id}"},
    Collection{"commands", "{command_id}"},
    Collection{"emojis", "{emoji_id}"},
    Collection{"entitlements", "{entitlement_id}"},
    Collection{"exceptions", "{exception_id}"},
    Collection{"guilds", "{guild_id}"},
    Collection{"integrations", "{integration_id}"},
    Collection{"interactions", "{interaction_id}"},
    Collection{"invites", "{code}", true},
    Collection{"lobbies", "{lobby_id}"},
    Collection{"members", "{user_id}"},
    Collection{"messages", "{message_id}"},
    Collection{"permissions", "{overwrite_id}"},
    Collection{"pins", "{message_id}"},
    Collection{"polls", "{message_id}"},
    Collection{"reactions", "{emoji_name}", true},
    Collection{"recipients", "{user_id}"},
    Collection{"requests", "{request_id}"},
    Collection{"roles", "{role_id}"},
    Collection{"rules", "{rule_id}"},
    Collection{"scheduled-events", "{guild_scheduled_event_id}"},
    Collection{"skus", "{sku_id}"},
    Collection{"soundboard-sounds", "{sound_id}"},
    Collection{"stage-instances", "{channel_id}"},
    Collection{"sticker-packs", "{pack_id}"},
    Collection{"stickers", "{sticker_id}"},
    Collection{"subscriptions", "{subscription_id}"},
    Collection{"templates", "{code}", true},
    Collection{"thread-members", "{user_id}"},
    Collection{"users", "{user_id}"},
    Collection{"voice-states", "{user_id}"},
    Collection{"webhooks", "{webhook_id}"},
};

static_assert(std::ranges::is_sorted(collections, {}, &Collection::name));

constexpr std::size_t word_length_max = 32;

bool is_number(std::string_view segment) {
  return std::ranges::all_of(segment, [](char c) { return c >= '0' && c <= '9'; });
}

/// Discord's own path words: lower case, "@me", "widget.json", "oauth2", "thread-members".
bool is_word(std::string_view segment) {
  return segment.size() <= word_length_max && std::ranges::all_of(segment, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '@' || c == '-' ||
                  c == '.' || c == '_';
         });
}

using Segments = boost::container::small_vector<std::string_view, 8>;

Segments split(std::string_view path) {
  Segments segments;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) segments.push_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return segments;
}

/// Discord writes an interaction's token as the base64 of "interaction:<id>:<secret>". This is not
/// documented, but every token that was ever shown begins so, and no webhook's does.
constexpr std::string_view interaction_token_beginning = "aW50ZXJhY3Rpb246";

/// FNV-1a with 64 bits, as hexadecimal digits: tells tokens apart without holding them.
std::string fingerprint(std::string_view token) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : token) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) {
    text.push_back(digits[(hash >> static_cast<unsigned>(shift)) & 0xfU]);
  }
  return text;
}

std::string_view parameter_of(std::string_view before, std::string_view segment) {
  const bool number = is_number(segment);
  const auto* const found = std::ranges::lower_bound(collections, before, {}, &Collection::name);
  if (found != collections.end() && found->name == before &&
      (number || (found->takes_any_text && segment != "@me"))) {
    return found->parameter;
  }
  if (number) return "{id}";
  return is_word(segment) ? std::string_view() : "{value}";
}

}  // namespace

Route::Route(std::string_view method, std::string_view target, const RouteContext& context)
    : method_(method) {
  const PathParts parts = read_path(target.substr(0, target.find_first_of("?#")));
  read_major(parts, context);
  read_classes(parts, context);
  if (!context.credentials.empty()) major_ += "@" + fingerprint(context.credentials);
}

Route::PathParts Route::read_path(std::string_view path) {
  PathParts parts;
  const Segments segments = split(path);
  template_.reserve(path.size() + 16);  // Names are about as long as ids.
  const bool has_token = segments.size() > 2 && is_number(segments[1]) &&
                         (segments[0] == "webhooks" || segments[0] == "interactions");
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::string_view before = i > 0 ? segments[i - 1] : std::string_view();
    const bool after_emoji = i > 1 && segments[i - 2] == "reactions";
    std::string_view parameter = parameter_of(before, segments[i]);
    if (i == 2 && has_token) {
      parts.token = fingerprint(segments[i]);
      is_interaction_ = segments[i].starts_with(interaction_token_beginning);
      parameter = segments[0] == "webhooks" ? "{webhook_token}" : "{interaction_token}";
    } else if (after_emoji && is_number(segments[i])) {
      parameter = "{user_id}";
    }
    if (i == 1 && !parameter.empty()) parts.id = segments[i];
    if (before == "messages" && !parameter.empty()) {
      parts.message_id = parse_snowflake(segments[i]).value_or(0);
    }
    template_.append("/").append(parameter.empty() ? segments[i] : parameter);
  }
  if (template_.empty()) template_ = "/";
  return parts;
}

void Route::read_major(const PathParts& parts, const RouteContext& context) {
  const std::string_view path = template_;
  is_webhook_ = path.starts_with("/webhooks/{webhook_id}");
  const bool is_callback = path.starts_with("/interactions/{interaction_id}");
  const bool is_top_level = is_webhook_ || is_callback ||
                            path.starts_with("/channels/{channel_id}") ||
                            path.starts_with("/guilds/{guild_id}");
  if (!is_top_level) return;
  const bool has_token = !parts.token.empty();
  major_ = parts.id;
  if (has_token) major_.append("/").append(parts.token);
  needs_authorization_ = !has_token;
  const bool is_own_webhook =
      context.application_id != 0 && parse_snowflake(parts.id) == context.application_id;
  is_interaction_ =
      is_interaction_ || is_callback ||
      (is_webhook_ && has_token && (is_own_webhook || path.ends_with("/messages/@original")));
}

void Route::read_classes(const PathParts& parts, const RouteContext& context) {
  constexpr std::string_view longest_age = " young";
  key_.reserve(method_.size() + 1 + template_.size() + longest_age.size());
  key_.append(method_).append(" ").append(template_);
  if (method_ == "GET" && template_ == "/gateway") needs_authorization_ = false;

  // Discord counts the deletion of messages by their age. Its documentation is silent; its staff
  // explained it: https://github.com/discord/discord-api-docs/issues/1295
  if (method_ == "DELETE" && template_ == "/channels/{channel_id}/messages/{message_id}" &&
      context.wall_now.time_since_epoch().count() > 0) {
    const auto age = context.wall_now - Snowflake<struct MessageKind>(parts.message_id).timestamp();
    if (age < std::chrono::seconds(10)) key_ += " young";
    if (age > std::chrono::days(14)) key_ += " old";
  } else if (template_.starts_with("/guilds/{guild_id}/emojis")) {
    sub_limit_ = "emojis";
  } else if (template_.find("/{message_id}/reactions") != std::string::npos) {
    sub_limit_ = "reactions";
  }
}

}  // namespace pincer::wire
