#include "wire/close_code.hpp"

#include <string>

namespace pincer::wire {
namespace {

constexpr int not_authenticated = 4003;
constexpr int authentication_failed = 4004;
constexpr int invalid_sequence = 4007;
constexpr int session_timed_out = 4009;
constexpr int invalid_shard = 4010;
constexpr int sharding_required = 4011;
constexpr int invalid_api_version = 4012;
constexpr int invalid_intents = 4013;
constexpr int disallowed_intents = 4014;

/// Privileged intents have a switch each, and the portal gives the switches other names.
/// https://discord.com/developers/docs/events/gateway#privileged-intents
std::string portal_switches(Intents intents) {
  std::string names;
  const auto add = [&](Intents intent, std::string_view name) {
    if (!intents.contains(intent)) return;
    if (!names.empty()) names += ", ";
    names += '"';
    names += name;
    names += "\" (" + intent.to_string() + ")";
  };
  add(Intents::guild_presences, "Presence Intent");
  add(Intents::guild_members, "Server Members Intent");
  add(Intents::message_content, "Message Content Intent");
  return names;
}

std::string advice(int code, Intents intents) {
  switch (code) {
    case authentication_failed:
      return "the token was refused; copy the bot's current token from Discord's developer portal, "
             "page \"Bot\"";
    case invalid_shard:
      return "the shard was refused; its id must be below the number of shards, and that number "
             "must fit what GET /gateway/bot recommends";
    case sharding_required:
      return "the bot is in too many guilds for so few shards; start at least the number that GET "
             "/gateway/bot recommends";
    case invalid_api_version:
      return "the gateway no longer speaks this version of the API; update the library";
    case invalid_intents:
      return "the intents hold a bit that the gateway does not know (" + intents.to_string() +
             "); combine only those of pincer::Intents";
    case disallowed_intents: {
      const std::string switches = portal_switches(intents);
      if (switches.empty()) {
        return "an intent is not allowed for this bot (" + intents.to_string() + ")";
      }
      return "a privileged intent is not enabled; in Discord's developer portal, page \"Bot\", "
             "switch on " +
             switches + ", or connect without it";
    }
    default: return "the gateway ended the session for good";
  }
}

}  // namespace

CloseAction classify_close_code(int code) noexcept {
  switch (code) {
    case authentication_failed:
    case invalid_shard:
    case sharding_required:
    case invalid_api_version:
    case invalid_intents:
    case disallowed_intents: return CloseAction::fatal;
    case not_authenticated:
    case invalid_sequence:
    case session_timed_out: return CloseAction::new_session;
    default: return CloseAction::resume;
  }
}

Error fatal_close_error(int code, std::string_view reason, Intents intents) {
  Error error(code == authentication_failed ? ErrorKind::unauthorized : ErrorKind::gateway,
              advice(code, intents));
  error.close_code = code;
  if (!reason.empty()) error.message += " (Discord says: " + std::string(reason) + ")";
  return error;
}

}  // namespace pincer::wire
