#include "sandbox/permissions.hpp"

#include <array>
#include <string>
#include <utility>

namespace pincer::sandbox::permission {
namespace {

constexpr std::array<std::pair<std::string_view, std::uint64_t>, 16> table{{
    {"administrator", administrator},
    {"manage_channels", manage_channels},
    {"manage_guild", manage_guild},
    {"add_reactions", add_reactions},
    {"view_channel", view_channel},
    {"send_messages", send_messages},
    {"send_tts_messages", send_tts_messages},
    {"manage_messages", manage_messages},
    {"embed_links", embed_links},
    {"attach_files", attach_files},
    {"read_message_history", read_message_history},
    {"mention_everyone", mention_everyone},
    {"connect", connect},
    {"speak", speak},
    {"manage_roles", manage_roles},
    {"use_application_commands", use_application_commands},
}};

}  // namespace

std::optional<std::uint64_t> from_name(std::string_view name) noexcept {
  for (const auto& [known, bit] : table) {
    if (known == name) return bit;
  }
  return std::nullopt;
}

std::string_view known_names() noexcept {
  static const std::string names = [] {
    std::string text;
    for (const auto& [name, bit] : table) text.append(text.empty() ? "" : ", ").append(name);
    return text;
  }();
  return names;
}

}  // namespace pincer::sandbox::permission
