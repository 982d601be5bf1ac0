#include "sandbox/validate_components.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace pincer::sandbox {
namespace {

constexpr std::size_t rows_max = 5;
constexpr std::size_t buttons_per_row_max = 5;
constexpr std::size_t components_v2_max = 40;  // Of a message, nested ones included.
constexpr std::size_t custom_id_length_max = 100;
constexpr std::size_t button_label_length_max = 80;
constexpr std::size_t button_url_length_max = 512;
constexpr std::size_t select_options_max = 25;
constexpr std::size_t select_text_length_max = 100;
constexpr std::size_t select_placeholder_length_max = 150;
constexpr std::size_t text_input_length_max = 4000;
constexpr std::size_t text_display_length_max = 4000;
constexpr std::size_t modal_title_length_max = 45;
constexpr std::size_t label_length_max = 45;

enum Type : std::int64_t {
  action_row = 1,
  button = 2,
  string_select = 3,
  text_input = 4,
  user_select = 5,
  channel_select = 8,
  section = 9,
  text_display = 10,
  thumbnail = 11,
  media_gallery = 12,
  file = 13,
  separator = 14,
  container = 17,
  label = 18,
};

bool is_select(std::int64_t type) {
  return type == string_select || (type >= user_select && type <= channel_select);
}

/// Walks a tree of components; remembers the custom ids, which must differ.
class Checker {
 public:
  /// Checks every component of `key`, whose types must be among `allowed`.
  void check_list(const FieldReader& parent, std::string_view key, std::size_t count_max,
                  std::initializer_list<std::int64_t> allowed) {
    if (!parent.require(key)) return;
    const auto* list = parent.list(key, count_max, 1);
    if (list == nullptr) return;
    for (std::size_t i = 0; i < list->size(); ++i) {
      if (const auto component = parent.child(key, *list, i)) check(*component, allowed);
    }
  }

  void check(const FieldReader& component, std::initializer_list<std::int64_t> allowed) {
    ++count_;
    if (!component.require("type")) return;
    const auto type = component.integer("type");
    if (!type) return;
    if (std::find(allowed.begin(), allowed.end(), *type) == allowed.end()) {
      refuse_type(component, allowed);
      return;
    }
    component.integer("id", 0, std::numeric_limits<std::int32_t>::max());
    switch (*type) {
      case action_row: check_row(component); break;
      case button: check_button(component); break;
      case text_input: check_text_input(component); break;
      case section: check_section(component); break;
      case text_display:
        component.require("content");
        component.text("content", text_display_length_max, 1);
        break;
      case thumbnail: check_media(component, "media"); break;
      case media_gallery: check_gallery(component); break;
      case file: check_media(component, "file"); break;
      case separator:
        component.boolean("divider");
        component.choice("spacing", {1, 2});
        break;
      case container:
        check_list(component, "components", components_v2_max,
                   {action_row, section, text_display, media_gallery, file, separator});
        break;
      case label: check_label(component); break;
      default: check_select(component, *type); break;
    }
  }

  [[nodiscard]] std::size_t count() const noexcept { return count_; }

 private:
  static void refuse_type(const FieldReader& component,
                          std::initializer_list<std::int64_t> allowed) {
    std::string listed;
    for (const std::int64_t type : allowed) {
      listed += fmt::format("{}{}", listed.empty() ? "" : ", ", type);
    }
    // Discord prints Python's tuples: one of a single element keeps its comma.
    component.add("type", "UNION_TYPE_CHOICES",
                  fmt::format("Value of field \"type\" must be one of ({}{}).", listed,
                              allowed.size() == 1 ? "," : ""));
  }

  void check_custom_id(const FieldReader& component) {
    if (!component.require("custom_id")) return;
    const auto custom_id = component.text("custom_id", custom_id_length_max, 1);
    if (custom_id && !custom_ids_.insert(*custom_id).second) {
      component.add("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED",
                    "Component custom id cannot be duplicated");
    }
  }

