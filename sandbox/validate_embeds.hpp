// Discord's rules for embeds. Thread safety: one thread.
// https://discord.com/developers/docs/resources/message#embed-object-embed-limits
#pragma once

#include <boost/json/array.hpp>
#include <optional>

#include "sandbox/validate.hpp"

namespace pincer::sandbox {

/// The member `embeds` of a message; nothing when it is absent or wrong.
std::optional<boost::json::array> read_embeds(const FieldReader& message);

}  // namespace pincer::sandbox
