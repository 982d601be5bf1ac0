// Gateway intents as a set with names. Layer: wire. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pincer {

/// A set of gateway intents: which groups of events the gateway sends.
/// `Intents::guilds | Intents::guild_messages | Intents::message_content`.
/// https://discord.com/developers/docs/events/gateway#gateway-intents
class Intents {
 public:
  constexpr Intents() = default;
  constexpr explicit Intents(std::uint32_t bits) : bits_(bits) {}

  static const Intents guilds;
  static const Intents guild_members;  ///< Privileged: enable it in the developer portal.
  static const Intents guild_moderation;
  static const Intents guild_expressions;
  static const Intents guild_integrations;
  static const Intents guild_webhooks;
  static const Intents guild_invites;
  static const Intents guild_voice_states;
  static const Intents guild_presences;  ///< Privileged: enable it in the developer portal.
  static const Intents guild_messages;
  static const Intents guild_message_reactions;
  static const Intents guild_message_typing;
  static const Intents direct_messages;
  static const Intents direct_message_reactions;
  static const Intents direct_message_typing;
  static const Intents message_content;  ///< Privileged: enable it in the developer portal.
  static const Intents guild_scheduled_events;
  static const Intents auto_moderation_configuration;
  static const Intents auto_moderation_execution;
  static const Intents guild_message_polls;
  static const Intents direct_message_polls;

  static const Intents none;
  static const Intents all;
  static const Intents privileged;    ///< guild_members, guild_presences and message_content.
  static const Intents unprivileged;  ///< All but the privileged: a good default.

  [[nodiscard]] constexpr std::uint32_t bits() const noexcept { return bits_; }
  /// True when every intent of `other` is in this set.
  [[nodiscard]] constexpr bool contains(Intents other) const noexcept {
    return (bits_ & other.bits_) == other.bits_;
  }
  [[nodiscard]] constexpr bool intersects(Intents other) const noexcept {
    return (bits_ & other.bits_) != 0;
  }

  friend constexpr Intents operator|(Intents a, Intents b) { return Intents(a.bits_ | b.bits_); }
  friend constexpr Intents operator&(Intents a, Intents b) { return Intents(a.bits_ & b.bits_); }
  friend constexpr Intents operator-(Intents a, Intents b) { return Intents(a.bits_ & ~b.bits_); }
  constexpr Intents& operator|=(Intents other) {
    bits_ |= other.bits_;
    return *this;
  }
  friend constexpr bool operator==(Intents, Intents) = default;

  /// One intent, or one of the sets "all", "none", "privileged", "unprivileged", by the name it has
  /// here ("guild_messages"). Nothing for an unknown name.
  static std::optional<Intents> from_name(std::string_view name) noexcept;

  /// "guilds, guild_messages"; unknown bits as "bit 30"; "none" when empty.
  [[nodiscard]] std::string to_string() const;

 private:
  std::uint32_t bits_ = 0;
};

inline constexpr Intents Intents::guilds{1U << 0U};
inline constexpr Intents Intents::guild_members{1U << 1U};
inline constexpr Intents Intents::guild_moderation{1U << 2U};
inline constexpr Intents Intents::guild_expressions{1U << 3U};
inline constexpr Intents Intents::guild_integrations{1U << 4U};
inline constexpr Intents Intents::guild_webhooks{1U << 5U};
inline constexpr Intents Intents::guild_invites{1U << 6U};
inline constexpr Intents Intents::guild_voice_states{1U << 7U};
inline constexpr Intents Intents::guild_presences{1U << 8U};
inline constexpr Intents Intents::guild_messages{1U << 9U};
inline constexpr Intents Intents::guild_message_reactions{1U << 10U};
inline constexpr Intents Intents::guild_message_typing{1U << 11U};
inline constexpr Intents Intents::direct_messages{1U << 12U};
inline constexpr Intents Intents::direct_message_reactions{1U << 13U};
inline constexpr Intents Intents::direct_message_typing{1U << 14U};
inline constexpr Intents Intents::message_content{1U << 15U};
inline constexpr Intents Intents::guild_scheduled_events{1U << 16U};
inline constexpr Intents Intents::auto_moderation_configuration{1U << 20U};
inline constexpr Intents Intents::auto_moderation_execution{1U << 21U};
inline constexpr Intents Intents::guild_message_polls{1U << 24U};
inline constexpr Intents Intents::direct_message_polls{1U << 25U};
inline constexpr Intents Intents::none{};
inline constexpr Intents Intents::all{0x331ffffU};
inline constexpr Intents Intents::privileged{(1U << 1U) | (1U << 8U) | (1U << 15U)};
inline constexpr Intents Intents::unprivileged{Intents::all - Intents::privileged};

}  // namespace pincer
