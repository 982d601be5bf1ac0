// Clicking buttons, choosing in menus, filling modals, and seeing what came of it.
#include <fmt/core.h>

#include <algorithm>

#include "sandbox/components.hpp"
#include "sandbox/control_call.hpp"
#include "sandbox/control_resolved.hpp"
#include "sandbox/objects_json.hpp"
#include "sandbox/permissions.hpp"
#include "sandbox/validate.hpp"

namespace pincer::sandbox::control {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

enum Type : int {
  button = 2,
  string_select = 3,
  text_input = 4,
  user_select = 5,
  role_select = 6,
  mentionable_select = 7,
  channel_select = 8,
};

int type_of(const object& component) {
  const value* type = component.if_contains("type");
  return type != nullptr && type->is_int64() ? static_cast<int>(type->get_int64()) : 0;
}

bool is_select(int type) {
  return type == string_select || (type >= user_select && type <= channel_select);
}

std::string text_of(const object& component, std::string_view key) {
  const value* member = component.if_contains(key);
  return member != nullptr && member->is_string() ? std::string(member->get_string())
                                                  : std::string();
}

std::int64_t integer_of(const object& component, std::string_view key, std::int64_t otherwise) {
  const value* member = component.if_contains(key);
  return member != nullptr && member->is_int64() ? member->get_int64() : otherwise;
}

bool flag_of(const object& component, std::string_view key, bool otherwise) {
  const value* member = component.if_contains(key);
  return member != nullptr && member->is_bool() ? member->get_bool() : otherwise;
}

/// The component of the message that `fits` takes and whose custom_id or `label_key` is `name`.
const object& find_component(const Message& message, const std::string& name,
                             std::string_view label_key, bool (*fits)(int)) {
  const object* found = nullptr;
  std::string names;
  visit_components(message.components, [&](const object& component) {
    if (!fits(type_of(component))) return;
    const std::string custom_id = text_of(component, "custom_id");
    names.append(names.empty() ? "" : ", ").append(custom_id);
    if (found == nullptr && (custom_id == name || text_of(component, label_key) == name)) {
      found = &component;
    }
  });
  if (found == nullptr) {
    refuse_control(404, fmt::format("the message has no such component \"{}\" (known: {})", name,
                                    names.empty() ? "none" : names));
  }
  if (flag_of(*found, "disabled", false)) refuse_control(409, "\"" + name + "\" is disabled");
  if (text_of(*found, "custom_id").empty()) {
    refuse_control(400, "\"" + name + "\" is a link: it makes no interaction");
  }
  return *found;
}

/// The message of the body, which the person sees.
const Message& visible_message(const ControlCall& call, const User& person) {
  const Message& message = call.message(call.required_text("message"));
  if ((message.flags & message_flag_ephemeral) != 0) {
    const value& owner = message.interaction_metadata.at("user").as_object().at("id");
    if (owner != id_json(person.id)) refuse_control(403, "only another person sees this message");
  }
  call.demand(person, *call.world().channel(message.channel_id), 0, "see messages");
  if (call.world().application(message.author_id) == nullptr) {
    refuse_control(400, "only messages of bots have components");
  }
  return message;
}

ControlResult open(ControlCall& call, const User& person, const Message& message, object data,
                   std::string summary) {
  InteractionDraft draft;
  draft.type = 3;
  draft.application_id = message.author_id;
  draft.user_id = person.id;
  draft.channel_id = message.channel_id;
  draft.data = std::move(data);
  draft.source_message = message;
  const Interaction& interaction = call.world().open_interaction(std::move(draft), call.now());
  return {201, {{"interaction", id_json(interaction.id)}}, std::move(summary)};
}

/// The values that a person chose in a select menu, checked and resolved.
array chosen_values(const object& menu, const std::vector<std::string>& given,
                    ResolvedData& resolved) {
  const auto count = static_cast<std::int64_t>(given.size());
  const std::int64_t least = integer_of(menu, "min_values", 1);
  const std::int64_t most = integer_of(menu, "max_values", 1);
  if (count < least || count > most) {
    refuse_control(400, fmt::format("expected {} to {} values, got {}", least, most, count));
  }
  array values;
  for (const std::string& name : given) {
    switch (type_of(menu)) {
      case user_select: values.emplace_back(resolved.add_user(name)); break;
      case role_select: values.emplace_back(resolved.add_role(name)); break;
      case mentionable_select: values.emplace_back(resolved.add_mentionable(name)); break;
      case channel_select: values.emplace_back(resolved.add_channel(name)); break;
      default: {
        const array& options = menu.at("options").as_array();
        const auto option = std::find_if(options.begin(), options.end(), [&](const value& entry) {
          const object& described = entry.as_object();
          return text_of(described, "value") == name || text_of(described, "label") == name;
        });
        if (option == options.end()) refuse_control(400, "the menu has no option \"" + name + "\"");
        values.emplace_back(option->as_object().at("value"));
      }
    }
  }
  return values;
}

/// Fills the components of a modal with a person's values.
class ModalFiller {
 public:
  ModalFiller(const ControlCall& call, ResolvedData& resolved) : resolved_(resolved) {
    if (const value* given = call.find("values")) {
      if (!given->is_object()) refuse_control(400, "expected an object as \"values\"");
      given_ = given->get_object();
    }
  }

