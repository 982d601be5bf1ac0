// Discord's rules for application commands. Thread safety: one thread.
// https://discord.com/developers/docs/interactions/application-commands
#pragma once

#include "sandbox/validate.hpp"

namespace pincer::sandbox {

inline constexpr std::size_t chat_input_commands_max = 100;
inline constexpr std::size_t context_menu_commands_max = 15;  // Of each of the two types.

void check_command(const FieldReader& command);

}  // namespace pincer::sandbox
