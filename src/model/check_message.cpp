// https://discord.com/developers/docs/resources/message#create-message
#include <algorithm>

#include "model/check_lists.hpp"
#include "pincer/model/create_message.hpp"

namespace pincer {
namespace {

constexpr Length content_limit{0, 2000};
constexpr Length nonce_limit{0, 25};
constexpr Length files_limit{0, 10};
constexpr Length file_name_limit{1, 1024};
constexpr Length file_description_limit{0, 1024};
constexpr Length mentions_limit{0, 100};
constexpr std::size_t rows_max = 5;
/// With the flag `is_components_v2`.
constexpr std::size_t rows_v2_max = 40;

void check_message_rows(FormCheck& form, const std::vector<ActionRow>& rows,
                        std::optional<MessageFlags> flags) {
  const bool is_v2 = flags && flags->contains(MessageFlag::is_components_v2);
  check_rows(form, rows, is_v2 ? rows_v2_max : rows_max);
}

void check_files(FormCheck& form, const std::vector<File>& files) {
  check_field(form, "attachments", files, files_limit);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const FormCheck::Step list(form, "attachments");
    const FormCheck::Step step(form, i);
    check_field(form, "filename", files[i].name(), file_name_limit);
    check_field(form, "description", files[i].description(), file_description_limit);
  }
}

}  // namespace

/// https://discord.com/developers/docs/resources/message#allowed-mentions-object
void check(FormCheck& form, const AllowedMentions& mentions) {
  const auto check_kind = [&](const std::string& kind, const auto& ids) {
    check_field(form, kind, ids, mentions_limit);
    if (!ids.empty() && std::ranges::find(mentions.parse_, kind) != mentions.parse_.end()) {
      form.add("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
               "parse:[\"" + kind + "\"] and " + kind + ": [ids...] are mutually exclusive.");
    }
  };
  check_kind("users", mentions.users_);
  check_kind("roles", mentions.roles_);
}

void check(FormCheck& form, const CreateMessage& message) {
  check_field(form, "content", message.content_, content_limit);
  check_field(form, "nonce", message.nonce_, nonce_limit);
  check_embeds(form, message.embeds_);
  check_parts(form, "allowed_mentions", message.allowed_mentions_);
  check_message_rows(form, message.rows_, message.flags_);
  check_files(form, message.files_);
}

void check(FormCheck& form, const EditMessage& message) {
  check_field(form, "content", message.content_, content_limit);
  if (message.embeds_) check_embeds(form, *message.embeds_);
  check_parts(form, "allowed_mentions", message.allowed_mentions_);
  if (message.rows_) check_message_rows(form, *message.rows_, message.flags_);
}

}  // namespace pincer