  array fill(const array& components) {
    array filled;
    for (const value& component : components) filled.emplace_back(fill_one(component.as_object()));
    return filled;
  }

  /// Refuses values that no component asked for.
  void finish() const {
    for (const auto& [key, member] : given_) {
      if (std::find(used_.begin(), used_.end(), std::string_view(key)) == used_.end()) {
        refuse_control(400,
                       fmt::format("the modal has no component \"{}\"", std::string_view(key)));
      }
    }
  }

 private:
  /// `label`: of the label component around it, if any.
  object fill_one(const object& component, std::string label = {}) {
    if (label.empty()) label = text_of(component, "label");
    object json{{"type", component.at("type")}, {"id", component.at("id")}};
    if (const value* children = component.if_contains("components")) {
      json["components"] = fill(children->as_array());
    } else if (const value* child = component.if_contains("component")) {
      json["component"] = fill_one(child->as_object(), std::move(label));
    } else if (type_of(component) == text_input) {
      json["custom_id"] = component.at("custom_id");
      json["value"] = fill_text(component, label);
    } else if (is_select(type_of(component))) {
      json["custom_id"] = component.at("custom_id");
      json["values"] = fill_select(component, label);
    }
    return json;
  }

  /// A script knows the custom_id, unless a library made it up; a person sees the label.
  const value* given_for(const object& component, const std::string& label) {
    const std::string custom_id = text_of(component, "custom_id");
    const bool by_label = !given_.contains(custom_id) && given_.contains(label);
    used_.push_back(by_label ? label : custom_id);
    return given_.if_contains(used_.back());
  }

  std::string fill_text(const object& input, const std::string& label) {
    const value* given = given_for(input, label);
    const std::string name = used_.back();
    if (given != nullptr && !given->is_string())
      refuse_control(400, "expected text as \"" + name + "\"");
    std::string text =
        given != nullptr ? std::string(given->get_string()) : text_of(input, "value");
    const auto length = static_cast<std::int64_t>(character_count(text));
    if (length == 0) {
      if (flag_of(input, "required", true)) refuse_control(400, "the modal needs \"" + name + "\"");
      return text;
    }
    const std::int64_t least = integer_of(input, "min_length", 0);
    const std::int64_t most = integer_of(input, "max_length", 4000);
    if (length < least || length > most) {
      refuse_control(400, fmt::format("\"{}\" must have {} to {} characters", name, least, most));
    }
    return text;
  }

  array fill_select(const object& menu, const std::string& label) {
    const value* given = given_for(menu, label);
    const std::string& name = used_.back();
    if (given == nullptr) {
      if (flag_of(menu, "required", true)) refuse_control(400, "the modal needs \"" + name + "\"");
      return {};
    }
    std::vector<std::string> values;
    if (!given->is_array()) refuse_control(400, "expected a list as \"" + name + "\"");
    for (const value& entry : given->get_array()) {
      if (!entry.is_string()) refuse_control(400, "expected texts in \"" + name + "\"");
      values.emplace_back(entry.get_string());
    }
    return chosen_values(menu, values, resolved_);
  }

