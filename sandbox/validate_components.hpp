// Discord's rules for components, in messages and in modals. Thread safety: one thread.
// https://discord.com/developers/docs/components/reference
#pragma once

#include <boost/json/array.hpp>
#include <optional>

#include "sandbox/validate.hpp"

namespace pincer::sandbox {

/// The member `components` of a message; nothing when it is absent or wrong. `is_v2`: the message
/// has the flag IS_COMPONENTS_V2, which admits layout and content components.
std::optional<boost::json::array> read_message_components(const FieldReader& message, bool is_v2);

/// The data of a modal: custom_id, title, components.
void check_modal(const FieldReader& modal);

}  // namespace pincer::sandbox
