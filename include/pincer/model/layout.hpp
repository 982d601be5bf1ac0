// Components that lay out a message: texts, media, sections, containers. Layer: model.
// Thread safety: as a value type.
//
// A message with one of them has the flag `is_components_v2`, which is set by itself. Such a
// message has no content and no embeds, and it shows a file only where a component says so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pincer/color.hpp"
#include "pincer/model/component.hpp"
#include "pincer/model/received_component.hpp"

namespace pincer {

/// Text with markdown and mentions. In messages and modals.
/// https://discord.com/developers/docs/components/reference#text-display
class TextDisplay : public NumberedComponent<TextDisplay> {
 public:
  /// 1 to 4,000 characters.
  explicit TextDisplay(std::string content) : content_(std::move(content)) {}

 private:
  friend void write(json::Writer& writer, const TextDisplay& text);
  friend void check(FormCheck& form, const TextDisplay& text);

  std::string content_;
};

/// A small image beside the texts of a section.
/// https://discord.com/developers/docs/components/reference#thumbnail
class Thumbnail : public NumberedComponent<Thumbnail> {
 public:
  /// A web address, or "attachment://" and the name of a file of the message.
  explicit Thumbnail(std::string url) : url_(std::move(url)) {}

  /// What the image shows, for those who cannot see it: 1 to 1,024 characters.
  Thumbnail& description(std::string text) & {
    description_ = std::move(text);
    return *this;
  }
  Thumbnail&& description(std::string text) && {
    return std::move(this->description(std::move(text)));
  }
  /// Blurred until the user asks.
  Thumbnail& spoiler(bool spoiler = true) & {
    spoiler_ = spoiler;
    return *this;
  }
  Thumbnail&& spoiler(bool spoiler = true) && { return std::move(this->spoiler(spoiler)); }

 private:
  friend void write(json::Writer& writer, const Thumbnail& thumbnail);
  friend void check(FormCheck& form, const Thumbnail& thumbnail);

  std::string url_;
  std::optional<std::string> description_;
  std::optional<bool> spoiler_;
};

/// One to three texts with a button or an image beside them:
/// `Section(Button("more", "More")).text("A long story")`.
/// https://discord.com/developers/docs/components/reference#section
class Section : public NumberedComponent<Section> {
 public:
  Section(const Section& other);
  Section(Section&& other) noexcept;
  Section& operator=(const Section& other);
  Section& operator=(Section&& other) noexcept;
  ~Section();

  explicit Section(Button accessory);
  explicit Section(Thumbnail accessory);

  /// Adds a text; 3 at most.
  Section& text(std::string content) & { return text(TextDisplay(std::move(content))); }
  Section&& text(std::string content) && { return std::move(this->text(std::move(content))); }
  Section& text(TextDisplay text) &;
  Section&& text(TextDisplay text) && { return std::move(this->text(std::move(text))); }

 private:
  friend void write(json::Writer& writer, const Section& section);
  friend void check(FormCheck& form, const Section& section);
  friend std::size_t component_count(const Section& section);

  std::vector<TextDisplay> texts_;
  AnyComponent accessory_;
};

/// Up to 10 images and videos, in a grid.
/// https://discord.com/developers/docs/components/reference#media-gallery
class MediaGallery : public NumberedComponent<MediaGallery> {
 public:
  MediaGallery();
  MediaGallery(const MediaGallery& other);
  MediaGallery(MediaGallery&& other) noexcept;
  MediaGallery& operator=(const MediaGallery& other);
  MediaGallery& operator=(MediaGallery&& other) noexcept;
  ~MediaGallery();

  /// Adds a medium; 10 at most. `url` and `description` are as those of a `Thumbnail`.
  MediaGallery& item(std::string url, std::optional<std::string> description = {},
                     std::optional<bool> spoiler = {}) &;
  MediaGallery&& item(std::string url, std::optional<std::string> description = {},
                      std::optional<bool> spoiler = {}) && {
    return std::move(this->item(std::move(url), std::move(description), spoiler));
  }

 private:
  friend void write(json::Writer& writer, const MediaGallery& gallery);
  friend void check(FormCheck& form, const MediaGallery& gallery);
  struct Item {
    std::string url;
    std::optional<std::string> description;
    std::optional<bool> spoiler;
  };

  std::vector<Item> items_;
};

/// Shows a file that is uploaded with the message.
/// https://discord.com/developers/docs/components/reference#file
class FileComponent : public NumberedComponent<FileComponent> {
 public:
  /// The name of a `File` of the same message.
  explicit FileComponent(std::string name) : name_(std::move(name)) {}

  /// Blurred until the user asks.
  FileComponent& spoiler(bool spoiler = true) & {
    spoiler_ = spoiler;
    return *this;
  }
  FileComponent&& spoiler(bool spoiler = true) && { return std::move(this->spoiler(spoiler)); }

 private:
  friend void write(json::Writer& writer, const FileComponent& file);
  friend void check(FormCheck& form, const FileComponent& file);

  std::string name_;
  std::optional<bool> spoiler_;
};

/// Space between components, with a line unless `divider(false)`.
/// https://discord.com/developers/docs/components/reference#separator
class Separator : public NumberedComponent<Separator> {
 public:
  explicit Separator(SeparatorSpacing spacing = SeparatorSpacing::small) : spacing_(spacing) {}

  Separator& divider(bool divider) & {
    divider_ = divider;
    return *this;
  }
  Separator&& divider(bool divider) && { return std::move(this->divider(divider)); }

 private:
  friend void write(json::Writer& writer, const Separator& separator);
  friend void check(FormCheck& form, const Separator& separator);

  SeparatorSpacing spacing_;
  bool divider_ = true;
};

/// A frame around components: `Container().accent_color(0x5865f2).text("Hello")`.
/// https://discord.com/developers/docs/components/reference#container
class Container : public NumberedComponent<Container> {
 public:
  Container();
  Container(const Container& other);
  Container(Container&& other) noexcept;
  Container& operator=(const Container& other);
  Container& operator=(Container&& other) noexcept;
  ~Container();

  /// Adds an `ActionRow`, a `TextDisplay`, a `Section`, a `MediaGallery`, a `Separator` or a
  /// `FileComponent`.
  Container& component(AnyComponent component) &;
  Container&& component(AnyComponent component) && {
    return std::move(this->component(std::move(component)));
  }
  /// Adds a `TextDisplay`.
  Container& text(std::string content) &;
  Container&& text(std::string content) && { return std::move(this->text(std::move(content))); }
  /// Of the bar at its side: 0xRRGGBB.
  Container& accent_color(Color color) & {
    accent_color_ = color;
    return *this;
  }
  Container&& accent_color(Color color) && { return std::move(this->accent_color(color)); }
  /// Blurred until the user asks.
  Container& spoiler(bool spoiler = true) & {
    spoiler_ = spoiler;
    return *this;
  }
  Container&& spoiler(bool spoiler = true) && { return std::move(this->spoiler(spoiler)); }

 private:
  friend void write(json::Writer& writer, const Container& container);
  friend void check(FormCheck& form, const Container& container);
  friend std::size_t component_count(const Container& container);

  std::vector<AnyComponent> components_;
  std::optional<Color> accent_color_;
  std::optional<bool> spoiler_;
};

}  // namespace pincer
