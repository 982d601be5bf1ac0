// The addresses of images on Discord's CDN. Layer: model. Thread-safe.
// https://discord.com/developers/docs/reference#image-formatting-cdn-endpoints
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "pincer/snowflake.hpp"

namespace pincer {

struct Application;
struct AvatarDecoration;
struct Emoji;
struct Guild;
struct Member;
struct PrimaryGuild;
struct Role;
struct ScheduledEvent;
struct Sticker;
struct Team;
struct User;

enum class ImageFormat : std::uint8_t { webp, png, jpeg, gif };

/// How an image is wanted. `ImageOptions().size(256)`
class ImageOptions {
 public:
  ImageOptions() = default;

  /// WebP unless said otherwise: it is animated where the image is. GIF of an image that is not
  /// animated does not exist; PNG is taken instead.
  ImageOptions& format(ImageFormat format) & {
    format_ = format;
    return *this;
  }
  ImageOptions&& format(ImageFormat format) && { return std::move(this->format(format)); }
  /// Pixels: a power of two from 16 to 4,096. Unless said otherwise, Discord chooses.
  /// Errors: `Exception` (`invalid_argument`) for another number.
  ImageOptions& size(int pixels) &;
  ImageOptions&& size(int pixels) && { return std::move(this->size(pixels)); }
  /// Without a slash at its end. Unless said otherwise, Discord's.
  ImageOptions& base_url(std::string url) & {
    base_url_ = std::move(url);
    return *this;
  }
  ImageOptions&& base_url(std::string url) && { return std::move(this->base_url(std::move(url))); }

  [[nodiscard]] ImageFormat format() const noexcept { return format_; }
  [[nodiscard]] int size() const noexcept { return size_; }
  [[nodiscard]] const std::string& base_url() const noexcept { return base_url_; }

 private:
  ImageFormat format_ = ImageFormat::webp;
  int size_ = 0;
  std::string base_url_ = "https://cdn.discordapp.com";
};

// Nothing where there is no such image.

/// A user without an avatar has one of Discord's six, which is always a PNG.
[[nodiscard]] std::string avatar_url(const User& user, const ImageOptions& options = {});
/// What the guild shows: the member's own avatar there, or else the user's. `member.user` must be
/// there.
[[nodiscard]] std::string avatar_url(GuildId guild, const Member& member,
                                     const ImageOptions& options = {});
[[nodiscard]] std::optional<std::string> banner_url(const User& user,
                                                    const ImageOptions& options = {});
/// The member's own banner in the guild. `member.user` must be there.
[[nodiscard]] std::optional<std::string> banner_url(GuildId guild, const Member& member,
                                                    const ImageOptions& options = {});
/// Always a PNG.
[[nodiscard]] std::string image_url(const AvatarDecoration& decoration,
                                    const ImageOptions& options = {});
[[nodiscard]] std::optional<std::string> badge_url(const PrimaryGuild& guild,
                                                   const ImageOptions& options = {});

[[nodiscard]] std::optional<std::string> icon_url(const Guild& guild,
                                                  const ImageOptions& options = {});
[[nodiscard]] std::optional<std::string> banner_url(const Guild& guild,
                                                    const ImageOptions& options = {});
[[nodiscard]] std::optional<std::string> splash_url(const Guild& guild,
                                                    const ImageOptions& options = {});
[[nodiscard]] std::optional<std::string> discovery_splash_url(const Guild& guild,
                                                              const ImageOptions& options = {});
[[nodiscard]] std::optional<std::string> icon_url(const Role& role,
                                                  const ImageOptions& options = {});
[[nodiscard]] std::optional<std::string> cover_url(const ScheduledEvent& event,
                                                   const ImageOptions& options = {});

/// Nothing for an emoji that is a character.
[[nodiscard]] std::optional<std::string> image_url(const Emoji& emoji,
                                                   const ImageOptions& options = {});
/// In the format that the sticker has; one in Lottie's is no image, but JSON.
[[nodiscard]] std::string image_url(const Sticker& sticker, const ImageOptions& options = {});

[[nodiscard]] std::optional<std::string> icon_url(const Application& application,
                                                  const ImageOptions& options = {});
[[nodiscard]] std::optional<std::string> cover_url(const Application& application,
                                                   const ImageOptions& options = {});
[[nodiscard]] std::optional<std::string> icon_url(const Team& team,
                                                  const ImageOptions& options = {});

}  // namespace pincer
