#include "client/broken_bodies.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

namespace pincer::test {
namespace {

namespace json = boost::json;
using sandbox::Property;
using sandbox::Schema;
using Kind = Schema::Kind;

// Longer limits than these are left alone: one body would be megabytes.
constexpr std::int64_t text_length_max = 10'000;
constexpr std::int64_t list_length_max = 200;

class Breaker {
 public:
  explicit Breaker(const json::value& body) : body_(body) {}

  /// Breaks the value at `pointer`, of which `found` is what the body has; null when it has none.
  void breaks(const Schema& schema, const std::string& pointer, const json::value* found) {
    if (schema.kind == Kind::anything) return;
    if (!schema.nullable) put("null", pointer, nullptr);
    put("another type", pointer, another_type(schema));
    break_limits(schema, pointer, found);
    if (found != nullptr) break_inside(schema, pointer, *found);
  }

  std::vector<BrokenBody> take() { return std::move(made_); }

 private:
  void put(const char* what, const std::string& pointer, json::value value) {
    json::value broken = body_;
    if (pointer.empty()) {
      broken = std::move(value);
    } else {
      const auto slash = pointer.rfind('/');
      json::value& parent = broken.at_pointer(pointer.substr(0, slash));
      if (parent.is_array()) {
        parent.get_array().front() = std::move(value);  // Of a list only the first is broken.
      } else {
        parent.as_object()[pointer.substr(slash + 1)] = std::move(value);
      }
    }
    made_.push_back({what, pointer, std::move(broken)});
  }

  static json::value another_type(const Schema& schema) {
    switch (schema.kind) {
      case Kind::boolean:
      case Kind::integer:
      case Kind::number:
      case Kind::snowflake: return "no number";
      case Kind::text:
      case Kind::timestamp:
      case Kind::url: return 5;
      case Kind::any_of:
        // A list among the arms must not be met by a list.
        return schema.arms.front()->kind == Kind::object ? json::value(5) : json::value(0.5);
      default: return "no list, no object";
    }
  }

  void break_limits(const Schema& schema, const std::string& pointer, const json::value* found) {
    const bool bounded = schema.most != Schema::highest;
    if (schema.kind == Kind::integer && !schema.choices.empty()) {
      put("an unknown choice", pointer,
          1 + *std::max_element(schema.choices.begin(), schema.choices.end()));
    } else if (schema.kind == Kind::integer || schema.kind == Kind::number) {
      if (bounded) put("too large", pointer, schema.most + 1);
      if (schema.least != Schema::lowest) put("too small", pointer, schema.least - 1);
    } else if (schema.kind == Kind::text || schema.kind == Kind::url) {
      if (!schema.words.empty()) put("an unknown word", pointer, "no word of it");
      if (schema.least > 0) put("too short", pointer, "");
      if (bounded && schema.most <= text_length_max) {
        put("too long", pointer, json::string(static_cast<std::size_t>(schema.most) + 1, 'x'));
      }
    } else if (schema.kind == Kind::list) {
      if (schema.least > 0) put("too few", pointer, json::array());
      const bool has_elements =
          found != nullptr && found->is_array() && !found->get_array().empty();
      if (bounded && schema.most <= list_length_max && has_elements) {
        put("too many", pointer,
            json::array(static_cast<std::size_t>(schema.most) + 1, found->get_array().front()));
      }
    }
  }

  void break_inside(const Schema& schema, const std::string& pointer, const json::value& found) {
    if (schema.kind == Kind::list && found.is_array() && !found.get_array().empty()) {
      breaks(*schema.element, pointer + "/0", &found.get_array().front());
    } else if (schema.kind == Kind::map && found.is_object() && !found.get_object().empty()) {
      const auto& member = *found.get_object().begin();
      breaks(*schema.element, pointer + "/" + std::string(member.key()), &member.value());
    } else if (schema.kind == Kind::object && found.is_object()) {
      break_members(schema, pointer, found.get_object());
    } else if (schema.kind == Kind::any_of && found.is_object()) {
      break_arm(schema, pointer, found.get_object());
    }
  }

  void break_members(const Schema& schema, const std::string& pointer, const json::object& found,
                     std::string_view except = {}) {
    for (const Property& property : schema.properties) {
      if (property.name == except) continue;
      const std::string member = pointer + "/" + std::string(property.name);
      if (property.required) remove(pointer, property.name);
      breaks(property.schema, member, found.if_contains(property.name));
    }
  }

  void remove(const std::string& pointer, std::string_view name) {
    json::value broken = body_;
    broken.at_pointer(pointer).as_object().erase(name);
    made_.push_back({"required and absent", pointer + "/" + std::string(name), std::move(broken)});
  }

  /// Of a union only the arm that the discriminator means: without one, what breaks an arm may suit
  /// another.
  void break_arm(const Schema& schema, const std::string& pointer, const json::object& found) {
    const json::value* tag =
        schema.discriminator.empty() ? nullptr : found.if_contains(schema.discriminator);
    if (tag == nullptr) return;
    for (const Schema* arm : schema.arms) {
      const auto property =
          std::find_if(arm->properties.begin(), arm->properties.end(),
                       [&](const Property& one) { return one.name == schema.discriminator; });
      const auto means = [tag](std::int64_t choice) { return *tag == choice; };
      if (std::none_of(property->schema.choices.begin(), property->schema.choices.end(), means)) {
        continue;
      }
      put("an unknown arm", pointer + "/" + std::string(schema.discriminator), 9999);
      if (property->required) remove(pointer, schema.discriminator);
      break_members(*arm, pointer, found, schema.discriminator);
    }
  }

  const json::value& body_;
  std::vector<BrokenBody> made_;
};

}  // namespace

std::vector<BrokenBody> broken_bodies(const Schema& schema, const json::value& body) {
  Breaker breaker(body);
  breaker.breaks(schema, "", &body);
  return breaker.take();
}

}  // namespace pincer::test
