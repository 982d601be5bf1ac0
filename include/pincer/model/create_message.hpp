// Messages to send and to edit. Layer: model. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pincer/boxed.hpp"
#include "pincer/model/component.hpp"
#include "pincer/model/create_poll.hpp"
#include "pincer/model/embed.hpp"
#include "pincer/model/ids.hpp"
#include "pincer/model/message.hpp"
#include "pincer/snowflake.hpp"

namespace pincer {

/// Which mentions in a text notify someone. The default notifies nobody; without any
/// `AllowedMentions` Discord notifies all that the text mentions.
/// https://discord.com/developers/docs/resources/message#allowed-mentions-object
class AllowedMentions {
 public:
  AllowedMentions() = default;

  /// All users that the text mentions, or all roles, or @everyone and @here.
  AllowedMentions& users() &;
  AllowedMentions&& users() && { return std::move(this->users()); }
  AllowedMentions& roles() &;
  AllowedMentions&& roles() && { return std::move(this->roles()); }
  AllowedMentions& everyone() &;
  AllowedMentions&& everyone() && { return std::move(this->everyone()); }
  /// One user or one role; up to 100 of each.
  AllowedMentions& user(UserId id) &;
  AllowedMentions&& user(UserId id) && { return std::move(this->user(id)); }
  AllowedMentions& role(RoleId id) &;
  AllowedMentions&& role(RoleId id) && { return std::move(this->role(id)); }
  /// The author of the message that is replied to.
  AllowedMentions& replied_user(bool notify = true) & {
    replied_user_ = notify;
    return *this;
  }
  AllowedMentions&& replied_user(bool notify = true) && {
    return std::move(this->replied_user(notify));
  }

 private:
  friend void write(json::Writer& writer, const AllowedMentions& mentions);
  friend void check(FormCheck& form, const AllowedMentions& mentions);

  std::vector<std::string> parse_;
  std::vector<UserId> users_;
  std::vector<RoleId> roles_;
  std::optional<bool> replied_user_;
};

/// A file to upload with a message.
/// https://discord.com/developers/docs/reference#uploading-files
class File {
 public:
  /// `bytes` is the content itself, not a path.
  File(std::string name, std::string bytes, std::optional<std::string> description = {})
      : name_(std::move(name)), bytes_(std::move(bytes)), description_(std::move(description)) {}

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] const std::optional<std::string>& description() const { return description_; }

 private:
  std::string name_;
  std::string bytes_;
  std::optional<std::string> description_;
};

/// A message to send: `CreateMessage().content("hi").embed(Embed().title("there"))`, or just "hi".
/// https://discord.com/developers/docs/resources/message#create-message
class CreateMessage {
 public:
  CreateMessage();
  CreateMessage(const CreateMessage& other);
  CreateMessage(CreateMessage&& other) noexcept;
  CreateMessage& operator=(const CreateMessage& other);
  CreateMessage& operator=(CreateMessage&& other) noexcept;
  ~CreateMessage();

  // Implicit: a text is a message.
  CreateMessage(std::string content);
  CreateMessage(const char* content);

  /// At most 2,000 characters.
  CreateMessage& content(std::string text) &;
  CreateMessage&& content(std::string text) && { return std::move(this->content(std::move(text))); }
  /// Up to 25 characters, by which the sender knows the message again when it arrives as an event.
  /// With `enforce`, Discord answers a second message of the same nonce with the first one.
  CreateMessage& nonce(std::string nonce, std::optional<bool> enforce = {}) &;
  CreateMessage&& nonce(std::string nonce, std::optional<bool> enforce = {}) &&;
  CreateMessage& tts(bool tts = true) &;
  CreateMessage&& tts(bool tts = true) && { return std::move(this->tts(tts)); }
  /// Adds an embed; 10 at most.
  CreateMessage& embed(Embed embed) &;
  CreateMessage&& embed(Embed embed) && { return std::move(this->embed(std::move(embed))); }
  CreateMessage& allowed_mentions(AllowedMentions mentions) &;
  CreateMessage&& allowed_mentions(AllowedMentions mentions) &&;
  /// Makes it a reply to a message of the same channel. Fails when that is gone, unless told not
  /// to: then it becomes a message like any other.
  CreateMessage& reply_to(MessageId message, std::optional<bool> fail_if_not_exists = {}) &;
  CreateMessage&& reply_to(MessageId message, std::optional<bool> fail_if_not_exists = {}) && {
    return std::move(this->reply_to(message, fail_if_not_exists));
  }
  /// Makes it a forward of a message.
  /// https://discord.com/developers/docs/resources/message#message-reference-types
  CreateMessage& forward(ChannelId channel, MessageId message) &;
  CreateMessage&& forward(ChannelId channel, MessageId message) && {
    return std::move(this->forward(channel, message));
  }
  /// Adds a sticker; 3 at most.
  CreateMessage& sticker(StickerId sticker) &;
  CreateMessage&& sticker(StickerId sticker) && { return std::move(this->sticker(sticker)); }
  CreateMessage& poll(CreatePoll poll) &;
  CreateMessage&& poll(CreatePoll poll) && { return std::move(this->poll(std::move(poll))); }
  /// Shares the colours of a client: 1 to 5 as "5865F2", their direction in degrees (0 to 360), how
  /// strong they are (0 to 100).
  /// https://discord.com/developers/docs/resources/message#shared-client-theme-object
  CreateMessage& shared_client_theme(std::vector<std::string> colors, std::int32_t gradient_angle,
                                     std::int32_t base_mix,
                                     BaseTheme base_theme = BaseTheme::unset) &;
  CreateMessage&& shared_client_theme(std::vector<std::string> colors, std::int32_t gradient_angle,
                                      std::int32_t base_mix,
                                      BaseTheme base_theme = BaseTheme::unset) &&;
  /// Adds a row of components; 5 at most.
  CreateMessage& row(ActionRow row) &;
  CreateMessage&& row(ActionRow row) && { return std::move(this->row(std::move(row))); }
  /// Adds a component: a row, or one of pincer/model/layout.hpp. With one of the latter the message
  /// gets the flag `is_components_v2`; then it holds 40 components, those inside of others
  /// included, and has no content and no embeds.
  CreateMessage& component(AnyComponent component) &;
  CreateMessage&& component(AnyComponent component) && {
    return std::move(this->component(std::move(component)));
  }
  /// Adds a file. Its bytes travel beside the JSON, in a multipart body.
  CreateMessage& file(File file) &;
  CreateMessage&& file(File file) &&;
  /// `suppress_embeds`, `suppress_notifications`; `ephemeral` in answers to interactions.
  CreateMessage& flags(MessageFlags flags) &;
  CreateMessage&& flags(MessageFlags flags) && { return std::move(this->flags(flags)); }

