// The first answer to an interaction.
// https://discord.com/developers/docs/interactions/receiving-and-responding#create-interaction-response
#include <boost/json/array.hpp>

#include "sandbox/api_errors.hpp"
#include "sandbox/objects_json.hpp"
#include "sandbox/rest_call.hpp"
#include "sandbox/rest_handlers.hpp"
#include "sandbox/rest_message_body.hpp"
#include "sandbox/validate_components.hpp"

namespace pincer::sandbox::rest {
namespace {

using boost::json::object;

enum Callback : int {
  pong = 1,
  channel_message = 4,
  deferred_channel_message = 5,
  deferred_update = 6,
  message_update = 7,
  autocomplete_result = 8,
  modal = 9,
};

/// The interaction of the path, still waiting for its first answer.
const Interaction& pending_interaction(const RestCall& call) {
  const Interaction* interaction = call.world().interaction(call.id("interaction_id"));
  if (interaction == nullptr || interaction->token != call.text("interaction_token")) {
    throw Refused(api_error::unknown_interaction);
  }
  if (interaction->response_type != 0) throw Refused(api_error::already_acknowledged);
  const Duration age = call.now() - interaction->created;
  if (age > call.world().interaction_settings().acknowledge_within) {
    throw Refused(api_error::unknown_interaction);
  }
  return *interaction;
}

/// Adds an error when an interaction of that type cannot be answered in that way.
void check_type(const FieldReader& body, const Interaction& interaction, int type) {
  constexpr int component = 3;
  constexpr int autocomplete = 4;
  constexpr int modal_submit = 5;
  bool fits = true;
  if (interaction.type == autocomplete) {
    fits = type == autocomplete_result;
  } else if (type == autocomplete_result) {
    fits = false;
  } else if (type == deferred_update || type == message_update) {
    // Also for a modal that a component opened.
    fits = interaction.type == component || interaction.source_message.has_value();
  } else if (type == modal) {
    fits = interaction.type != modal_submit;
  }
  if (!fits) {
    body.add("type", "INTERACTION_CALLBACK_TYPE_INVALID",
             "An interaction of this type cannot be answered in this way");
  }
}

/// What `with_response=true` asks for.
HttpReply callback_reply(const RestCall& call, const Interaction& interaction,
                         const Message* message) {
  if (!call.query_flag("with_response")) return no_content_reply();
  object about{{"id", id_json(interaction.id)}, {"type", interaction.type}};
  about["channel_id"] = id_json(interaction.channel_id);
  if (interaction.guild_id) about["guild_id"] = id_json(*interaction.guild_id);
  object json;
  if (message != nullptr) {
    about["response_message_id"] = id_json(message->id);
    about["response_message_loading"] = (message->flags & message_flag_loading) != 0;
    about["response_message_ephemeral"] = (message->flags & message_flag_ephemeral) != 0;
    json["resource"] =
        object{{"type", interaction.response_type},
               {"message", message_json(call.world(), *message, interaction.application_id)}};
  }
  json["interaction"] = std::move(about);
  return json_reply(200, json);
}

HttpReply answer_with_message(const RestCall& call, const Interaction& interaction, int type,
                              MessageFields fields) {
  MessageDraft draft;
  if (type == deferred_channel_message) {
    draft.flags = message_flag_loading | (fields.flags.value_or(0) & message_flag_ephemeral);
  } else {
    draft = to_draft(std::move(fields));
  }
  call.world().acknowledge(interaction.id, type, {});
  const Message& message = call.world().answer(interaction.id, std::move(draft));
  return callback_reply(call, interaction, &message);
}

HttpReply answer_with_update(const RestCall& call, const Interaction& interaction,
                             MessageFields fields, const Message& source) {
  call.world().acknowledge(interaction.id, message_update, {});
  const Message& message =
      call.world().edit_message(source.channel_id, source.id, to_edit(std::move(fields), source));
  return callback_reply(call, interaction, &message);
}

}  // namespace

HttpReply create_interaction_response(RestCall& call) {
  const Interaction& interaction = pending_interaction(call);
  FormErrors errors;
  const FieldReader body(call.object_body(), {}, errors);
  const auto type = static_cast<int>(
      body.choice("type", {pong, channel_message, deferred_channel_message, deferred_update,
                           message_update, autocomplete_result, modal})
          .value_or(0));
  errors.refuse_if_any();
  check_type(body, interaction, type);
  errors.refuse_if_any();

  static const object nothing;
  if (type != deferred_channel_message && type != deferred_update && type != pong) {
    body.require("data");
  }
  const object* data_object = body.object("data");
  const FieldReader data(data_object != nullptr ? *data_object : nothing, {"data"}, errors);
  if (type == pong || type == deferred_update || type == autocomplete_result || type == modal) {
    if (type == autocomplete_result) data.require("choices");
    if (type == modal) check_modal(data);
    errors.refuse_if_any();
    call.world().acknowledge(interaction.id, type, data_object != nullptr ? *data_object : nothing);
    return callback_reply(call, interaction, nullptr);
  }

  const Message* source = nullptr;
  if (type == message_update) {
    source = call.world().message(interaction.channel_id, *interaction.source_message);
    if (source == nullptr) source = call.world().ephemeral_message(*interaction.source_message);
    if (source == nullptr) throw Refused(api_error::unknown_message);
  }
  MessageFields fields = read_message_fields(data, call.take_files(), source);
  errors.refuse_if_any();
  if (type == message_update) {
    refuse_empty(fields, source);
    return answer_with_update(call, interaction, std::move(fields), *source);
  }
  if (type == channel_message) refuse_empty(fields);
  return answer_with_message(call, interaction, type, std::move(fields));
}

}  // namespace pincer::sandbox::rest
