// Embeds: read from messages, and built for them. Layer: model. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pincer/boxed.hpp"
#include "pincer/color.hpp"
#include "pincer/timestamp.hpp"

namespace pincer {

namespace json {
class Value;
class Writer;
}  // namespace json

/// https://discord.com/developers/docs/resources/message#embed-object-embed-footer-structure
struct EmbedFooter {
  std::string text;
  std::optional<std::string> icon_url;

  bool operator==(const EmbedFooter& other) const;
};

/// An image, a thumbnail or a video.
/// https://discord.com/developers/docs/resources/message#embed-object-embed-image-structure
struct EmbedMedia {
  std::string url;
  std::optional<std::string> proxy_url;  ///< Given by Discord.
  std::optional<std::int64_t> height;    ///< Given by Discord.
  std::optional<std::int64_t> width;     ///< Given by Discord.

  bool operator==(const EmbedMedia& other) const;
};

/// https://discord.com/developers/docs/resources/message#embed-object-embed-provider-structure
struct EmbedProvider {
  std::optional<std::string> name;
  std::optional<std::string> url;

  bool operator==(const EmbedProvider& other) const;
};

/// https://discord.com/developers/docs/resources/message#embed-object-embed-author-structure
struct EmbedAuthor {
  std::string name;
  std::optional<std::string> url;
  std::optional<std::string> icon_url;

  bool operator==(const EmbedAuthor& other) const;
};

/// https://discord.com/developers/docs/resources/message#embed-object-embed-field-structure
struct EmbedField {
  std::string name;
  std::string value;
  bool is_inline = false;

  bool operator==(const EmbedField& other) const;
};

/// A function without an argument reads, one with arguments writes:
/// `Embed().title("Weather").field("Berlin", "12 C", true)`.
/// https://discord.com/developers/docs/resources/message#embed-object
class Embed {
 public:
  Embed();
  Embed(const Embed& other);
  Embed(Embed&& other) noexcept;
  Embed& operator=(const Embed& other);
  Embed& operator=(Embed&& other) noexcept;
  ~Embed();

  // Not an aggregate: g++ 12 destroys an aggregate temporary twice inside a co_await expression.

  [[nodiscard]] const std::optional<std::string>& title() const { return title_; }
  /// "rich" for what bots send; Discord makes "image", "video", "link" and others from links.
  [[nodiscard]] const std::optional<std::string>& type() const { return type_; }
  [[nodiscard]] const std::optional<std::string>& description() const { return description_; }
  [[nodiscard]] const std::optional<std::string>& url() const { return url_; }
  [[nodiscard]] std::optional<Timestamp> timestamp() const { return timestamp_; }
  [[nodiscard]] std::optional<Color> color() const { return color_; }
  [[nodiscard]] const Boxed<EmbedFooter>& footer() const { return footer_; }
  [[nodiscard]] const Boxed<EmbedMedia>& image() const { return image_; }
  [[nodiscard]] const Boxed<EmbedMedia>& thumbnail() const { return thumbnail_; }
  [[nodiscard]] const Boxed<EmbedMedia>& video() const { return video_; }
  [[nodiscard]] const Boxed<EmbedProvider>& provider() const { return provider_; }
  [[nodiscard]] const Boxed<EmbedAuthor>& author() const { return author_; }
  [[nodiscard]] const std::vector<EmbedField>& fields() const { return fields_; }

  /// At most 256 characters.
  Embed& title(std::string text) & {
    title_ = std::move(text);
    return *this;
  }
  Embed&& title(std::string text) && { return std::move(this->title(std::move(text))); }
  /// At most 4,096 characters.
  Embed& description(std::string text) & {
    description_ = std::move(text);
    return *this;
  }
  Embed&& description(std::string text) && { return std::move(this->description(std::move(text))); }
  /// Makes the title a link.
  Embed& url(std::string url) & {
    url_ = std::move(url);
    return *this;
  }
  Embed&& url(std::string url) && { return std::move(this->url(std::move(url))); }
  Embed& timestamp(Timestamp time) & {
    timestamp_ = time;
    return *this;
  }
  Embed&& timestamp(Timestamp time) && { return std::move(this->timestamp(time)); }
  Embed& color(Color color) & {
    color_ = color;
    return *this;
  }
  Embed&& color(Color color) && { return std::move(this->color(color)); }
  /// At most 2,048 characters.
  Embed& footer(std::string text, std::optional<std::string> icon_url = {}) & {
    footer_ = EmbedFooter{std::move(text), std::move(icon_url)};
    return *this;
  }
  Embed&& footer(std::string text, std::optional<std::string> icon_url = {}) && {
    return std::move(this->footer(std::move(text), std::move(icon_url)));
  }
  /// A web address, or "attachment://name" for a file of the same message.
  Embed& image(std::string url) & {
    image_ = EmbedMedia{std::move(url), {}, {}, {}};
    return *this;
  }
  Embed&& image(std::string url) && { return std::move(this->image(std::move(url))); }
  Embed& thumbnail(std::string url) & {
    thumbnail_ = EmbedMedia{std::move(url), {}, {}, {}};
    return *this;
  }
  Embed&& thumbnail(std::string url) && { return std::move(this->thumbnail(std::move(url))); }
  /// At most 256 characters.
  Embed& author(std::string name, std::optional<std::string> url = {},
                std::optional<std::string> icon_url = {}) & {
    author_ = EmbedAuthor{std::move(name), std::move(url), std::move(icon_url)};
    return *this;
  }
  Embed&& author(std::string name, std::optional<std::string> url = {},
                 std::optional<std::string> icon_url = {}) && {
    return std::move(this->author(std::move(name), std::move(url), std::move(icon_url)));
  }
  /// Adds a field: a name of at most 256 characters, a value of at most 1,024; 25 fields at most.
  Embed& field(std::string name, std::string value, bool is_inline = false) &;
  Embed&& field(std::string name, std::string value, bool is_inline = false) && {
    return std::move(this->field(std::move(name), std::move(value), is_inline));
  }

  bool operator==(const Embed& other) const;

 private:
  friend bool read(json::Value& value, Embed& embed);
  friend void write(json::Writer& writer, const Embed& embed);

  std::optional<std::string> title_;
  std::optional<std::string> type_;
  std::optional<std::string> description_;
  std::optional<std::string> url_;
  std::optional<Timestamp> timestamp_;
  std::optional<Color> color_;
  Boxed<EmbedFooter> footer_;
  Boxed<EmbedMedia> image_;
  Boxed<EmbedMedia> thumbnail_;
  Boxed<EmbedMedia> video_;
  Boxed<EmbedProvider> provider_;
  Boxed<EmbedAuthor> author_;
  std::vector<EmbedField> fields_;
};

}  // namespace pincer
