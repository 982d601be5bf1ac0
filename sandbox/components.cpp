#include "sandbox/components.hpp"

namespace pincer::sandbox {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

/// Calls `each` for the components directly inside `component`.
template <class Object, class Each>
void for_each_child(Object& component, const Each& each) {
  for (const char* key : {"components", "items"}) {
    auto* list = component.if_contains(key);
    if (list == nullptr || !list->is_array()) continue;
    for (auto& child : list->get_array()) {
      if (child.is_object()) each(child.get_object());
    }
  }
  for (const char* key : {"accessory", "component"}) {
    auto* child = component.if_contains(key);
    if (child != nullptr && child->is_object()) each(child->get_object());
  }
}

void set_default(object& component, const char* key, const value& otherwise) {
  if (!component.contains(key)) component[key] = otherwise;
}

void add_defaults(object& component) {
  const value* type = component.if_contains("type");
  if (type == nullptr || !type->is_int64()) return;
  switch (type->get_int64()) {
    case 3:  // The select menus.
    case 5:
    case 6:
    case 7:
    case 8:
      set_default(component, "min_values", 1);
      set_default(component, "max_values", 1);
      break;
    case 11:  // Thumbnail
      set_default(component, "description", nullptr);
      set_default(component, "spoiler", false);
      break;
    case 14:  // Separator
      set_default(component, "divider", true);
      set_default(component, "spacing", 1);
      break;
    case 17:  // Container
      set_default(component, "accent_color", nullptr);
      set_default(component, "spoiler", false);
      break;
    default: break;
  }
}

void complete(object& component, int& next_id) {
  if (component.contains("type")) {  // The items of a media gallery are no components.
    value& id = component["id"];
    if (id.is_null() || id == 0) id = next_id++;
  }
  add_defaults(component);
  for_each_child(component, [&](object& child) { complete(child, next_id); });
}

void visit_one(const object& component, const std::function<void(const object&)>& visit) {
  visit(component);
  for_each_child(component, [&](const object& child) { visit_one(child, visit); });
}

}  // namespace

void complete_components(array& components) {
  int next_id = 1;
  for (value& component : components) {
    if (component.is_object()) complete(component.get_object(), next_id);
  }
}

void visit_components(const array& components, const std::function<void(const object&)>& visit) {
  for (const value& component : components) {
    if (component.is_object()) visit_one(component.get_object(), visit);
  }
}

}  // namespace pincer::sandbox
