#include "pincer/model/layout.hpp"

#include "model/any_component.hpp"
#include "model/write.hpp"

namespace pincer {

Section::Section(Button accessory) : accessory_(std::move(accessory)) {}
Section::Section(Thumbnail accessory) : accessory_(std::move(accessory)) {}
Section::Section(const Section& other) = default;
Section::Section(Section&& other) noexcept = default;
Section& Section::operator=(const Section& other) = default;
Section& Section::operator=(Section&& other) noexcept = default;
Section::~Section() = default;

MediaGallery::MediaGallery() = default;
MediaGallery::MediaGallery(const MediaGallery& other) = default;
MediaGallery::MediaGallery(MediaGallery&& other) noexcept = default;
MediaGallery& MediaGallery::operator=(const MediaGallery& other) = default;
MediaGallery& MediaGallery::operator=(MediaGallery&& other) noexcept = default;
MediaGallery::~MediaGallery() = default;

Container::Container() = default;
Container::Container(const Container& other) = default;
Container::Container(Container&& other) noexcept = default;
Container& Container::operator=(const Container& other) = default;
Container& Container::operator=(Container&& other) noexcept = default;
Container::~Container() = default;

Section& Section::text(TextDisplay text) & {
  texts_.push_back(std::move(text));
  return *this;
}

MediaGallery& MediaGallery::item(std::string url, std::optional<std::string> description,
                                 std::optional<bool> spoiler) & {
  items_.push_back({std::move(url), std::move(description), spoiler});
  return *this;
}

Container& Container::component(AnyComponent component) & {
  components_.push_back(std::move(component));
  return *this;
}

Container& Container::text(std::string content) & {
  components_.emplace_back(TextDisplay(std::move(content)));
  return *this;
}

std::size_t component_count(const Section& section) {
  return 1 + section.texts_.size() + component_count(section.accessory_);
}

std::size_t component_count(const Container& container) {
  return 1 + component_count(container.components_);
}

/// Of an unfurled media item, the only field that is sent.
static void write_media(json::Writer& writer, std::string_view name, std::string_view url) {
  writer.key(name).begin_object().field("url", url).end_object();
}

void write(json::Writer& writer, const TextDisplay& text) {
  begin_component(writer, ComponentType::text_display, text.id_);
  writer.field("content", text.content_).end_object();
}

void write(json::Writer& writer, const Thumbnail& thumbnail) {
  begin_component(writer, ComponentType::thumbnail, thumbnail.id_);
  write_media(writer, "media", thumbnail.url_);
  write_field(writer, "description", thumbnail.description_);
  write_field(writer, "spoiler", thumbnail.spoiler_);
  writer.end_object();
}

void write(json::Writer& writer, const Section& section) {
  begin_component(writer, ComponentType::section, section.id_);
  write_required(writer, "components", section.texts_);
  write_required(writer, "accessory", section.accessory_);
  writer.end_object();
}

void write(json::Writer& writer, const MediaGallery& gallery) {
  begin_component(writer, ComponentType::media_gallery, gallery.id_);
  writer.key("items").begin_array();
  for (const MediaGallery::Item& item : gallery.items_) {
    writer.begin_object();
    write_media(writer, "media", item.url);
    write_field(writer, "description", item.description);
    write_field(writer, "spoiler", item.spoiler);
    writer.end_object();
  }
  writer.end_array().end_object();
}

void write(json::Writer& writer, const FileComponent& file) {
  begin_component(writer, ComponentType::file, file.id_);
  write_media(writer, "file", "attachment://" + file.name_);
  write_field(writer, "spoiler", file.spoiler_);
  writer.end_object();
}

void write(json::Writer& writer, const Separator& separator) {
  begin_component(writer, ComponentType::separator, separator.id_);
  writer.field("divider", separator.divider_);
  writer.field("spacing", static_cast<int>(separator.spacing_)).end_object();
}

void write(json::Writer& writer, const Container& container) {
  begin_component(writer, ComponentType::container, container.id_);
  write_required(writer, "components", container.components_);
  write_field(writer, "accent_color", container.accent_color_);
  write_field(writer, "spoiler", container.spoiler_);
  writer.end_object();
}

}  // namespace pincer
