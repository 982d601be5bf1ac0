// Discord's permission bits, by name. Thread-safe: constants only.
// https://discord.com/developers/docs/topics/permissions
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pincer::sandbox::permission {

inline constexpr std::uint64_t administrator = 1ULL << 3U;
inline constexpr std::uint64_t manage_channels = 1ULL << 4U;
inline constexpr std::uint64_t manage_guild = 1ULL << 5U;
inline constexpr std::uint64_t add_reactions = 1ULL << 6U;
inline constexpr std::uint64_t view_channel = 1ULL << 10U;
inline constexpr std::uint64_t send_messages = 1ULL << 11U;
inline constexpr std::uint64_t send_tts_messages = 1ULL << 12U;
inline constexpr std::uint64_t manage_messages = 1ULL << 13U;
inline constexpr std::uint64_t embed_links = 1ULL << 14U;
inline constexpr std::uint64_t attach_files = 1ULL << 15U;
inline constexpr std::uint64_t read_message_history = 1ULL << 16U;
inline constexpr std::uint64_t mention_everyone = 1ULL << 17U;
inline constexpr std::uint64_t connect = 1ULL << 20U;
inline constexpr std::uint64_t speak = 1ULL << 21U;
inline constexpr std::uint64_t manage_roles = 1ULL << 28U;
inline constexpr std::uint64_t use_application_commands = 1ULL << 31U;

/// Every bit that has a meaning today.
inline constexpr std::uint64_t all = (1ULL << 53U) - 1;

/// What @everyone of a new guild may do here.
inline constexpr std::uint64_t everyone_default =
    add_reactions | view_channel | send_messages | embed_links | attach_files |
    read_message_history | connect | speak | use_application_commands;

/// The bit of "send_messages" and its like; nothing for a name that the sandbox does not know.
std::optional<std::uint64_t> from_name(std::string_view name) noexcept;
/// The names that `from_name` knows, separated by ", ".
std::string_view known_names() noexcept;

}  // namespace pincer::sandbox::permission
