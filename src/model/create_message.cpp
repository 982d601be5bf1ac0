#include "pincer/model/create_message.hpp"

#include "model/any_component.hpp"
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

CreateMessage& CreateMessage::row(ActionRow row) & { return component(std::move(row)); }

CreateMessage& CreateMessage::component(AnyComponent component) & {
  components_.push_back(std::move(component));
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

EditMessage& EditMessage::row(ActionRow row) & { return component(std::move(row)); }

EditMessage& EditMessage::component(AnyComponent component) & {
  if (!components_) components_.emplace();
  components_->push_back(std::move(component));
  return *this;
}

EditMessage& EditMessage::no_rows() & {
  components_.emplace().clear();
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

/// Those that were set, and the one that the components need.
static void write_flags(json::Writer& writer, std::optional<MessageFlags> flags,
                        bool needs_components_v2) {
  if (needs_components_v2) {
    flags = flags.value_or(MessageFlags()) | MessageFlag::is_components_v2;
  }
  write_field(writer, "flags", flags);
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
  write_field(writer, "components", message.components_);
  write_attachments(writer, message.files_);
  write_flags(writer, message.flags_, need_components_v2(message.components_));
  writer.end_object();
}

void write(json::Writer& writer, const EditMessage& message) {
  writer.begin_object();
  write_field(writer, "content", message.content_);
  write_field(writer, "embeds", message.embeds_);
  write_field(writer, "allowed_mentions", message.allowed_mentions_);
  write_field(writer, "components", message.components_);
  write_flags(writer, message.flags_,
              message.components_ && need_components_v2(*message.components_));
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
