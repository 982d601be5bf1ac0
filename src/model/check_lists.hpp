// The limits of lists that more than one message type has. Layer: model.
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/check.hpp"
#include "pincer/model/command.hpp"
#include "pincer/model/component.hpp"
#include "pincer/model/embed.hpp"

namespace pincer {

/// Each embed, how many there are, and their texts together.
void check_embeds(FormCheck& form, const std::vector<Embed>& embeds);

/// Of every component that a user acts upon.
/// https://discord.com/developers/docs/components/reference#anatomy-of-a-component-custom-id
inline constexpr Length custom_id_limit{1, 100};

/// A component, and whether it may stand there: `types` are those that may.
void check_placed(FormCheck& form, const AnyComponent& component,
                  std::span<const ComponentType> types);
void check_placed(FormCheck& form, const std::vector<AnyComponent>& components,
                  std::span<const ComponentType> types);

/// The components of a message: each, how many there are, and how many with those inside.
void check_components(FormCheck& form, const std::vector<AnyComponent>& components,
                      std::size_t top_level_max);

/// The choices of an option, or the suggestions of autocomplete.
void check_choices(FormCheck& form, const std::vector<CommandChoice>& choices);

}  // namespace pincer
