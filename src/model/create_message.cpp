#include "pincer/model/create_message.hpp"

#include "model/any_component.hpp"
#include "model/message_body.hpp"
#include "model/write.hpp"

namespace pincer {

CreateMessage::CreateMessage() = default;
CreateMessage::CreateMessage(std::string content) { body().content = std::move(content); }
CreateMessage::CreateMessage(const char* content) : CreateMessage(std::string(content)) {}
CreateMessage::CreateMessage(const CreateMessage& other) = default;
CreateMessage::CreateMessage(CreateMessage&& other) noexcept = default;
CreateMessage& CreateMessage::operator=(const CreateMessage& other) = default;
CreateMessage& CreateMessage::operator=(CreateMessage&& other) noexcept = default;
CreateMessage::~CreateMessage() = default;

EditMessage::EditMessage() = default;
EditMessage::EditMessage(std::string content) { this->content(std::move(content)); }
EditMessage::EditMessage(const char* content) : EditMessage(std::string(content)) {}
EditMessage::EditMessage(const EditMessage& other) = default;
EditMessage::EditMessage(EditMessage&& other) noexcept = default;
EditMessage& EditMessage::operator=(const EditMessage& other) = default;
EditMessage& EditMessage::operator=(EditMessage&& other) noexcept = default;
EditMessage::~EditMessage() = default;

CreateMessage::Body& CreateMessage::body() { return body_ ? *body_ : body_.emplace(); }

const CreateMessage::Body& CreateMessage::body() const {
  static const Body empty;
  return body_ ? *body_ : empty;
}

const std::vector<File>& CreateMessage::files() const { return body().files; }

EditMessage::Body& EditMessage::body() { return body_ ? *body_ : body_.emplace(); }

const EditMessage::Body& EditMessage::body() const {
  static const Body empty;
  return body_ ? *body_ : empty;
}

const std::vector<File>& EditMessage::files() const { return body().files; }

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

CreateMessage& CreateMessage::content(std::string text) & {
  body().content = std::move(text);
  return *this;
}

CreateMessage& CreateMessage::nonce(std::string nonce, std::optional<bool> enforce) & {
  body().nonce = std::move(nonce);
  body().enforce_nonce = enforce;
  return *this;
}

CreateMessage& CreateMessage::tts(bool tts) & {
  body().tts = tts;
  return *this;
}

CreateMessage& CreateMessage::allowed_mentions(AllowedMentions mentions) & {
  body().allowed_mentions = std::move(mentions);
  return *this;
}

CreateMessage& CreateMessage::flags(MessageFlags flags) & {
  body().flags = flags;
  return *this;
}

CreateMessage& CreateMessage::username(std::string name) & {
  body().username = std::move(name);
  return *this;
}

CreateMessage& CreateMessage::avatar_url(std::string url) & {
  body().avatar_url = std::move(url);
  return *this;
}

CreateMessage& CreateMessage::thread_name(std::string name) & {
  body().thread_name = std::move(name);
  return *this;
}

EditMessage& EditMessage::content(std::optional<std::string> text) & {
  body().content = std::move(text);
  return *this;
}

EditMessage& EditMessage::allowed_mentions(std::optional<AllowedMentions> mentions) & {
  body().allowed_mentions = std::move(mentions);
  return *this;
}

EditMessage& EditMessage::flags(std::optional<MessageFlags> flags) & {
  body().flags = flags;
  return *this;
}

CreateMessage& CreateMessage::embed(Embed embed) & {
  body().embeds.push_back(std::move(embed));
  return *this;
}

CreateMessage& CreateMessage::row(ActionRow row) & { return component(std::move(row)); }

CreateMessage& CreateMessage::component(AnyComponent component) & {
  body().components.push_back(std::move(component));
  return *this;
}

CreateMessage& CreateMessage::file(File file) & {
  body().files.push_back(std::move(file));
  return *this;
}

CreateMessage& CreateMessage::reply_to(MessageId message,
                                       std::optional<bool> fail_if_not_exists) & {
  body().reference = MessageReferenceBody{{}, {}, message, fail_if_not_exists};
  return *this;
}

CreateMessage& CreateMessage::forward(ChannelId channel, MessageId message) & {
  body().reference = MessageReferenceBody{MessageReferenceType::forward, channel, message, {}};
  return *this;
}

CreateMessage& CreateMessage::sticker(StickerId sticker) & {
  body().stickers.push_back(sticker);
  return *this;
}

CreateMessage& CreateMessage::poll(CreatePoll poll) & {
  body().poll = std::move(poll);
  return *this;
}

CreateMessage& CreateMessage::shared_client_theme(std::vector<std::string> colors,
                                                  std::int32_t gradient_angle,
                                                  std::int32_t base_mix, BaseTheme base_theme) & {
  body().theme = SharedClientTheme{std::move(colors), gradient_angle, base_mix, base_theme};
  return *this;
}

CreateMessage& CreateMessage::applied_tag(ForumTagId tag) & {
  body().applied_tags.push_back(tag);
  return *this;
}

EditMessage& EditMessage::embed(Embed embed) & {
  if (!body().embeds) body().embeds.emplace();
  body().embeds->push_back(std::move(embed));
  return *this;
}

EditMessage& EditMessage::no_embeds() & {
  body().embeds.emplace().clear();
  return *this;
}

EditMessage& EditMessage::row(ActionRow row) & { return component(std::move(row)); }

EditMessage& EditMessage::component(AnyComponent component) & {
  if (!body().components) body().components.emplace();
  body().components->push_back(std::move(component));
  return *this;
}

EditMessage& EditMessage::no_rows() & {
  body().components.emplace().clear();
  return *this;
}

EditMessage& EditMessage::file(File file) & {
  body().files.push_back(std::move(file));
  return *this;
}

EditMessage& EditMessage::keep(AttachmentId attachment) & {
  if (!body().kept) body().kept.emplace();
  body().kept->push_back(attachment);
  return *this;
}

EditMessage& EditMessage::no_attachments() & {
  body().kept.emplace().clear();
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

static void write(json::Writer& writer, const MessageReferenceBody& reference) {
  writer.begin_object();
  write_field(writer, "type", reference.type);
  writer.field("message_id", reference.message.to_string());
  if (reference.channel) writer.field("channel_id", reference.channel.to_string());
  write_field(writer, "fail_if_not_exists", reference.fail_if_not_exists);
  writer.end_object();
}

void write(json::Writer& writer, const CreateMessage& message) {
  const CreateMessage::Body& body = message.body();
  writer.begin_object();
  write_field(writer, "content", body.content);
  write_field(writer, "nonce", body.nonce);
  write_field(writer, "enforce_nonce", body.enforce_nonce);
  write_field(writer, "tts", body.tts);
  write_field(writer, "embeds", body.embeds);
  write_field(writer, "allowed_mentions", body.allowed_mentions);
  write_field(writer, "message_reference", body.reference);
  write_field(writer, "components", body.components);
  write_field(writer, "sticker_ids", body.stickers);
  write_field(writer, "poll", body.poll);
  if (body.theme) write_theme(writer, *body.theme);
  if (!body.files.empty()) {
    writer.key("attachments").begin_array();
    write_files(writer, body.files);
    writer.end_array();
  }
  write_flags(writer, body.flags, need_components_v2(body.components));
  write_field(writer, "username", body.username);
  write_field(writer, "avatar_url", body.avatar_url);
  write_field(writer, "thread_name", body.thread_name);
  write_field(writer, "applied_tags", body.applied_tags);
  writer.end_object();
}

void write(json::Writer& writer, const EditMessage& message) {
  const EditMessage::Body& body = message.body();
  writer.begin_object();
  write_field(writer, "content", body.content);
  write_field(writer, "embeds", body.embeds);
  write_field(writer, "allowed_mentions", body.allowed_mentions);
  write_field(writer, "components", body.components);
  if (body.kept) {
    writer.key("attachments").begin_array();
    for (const AttachmentId id : *body.kept) {
      writer.begin_object().field("id", id.to_string()).end_object();
    }
    write_files(writer, body.files);
    writer.end_array();
  }
  if (body.components && need_components_v2(*body.components)) {
    write_flags(writer, body.flags.value_or(std::nullopt), true);
  } else {
    write_field(writer, "flags", body.flags);
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

EditMessage&& EditMessage::content(std::optional<std::string> text) && {
  return std::move(this->content(std::move(text)));
}

EditMessage&& EditMessage::allowed_mentions(std::optional<AllowedMentions> mentions) && {
  return std::move(this->allowed_mentions(std::move(mentions)));
}

EditMessage&& EditMessage::flags(std::optional<MessageFlags> flags) && {
  return std::move(this->flags(flags));
}

EditMessage&& EditMessage::file(File file) && { return std::move(this->file(std::move(file))); }

CreateMessage&& CreateMessage::allowed_mentions(AllowedMentions mentions) && {
  return std::move(this->allowed_mentions(std::move(mentions)));
}

CreateMessage&& CreateMessage::file(File file) && { return std::move(this->file(std::move(file))); }

CreateMessage&& CreateMessage::shared_client_theme(std::vector<std::string> colors,
                                                   std::int32_t gradient_angle,
                                                   std::int32_t base_mix, BaseTheme base_theme) && {
  return std::move(
      this->shared_client_theme(std::move(colors), gradient_angle, base_mix, base_theme));
}

CreateMessage&& CreateMessage::nonce(std::string nonce, std::optional<bool> enforce) && {
  return std::move(this->nonce(std::move(nonce), enforce));
}

}  // namespace pincer
