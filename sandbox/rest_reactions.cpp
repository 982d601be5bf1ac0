// Reactions to messages.
#include <algorithm>
#include <boost/json/array.hpp>

#include "sandbox/api_errors.hpp"
#include "sandbox/emoji.hpp"
#include "sandbox/objects_json.hpp"
#include "sandbox/permissions.hpp"
#include "sandbox/rest_call.hpp"
#include "sandbox/rest_handlers.hpp"

namespace pincer::sandbox::rest {
namespace {

constexpr std::size_t reactions_max = 20;  // Different emoji on a message.

const std::string& emoji_of(const RestCall& call) {
  const std::string& emoji = call.text("emoji_name");
  if (!is_emoji(emoji)) throw Refused(api_error::unknown_emoji);
  return emoji;
}

const Reaction* reaction_of(const Message& message, const std::string& emoji) {
  const auto found = std::find_if(message.reactions.begin(), message.reactions.end(),
                                  [&](const Reaction& known) { return known.emoji == emoji; });
  return found == message.reactions.end() ? nullptr : &*found;
}

}  // namespace

HttpReply add_my_message_reaction(RestCall& call) {
  const Channel& channel = call.text_channel(permission::read_message_history);
  const Message& message = call.message(channel);
  const std::string& emoji = emoji_of(call);
  // To join in a reaction needs no permission, to begin one does.
  if (reaction_of(message, emoji) == nullptr) {
    call.demand(channel, permission::add_reactions);
    if (message.reactions.size() >= reactions_max) throw Refused(api_error::too_many_reactions);
  }
  call.world().add_reaction(channel.id, message.id, call.me(), emoji);
  return no_content_reply();
}

HttpReply delete_my_message_reaction(RestCall& call) {
  const Channel& channel = call.text_channel(0);
  const Message& message = call.message(channel);
  call.world().remove_reaction(channel.id, message.id, call.me(), emoji_of(call));
  return no_content_reply();
}

HttpReply delete_user_message_reaction(RestCall& call) {
  const Channel& channel = call.text_channel(permission::manage_messages);
  const Message& message = call.message(channel);
  const Id user_id = call.id("user_id");
  if (call.world().user(user_id) == nullptr) throw Refused(api_error::unknown_user);
  call.world().remove_reaction(channel.id, message.id, user_id, emoji_of(call));
  return no_content_reply();
}

HttpReply list_message_reactions_by_emoji(RestCall& call) {
  const Channel& channel = call.text_channel(0);
  const Reaction* reaction = reaction_of(call.message(channel), emoji_of(call));
  const auto limit = static_cast<std::size_t>(call.query_integer("limit").value_or(25));
  const Id after = call.query_id("after").value_or(0);
  boost::json::array users;
  if (reaction != nullptr) {
    std::vector<Id> ids = reaction->users;
    std::sort(ids.begin(), ids.end());
    for (const Id id : ids) {
      if (id > after && users.size() < limit) users.emplace_back(user_json(*call.world().user(id)));
    }
  }
  return json_reply(200, users);
}

}  // namespace pincer::sandbox::rest
