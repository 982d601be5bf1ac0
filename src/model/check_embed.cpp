// https://discord.com/developers/docs/resources/message#embed-object-embed-limits
#include "model/check_lists.hpp"

namespace pincer {
namespace {

constexpr Length embeds_limit{0, 10};
constexpr Length title_limit{0, 256};
constexpr Length description_limit{0, 4096};
constexpr Length fields_limit{0, 25};
constexpr Length field_name_limit{0, 256};
constexpr Length field_value_limit{0, 1024};
constexpr Length footer_limit{0, 2048};
constexpr Length author_limit{0, 256};
constexpr Length url_limit{0, 2048};
constexpr IntegerRange color_range{.min = 0, .max = 0xffffff};
/// Characters of all embeds of a message together.
constexpr std::size_t text_size_max = 6000;

std::size_t text_size(const std::optional<std::string>& text) {
  return text ? trimmed_character_count(*text) : 0;
}

std::size_t text_size(const Embed& embed) {
  std::size_t size = text_size(embed.title()) + text_size(embed.description());
  if (embed.footer()) size += trimmed_character_count(embed.footer()->text);
  if (embed.author()) size += trimmed_character_count(embed.author()->name);
  for (const EmbedField& field : embed.fields()) {
    size += trimmed_character_count(field.name) + trimmed_character_count(field.value);
  }
  return size;
}

/// A text that Discord calls missing when it is empty.
void check_required(FormCheck& form, std::string_view key, const std::string& text, Length limit) {
  const FormCheck::Step step(form, key);
  form.required(text);
  form.length(text, limit);
}

}  // namespace

static void check(FormCheck& form, const EmbedFooter& footer) {
  check_field(form, "text", footer.text, footer_limit);
  check_field(form, "icon_url", footer.icon_url, url_limit);
}

static void check(FormCheck& form, const EmbedAuthor& author) {
  check_field(form, "name", author.name, author_limit);
  check_field(form, "url", author.url, url_limit);
  check_field(form, "icon_url", author.icon_url, url_limit);
}

static void check(FormCheck& form, const EmbedMedia& media) {
  check_field(form, "url", media.url, url_limit);
}

static void check(FormCheck& form, const EmbedField& field) {
  check_required(form, "name", field.name, field_name_limit);
  check_required(form, "value", field.value, field_value_limit);
}

static void check(FormCheck& form, const Embed& embed) {
  check_field(form, "title", embed.title(), title_limit);
  check_field(form, "description", embed.description(), description_limit);
  check_field(form, "url", embed.url(), url_limit);
  if (embed.color()) check_field(form, "color", *embed.color(), color_range);
  check_parts(form, "footer", embed.footer());
  check_parts(form, "image", embed.image());
  check_parts(form, "thumbnail", embed.thumbnail());
  check_parts(form, "author", embed.author());
  check_field(form, "fields", embed.fields(), fields_limit);
  check_parts(form, "fields", embed.fields());
}

void check_embeds(FormCheck& form, const std::vector<Embed>& embeds) {
  check_field(form, "embeds", embeds, embeds_limit);
  check_parts(form, "embeds", embeds);
  std::size_t size = 0;
  for (const Embed& embed : embeds) size += text_size(embed);
  if (size > text_size_max) {
    const FormCheck::Step step(form, "embeds");
    form.add("MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
  }
}

}  // namespace pincer
