#include "pincer/intents.hpp"

#include <array>
#include <utility>

namespace pincer {
namespace {

using Named = std::pair<std::string_view, Intents>;

constexpr std::array single_intents{
    Named{"guilds", Intents::guilds},
    Named{"guild_members", Intents::guild_members},
    Named{"guild_moderation", Intents::guild_moderation},
    Named{"guild_expressions", Intents::guild_expressions},
    Named{"guild_integrations", Intents::guild_integrations},
    Named{"guild_webhooks", Intents::guild_webhooks},
    Named{"guild_invites", Intents::guild_invites},
    Named{"guild_voice_states", Intents::guild_voice_states},
    Named{"guild_presences", Intents::guild_presences},
    Named{"guild_messages", Intents::guild_messages},
    Named{"guild_message_reactions", Intents::guild_message_reactions},
    Named{"guild_message_typing", Intents::guild_message_typing},
    Named{"direct_messages", Intents::direct_messages},
    Named{"direct_message_reactions", Intents::direct_message_reactions},
    Named{"direct_message_typing", Intents::direct_message_typing},
    Named{"message_content", Intents::message_content},
    Named{"guild_scheduled_events", Intents::guild_scheduled_events},
    Named{"auto_moderation_configuration", Intents::auto_moderation_configuration},
    Named{"auto_moderation_execution", Intents::auto_moderation_execution},
    Named{"guild_message_polls", Intents::guild_message_polls},
    Named{"direct_message_polls", Intents::direct_message_polls},
};

constexpr std::array intent_sets{
    Named{"none", Intents::none},
    Named{"all", Intents::all},
    Named{"privileged", Intents::privileged},
    Named{"unprivileged", Intents::unprivileged},
};

}  // namespace

std::optional<Intents> Intents::from_name(std::string_view name) noexcept {
  for (const auto& [known, intents] : single_intents) {
    if (name == known) return intents;
  }
  for (const auto& [known, intents] : intent_sets) {
    if (name == known) return intents;
  }
  return std::nullopt;
}

std::string Intents::to_string() const {
  std::string text;
  const auto append = [&text](std::string_view name) {
    if (!text.empty()) text += ", ";
    text += name;
  };
  Intents unknown = *this;
  for (const auto& [name, intent] : single_intents) {
    if (contains(intent)) append(name);
    unknown = unknown - intent;
  }
  for (std::uint32_t bit = 0; bit < 32; ++bit) {
    if ((unknown.bits() >> bit & 1U) != 0) append("bit " + std::to_string(bit));
  }
  return text.empty() ? "none" : text;
}

}  // namespace pincer
