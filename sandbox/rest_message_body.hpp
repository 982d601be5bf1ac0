// Reading the body of a message, with its files, against the rules that its schema does not say.
// Thread safety: one thread.
// https://discord.com/developers/docs/resources/message#create-message
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/http.hpp"
#include "sandbox/validate.hpp"
#include "sandbox/world.hpp"

namespace pincer::sandbox {

inline constexpr std::size_t message_content_length_max = 2000;
inline constexpr std::size_t message_files_max = 10;

/// The checked members of a message. Members without a value were absent or null.
struct MessageFields {
  std::optional<std::string> content;
  std::optional<boost::json::array> embeds;
  std::optional<boost::json::array> components;
  std::optional<std::vector<Id>> kept_attachments;  ///< Of an edit: those listed by id.
  std::vector<Upload> uploads;
  boost::json::value allowed_mentions;
  boost::json::value nonce;
  bool enforce_nonce = false;
  bool tts = false;
  std::optional<int> flags;
  std::optional<Id> reference;
  std::optional<Id> reference_channel;
  bool fail_if_not_exists = true;
};

/// Checks a message; `edited` is the message that an edit changes. Adds to the reader's errors.
/// `files` are moved into the result.
MessageFields read_message_fields(const FieldReader& reader, std::map<std::uint64_t, Upload> files,
                                  const Message* edited = nullptr);

/// Refuses (50006) a message that would show nothing; `edited` as above.
void refuse_empty(const MessageFields& fields, const Message* edited = nullptr);

MessageDraft to_draft(MessageFields fields);
MessageEdit to_edit(MessageFields fields, const Message& edited);

}  // namespace pincer::sandbox
