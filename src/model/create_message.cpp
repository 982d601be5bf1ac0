#include "pincer/model/create_message.hpp"

#include "model/any_component.hpp"
#include "model/write.hpp"

namespace pincer {

/// https://discord.com/developers/docs/resources/message#message-reference-structure
struct CreateMessage::Reference {
  std::optional<MessageReferenceType> type;
  ChannelId channel;
  MessageId message;
  std::optional<bool> fail_if_not_exists;
};

CreateMessage::CreateMessage() = default;
CreateMessage::CreateMessage(std::string content) : content_(std::move(content)) {}
CreateMessage::CreateMessage(const char* content) : content_(content) {}
CreateMessage::CreateMessage(const CreateMessage& other) = default;
CreateMessage::CreateMessage(CreateMessage&& other) noexcept = default;
CreateMessage& CreateMessage::operator=(const CreateMessage& other) = default;
CreateMessage& CreateMessage::operator=(CreateMessage&& other) noexcept = default;
CreateMessage::~CreateMessage() = default;

EditMessage::EditMessage() = default;
EditMessage::EditMessage(std::string content)
    : content_(std::optional<std::string>(std::move(content))) {}
EditMessage::EditMessage(const char* content) : EditMessage(std::string(content)) {}
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

CreateMessage& CreateMessage::reply_to(MessageId message,
                                       std::optional<bool> fail_if_not_exists) & {
  reference_ = Reference{{}, {}, message, fail_if_not_exists};
  return *this;
}

CreateMessage& CreateMessage::forward(ChannelId channel, MessageId message) & {
  reference_ = Reference{MessageReferenceType::forward, channel, message, {}};
  return *this;
}

CreateMessage& CreateMessage::sticker(StickerId sticker) & {
  stickers_.push_back(sticker);
  return *this;
}

CreateMessage& CreateMessage::poll(CreatePoll poll) & {
  poll_ = std::move(poll);
  return *this;
}

CreateMessage& CreateMessage::shared_client_theme(std::vector<std::string> colors,
                                                  std::int32_t gradient_angle,
                                                  std::int32_t base_mix, BaseTheme base_theme) & {
  theme_ = SharedClientTheme{std::move(colors), gradient_angle, base_mix, base_theme};
  return *this;
}

CreateMessage& CreateMessage::applied_tag(ForumTagId tag) & {
  applied_tags_.push_back(tag);
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

EditMessage& EditMessage::file(File file) & {
  files_.push_back(std::move(file));
  return *this;
}

EditMessage& EditMessage::keep(AttachmentId attachment) & {
  if (!kept_) kept_.emplace();
  kept_->push_back(attachment);
  return *this;
}

EditMessage& EditMessage::no_attachments() & {
  kept_.emplace().clear();
  return *this;
}

void write(json::Writer& writer, const AllowedMentions& mentions) {
  // The list of kinds is always sent: without it Discord would allow all of them.
  writer.begin_object().key("parse");
  write(writer, mentions.parse_);
  write_field(writer, "users", mentions.users_);
  write_field(writer, "roles", mentions.roles_);
  write_field(writer, "replied_user", mentions.replied_user_);
  writer.end_object();
}

/// Describes the files of the multipart body: the part "files[n]" has the id n.
static void write_files(json::Writer& writer, const std::vector<File>& files) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    writer.begin_object().field("id", i).field("filename", files[i].name());
    write_field(writer, "description", files[i].description());
    writer.end_object();
  }
}

/// Those that were set, and the one that the components need.
static void write_flags(json::Writer& writer, std::optional<MessageFlags> flags,
                        bool needs_components_v2) {
  if (needs_components_v2) {
    flags = flags.value_or(MessageFlags()) | MessageFlag::is_components_v2;
  }
  write_field(writer, "flags", flags);
}

static void write_theme(json::Writer& writer, const SharedClientTheme& theme) {
  writer.key("shared_client_theme").begin_object();
  write_required(writer, "colors", theme.colors);
  writer.field("gradient_angle", theme.gradient_angle).field("base_mix", theme.base_mix);
  if (theme.base_theme != BaseTheme::unset) write_required(writer, "base_theme", theme.base_theme);
  writer.end_object();
}

/// A friend of CreateMessage, hence no static function.
void write(json::Writer& writer, const CreateMessage::Reference& reference) {
  writer.begin_object();
  write_field(writer, "type", reference.type);
  writer.field("message_id", reference.message.to_string());
  if (reference.channel) writer.field("channel_id", reference.channel.to_string());
  write_field(writer, "fail_if_not_exists", reference.fail_if_not_exists);
  writer.end_object();
}

void write(json::Writer& writer, const CreateMessage& message) {
  writer.begin_object();
  write_field(writer, "content", message.content_);
  write_field(writer, "nonce", message.nonce_);
  write_field(writer, "enforce_nonce", message.enforce_nonce_);
  write_field(writer, "tts", message.tts_);
  write_field(writer, "embeds", message.embeds_);
  write_field(writer, "allowed_mentions", message.allowed_mentions_);
  write_field(writer, "message_reference", message.reference_);
  write_field(writer, "components", message.components_);
  write_field(writer, "sticker_ids", message.stickers_);
  write_field(writer, "poll", message.poll_);
  if (message.theme_) write_theme(writer, *message.theme_);
  if (!message.files_.empty()) {
    writer.key("attachments").begin_array();
    write_files(writer, message.files_);
    writer.end_array();
  }
  write_flags(writer, message.flags_, need_components_v2(message.components_));
  write_field(writer, "username", message.username_);
  write_field(writer, "avatar_url", message.avatar_url_);
  write_field(writer, "thread_name", message.thread_name_);
  write_field(writer, "applied_tags", message.applied_tags_);
  writer.end_object();
}

void write(json::Writer& writer, const EditMessage& message) {
  writer.begin_object();
  write_field(writer, "content", message.content_);
  write_field(writer, "embeds", message.embeds_);
  write_field(writer, "allowed_mentions", message.allowed_mentions_);
  write_field(writer, "components", message.components_);
  if (message.kept_) {
    writer.key("attachments").begin_array();
    for (const AttachmentId id : *message.kept_) {
      writer.begin_object().field("id", id.to_string()).end_object();
    }
    write_files(writer, message.files_);
    writer.end_array();
  }
  if (message.components_ && need_components_v2(*message.components_)) {
    write_flags(writer, message.flags_.value_or(std::nullopt), true);
  } else {
    write_field(writer, "flags", message.flags_);
  }
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
