#include "pincer/model/embed.hpp"

#include "json/writer.hpp"
#include "model/read.hpp"
#include "model/write.hpp"

namespace pincer {

Embed::Embed() = default;
Embed::Embed(const Embed& other) = default;
Embed::Embed(Embed&& other) noexcept = default;
Embed& Embed::operator=(const Embed& other) = default;
Embed& Embed::operator=(Embed&& other) noexcept = default;
Embed::~Embed() = default;

Embed& Embed::field(std::string name, std::string value, bool is_inline) & {
  fields_.push_back({std::move(name), std::move(value), is_inline});
  return *this;
}

bool read(json::Value& value, EmbedFooter& footer) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "text"_key: return read(field, footer.text);
      case "icon_url"_key: return read(field, footer.icon_url);
      default: return true;
    }
  });
}

bool read(json::Value& value, EmbedMedia& media) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "url"_key: return read(field, media.url);
      case "proxy_url"_key: return read(field, media.proxy_url);
      case "height"_key: return read(field, media.height);
      case "width"_key: return read(field, media.width);
      default: return true;
    }
  });
}

bool read(json::Value& value, EmbedProvider& provider) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "name"_key: return read(field, provider.name);
      case "url"_key: return read(field, provider.url);
      default: return true;
    }
  });
}

bool read(json::Value& value, EmbedAuthor& author) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "name"_key: return read(field, author.name);
      case "url"_key: return read(field, author.url);
      case "icon_url"_key: return read(field, author.icon_url);
      default: return true;
    }
  });
}

bool read(json::Value& value, EmbedField& embed_field) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "name"_key: return read(field, embed_field.name);
      case "value"_key: return read(field, embed_field.value);
      case "inline"_key: return read(field, embed_field.is_inline);
      default: return true;
    }
  });
}

bool read(json::Value& value, Embed& embed) {
  return json::read_object(value, [&](json::Key key, json::Value& field) {
    switch (key.hash) {
      case "title"_key: return read(field, embed.title_);
      case "type"_key: return read(field, embed.type_);
      case "description"_key: return read(field, embed.description_);
      case "url"_key: return read(field, embed.url_);
      case "timestamp"_key: return read(field, embed.timestamp_);
      case "color"_key: return read(field, embed.color_);
      case "footer"_key: return read(field, embed.footer_);
      case "image"_key: return read(field, embed.image_);
      case "thumbnail"_key: return read(field, embed.thumbnail_);
      case "video"_key: return read(field, embed.video_);
      case "provider"_key: return read(field, embed.provider_);
      case "author"_key: return read(field, embed.author_);
      case "fields"_key: return read(field, embed.fields_);
      default: return true;
    }
  });
}

bool EmbedFooter::operator==(const EmbedFooter& other) const {
  return text == other.text && icon_url == other.icon_url;
}

bool EmbedMedia::operator==(const EmbedMedia& other) const {
  return url == other.url && proxy_url == other.proxy_url && height == other.height &&
         width == other.width;
}

bool EmbedProvider::operator==(const EmbedProvider& other) const {
  return name == other.name && url == other.url;
}

bool EmbedAuthor::operator==(const EmbedAuthor& other) const {
  return name == other.name && url == other.url && icon_url == other.icon_url;
}

bool EmbedField::operator==(const EmbedField& other) const {
  return name == other.name && value == other.value && is_inline == other.is_inline;
}

bool Embed::operator==(const Embed& other) const {
  return title_ == other.title_ && type_ == other.type_ && description_ == other.description_ &&
         url_ == other.url_ && timestamp_ == other.timestamp_ && color_ == other.color_ &&
         footer_ == other.footer_ && image_ == other.image_ && thumbnail_ == other.thumbnail_ &&
         video_ == other.video_ && provider_ == other.provider_ && author_ == other.author_ &&
         fields_ == other.fields_;
}

static void write(json::Writer& writer, const EmbedFooter& footer) {
  writer.begin_object().field("text", footer.text);
  write_field(writer, "icon_url", footer.icon_url);
  writer.end_object();
}

static void write(json::Writer& writer, const EmbedMedia& media) {
  writer.begin_object().field("url", media.url);
  write_field(writer, "proxy_url", media.proxy_url);
  write_field(writer, "height", media.height);
  write_field(writer, "width", media.width);
  writer.end_object();
}

static void write(json::Writer& writer, const EmbedProvider& provider) {
  writer.begin_object();
  write_field(writer, "name", provider.name);
  write_field(writer, "url", provider.url);
  writer.end_object();
}

static void write(json::Writer& writer, const EmbedAuthor& author) {
  writer.begin_object().field("name", author.name);
  write_field(writer, "url", author.url);
  write_field(writer, "icon_url", author.icon_url);
  writer.end_object();
}

static void write(json::Writer& writer, const EmbedField& field) {
  writer.begin_object().field("name", field.name).field("value", field.value);
  write_field(writer, "inline", field.is_inline);
  writer.end_object();
}

// What is Discord's to give (`type`, `video`, `provider`, sizes) is written too, where a received
// embed has it: a cache wants it back, and Discord takes such an embed and ignores it.
void write(json::Writer& writer, const Embed& embed) {
  writer.begin_object();
  write_field(writer, "title", embed.title_);
  write_field(writer, "type", embed.type_);
  write_field(writer, "description", embed.description_);
  write_field(writer, "url", embed.url_);
  write_field(writer, "timestamp", embed.timestamp_);
  write_field(writer, "color", embed.color_);
  write_field(writer, "footer", embed.footer_);
  write_field(writer, "image", embed.image_);
  write_field(writer, "thumbnail", embed.thumbnail_);
  write_field(writer, "video", embed.video_);
  write_field(writer, "provider", embed.provider_);
  write_field(writer, "author", embed.author_);
  write_field(writer, "fields", embed.fields_);
  writer.end_object();
}

}  // namespace pincer