  // Of webhooks only: https://discord.com/developers/docs/resources/webhook#execute-webhook
  /// The name that is shown in place of the webhook's: 1 to 80 characters.
  CreateMessage& username(std::string name) &;
  CreateMessage&& username(std::string name) && {
    return std::move(this->username(std::move(name)));
  }
  /// The picture that is shown in place of the webhook's.
  CreateMessage& avatar_url(std::string url) &;
  CreateMessage&& avatar_url(std::string url) && {
    return std::move(this->avatar_url(std::move(url)));
  }
  /// Begins a thread of that name, of at most 100 characters, in a forum or media channel.
  CreateMessage& thread_name(std::string name) &;
  CreateMessage&& thread_name(std::string name) && {
    return std::move(this->thread_name(std::move(name)));
  }
  /// Adds a tag to that thread; 5 at most.
  CreateMessage& applied_tag(ForumTagId tag) &;
  CreateMessage&& applied_tag(ForumTagId tag) && { return std::move(this->applied_tag(tag)); }

  [[nodiscard]] const std::vector<File>& files() const;

  /// The body of the request; with files, the part "payload_json".
  [[nodiscard]] std::string to_json() const;

 private:
  friend void write(json::Writer& writer, const CreateMessage& message);
  friend void check(FormCheck& form, const CreateMessage& message);
  struct Body;
  [[nodiscard]] Body& body();
  [[nodiscard]] const Body& body() const;

  // Out of this header, where its many optional members would be most of what that costs to
  // compile. None stands for an empty one.
  Boxed<Body> body_;
};

/// What to change of a message; what is not set stays as it is. Nothing (`std::nullopt`) is sent as
/// null, which is Discord's word for "none".
/// https://discord.com/developers/docs/resources/message#edit-message
class EditMessage {
 public:
  EditMessage();
  EditMessage(const EditMessage& other);
  EditMessage(EditMessage&& other) noexcept;
  EditMessage& operator=(const EditMessage& other);
  EditMessage& operator=(EditMessage&& other) noexcept;
  ~EditMessage();

  // Implicit: a text is the new content.
  EditMessage(std::string content);
  EditMessage(const char* content);

  /// At most 2,000 characters; empty removes the text, as nothing does.
  EditMessage& content(std::optional<std::string> text) &;
  EditMessage&& content(std::optional<std::string> text) &&;
  /// Adds an embed. The first one replaces all that the message had.
  EditMessage& embed(Embed embed) &;
  EditMessage&& embed(Embed embed) && { return std::move(this->embed(std::move(embed))); }
  /// Removes all embeds, those added here included.
  EditMessage& no_embeds() &;
  EditMessage&& no_embeds() && { return std::move(this->no_embeds()); }
  EditMessage& allowed_mentions(std::optional<AllowedMentions> mentions) &;
  EditMessage&& allowed_mentions(std::optional<AllowedMentions> mentions) &&;
  /// Adds a row of components. The first one replaces all that the message had.
  EditMessage& row(ActionRow row) &;
  EditMessage&& row(ActionRow row) && { return std::move(this->row(std::move(row))); }
  /// Adds a component, as `CreateMessage::component`. The first one replaces all that the message
  /// had.
  EditMessage& component(AnyComponent component) &;
  EditMessage&& component(AnyComponent component) && {
    return std::move(this->component(std::move(component)));
  }
  /// Removes all components, those added here included.
  EditMessage& no_rows() &;
  EditMessage&& no_rows() && { return std::move(this->no_rows()); }
  EditMessage& flags(std::optional<MessageFlags> flags) &;
  EditMessage&& flags(std::optional<MessageFlags> flags) &&;
  /// Adds a file to those that the message has. Its description is sent only with `keep` or
  /// `no_attachments`: they tell Discord all the attachments that the message shall have.
  EditMessage& file(File file) &;
  EditMessage&& file(File file) &&;
  /// Keeps an attachment that the message had, and removes those that are not named.
  EditMessage& keep(AttachmentId attachment) &;
  EditMessage&& keep(AttachmentId attachment) && { return std::move(this->keep(attachment)); }
  /// Removes all attachments that the message had.
  EditMessage& no_attachments() &;
  EditMessage&& no_attachments() && { return std::move(this->no_attachments()); }

  [[nodiscard]] const std::vector<File>& files() const;

  [[nodiscard]] std::string to_json() const;

 private:
  friend void write(json::Writer& writer, const EditMessage& message);
  friend void check(FormCheck& form, const EditMessage& message);
  struct Body;
  [[nodiscard]] Body& body();
  [[nodiscard]] const Body& body() const;

  // Out of this header, where its many optional members would be most of what that costs to
  // compile. None stands for an empty one.
  Boxed<Body> body_;
};

}  // namespace pincer
