// Discord's ids, typed by what they name. Layer: base. Thread safety: as a value type.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pincer {

/// Reads a decimal 64-bit number; nothing when `text` is anything else (empty, sign, overflow).
std::optional<std::uint64_t> parse_snowflake(std::string_view text) noexcept;

/// A snowflake: a unique id that carries its moment of creation. `Kind` keeps a `ChannelId` from
/// being passed where a `MessageId` belongs. Zero stands for "none".
/// https://discord.com/developers/docs/reference#snowflakes
template <class Kind>
class Snowflake {
 public:
  constexpr Snowflake() = default;
  constexpr explicit Snowflake(std::uint64_t value) : value_(value) {}

  /// Nothing when `text` is not a decimal 64-bit number.
  static std::optional<Snowflake> from_string(std::string_view text) noexcept {
    const auto value = parse_snowflake(text);
    return value ? std::optional(Snowflake(*value)) : std::nullopt;
  }

  [[nodiscard]] constexpr std::uint64_t value() const noexcept { return value_; }
  [[nodiscard]] std::string to_string() const { return std::to_string(value_); }

  /// The moment of creation, in milliseconds.
  [[nodiscard]] std::chrono::sys_time<std::chrono::milliseconds> timestamp() const noexcept {
    return std::chrono::sys_time<std::chrono::milliseconds>(
        std::chrono::milliseconds((value_ >> 22U) + discord_epoch_milliseconds));
  }

  /// False for "none".
  constexpr explicit operator bool() const noexcept { return value_ != 0; }
  friend constexpr auto operator<=>(Snowflake, Snowflake) = default;

 private:
  /// The first second of 2015, UTC.
  static constexpr std::uint64_t discord_epoch_milliseconds = 1420070400000;

  std::uint64_t value_ = 0;
};

using ApplicationId = Snowflake<struct ApplicationKind>;
using AttachmentId = Snowflake<struct AttachmentKind>;
using ChannelId = Snowflake<struct ChannelKind>;
using CommandId = Snowflake<struct CommandKind>;
using EmojiId = Snowflake<struct EmojiKind>;
using GuildId = Snowflake<struct GuildKind>;
using InteractionId = Snowflake<struct InteractionKind>;
using MessageId = Snowflake<struct MessageKind>;
using RoleId = Snowflake<struct RoleKind>;
using UserId = Snowflake<struct UserKind>;
using WebhookId = Snowflake<struct WebhookKind>;

}  // namespace pincer

template <class Kind>
struct std::hash<pincer::Snowflake<Kind>> {
  std::size_t operator()(pincer::Snowflake<Kind> id) const noexcept {
    return std::hash<std::uint64_t>()(id.value());
  }
};
