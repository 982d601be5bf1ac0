// The limits of lists that more than one message type has. Layer: model.
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <vector>

#include "model/check.hpp"
#include "pincer/model/command.hpp"
#include "pincer/model/component.hpp"
#include "pincer/model/embed.hpp"

namespace pincer {

/// Each embed, how many there are, and their texts together.
void check_embeds(FormCheck& form, const std::vector<Embed>& embeds);

/// Each row, how many there are, and how many components with those inside.
void check_rows(FormCheck& form, const std::vector<ActionRow>& rows, std::size_t rows_max);

/// The choices of an option, or the suggestions of autocomplete.
void check_choices(FormCheck& form, const std::vector<CommandChoice>& choices);

}  // namespace pincer
