// What people do in channels.
#include <fmt/core.h>

#include <algorithm>

#include "sandbox/control_call.hpp"
#include "sandbox/emoji.hpp"
#include "sandbox/objects_json.hpp"
#include "sandbox/permissions.hpp"
#include "sandbox/request_body.hpp"
#include "sandbox/rest_message_body.hpp"

namespace pincer::sandbox::control {
namespace {

using boost::json::object;
using boost::json::value;

std::string text_member(const object& json, std::string_view key, std::string_view of) {
  const value* member = json.if_contains(key);
  if (member == nullptr || !member->is_string()) {
    refuse_control(400, fmt::format("expected text as \"{}\" of {}", key, of));
  }
  return std::string(member->get_string());
}

std::vector<Upload> read_uploads(const ControlCall& call) {
  std::vector<Upload> uploads;
  const value* list = call.find("attachments");
  if (list == nullptr) return uploads;
  if (!list->is_array() || list->get_array().size() > message_files_max) {
    refuse_control(400, "expected a list of at most 10 entries as \"attachments\"");
  }
  for (const value& entry : list->get_array()) {
    if (!entry.is_object()) {
      refuse_control(400, "expected {\"filename\", \"content\"} as an attachment");
    }
    uploads.push_back(read_upload(entry.get_object()));
  }
  return uploads;
}

void check_content(const std::string& content) {
  if (character_count(content) > message_content_length_max) {
    refuse_control(400, "a message has at most 2000 characters");
  }
}

/// The emoji of the path, and a message that the person sees.
const Message& message_to_react_to(const ControlCall& call, const User& person) {
  const Message& message = call.message(call.parameter("message"));
  call.demand(person, *call.world().channel(message.channel_id), permission::read_message_history,
              "react");
  if (!is_emoji(call.parameter("emoji"))) {
    refuse_control(400, "expected a Unicode emoji in the path (percent-encoded)");
  }
  return message;
}

}  // namespace

Upload read_upload(const object& json) {
  Upload upload;
  upload.filename = safe_filename(text_member(json, "filename", "an attachment"));
  upload.bytes = text_member(json, "content", "an attachment");
  upload.content_type = "text/plain; charset=utf-8";
  if (json.contains("content_type")) {
    upload.content_type = safe_content_type(text_member(json, "content_type", "an attachment"));
  }
  return upload;
}

ControlResult post_message(ControlCall& call) {
  const User& person = call.acting_person();
  const Channel& channel = call.channel(call.required_text("channel"), &person);
  call.demand(person, channel, permission::send_messages, "post");
  if (channel.type == ChannelType::category) refuse_control(400, "a category holds no messages");
  MessageDraft draft;
  draft.channel_id = channel.id;
  draft.author_id = person.id;
  draft.content = call.text("content").value_or("");
  check_content(draft.content);
  draft.uploads = read_uploads(call);
  if (draft.content.empty() && draft.uploads.empty()) {
    refuse_control(400, "the body needs \"content\" or \"attachments\"");
  }
  if (const auto reply_to = call.text("reply_to")) {
    const Message& target = call.message(*reply_to);
    if (call.world().message(channel.id, target.id) == nullptr) {
      refuse_control(400, "\"reply_to\" must be a message of the same channel");
    }
    draft.reference = target.id;
    draft.type = 19;
  }
  const std::string summary =
      fmt::format("{} in {}: {}", shown_name(person), shown_channel(call.world(), channel),
                  shown_text(draft.content));
  const Message& message = call.world().create_message(std::move(draft));
  return {201, message_json(call.world(), message, person.id), summary};
}

ControlResult edit_message(ControlCall& call) {
  const User& person = call.acting_person();
  const Message& message = call.message(call.parameter("message"));
  if (message.author_id != person.id) {
    refuse_control(403, person.name + " did not write this message");
  }
  MessageEdit edit;
  edit.content = call.required_text("content");
  check_content(*edit.content);
  const std::string summary =
      fmt::format("{} edits a message: {}", shown_name(person), shown_text(*edit.content));
  const Message& edited =
      call.world().edit_message(message.channel_id, message.id, std::move(edit));
  return {200, message_json(call.world(), edited, person.id), summary};
}

ControlResult delete_message(ControlCall& call) {
  const User& person = call.acting_person();
  const Message& message = call.message(call.parameter("message"));
  if (message.author_id != person.id) {
    call.demand(person, *call.world().channel(message.channel_id), permission::manage_messages,
                "delete others' messages");
  }
  const object json{{"deleted", id_json(message.id)}};
  call.world().delete_message(message.channel_id, message.id);
  return {200, json, shown_name(person) + " deletes a message"};
}

ControlResult add_reaction(ControlCall& call) {
  const User& person = call.acting_person();
  const Message& message = message_to_react_to(call, person);
  const std::string& emoji = call.parameter("emoji");
  const bool changed = call.world().add_reaction(message.channel_id, message.id, person.id, emoji);
  return {200, {{"changed", changed}}, fmt::format("{} reacts with {}", shown_name(person), emoji)};
}

ControlResult remove_reaction(ControlCall& call) {
  const User& person = call.acting_person();
  const Message& message = message_to_react_to(call, person);
  const std::string& emoji = call.parameter("emoji");
  const bool changed =
      call.world().remove_reaction(message.channel_id, message.id, person.id, emoji);
  return {200,
          {{"changed", changed}},
          fmt::format("{} takes the reaction {} back", shown_name(person), emoji)};
}

ControlResult type(ControlCall& call) {
  const User& person = call.acting_person();
  const Channel& channel = call.channel(call.required_text("channel"), &person);
  call.demand(person, channel, permission::send_messages, "type");
  call.world().start_typing(channel.id, person.id);
  return {
      200,
      {{"typing", true}},
      fmt::format("{} is typing in {}", shown_name(person), shown_channel(call.world(), channel))};
}

ControlResult set_presence(ControlCall& call) {
  const User& person = call.acting_person();
  const std::string status = call.required_text("status");
  if (status != "online" && status != "idle" && status != "dnd" && status != "offline") {
    refuse_control(400, "expected online, idle, dnd or offline as \"status\"");
  }
  call.world().update_presence(person.id, status, {});
  return {200, {{"status", status}}, fmt::format("{} is {}", shown_name(person), status)};
}

ControlResult set_voice(ControlCall& call) {
  const User& person = call.acting_person();
  const auto channel_name = call.text("channel");
  std::optional<Id> channel_id;
  Id guild_id = 0;
  std::string summary;
  if (channel_name) {
    const Channel& channel = call.channel(*channel_name);
    if (channel.type != ChannelType::voice) {
      refuse_control(400, "expected a voice channel as \"channel\"");
    }
    call.demand(person, channel, permission::connect, "connect");
    channel_id = channel.id;
    guild_id = *channel.guild_id;
    summary = fmt::format("{} joins the voice channel {}", shown_name(person), channel.name);
  } else {
    guild_id = call.guild(call.required_text("guild")).id;
    summary = shown_name(person) + " leaves the voice channel";
  }
  if (!call.world().update_voice_state(person.id, guild_id, channel_id, call.flag("self_mute"),
                                       call.flag("self_deaf"))) {
    refuse_control(403, person.name + " is no member of the guild");
  }
  return {200, {{"connected", channel_id.has_value()}}, summary};
}

}  // namespace pincer::sandbox::control
