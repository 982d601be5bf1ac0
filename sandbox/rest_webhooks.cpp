// Follow-ups and edits of answers, through the webhook that every interaction's token opens.
// https://discord.com/developers/docs/interactions/receiving-and-responding#followup-messages
#include "sandbox/api_errors.hpp"
#include "sandbox/objects_json.hpp"
#include "sandbox/rest_call.hpp"
#include "sandbox/rest_handlers.hpp"
#include "sandbox/rest_message_body.hpp"

namespace pincer::sandbox::rest {
namespace {

/// The interaction whose token is in the path, acknowledged and not older than its token lives.
const Interaction& interaction_of(const RestCall& call) {
  const Id application_id = call.id("webhook_id");
  if (call.world().application(application_id) == nullptr)
    throw Refused(api_error::unknown_webhook);
  const Interaction* interaction =
      call.world().interaction(application_id, call.text("webhook_token"));
  if (interaction == nullptr) throw Refused(api_error::invalid_webhook_token);
  const Duration age = call.now() - interaction->created;
  if (age > call.world().interaction_settings().token_lifetime) {
    throw Refused(api_error::invalid_webhook_token);
  }
  if (interaction->response_type == 0) throw Refused(api_error::unknown_webhook);
  return *interaction;
}

const Message& message_of(const RestCall& call, const Interaction& interaction,
                          std::optional<Id> message_id) {
  const Message* message =
      message_id ? call.world().webhook_message(interaction, *message_id) : nullptr;
  if (message == nullptr) throw Refused(api_error::unknown_message);
  return *message;
}

HttpReply reply_with(const RestCall& call, const Interaction& interaction, const Message& message) {
  return json_reply(200, message_json(call.world(), message, interaction.application_id));
}

HttpReply edit(RestCall& call, const Interaction& interaction, const Message& message) {
  FormErrors errors;
  MessageFields fields =
      read_message_fields(FieldReader(call.object_body(), {}, errors), call.take_files(), &message);
  errors.refuse_if_any();
  refuse_empty(fields, &message);
  return reply_with(call, interaction,
                    call.world().edit_message(message.channel_id, message.id,
                                              to_edit(std::move(fields), message)));
}

HttpReply remove(const RestCall& call, const Message& message) {
  call.world().delete_message(message.channel_id, message.id);
  return no_content_reply();
}

}  // namespace

HttpReply execute_webhook(RestCall& call) {
  const Interaction& interaction = interaction_of(call);
  // The first message after a deferred answer is that answer, and takes its place.
  const Message* original =
      interaction.original_message
          ? call.world().webhook_message(interaction, *interaction.original_message)
          : nullptr;
  if (original != nullptr && (original->flags & message_flag_loading) != 0) {
    return edit(call, interaction, *original);
  }
  FormErrors errors;
  MessageFields fields =
      read_message_fields(FieldReader(call.object_body(), {}, errors), call.take_files());
  errors.refuse_if_any();
  refuse_empty(fields);
  const Message& message = call.world().answer(interaction.id, to_draft(std::move(fields)));
  return reply_with(call, interaction, message);
}

HttpReply get_webhook_message(RestCall& call) {
  const Interaction& interaction = interaction_of(call);
  return reply_with(call, interaction, message_of(call, interaction, call.id("message_id")));
}

HttpReply update_webhook_message(RestCall& call) {
  const Interaction& interaction = interaction_of(call);
  return edit(call, interaction, message_of(call, interaction, call.id("message_id")));
}

HttpReply delete_webhook_message(RestCall& call) {
  return remove(call, message_of(call, interaction_of(call), call.id("message_id")));
}

HttpReply get_original_webhook_message(RestCall& call) {
  const Interaction& interaction = interaction_of(call);
  return reply_with(call, interaction, message_of(call, interaction, interaction.original_message));
}

HttpReply update_original_webhook_message(RestCall& call) {
  const Interaction& interaction = interaction_of(call);
  return edit(call, interaction, message_of(call, interaction, interaction.original_message));
}

HttpReply delete_original_webhook_message(RestCall& call) {
  const Interaction& interaction = interaction_of(call);
  return remove(call, message_of(call, interaction, interaction.original_message));
}

}  // namespace pincer::sandbox::rest
