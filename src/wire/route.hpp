// What a request's method and path say about rate limits. Layer: wire. Thread safety: as a value
// type.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace pincer::wire {

/// What the path alone cannot tell. Leave a member at zero when it is not known.
struct RouteContext {
  /// The bot's own application: a webhook of that id is the webhook of an interaction.
  std::uint64_t application_id = 0;
  /// Wall clock, for the age of a message that is to be deleted.
  std::chrono::sys_time<std::chrono::milliseconds> wall_now{};
  /// Credentials other than the bot's own, if the request carries such: their owner has limits of
  /// their own. Only a fingerprint is kept.
  std::string_view credentials;
};

/// A request's place among Discord's rate limits. Holds no token: where one is part of the path,
/// `major()` carries a fingerprint of it, so a route may be logged and listed.
class Route {
 public:
  /// `target` is the path below the API's base, with or without a query:
  /// "/channels/41771983423143937/messages?limit=5".
  Route(std::string_view method, std::string_view target, const RouteContext& context = {});

  [[nodiscard]] const std::string& method() const noexcept { return method_; }

  /// The path with its ids replaced: "/channels/{channel_id}/messages/{message_id}". Paths that
  /// Discord does not document get "{id}" for numbers and "{value}" for what looks opaque.
  [[nodiscard]] const std::string& path_template() const noexcept { return template_; }

  /// Method and template, e.g. "GET /channels/{channel_id}/messages". Deleting a message counts
  /// against one of three limits by the message's age (below 10 s, above 14 days, between), so
  /// its key names the age: "DELETE ... young", "... old", or nothing.
  [[nodiscard]] const std::string& key() const noexcept { return key_; }

  /// The top-level resource that has its own count: the channel's, guild's or webhook's id, a
  /// webhook's or interaction's id with the token's fingerprint, or empty; then, after an "@", the
  /// fingerprint of other credentials.
  /// https://discord.com/developers/docs/topics/rate-limits
  [[nodiscard]] const std::string& major() const noexcept { return major_; }

  /// The requests that a hidden limit (a 429 while the bucket has requests left) delays together
  /// within one major parameter: all emoji routes of a guild, all reactions of a channel, else the
  /// requests of the same key. https://discord.com/developers/docs/topics/rate-limits
  [[nodiscard]] const std::string& sub_limit() const noexcept {
    return sub_limit_.empty() ? key_ : sub_limit_;
  }

  /// True for Discord's interaction endpoints, which are not bound to the global limit: an
  /// interaction's callback, and the webhook of an interaction where it can be told from another
  /// webhook (its id is `RouteContext::application_id`, its token begins as those of interactions
  /// do, or the path names `@original`).
  /// https://discord.com/developers/docs/interactions/receiving-and-responding#endpoints
  [[nodiscard]] bool is_interaction() const noexcept { return is_interaction_; }

  /// True for `/webhooks/{webhook_id}` and everything below it.
  [[nodiscard]] bool is_webhook() const noexcept { return is_webhook_; }

  /// False where the path itself carries the authority (a webhook's or interaction's token) and
  /// for GET /gateway. Sending a bot token there is useless at best.
  [[nodiscard]] bool needs_authorization() const noexcept { return needs_authorization_; }

 private:
  /// What is of use only while the route is made.
  struct PathParts {
    std::string_view id;  // The first path parameter.
    std::string token;    // Fingerprint of the token in the path, or empty.
    std::uint64_t message_id = 0;
  };

  PathParts read_path(std::string_view path);
  void read_major(const PathParts& parts, const RouteContext& context);
  void read_classes(const PathParts& parts, const RouteContext& context);

  std::string method_;
  std::string template_;
  std::string key_;
  std::string major_;
  std::string sub_limit_;  // Empty: the key.
  bool is_interaction_ = false;
  bool is_webhook_ = false;
  bool needs_authorization_ = true;
};

}  // namespace pincer::wire
