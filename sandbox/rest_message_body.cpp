#include "sandbox/rest_message_body.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>

#include "pincer/snowflake.hpp"
#include "sandbox/api_errors.hpp"
#include "sandbox/multipart_reader.hpp"
#include "sandbox/rest_call.hpp"
#include "sandbox/validate_components.hpp"
#include "sandbox/validate_embeds.hpp"

namespace pincer::sandbox {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

[[noreturn]] void refuse_form(const FieldPath& path, std::string_view code,
                              std::string_view message) {
  FormErrors errors;
  errors.add(path, code, message);
  throw Refused(errors.reply());
}

object as_object(value json) {
  if (json.is_object()) return std::move(json.get_object());
  refuse_form({}, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
}

/// The n of "files[n]".
std::optional<std::uint64_t> file_index(std::string_view name) {
  if (!name.starts_with("files[") || !name.ends_with(']')) return std::nullopt;
  return parse_snowflake(name.substr(6, name.size() - 7));
}

MessagePayload read_parts(const HttpRequest& request) {
  auto parts = read_multipart(request.header("Content-Type"), request.body);
  if (!parts) refuse_form({}, "MULTIPART_INVALID", parts.error().message);
  MessagePayload payload;
  for (const MultipartPart& part : *parts) {
    if (part.name == "payload_json") {
      payload.json = as_object(parse_json_body(part.body));
    } else if (const auto index = file_index(part.name)) {
      if (part.body.size() > file_size_max) throw Refused(api_error::too_large);
      payload.files[*index] = {safe_filename(part.filename),
                               {},
                               safe_content_type(part.content_type),
                               std::string(part.body)};
    } else if (part.filename.empty()) {
      // Without payload_json the members are form fields of their own.
      value& member = payload.json[part.name];
      if (part.body == "true" || part.body == "false") {
        member = part.body == "true";
      } else {
        member = part.body;
      }
    } else {
      refuse_form({part.name}, "MULTIPART_INVALID",
                  "A file must be named files[n], with a number n");
    }
  }
  return payload;
}

/// The member `attachments`: names and descriptions for new files, and the ids to keep.
void read_attachments(const FieldReader& reader, std::map<std::uint64_t, Upload>& files,
                      const Message* edited, MessageFields& fields) {
  const auto* list = reader.list("attachments", message_files_max);
  if (list == nullptr) return;
  fields.kept_attachments.emplace();
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto entry = reader.child("attachments", *list, i);
    if (!entry || !entry->require("id")) continue;
    const auto id = entry->snowflake("id");
    const auto description = entry->text("description", 1024);
    const auto filename = entry->text("filename", 1024);
    if (!id) continue;
    if (const auto file = files.find(*id); file != files.end()) {
      if (description) file->second.description = *description;
      if (filename) file->second.filename = safe_filename(*filename);
    } else if (edited != nullptr &&
               std::any_of(edited->attachments.begin(), edited->attachments.end(),
                           [&](const Attachment& known) { return known.id == *id; })) {
      fields.kept_attachments->push_back(*id);
    } else {
      entry->add("id", "ATTACHMENT_NOT_FOUND",
                 fmt::format("No file with the name files[{}] came with the request", *id));
    }
  }
}

void read_reference(const FieldReader& reader, MessageFields& fields) {
  const auto reference = reader.child("message_reference");
  if (!reference) return;
  reference->choice("type", {0});
  if (!reference->require("message_id")) return;
  fields.reference = reference->snowflake("message_id");
  fields.reference_channel = reference->snowflake("channel_id");
  reference->snowflake("guild_id");
  fields.fail_if_not_exists = reference->boolean("fail_if_not_exists").value_or(true);
}

void read_allowed_mentions(const FieldReader& reader, MessageFields& fields) {
  const auto mentions = reader.child("allowed_mentions");
  if (!mentions) return;
  fields.allowed_mentions = *reader.object("allowed_mentions");
  mentions->boolean("replied_user");
  if (const auto* parse = mentions->list("parse", 3)) {
    for (std::size_t i = 0; i < parse->size(); ++i) {
      const value& kind = (*parse)[i];
      if (kind != "users" && kind != "roles" && kind != "everyone") {
        mentions->add("parse", "BASE_TYPE_CHOICES",
                      "Value must be one of {'users', 'roles', 'everyone'}.");
      }
    }
  }
  for (const char* kind : {"users", "roles"}) {
    const auto* ids = mentions->list(kind, 100);
    const auto* parse = mentions->find("parse");
    if (ids == nullptr || ids->empty() || parse == nullptr || !parse->is_array()) continue;
    const array& kinds = parse->get_array();
    if (std::find(kinds.begin(), kinds.end(), value(kind)) != kinds.end()) {
      mentions->add("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                    fmt::format("parse:[\"{0}\"] and {0}: [ids...] are mutually exclusive.", kind));
    }
  }
}

void read_flags(const FieldReader& reader, MessageFields& fields) {
  constexpr int settable = message_flag_suppress_embeds | message_flag_ephemeral |
                           message_flag_suppress_notifications | message_flag_components_v2;
  const auto flags = reader.integer("flags", 0, std::numeric_limits<std::int32_t>::max());
  if (!flags) return;
  // Discord ignores the flags that only it sets.
  fields.flags = static_cast<int>(*flags) & settable;
}

void read_nonce(const FieldReader& reader, MessageFields& fields) {
  const value* nonce = reader.find("nonce");
  if (nonce == nullptr) return;
  if (!nonce->is_int64() && !nonce->is_uint64() && !reader.text("nonce", 25)) return;
  fields.nonce = *nonce;
  fields.enforce_nonce = reader.boolean("enforce_nonce").value_or(false);
}

}  // namespace

std::string safe_filename(std::string_view name) {
  std::string safe;
  for (const char c : name) {
    const bool keep = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-';
    if (keep) {
      safe.push_back(c);
    } else if (c == ' ' || static_cast<unsigned char>(c) >= 0xc0) {
      safe.push_back('_');
    }
  }
  // A name of dots would mean a folder to whoever saves the file.
  if (safe.find_first_not_of('.') == std::string::npos) return "unknown";
  return safe.substr(0, 255);
}

std::string safe_content_type(std::string_view type) {
  const bool printable =
      std::all_of(type.begin(), type.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return printable && type.size() <= 255 ? std::string(type) : std::string();
}

MessagePayload read_message_payload(const HttpRequest& request) {
  if (request.body.size() > request_size_max) throw Refused(api_error::too_large);
  const std::string_view content_type = request.header("Content-Type");
  if (boost::algorithm::istarts_with(content_type, "multipart/form-data")) {
    return read_parts(request);
  }
  if (boost::algorithm::istarts_with(content_type, "application/json")) {
    return {as_object(parse_json_body(request.body)), {}};
  }
  refuse_form({}, "CONTENT_TYPE_INVALID",
              "Expected \"Content-Type\" header to be one of {'application/json', "
              "'multipart/form-data'}.");
}

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
  fields.content = reader.text("content", message_content_length_max);
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
  reader.list("sticker_ids", 3);
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
