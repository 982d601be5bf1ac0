// https://discord.com/developers/docs/resources/message#create-message
#include <algorithm>

#include "model/any_component.hpp"
#include "model/check_lists.hpp"
#include "model/message_body.hpp"

namespace pincer {
namespace {

constexpr Length content_limit{0, 2000};
constexpr Length nonce_limit{0, 25};
constexpr Length files_limit{0, 10};
constexpr Length file_name_limit{1, 1024};
constexpr Length file_description_limit{0, 1024};
constexpr Length mentions_limit{0, 100};
constexpr Length stickers_limit{0, 3};
constexpr Length colors_limit{1, 5};
constexpr Length color_limit{6, 6};
constexpr IntegerRange angle_range{.min = 0, .max = 360};
constexpr IntegerRange mix_range{.min = 0, .max = 100};
// https://discord.com/developers/docs/resources/webhook#execute-webhook
constexpr Length username_limit{1, 80};
constexpr Length avatar_url_limit{0, 2048};
constexpr Length thread_name_limit{0, 100};
constexpr Length tags_limit{0, 5};
constexpr std::size_t rows_max = 5;
/// With the flag `is_components_v2`.
constexpr std::size_t components_v2_max = 40;

/// What a message with the flag `is_components_v2` cannot have.
void check_legacy_field(FormCheck& form, const std::string& key, bool is_absent) {
  if (is_absent) return;
  const FormCheck::Step step(form, key);
  form.add("MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
           "The '" + key + "' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
}

/// The parts that depend on each other. A null pointer is what an edit leaves as it is. True for a
/// message of components alone.
bool check_body(FormCheck& form, const std::optional<std::string>& content,
                const std::vector<Embed>* embeds, const std::vector<AnyComponent>* components,
                MessageFlags flags) {
  check_field(form, "content", content, content_limit);
  if (embeds != nullptr) check_embeds(form, *embeds);
  const bool is_v2 = flags.contains(MessageFlag::is_components_v2) ||
                     (components != nullptr && need_components_v2(*components));
  if (components != nullptr) {
    check_components(form, *components, is_v2 ? components_v2_max : rows_max);
  }
  if (!is_v2) return false;
  check_legacy_field(form, "content", !content || content->empty());
  check_legacy_field(form, "embeds", embeds == nullptr || embeds->empty());
  return true;
}

void check_theme(FormCheck& form, const SharedClientTheme& theme) {
  const FormCheck::Step step(form, "shared_client_theme");
  check_field(form, "colors", theme.colors, colors_limit, Each{color_limit});
  check_field(form, "gradient_angle", theme.gradient_angle, angle_range);
  check_field(form, "base_mix", theme.base_mix, mix_range);
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
  const CreateMessage::Body& body = message.body();
  const bool is_v2 = check_body(form, body.content, &body.embeds, &body.components,
                                body.flags.value_or(MessageFlags()));
  if (is_v2) {
    check_legacy_field(form, "sticker_ids", body.stickers.empty());
    check_legacy_field(form, "poll", !body.poll);
    check_legacy_field(form, "shared_client_theme", !body.theme);
  }
  check_field(form, "nonce", body.nonce, nonce_limit);
  check_parts(form, "allowed_mentions", body.allowed_mentions);
  check_field(form, "sticker_ids", body.stickers, stickers_limit);
  check_parts(form, "poll", body.poll);
  if (body.theme) check_theme(form, *body.theme);
  check_files(form, body.files);
  check_field(form, "username", body.username, username_limit);
  check_field(form, "avatar_url", body.avatar_url, avatar_url_limit);
  check_field(form, "thread_name", body.thread_name, thread_name_limit);
  check_field(form, "applied_tags", body.applied_tags, tags_limit);
}

void check(FormCheck& form, const EditMessage& message) {
  const EditMessage::Body& body = message.body();
  check_body(form, body.content.value_or(std::nullopt), body.embeds ? &*body.embeds : nullptr,
             body.components ? &*body.components : nullptr,
             body.flags.value_or(std::nullopt).value_or(MessageFlags()));
  check_parts(form, "allowed_mentions", body.allowed_mentions);
  check_files(form, body.files);
}

}  // namespace pincer
