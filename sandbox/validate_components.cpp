#include "sandbox/validate_components.hpp"

#include <set>

namespace pincer::sandbox {
namespace {

constexpr std::size_t rows_max = 5;
constexpr std::size_t components_v2_max = 40;  // Of a message, nested ones included.

enum Type : std::int64_t {
  action_row = 1,
  button = 2,
  string_select = 3,
  user_select = 5,
  channel_select = 8,
  thumbnail = 11,
  media_gallery = 12,
  file = 13,
};

bool is_select(std::int64_t type) {
  return type == string_select || (type >= user_select && type <= channel_select);
}

std::int64_t type_of(const FieldReader& component) { return component.integer("type").value_or(0); }

/// Walks a tree of components; remembers the custom ids, which must differ.
class Checker {
 public:
  void check_list(const FieldReader& parent) {
    for (const FieldReader& component : parent.children("components")) check(component);
  }

  void check(const FieldReader& component) {
    ++count_;
    check_custom_id(component);
    switch (type_of(component)) {
      case action_row: check_row(component); break;
      case button: check_button(component); break;
      case string_select: check_options(component); break;
      case thumbnail: check_media(component, "media"); break;
      case file: check_media(component, "file"); break;
      case media_gallery:
        for (const FieldReader& item : component.children("items")) check_media(item, "media");
        break;
      default: break;
    }
    check_list(component);
    if (const auto accessory = component.child("accessory")) check(*accessory);
    if (const auto inner = component.child("component")) check(*inner);
  }

  [[nodiscard]] std::size_t count() const noexcept { return count_; }

 private:
  void check_custom_id(const FieldReader& component) {
    const auto custom_id = component.text("custom_id");
    if (custom_id && !custom_ids_.insert(*custom_id).second) {
      component.add("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED",
                    "Component custom id cannot be duplicated");
    }
  }

  static void check_row(const FieldReader& row) {
    const auto children = row.children("components");
    if (children.size() < 2) return;
    // A select menu fills its row.
    for (const FieldReader& child : children) {
      if (is_select(type_of(child))) {
        row.add("components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "Component dimensions exceeds maximum width of 5");
        return;
      }
    }
  }

  static void check_button(const FieldReader& component) {
    constexpr std::int64_t link = 5;
    constexpr std::int64_t premium = 6;
    const auto style = component.integer("style");
    if (style == premium) {
      component.require("sku_id");
      return;
    }
    if (component.find("label") == nullptr && component.find("emoji") == nullptr) {
      component.add("BUTTON_COMPONENT_INVALID_EMOJI_OR_LABEL",
                    "A button must have a label or an emoji");
    }
    if (style == link) {
      if (component.require("url")) component.check_scheme("url");
      return;
    }
    component.require("custom_id");
    if (component.find("url") != nullptr) {
      component.add("url", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                    "A custom id and url cannot both be specified");
    }
  }

  static void check_options(const FieldReader& select) {
    std::set<std::string> values;
    for (const FieldReader& option : select.children("options")) {
      const auto value = option.text("value");
      if (value && !values.insert(*value).second) {
        option.add("value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                   "The specified option value is already used");
      }
    }
  }

  static void check_media(const FieldReader& component, std::string_view key) {
    if (const auto media = component.child(key)) media->check_scheme("url", true);
  }

  std::set<std::string> custom_ids_;
  std::size_t count_ = 0;
};

}  // namespace

std::optional<boost::json::array> read_message_components(const FieldReader& message, bool is_v2) {
  const auto* list = message.list("components");
  if (list == nullptr) return std::nullopt;
  Checker checker;
  checker.check_list(message);
  if (is_v2) {
    if (checker.count() > components_v2_max) {
      message.add("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
                  "Total number of components exceeds maximum of 40");
    }
    return *list;
  }
  message.check_length("components", 0, rows_max);
  for (const FieldReader& component : message.children("components")) {
    if (type_of(component) == action_row) continue;
    component.add("type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1,).");
  }
  return *list;
}

void check_modal(const FieldReader& modal) { Checker().check_list(modal); }

}  // namespace pincer::sandbox
