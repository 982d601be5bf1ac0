// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object
#include "model/check_lists.hpp"
#include "pincer/model/interaction_response.hpp"

namespace pincer {
namespace {

constexpr Length custom_id_limit{1, 100};
constexpr Length title_limit{1, 45};
constexpr Length inputs_limit{1, 5};

}  // namespace

void check(FormCheck& form, const Modal& modal) {
  check_field(form, "custom_id", modal.custom_id_, custom_id_limit);
  check_field(form, "title", modal.title_, title_limit);
  check_field(form, "components", modal.inputs_, inputs_limit);
  check_parts(form, "components", modal.inputs_);
}

void check(FormCheck& form, const Autocomplete& autocomplete) {
  check_choices(form, autocomplete.choices_);
}

}  // namespace pincer
