// Random values of every type that Discord sends. The generated ones are in generated/, those of
// handwritten types in fills.cpp.
#pragma once

#include "model/generated/round_trips.hpp"
#include "model/random_value.hpp"

namespace pincer {

struct ApplicationCommand;
class CommandOption;
class Embed;
struct Interaction;

void fill(RandomValues& random, ApplicationCommand& command);
void fill(RandomValues& random, CommandOption& option);
void fill(RandomValues& random, Embed& embed);
void fill(RandomValues& random, Interaction& interaction);

}  // namespace pincer
