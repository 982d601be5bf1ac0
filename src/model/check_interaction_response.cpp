// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object
#include <array>

#include "model/check_lists.hpp"
#include "pincer/model/interaction_response.hpp"

namespace pincer {
namespace {

constexpr Length title_limit{1, 45};
constexpr Length components_limit{1, 5};
constexpr std::array modal_types{ComponentType::text_display, ComponentType::label};

}  // namespace

void check(FormCheck& form, const Modal& modal) {
  check_field(form, "custom_id", modal.custom_id_, custom_id_limit);
  check_field(form, "title", modal.title_, title_limit);
  check_field(form, "components", modal.components_, components_limit);
  const FormCheck::Step step(form, "components");
  check_placed(form, modal.components_, modal_types);
}

void check(FormCheck& form, const Autocomplete& autocomplete) {
  check_choices(form, autocomplete.choices_);
}

}  // namespace pincer
