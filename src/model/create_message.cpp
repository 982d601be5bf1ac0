#include "pincer/model/create_message.hpp"

#include "model/write.hpp"

namespace pincer {

CreateMessage::CreateMessage() = default;
CreateMessage::CreateMessage(std::string content) : content_(std::move(content)) {}
CreateMessage::CreateMessage(const char* content) : content_(content) {}
CreateMessage::CreateMessage(const CreateMessage& other) = default;
CreateMessage::CreateMessage(CreateMessage&& other) noexcept = default;
CreateMessage& CreateMessage::operator=(const CreateMessage& other) = default;
CreateMessage& CreateMessage::operator=(CreateMessage&& other) noexcept = default;
CreateMessage::~CreateMessage() = default;

EditMessage::EditMessage() = default;
EditMessage::EditMessage(std::string content) : content_(std::move(content)) {}
EditMessage::EditMessage(const char* content) : content_(content) {}
EditMessage::EditMessage(const EditMessage& other) = default;
EditMessage::EditMessage(EditMessage&& other) noexcept = default;
EditMessage& EditMessage::operator=(const EditMessage& other) = default;
EditMessage& EditMessage::operator=(EditMessage&& other) noexcept = default;
EditMessage::~EditMessage() = default;

AllowedMentions& AllowedMentions::users() & {
  parse_.emplace_back("users");
  return *this;
}

AllowedMentions& AllowedMentions::roles() & {
  parse_.emplace_back("roles");
  return *this;
}

AllowedMentions& AllowedMentions::everyone() & {
  parse_.emplace_back("everyone");
  return *this;
}

AllowedMentions& AllowedMentions::user(UserId id) & {
  users_.push_back(id);
  return *this;
}

AllowedMentions& AllowedMentions::role(RoleId id) & {
  roles_.push_back(id);
  return *this;
}

CreateMessage& CreateMessage::embed(Embed embed) & {
  embeds_.push_back(std::move(embed));
  return *this;
}

CreateMessage& CreateMessage::row(ActionRow row) & {
  rows_.push_back(std::move(row));
  return *this;
}

CreateMessage& CreateMessage::file(File file) & {
  files_.push_back(std::move(file));
  return *this;
}

EditMessage& EditMessage::embed(Embed embed) & {
  if (!embeds_) embeds_.emplace();
  embeds_->push_back(std::move(embed));
  return *this;
}

EditMessage& EditMessage::no_embeds() & {
  embeds_.emplace().clear();
  return *this;
}

EditMessage& EditMessage::row(ActionRow row) & {
  if (!rows_) rows_.emplace();
  rows_->push_back(std::move(row));
  return *this;
}

EditMessage& EditMessage::no_rows() & {
  rows_.emplace().clear();
  return *this;
}

void write(json::Writer& writer, const AllowedMentions& mentions) {
  // The list of kinds is always sent: without it Discord would allow all of them.
  writer.begin_object().key("parse");
  write(writer, mentions.parse_);
  write_field(writer, "users", mentions.users_);
  write_field(writer, "roles", mentions.roles_);
  if (mentions.replied_user_) writer.field("replied_user", true);
  writer.end_object();
}

/// Describes the files of the multipart body: the part "files[n]" has the id n.
static void write_attachments(json::Writer& writer, const std::vector<File>& files) {
  if (files.empty()) return;
  writer.key("attachments").begin_array();
  for (std::size_t i = 0; i < files.size(); ++i) {
    writer.begin_object().field("id", i).field("filename", files[i].name());
    write_field(writer, "description", files[i].description());
    writer.end_object();
  }
  writer.end_array();
}

void write(json::Writer& writer, const CreateMessage& message) {
  writer.begin_object();
  write_field(writer, "content", message.content_);
  write_field(writer, "nonce", message.nonce_);
  if (message.enforce_nonce_) writer.field("enforce_nonce", true);
  if (message.tts_) writer.field("tts", true);
  write_field(writer, "embeds", message.embeds_);
  write_field(writer, "allowed_mentions", message.allowed_mentions_);
  if (message.reply_to_) {
    writer.key("message_reference").begin_object();
    writer.field("message_id", message.reply_to_.to_string()).end_object();
  }
  write_field(writer, "components", message.rows_);
  write_attachments(writer, message.files_);
  write_field(writer, "flags", message.flags_);
  writer.end_object();
}

void write(json::Writer& writer, const EditMessage& message) {
  writer.begin_object();
  write_field(writer, "content", message.content_);
  write_field(writer, "embeds", message.embeds_);
  write_field(writer, "allowed_mentions", message.allowed_mentions_);
  write_field(writer, "components", message.rows_);
  write_field(writer, "flags", message.flags_);
  writer.end_object();
}

std::string CreateMessage::to_json() const {
  json::Writer writer;
  write(writer, *this);
  return writer.take();
}

std::string EditMessage::to_json() const {
  json::Writer writer;
  write(writer, *this);
  return writer.take();
}

}  // namespace pincer
