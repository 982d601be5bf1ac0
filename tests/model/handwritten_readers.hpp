// Test-only: readers and random values of what is written by hand in pincer/model.
#pragma once

#include "model/request_reader.hpp"
#include "pincer/model/command.hpp"
#include "pincer/model/component.hpp"
#include "pincer/model/create_message.hpp"
#include "pincer/model/entity_select.hpp"
#include "pincer/model/gateway_commands.hpp"
#include "pincer/model/interaction_response.hpp"
#include "pincer/model/layout.hpp"
#include "pincer/model/modal_input.hpp"

namespace pincer::test {

#define PINCER_HANDWRITTEN(Type)                     \
  Type from_json(As<Type>, const dom::value& value); \
  Type random_of(As<Type>, Random& random);

PINCER_HANDWRITTEN(AllowedMentions)
PINCER_HANDWRITTEN(AnyComponent)
PINCER_HANDWRITTEN(Autocomplete)
PINCER_HANDWRITTEN(CommandOption)
PINCER_HANDWRITTEN(ComponentEmoji)
PINCER_HANDWRITTEN(ComponentOption)
PINCER_HANDWRITTEN(CreateCommand)
PINCER_HANDWRITTEN(CreateMessage)
PINCER_HANDWRITTEN(CreatePoll)
PINCER_HANDWRITTEN(EditMessage)
PINCER_HANDWRITTEN(Embed)
PINCER_HANDWRITTEN(InteractionResponse)
PINCER_HANDWRITTEN(Modal)
PINCER_HANDWRITTEN(RequestChannelInfo)
PINCER_HANDWRITTEN(RequestGuildMembers)
PINCER_HANDWRITTEN(RequestSoundboardSounds)
PINCER_HANDWRITTEN(UpdatePresence)
PINCER_HANDWRITTEN(UpdateVoiceState)

#undef PINCER_HANDWRITTEN

/// A component that may stand in a message, or one that may stand in a modal.
AnyComponent random_message_component(Random& random);
AnyComponent random_modal_component(Random& random);

}  // namespace pincer::test
