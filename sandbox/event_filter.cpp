#include "sandbox/event_filter.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <string>

namespace pincer::sandbox {
namespace {

/// True when `object` is an object whose "id" is that of the application (its bot has the same).
bool is_bot(const boost::json::value* object, std::uint64_t application) {
  const auto* fields = object != nullptr ? object->if_object() : nullptr;
  const auto* id = fields != nullptr ? fields->if_contains("id") : nullptr;
  return id != nullptr && id->is_string() && id->get_string() == std::to_string(application);
}

}  // namespace

bool intents_allow(const Event& event, Intents intents, std::uint64_t application) {
  if (event.intents == Intents::none || intents.intersects(event.intents)) return true;
  return event.name == "GUILD_MEMBER_UPDATE" && is_bot(event.data.if_contains("user"), application);
}

bool may_read_content(const boost::json::object& message, std::uint64_t application) {
  if (!message.contains("guild_id")) return true;
  if (is_bot(message.if_contains("author"), application)) return true;
  const auto* mentions = message.if_contains("mentions");
  const auto* users = mentions != nullptr ? mentions->if_array() : nullptr;
  return users != nullptr && std::any_of(users->begin(), users->end(), [&](const auto& user) {
           return is_bot(&user, application);
         });
}

boost::json::object without_content(boost::json::object message, std::uint64_t application) {
  const auto* guild = message.if_contains("guild_id");
  if (auto* referenced = message.if_contains("referenced_message");
      referenced != nullptr && referenced->is_object()) {
    // The message replied to is shown without its guild, but it is of the same one.
    auto& object = referenced->get_object();
    const bool has_guild = object.contains("guild_id");
    if (!has_guild && guild != nullptr) object["guild_id"] = *guild;
    object = without_content(std::move(object), application);
    if (!has_guild) object.erase("guild_id");
  }
  if (may_read_content(message, application)) return message;
  if (message.contains("content")) message["content"] = "";
  for (const char* list : {"embeds", "attachments", "components", "message_snapshots"}) {
    if (message.contains(list)) message[list] = boost::json::array();
  }
  message.erase("poll");
  return message;
}

}  // namespace pincer::sandbox
