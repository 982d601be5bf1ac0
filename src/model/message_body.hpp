// What messages to send and to edit hold. Layer: model. Thread safety: as a value type.
#pragma once

#include "pincer/model/create_message.hpp"

namespace pincer {

/// https://discord.com/developers/docs/resources/message#message-reference-structure
struct MessageReferenceBody {
  std::optional<MessageReferenceType> type;
  ChannelId channel;
  MessageId message;
  std::optional<bool> fail_if_not_exists;
};

struct CreateMessage::Body {
  std::optional<std::string> content;
  std::optional<std::string> nonce;
  std::optional<bool> enforce_nonce;
  std::optional<bool> tts;
  std::vector<Embed> embeds;
  std::optional<AllowedMentions> allowed_mentions;
  Boxed<MessageReferenceBody> reference;
  std::vector<AnyComponent> components;
  std::vector<StickerId> stickers;
  Boxed<CreatePoll> poll;
  Boxed<SharedClientTheme> theme;
  std::vector<File> files;
  std::optional<MessageFlags> flags;
  std::optional<std::string> username;
  std::optional<std::string> avatar_url;
  std::optional<std::string> thread_name;
  std::vector<ForumTagId> applied_tags;
};

struct EditMessage::Body {
  std::optional<std::optional<std::string>> content;
  std::optional<std::vector<Embed>> embeds;
  std::optional<std::optional<AllowedMentions>> allowed_mentions;
  std::optional<std::vector<AnyComponent>> components;
  std::optional<std::optional<MessageFlags>> flags;
  std::optional<std::vector<AttachmentId>> kept;
  std::vector<File> files;
};

}  // namespace pincer