  ResolvedData& resolved_;
  object given_;
  std::vector<std::string> used_;
};

}  // namespace

ControlResult click(ControlCall& call) {
  const User& person = call.acting_person();
  const Message& message = visible_message(call, person);
  const std::string name = call.required_text("button");
  const object& found =
      find_component(message, name, "label", [](int type) { return type == button; });
  object data{{"component_type", static_cast<int>(button)},
              {"custom_id", found.at("custom_id")},
              {"id", found.at("id")}};
  return open(call, person, message, std::move(data),
              fmt::format("{} clicks \"{}\"", shown_name(person), name));
}

ControlResult choose(ControlCall& call) {
  const User& person = call.acting_person();
  const Message& message = visible_message(call, person);
  const std::string name = call.required_text("menu");
  const object& menu = find_component(message, name, "placeholder", is_select);
  ResolvedData resolved(call, person, *call.world().channel(message.channel_id));
  object data{{"component_type", type_of(menu)},
              {"custom_id", menu.at("custom_id")},
              {"id", menu.at("id")},
              {"values", chosen_values(menu, call.texts("values"), resolved)}};
  if (!resolved.empty()) data["resolved"] = resolved.take();
  return open(call, person, message, std::move(data),
              fmt::format("{} chooses in \"{}\"", shown_name(person), name));
}

ControlResult submit_modal(ControlCall& call) {
  constexpr int modal_response = 9;
  const User& person = call.acting_person();
  const Interaction& opened = call.interaction(call.required_text("interaction"));
  if (opened.user_id != person.id || opened.response_type != modal_response) {
    refuse_control(409, "no modal was opened for " + person.name + " by this interaction");
  }
  const Channel& channel = *call.world().channel(opened.channel_id);
  call.demand(person, channel, 0, "submit a modal");
  ResolvedData resolved(call, person, channel);
  ModalFiller filler(call, resolved);
  const object& modal = opened.response_data;
  object data{{"custom_id", modal.at("custom_id")},
              {"components", filler.fill(modal.at("components").as_array())}};
  filler.finish();
  if (!resolved.empty()) data["resolved"] = resolved.take();
  InteractionDraft draft;
  draft.type = 5;
  draft.application_id = opened.application_id;
  draft.user_id = person.id;
  draft.channel_id = opened.channel_id;
  draft.data = std::move(data);
  if (opened.source_message) {
    const Message* source = call.world().message(opened.channel_id, *opened.source_message);
    if (source == nullptr) source = call.world().ephemeral_message(*opened.source_message);
    if (source != nullptr) draft.source_message = *source;
  }
  const std::string summary =
      fmt::format("{} submits \"{}\"", shown_name(person), text_of(modal, "title"));
  const Interaction& interaction = call.world().open_interaction(std::move(draft), call.now());
  return {201, {{"interaction", id_json(interaction.id)}}, summary};
}

ControlResult get_interaction(ControlCall& call) {
  const Interaction& interaction = call.interaction(call.parameter("interaction"));
  const World& world = call.world();
  array messages;
  for (const auto& [id, message] : world.channel(interaction.channel_id)->messages) {
    if (world.webhook_message(interaction, id) != nullptr) {
      messages.emplace_back(message_json(world, message));
    }
  }
  for (const auto& [id, message] : world.ephemeral_messages()) {
    if (world.webhook_message(interaction, id) != nullptr) {
      messages.emplace_back(message_json(world, message));
    }
  }
  return {200,
          {{"id", id_json(interaction.id)},
           {"type", interaction.type},
           {"application", world.application(interaction.application_id)->name},
           {"person", world.user(interaction.user_id)->name},
           {"command", interaction.command_name},
           {"acknowledged", interaction.response_type != 0},
           {"response_type", interaction.response_type},
           {"response", interaction.response_data},
           {"messages", std::move(messages)}},
          {}};
}

}  // namespace pincer::sandbox::control
