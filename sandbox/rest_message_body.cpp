#include "sandbox/rest_message_body.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "sandbox/api_errors.hpp"
#include "sandbox/request_body.hpp"
#include "sandbox/validate_components.hpp"
#include "sandbox/validate_embeds.hpp"

namespace pincer::sandbox {
namespace {

using boost::json::array;
using boost::json::value;

/// The member `attachments`: names and descriptions for new files, and the ids to keep.
void read_attachments(const FieldReader& reader, std::map<std::uint64_t, Upload>& files,
                      const Message* edited, MessageFields& fields) {
  if (reader.list("attachments") == nullptr) return;
  fields.kept_attachments.emplace();
  for (const FieldReader& entry : reader.children("attachments")) {
    const auto id = entry.snowflake("id");
    if (!id) continue;
    if (const auto file = files.find(*id); file != files.end()) {
      if (const auto description = entry.text("description")) {
        file->second.description = *description;
      }
      if (const auto filename = entry.text("filename")) {
        file->second.filename = safe_filename(*filename);
      }
    } else if (edited != nullptr &&
               std::any_of(edited->attachments.begin(), edited->attachments.end(),
                           [&](const Attachment& known) { return known.id == *id; })) {
      fields.kept_attachments->push_back(*id);
    } else {
      entry.add("id", "ATTACHMENT_NOT_FOUND",
                fmt::format("No file with the name files[{}] came with the request", *id));
    }
  }
}

void read_reference(const FieldReader& reader, MessageFields& fields) {
  const auto reference = reader.child("message_reference");
  if (!reference) return;
  reference->choice("type", {0});
  fields.reference = reference->snowflake("message_id");
  fields.reference_channel = reference->snowflake("channel_id");
  fields.fail_if_not_exists = reference->boolean("fail_if_not_exists").value_or(true);
}

void read_allowed_mentions(const FieldReader& reader, MessageFields& fields) {
  const auto mentions = reader.child("allowed_mentions");
  if (!mentions) return;
  fields.allowed_mentions = *reader.object("allowed_mentions");
  const array* parse = mentions->list("parse");
  for (const char* kind : {"users", "roles"}) {
    const array* ids = mentions->list(kind);
    if (ids == nullptr || ids->empty() || parse == nullptr) continue;
    if (std::find(parse->begin(), parse->end(), value(kind)) != parse->end()) {
      mentions->add("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                    fmt::format("parse:[\"{0}\"] and {0}: [ids...] are mutually exclusive.", kind));
    }
  }
}

void read_flags(const FieldReader& reader, MessageFields& fields) {
  constexpr int settable = message_flag_suppress_embeds | message_flag_ephemeral |
                           message_flag_suppress_notifications | message_flag_components_v2;
  // Discord ignores the flags that only it sets.
  if (const auto flags = reader.integer("flags"))
    fields.flags = static_cast<int>(*flags & settable);
}

void read_nonce(const FieldReader& reader, MessageFields& fields) {
  const value* nonce = reader.find("nonce");
  if (nonce == nullptr) return;
  fields.nonce = *nonce;
  fields.enforce_nonce = reader.boolean("enforce_nonce").value_or(false);
}

}  // namespace

void refuse_empty(const MessageFields& fields, const Message* edited) {
  // What an edit does not name stays.
  const auto shows = [edited](const auto& given, const auto& kept) {
    return given ? !given->empty() : edited != nullptr && !kept.empty();
  };
  static const Message nothing;
  const Message& kept = edited != nullptr ? *edited : nothing;
  if (shows(fields.content, kept.content) || shows(fields.embeds, kept.embeds) ||
      shows(fields.components, kept.components) || !fields.uploads.empty() ||
      shows(fields.kept_attachments, kept.attachments)) {
    return;
  }
  throw Refused(api_error::empty_message);
}

MessageFields read_message_fields(const FieldReader& reader, std::map<std::uint64_t, Upload> files,
                                  const Message* edited) {
  MessageFields fields;
  fields.content = reader.text("content");
  read_flags(reader, fields);
  const int flags = fields.flags.value_or(0) | (edited != nullptr ? edited->flags : 0);
  const bool is_v2 = (flags & message_flag_components_v2) != 0;
  fields.embeds = read_embeds(reader);
  fields.components = read_message_components(reader, is_v2);
  if (is_v2) {
    for (const char* key : {"content", "embeds"}) {
      const value* member = reader.find(key);
      if (member == nullptr || *member == "" || *member == array()) continue;
      reader.add(key, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                 fmt::format("The '{}' field cannot be used when using "
                             "MessageFlags.IS_COMPONENTS_V2",
                             key));
    }
  }
  if (reader.find("poll") != nullptr) {
    reader.add("poll", "POLLS_NOT_SUPPORTED", "The sandbox has no polls");
  }
  fields.tts = reader.boolean("tts").value_or(false);
  read_allowed_mentions(reader, fields);
  read_nonce(reader, fields);
  read_reference(reader, fields);
  if (files.size() > message_files_max) {
    reader.add("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.");
  }
  read_attachments(reader, files, edited, fields);
  if (edited != nullptr) {
    if (reader.is_null("content")) fields.content = "";
    if (reader.is_null("embeds")) fields.embeds.emplace();
    if (reader.is_null("components")) fields.components.emplace();
    if (reader.is_null("attachments")) fields.kept_attachments.emplace();
  }
  for (auto& [index, file] : files) fields.uploads.push_back(std::move(file));
  return fields;
}

MessageDraft to_draft(MessageFields fields) {
  MessageDraft draft;
  draft.content = std::move(fields.content).value_or("");
  draft.embeds = std::move(fields.embeds).value_or(array());
  draft.components = std::move(fields.components).value_or(array());
  draft.uploads = std::move(fields.uploads);
  draft.allowed_mentions = std::move(fields.allowed_mentions);
  draft.nonce = std::move(fields.nonce);
  draft.tts = fields.tts;
  draft.flags = fields.flags.value_or(0);
  return draft;
}

MessageEdit to_edit(MessageFields fields, const Message& edited) {
  MessageEdit edit;
  edit.content = std::move(fields.content);
  edit.embeds = std::move(fields.embeds);
  edit.components = std::move(fields.components);
  edit.kept_attachments = std::move(fields.kept_attachments);
  edit.uploads = std::move(fields.uploads);
  edit.allowed_mentions = std::move(fields.allowed_mentions);
  if (fields.flags) {
    // Of the flags an edit may switch embeds off and on, and move to the newer components for good.
    constexpr int settable = message_flag_suppress_embeds | message_flag_components_v2;
    edit.flags = (edited.flags & ~message_flag_suppress_embeds) | (*fields.flags & settable);
  }
  return edit;
}

}  // namespace pincer::sandbox
