// Messages in channels.
// https://discord.com/developers/docs/resources/message
#include <algorithm>
#include <boost/json/array.hpp>

#include "sandbox/api_errors.hpp"
#include "sandbox/objects_json.hpp"
#include "sandbox/permissions.hpp"
#include "sandbox/rest_call.hpp"
#include "sandbox/rest_handlers.hpp"
#include "sandbox/rest_message_body.hpp"

namespace pincer::sandbox::rest {
namespace {

using boost::json::array;

/// With enforce_nonce a repeated request finds its first message instead of making another. Discord
/// remembers for some minutes; here the newest messages of the channel are its memory.
const Message* message_with_nonce(const Channel& channel, Id author_id,
                                  const boost::json::value& nonce) {
  constexpr int messages_searched_max = 100;
  int searched = 0;
  for (auto entry = channel.messages.rbegin();
       entry != channel.messages.rend() && searched < messages_searched_max; ++entry, ++searched) {
    if (entry->second.author_id == author_id && entry->second.nonce == nonce) return &entry->second;
  }
  return nullptr;
}

/// The message that the new one replies to; nothing when it is gone and that is allowed.
std::optional<Id> check_reference(const RestCall& call, const Channel& channel,
                                  const MessageFields& fields) {
  if (!fields.reference) return std::nullopt;
  if ((call.world().permissions(call.me(), channel) & permission::read_message_history) == 0) {
    throw Refused(api_error::no_history_permission);
  }
  const bool elsewhere = fields.reference_channel && *fields.reference_channel != channel.id;
  if (!elsewhere && call.world().message(channel.id, *fields.reference) != nullptr) {
    return fields.reference;
  }
  if (!elsewhere && !fields.fail_if_not_exists) return std::nullopt;
  FormErrors errors;
  errors.add({"message_reference"}, "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
  throw Refused(errors.reply());
}

void demand_own(const RestCall& call, const Message& message) {
  if (message.author_id != call.me()) throw Refused(api_error::other_authors_message);
}

}  // namespace

HttpReply create_message(RestCall& call) {
  const Channel& channel = call.text_channel(permission::send_messages);
  FormErrors errors;
  MessageFields fields =
      read_message_fields(FieldReader(call.object_body(), {}, errors), call.take_files());
  errors.refuse_if_any();
  refuse_empty(fields);
  if (!fields.uploads.empty()) call.demand(channel, permission::attach_files);
  if (fields.enforce_nonce) {
    if (const Message* first = message_with_nonce(channel, call.me(), fields.nonce)) {
      return json_reply(200, message_json(call.world(), *first, call.me()));
    }
  }
  const auto reference = check_reference(call, channel, fields);
  MessageDraft draft = to_draft(std::move(fields));
  draft.channel_id = channel.id;
  draft.author_id = call.me();
  draft.reference = reference;
  draft.type = reference ? 19 : 0;
  draft.flags &= ~message_flag_ephemeral;  // Only answers to interactions can be that.
  if (draft.tts) {
    draft.tts = (call.world().permissions(call.me(), channel) & permission::send_tts_messages) != 0;
  }
  const Message& message = call.world().create_message(std::move(draft));
  return json_reply(200, message_json(call.world(), message, call.me()));
}

HttpReply list_messages(RestCall& call) {
  const Channel& channel = call.text_channel(0);
  const auto limit = static_cast<std::size_t>(call.query_integer("limit").value_or(50));
  const auto around = call.query_id("around");
  const auto before = call.query_id("before");
  const auto after = call.query_id("after");
  array list;
  // Without this permission Discord answers with an empty list.
  if ((call.world().permissions(call.me(), channel) & permission::read_message_history) == 0) {
    return json_reply(200, list);
  }
  const auto& messages = channel.messages;
  // [first, last): the window; shown from the newest to the oldest.
  auto first = messages.begin();
  auto last = messages.end();
  const auto back = [&](auto from, std::size_t count) {
    while (count-- > 0 && from != messages.begin()) --from;
    return from;
  };
  const auto forth = [&](auto from, std::size_t count) {
    while (count-- > 0 && from != messages.end()) ++from;
    return from;
  };
  if (around) {
    const auto middle = messages.lower_bound(*around);
    first = back(middle, limit / 2);
    last = forth(first, limit);
  } else if (after) {
    first = messages.upper_bound(*after);
    last = forth(first, limit);
  } else {
    if (before) last = messages.lower_bound(*before);
    first = back(last, limit);
  }
  while (last != first) {
    --last;
    list.emplace_back(message_json(call.world(), last->second, call.me()));
  }
  return json_reply(200, list);
}

HttpReply get_message(RestCall& call) {
  const Channel& channel = call.text_channel(permission::read_message_history);
  return json_reply(200, message_json(call.world(), call.message(channel), call.me()));
}

HttpReply update_message(RestCall& call) {
  const Channel& channel = call.text_channel(0);
  const Message& message = call.message(channel);
  demand_own(call, message);
  FormErrors errors;
  MessageFields fields =
      read_message_fields(FieldReader(call.object_body(), {}, errors), call.take_files(), &message);
  errors.refuse_if_any();
  refuse_empty(fields, &message);
  const Message& edited =
      call.world().edit_message(channel.id, message.id, to_edit(std::move(fields), message));
  return json_reply(200, message_json(call.world(), edited, call.me()));
}

HttpReply delete_message(RestCall& call) {
  const Channel& channel = call.text_channel(0);
  const Message& message = call.message(channel);
  if (message.author_id != call.me()) call.demand(channel, permission::manage_messages);
  call.world().delete_message(channel.id, message.id);
  return no_content_reply();
}

}  // namespace pincer::sandbox::rest
