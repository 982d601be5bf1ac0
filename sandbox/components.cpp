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

void number(object& component, int& next) {
  value& id = component["id"];
  if (id.is_null() || id == 0) id = next++;
  for_each_child(component, [&](object& child) { number(child, next); });
}

void visit_one(const object& component, const std::function<void(const object&)>& visit) {
  visit(component);
  for_each_child(component, [&](const object& child) { visit_one(child, visit); });
}

}  // namespace

void number_components(array& components) {
  int next = 1;
  for (value& component : components) {
    if (component.is_object()) number(component.get_object(), next);
  }
}

void visit_components(const array& components, const std::function<void(const object&)>& visit) {
  for (const value& component : components) {
    if (component.is_object()) visit_one(component.get_object(), visit);
  }
}

}  // namespace pincer::sandbox
