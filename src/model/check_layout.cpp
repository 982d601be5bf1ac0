// https://discord.com/developers/docs/components/reference
#include <array>

#include "model/check_lists.hpp"
#include "pincer/model/layout.hpp"

namespace pincer {
namespace {

constexpr Length text_limit{1, 4000};
constexpr Length media_url_limit{0, 2048};
constexpr Length media_description_limit{1, 1024};
constexpr Length section_texts_limit{1, 3};
constexpr Length gallery_items_limit{1, 10};
constexpr Length container_limit{1, 40};
constexpr IntegerRange color_range{.min = 0, .max = 0xffffff};

constexpr std::array container_types{
    ComponentType::action_row,    ComponentType::section, ComponentType::text_display,
    ComponentType::media_gallery, ComponentType::file,    ComponentType::separator,
};

void check_media(FormCheck& form, std::string_view key, const std::string& url) {
  const FormCheck::Step step(form, key);
  check_field(form, "url", url, media_url_limit);
}

}  // namespace

void check(FormCheck& form, const TextDisplay& text) {
  check_field(form, "content", text.content_, text_limit);
}

void check(FormCheck& form, const Thumbnail& thumbnail) {
  check_media(form, "media", thumbnail.url_);
  check_field(form, "description", thumbnail.description_, media_description_limit);
}

void check(FormCheck& form, const Section& section) {
  check_field(form, "components", section.texts_, section_texts_limit);
  check_parts(form, "components", section.texts_);
  check_parts(form, "accessory", section.accessory_);
}

void check(FormCheck& form, const MediaGallery& gallery) {
  check_field(form, "items", gallery.items_, gallery_items_limit);
  const FormCheck::Step items(form, "items");
  for (std::size_t i = 0; i < gallery.items_.size(); ++i) {
    const FormCheck::Step step(form, i);
    check_media(form, "media", gallery.items_[i].url);
    check_field(form, "description", gallery.items_[i].description, media_description_limit);
  }
}

void check(FormCheck& form, const FileComponent& file) {
  check_media(form, "file", "attachment://" + file.name_);
}

void check(FormCheck&, const Separator&) {}

void check(FormCheck& form, const Container& container) {
  check_field(form, "components", container.components_, container_limit);
  {
    const FormCheck::Step step(form, "components");
    check_placed(form, container.components_, container_types);
  }
  check_field(form, "accent_color", container.accent_color_, color_range);
}

}  // namespace pincer