  void check_row(const FieldReader& row) {
    check_list(row, "components", buttons_per_row_max, {button, string_select, 5, 6, 7, 8});
    const auto* value = row.find("components");
    if (value == nullptr || !value->is_array() || value->get_array().size() < 2) return;
    // A select menu fills its row.
    for (const auto& child : value->get_array()) {
      const auto* type = child.is_object() ? child.get_object().if_contains("type") : nullptr;
      if (type != nullptr && type->is_int64() && is_select(type->get_int64())) {
        row.add("components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "Component dimensions exceeds maximum width of 5");
        return;
      }
    }
  }

  void check_button(const FieldReader& component) {
    constexpr std::int64_t link = 5;
    constexpr std::int64_t premium = 6;
    component.require("style");
    const auto style = component.choice("style", {1, 2, 3, 4, link, premium});
    component.boolean("disabled");
    component.text("label", button_label_length_max);
    component.child("emoji");
    if (!style) return;
    if (*style == premium) {
      if (component.require("sku_id")) component.snowflake("sku_id");
      return;
    }
    if (component.find("label") == nullptr && component.find("emoji") == nullptr) {
      component.add("BUTTON_COMPONENT_INVALID_EMOJI_OR_LABEL",
                    "A button must have a label or an emoji");
    }
    if (*style != link) {
      check_custom_id(component);
      if (component.find("url") != nullptr) {
        component.add("url", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                      "A custom id and url cannot both be specified");
      }
    } else if (component.require("url") && component.url("url")) {
      component.text("url", button_url_length_max);
    }
  }

  void check_select(const FieldReader& component, std::int64_t type) {
    check_custom_id(component);
    component.text("placeholder", select_placeholder_length_max);
    component.boolean("disabled");
    component.integer("min_values", 0, 25);
    component.integer("max_values", 1, 25);
    if (type != string_select || !component.require("options")) return;
    const auto* options = component.list("options", select_options_max, 1);
    if (options == nullptr) return;
    std::set<std::string> values;
    for (std::size_t i = 0; i < options->size(); ++i) {
      const auto option = component.child("options", *options, i);
      if (!option) continue;
      option->require("label");
      option->require("value");
      option->text("label", select_text_length_max, 1);
      option->text("description", select_text_length_max);
      const auto value = option->text("value", select_text_length_max, 1);
      if (value && !values.insert(*value).second) {
        option->add("value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                    "The specified option value is already used");
      }
    }
  }

  void check_text_input(const FieldReader& component) {
    check_custom_id(component);
    component.require("style");
    component.choice("style", {1, 2});
    component.text("label", label_length_max, 1);
    component.integer("min_length", 0, text_input_length_max);
    component.integer("max_length", 1, text_input_length_max);
    component.boolean("required");
    component.text("value", text_input_length_max);
    component.text("placeholder", select_text_length_max);
  }

  void check_section(const FieldReader& component) {
    check_list(component, "components", 3, {text_display});
    if (!component.require("accessory")) return;
    if (const auto accessory = component.child("accessory")) check(*accessory, {button, thumbnail});
  }

  void check_label(const FieldReader& component) {
    component.require("label");
    component.text("label", label_length_max, 1);
    component.text("description", select_text_length_max);
    if (!component.require("component")) return;
    if (const auto child = component.child("component")) {
      check(*child, {string_select, text_input, 5, 6, 7, 8});
    }
  }

  static void check_media(const FieldReader& component, std::string_view key) {
    if (!component.require(key)) return;
    const auto media = component.child(key);
    if (media && media->require("url")) media->url("url", true);
  }

  static void check_gallery(const FieldReader& component) {
    if (!component.require("items")) return;
    const auto* items = component.list("items", 10, 1);
    for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
      if (const auto item = component.child("items", *items, i)) check_media(*item, "media");
    }
  }

  std::set<std::string> custom_ids_;
  std::size_t count_ = 0;
};

}  // namespace

std::optional<boost::json::array> read_message_components(const FieldReader& message, bool is_v2) {
  const auto* list = message.list("components", is_v2 ? components_v2_max : rows_max);
  if (list == nullptr) return std::nullopt;
  Checker checker;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto component = message.child("components", *list, i);
    if (!component) continue;
    if (is_v2) {
      checker.check(*component,
                    {action_row, section, text_display, media_gallery, file, separator, container});
    } else {
      checker.check(*component, {action_row});
    }
  }
  if (is_v2 && checker.count() > components_v2_max) {
    message.add("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
                "Total number of components exceeds maximum of 40");
  }
  return *list;
}

void check_modal(const FieldReader& modal) {
  modal.require("custom_id");
  modal.text("custom_id", custom_id_length_max, 1);
  modal.require("title");
  modal.text("title", modal_title_length_max, 1);
  if (!modal.require("components")) return;
  const auto* list = modal.list("components", rows_max, 1);
  if (list == nullptr) return;
  Checker checker;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto component = modal.child("components", *list, i);
    if (!component) continue;
    // A row with one text input is the older form of a label.
    const auto* type = component->find("type");
    if (type != nullptr && *type == static_cast<std::int64_t>(action_row)) {
      checker.check_list(*component, "components", 1, {text_input});
    } else {
      checker.check(*component, {label, text_display});
    }
  }
}

}  // namespace pincer::sandbox
