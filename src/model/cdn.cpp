#include "pincer/cdn.hpp"

#include <bit>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <string_view>

#include "pincer/error.hpp"
#include "pincer/image_hash.hpp"
#include "pincer/model/application.hpp"
#include "pincer/model/avatar.hpp"
#include "pincer/model/emoji.hpp"
#include "pincer/model/guild.hpp"
#include "pincer/model/member.hpp"
#include "pincer/model/role.hpp"
#include "pincer/model/scheduled_event.hpp"
#include "pincer/model/sticker.hpp"
#include "pincer/model/team.hpp"
#include "pincer/model/user.hpp"

namespace pincer {
namespace {

using Parts = std::initializer_list<std::string_view>;

std::string_view extension(ImageFormat format) {
  switch (format) {
    case ImageFormat::png: return ".png";
    case ImageFormat::jpeg: return ".jpeg";
    case ImageFormat::gif: return ".gif";
    case ImageFormat::webp: break;
  }
  return ".webp";
}

/// "<base>/icons/41771983423143937/f64c482b807da4f539cff778d174971c.webp?size=256"
std::string url(Parts parts, bool is_animated, ImageFormat format, const ImageOptions& options) {
  if (format == ImageFormat::gif && !is_animated) format = ImageFormat::png;
  std::string text = options.base_url();
  for (const std::string_view part : parts) text.append("/").append(part);
  text.append(extension(format));
  char separator = '?';
  if (options.size() != 0) {
    text.append(1, separator).append("size=").append(std::to_string(options.size()));
    separator = '&';
  }
  if (is_animated && format == ImageFormat::webp) text.append(1, separator).append("animated=true");
  return text;
}

/// `folder`: what stands before the hash.
std::optional<std::string> hash_url(Parts folder, const ImageHash& hash,
                                    const ImageOptions& options) {
  if (!hash) return std::nullopt;
  std::string path;
  for (const std::string_view part : folder) path.append(part).append("/");
  path.append(hash.to_string());
  return url({path}, hash.is_animated(), options.format(), options);
}

/// https://discord.com/developers/docs/reference#image-formatting-cdn-endpoints
std::string default_avatar_url(const User& user, const ImageOptions& options) {
  const bool has_unique_name = user.discriminator.empty() || user.discriminator == "0";
  const std::uint64_t index =
      has_unique_name ? (user.id.value() >> 22U) % 6
                      : static_cast<std::uint64_t>(std::atoi(user.discriminator.c_str())) % 5;
  // Its size cannot be chosen.
  return options.base_url() + "/embed/avatars/" + std::to_string(index) + ".png";
}

}  // namespace

ImageOptions& ImageOptions::size(int pixels) & {
  if (pixels < 16 || pixels > 4096 || !std::has_single_bit(static_cast<unsigned>(pixels))) {
    throw Exception(
        Error(ErrorKind::invalid_argument,
              "an image's size is a power of two from 16 to 4096, not " + std::to_string(pixels)));
  }
  size_ = pixels;
  return *this;
}

std::string avatar_url(const User& user, const ImageOptions& options) {
  const auto own = hash_url({"avatars", user.id.to_string()}, user.avatar, options);
  return own ? *own : default_avatar_url(user, options);
}

std::string avatar_url(GuildId guild, const Member& member, const ImageOptions& options) {
  const User& user = member.user.value();
  const auto own = hash_url({"guilds", guild.to_string(), "users", user.id.to_string(), "avatars"},
                            member.avatar, options);
  return own ? *own : avatar_url(user, options);
}

std::optional<std::string> banner_url(const User& user, const ImageOptions& options) {
  return hash_url({"banners", user.id.to_string()}, user.banner, options);
}

std::optional<std::string> banner_url(GuildId guild, const Member& member,
                                      const ImageOptions& options) {
  return hash_url(
      {"guilds", guild.to_string(), "users", member.user.value().id.to_string(), "banners"},
      member.banner, options);
}

std::string image_url(const AvatarDecoration& decoration, const ImageOptions& options) {
  return url({"avatar-decoration-presets", decoration.asset.to_string()}, false, ImageFormat::png,
             options);
}

std::optional<std::string> badge_url(const PrimaryGuild& guild, const ImageOptions& options) {
  return hash_url({"guild-tag-badges", guild.identity_guild_id.to_string()}, guild.badge, options);
}

std::optional<std::string> icon_url(const Guild& guild, const ImageOptions& options) {
  return hash_url({"icons", guild.id.to_string()}, guild.icon, options);
}

std::optional<std::string> banner_url(const Guild& guild, const ImageOptions& options) {
  return hash_url({"banners", guild.id.to_string()}, guild.banner, options);
}

std::optional<std::string> splash_url(const Guild& guild, const ImageOptions& options) {
  return hash_url({"splashes", guild.id.to_string()}, guild.splash, options);
}

std::optional<std::string> discovery_splash_url(const Guild& guild, const ImageOptions& options) {
  return hash_url({"discovery-splashes", guild.id.to_string()}, guild.discovery_splash, options);
}

std::optional<std::string> icon_url(const Role& role, const ImageOptions& options) {
  return hash_url({"role-icons", role.id.to_string()}, role.icon, options);
}

std::optional<std::string> cover_url(const ScheduledEvent& event, const ImageOptions& options) {
  return hash_url({"guild-events", event.id.to_string()}, event.image, options);
}

std::optional<std::string> image_url(const Emoji& emoji, const ImageOptions& options) {
  if (!emoji.id) return std::nullopt;
  return url({"emojis", emoji.id.to_string()}, emoji.animated, options.format(), options);
}

std::string image_url(const Sticker& sticker, const ImageOptions& options) {
  const std::string id = sticker.id.to_string();
  const auto format = sticker.format_type.value_or(StickerFormatType::png);
  // Not on the CDN: https://discord.com/developers/docs/reference#image-formatting-cdn-endpoints
  if (format == StickerFormatType::gif)
    return "https://media.discordapp.net/stickers/" + id + ".gif";
  return options.base_url() + "/stickers/" + id +
         (format == StickerFormatType::lottie ? ".json" : ".png");
}

std::optional<std::string> icon_url(const Application& application, const ImageOptions& options) {
  return hash_url({"app-icons", application.id.to_string()}, application.icon, options);
}

std::optional<std::string> cover_url(const Application& application, const ImageOptions& options) {
  return hash_url({"app-icons", application.id.to_string()}, application.cover_image, options);
}

std::optional<std::string> icon_url(const Team& team, const ImageOptions& options) {
  return hash_url({"team-icons", team.id.to_string()}, team.icon, options);
}

}  // namespace pincer
