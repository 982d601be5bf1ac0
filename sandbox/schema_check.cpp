#include "sandbox/schema_check.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>
#include <regex>
#include <set>
#include <vector>

#include "pincer/snowflake.hpp"

namespace pincer::sandbox {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;
using Kind = Schema::Kind;

/// The way from the body to a value, written out only where something is wrong.
struct Place {
  const FieldPath* root = nullptr;
  const Place* parent = nullptr;
  std::string_view key = {};  ///< Empty: an element of a list.
  std::size_t index = 0;

  [[nodiscard]] FieldPath path() const {
    if (parent == nullptr) return *root;
    FieldPath path = parent->path();
    path.push_back(key.data() == nullptr ? std::to_string(index) : std::string(key));
    return path;
  }
};

std::string_view text_of(const value& text) {
  return {text.get_string().data(), text.get_string().size()};
}

/// "2025-01-01", optionally with a time: enough to tell a timestamp from something else.
bool looks_like_iso8601(std::string_view text) {
  constexpr std::string_view pattern = "0000-00-00";
  if (text.size() < pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (pattern[i] == '0' ? !is_digit : text[i] != '-') return false;
  }
  return text.size() == pattern.size() || text[pattern.size()] == 'T' ||
         text[pattern.size()] == ' ';
}

bool is_url(std::string_view text) {
  const auto scheme_end = text.find("://");
  return scheme_end != std::string_view::npos && scheme_end + 3 < text.size() &&
         text.find_first_of(" \t\r\n") == std::string_view::npos;
}

template <class Number>
std::optional<Number> parsed(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

constexpr std::int64_t exact_max = std::int64_t{1} << 53;  // Above it a double skips integers.

std::optional<std::int64_t> as_integer(const value& json) {
  if (json.is_int64()) return json.get_int64();
  if (json.is_string()) return parsed<std::int64_t>(text_of(json));
  if (!json.is_double()) return std::nullopt;
  const double number = json.get_double();
  if (number != std::trunc(number) || std::abs(number) > static_cast<double>(exact_max))
    return std::nullopt;
  return static_cast<std::int64_t>(number);
}

std::optional<double> as_number(const value& json) {
  if (json.is_number()) return json.to_number<double>();
  if (!json.is_string()) return std::nullopt;
  const auto number = parsed<double>(text_of(json));
  return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<bool> as_boolean(const value& json) {
  if (json.is_bool()) return json.get_bool();
  if (json == 1 || json == "1" || json == "true" || json == "True") return true;
  if (json == 0 || json == "0" || json == "false" || json == "False") return false;
  return std::nullopt;
}

/// Whether a value is of that kind without being read as another.
bool is_of(Kind kind, const value& json) {
  switch (kind) {
    case Kind::boolean: return json.is_bool();
    case Kind::integer: return json.is_int64() || json.is_uint64();
    case Kind::number: return json.is_number();
    case Kind::text:
    case Kind::timestamp:
    case Kind::url:
    case Kind::snowflake: return json.is_string();
    case Kind::list: return json.is_array();
    case Kind::map:
    case Kind::object: return json.is_object();
    case Kind::anything:
    case Kind::any_of: return true;
  }
  return false;
}

class Checker {
 public:
  explicit Checker(FormErrors& errors) : errors_(errors) {}

  void check(const Schema& schema, value& json, const Place& place) {
    if (json.is_null()) {
      if (!schema.nullable && schema.kind != Kind::anything) add_required(place);
      return;
    }
    switch (schema.kind) {
      case Kind::anything: break;
      case Kind::boolean: check_boolean(json, place); break;
      case Kind::integer: check_integer(schema, json, place); break;
      case Kind::number: check_number(schema, json, place); break;
      case Kind::text:
      case Kind::timestamp:
      case Kind::url: check_text(schema, json, place); break;
      case Kind::snowflake: check_snowflake(json, place); break;
      case Kind::list: check_list(schema, json, place); break;
      case Kind::map: check_map(schema, json, place); break;
      case Kind::object: check_object(schema, json, place); break;
      case Kind::any_of: check_union(schema, json, place); break;
    }
  }

 private:
  void add(const Place& place, std::string_view code, std::string_view message) {
    errors_.add(place.path(), code, message);
  }

  void add_required(const Place& place) {
    add(place, "BASE_TYPE_REQUIRED", "This field is required");
  }

  void add_not_a_number(const Place& place, const value& json, std::string_view kind) {
    add(place, "NUMBER_TYPE_COERCE",
        fmt::format("Value {} is not {}.", boost::json::serialize(json), kind));
  }

  void check_boolean(value& json, const Place& place) {
    if (const auto read = as_boolean(json)) {
      json = *read;
    } else {
      add(place, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
    }
  }

  void check_integer(const Schema& schema, value& json, const Place& place) {
    const auto number = as_integer(json);
    if (!number) {
      if (json.is_uint64()) return add_too_large(place, "int", schema.most);
      return add_not_a_number(place, json, "int");
    }
    // Discord writes what a double cannot hold, such as permissions, as text.
    if (schema.most > exact_max && schema.most != Schema::highest) {
      json = std::to_string(*number);
    } else {
      json = *number;
    }
    if (!schema.choices.empty()) {
      if (std::find(schema.choices.begin(), schema.choices.end(), *number) !=
          schema.choices.end()) {
        return;
      }
      return add(place, "BASE_TYPE_CHOICES",
                 fmt::format("Value must be one of {{{}}}.", fmt::join(schema.choices, ", ")));
    }
    if (*number < schema.least) add_too_small(place, "int", schema.least);
    if (*number > schema.most) add_too_large(place, "int", schema.most);
  }

  void check_number(const Schema& schema, value& json, const Place& place) {
    const auto number = as_number(json);
    if (!number) return add_not_a_number(place, json, "float");
    if (json.is_string()) json = *number;
    if (schema.least != Schema::lowest && *number < static_cast<double>(schema.least)) {
      add_too_small(place, "float", schema.least);
    }
    if (schema.most != Schema::highest && *number > static_cast<double>(schema.most)) {
      add_too_large(place, "float", schema.most);
    }
  }

  void add_too_small(const Place& place, std::string_view kind, std::int64_t least) {
    add(place, "NUMBER_TYPE_MIN",
        fmt::format("{} value should be greater than or equal to {}.", kind, least));
  }

  void add_too_large(const Place& place, std::string_view kind, std::int64_t most) {
    add(place, "NUMBER_TYPE_MAX",
        fmt::format("{} value should be less than or equal to {}.", kind, most));
  }

  /// False, with an error, unless the count is one that the schema permits.
  bool check_count(const Schema& schema, std::size_t size, const Place& place) {
    const auto count = static_cast<std::int64_t>(size);
    if (count >= schema.least && count <= schema.most) return true;
    if (schema.most == Schema::highest) {
      add(place, "BASE_TYPE_MIN_LENGTH",
          fmt::format("Must be {} or more in length.", schema.least));
    } else if (schema.least > 0) {
      add(place, "BASE_TYPE_BAD_LENGTH",
          fmt::format("Must be between {} and {} in length.", schema.least, schema.most));
    } else {
      add(place, "BASE_TYPE_MAX_LENGTH",
          fmt::format("Must be {} or fewer in length.", schema.most));
    }
    return false;
  }

  void check_text(const Schema& schema, const value& json, const Place& place) {
    if (!json.is_string()) {
      return add(
          place, "STRING_TYPE_CONVERT",
          fmt::format("Could not interpret \"{}\" as string.", boost::json::serialize(json)));
    }
    const std::string_view text = text_of(json);
    if (schema.kind == Kind::timestamp) {
      if (looks_like_iso8601(text)) return;
      return add(place, "DATE_TIME_TYPE_PARSE",
                 fmt::format("Could not parse \"{}\". Should be ISO8601.", text));
    }
    if (!check_count(schema, character_count(text), place)) return;
    if (schema.kind == Kind::url && !is_url(text)) {
      add(place, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
    }
    if (!schema.words.empty() &&
        std::find(schema.words.begin(), schema.words.end(), text) == schema.words.end()) {
      add(place, "BASE_TYPE_CHOICES",
          fmt::format("Value must be one of {{'{}'}}.", fmt::join(schema.words, "', '")));
    }
    if (!schema.pattern.empty() &&
        !std::regex_match(text.begin(), text.end(),
                          std::regex(schema.pattern.begin(), schema.pattern.end()))) {
      add(place, "STRING_TYPE_REGEX", "String value did not match validation regex.");
    }
  }

  void check_snowflake(const value& json, const Place& place) {
    // Discord accepts numbers too, for clients that can hold them.
    const bool is_number = json.is_uint64() || (json.is_int64() && json.get_int64() >= 0);
    if (is_number || (json.is_string() && parse_snowflake(text_of(json)))) return;
    add_not_a_number(place, json, "snowflake");
  }

  void check_list(const Schema& schema, value& json, const Place& place) {
    if (!json.is_array()) {
      return add(place, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
    }
    array& list = json.get_array();
    if (!check_count(schema, list.size(), place)) return;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const Place element{nullptr, &place, {}, i};
      check(*schema.element, list[i], element);
      if (schema.unique && !seen.insert(boost::json::serialize(list[i])).second) {
        add(element, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value");
      }
    }
  }

  void check_map(const Schema& schema, value& json, const Place& place) {
    if (!json.is_object()) {
      return add(place, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
    }
    object& map = json.get_object();
    if (!check_count(schema, map.size(), place)) return;
    for (auto& member : map)
      check(*schema.element, member.value(), {nullptr, &place, member.key()});
  }

  void check_object(const Schema& schema, value& json, const Place& place) {
    if (!json.is_object()) {
      return add(place, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
    }
    object& members = json.get_object();
    for (const Property& property : schema.properties) {
      const Place member{nullptr, &place, property.name};
      value* found = members.if_contains(property.name);
      if (found != nullptr) {
        check(property.schema, *found, member);
      } else if (property.required) {
        add_required(member);
      }
    }
  }

  void check_union(const Schema& schema, value& json, const Place& place) {
    if (schema.discriminator.empty()) return check_any(likeliest_arms(schema, json), json, place);
    if (!json.is_object()) return check_object({}, json, place);
    const Place tag_place{nullptr, &place, schema.discriminator};
    const value* tag = json.get_object().if_contains(schema.discriminator);
    if (tag != nullptr && !tag->is_null()) {
      if (const Schema* arm = arm_for(schema, *tag, tag_place)) check(*arm, json, place);
    } else if (tag_of(schema, *schema.arms.front()).required) {
      add_required(tag_place);
    } else {
      check_any(likeliest_arms(schema, json), json, place);
    }
  }

  /// The discriminator as a member of an arm.
  static const Property& tag_of(const Schema& schema, const Schema& arm) {
    return *std::find_if(
        arm.properties.begin(), arm.properties.end(),
        [&schema](const Property& one) { return one.name == schema.discriminator; });
  }

  /// The arm that the value of the discriminator means; an error, and null, when it means none.
  const Schema* arm_for(const Schema& schema, const value& tag, const Place& place) {
    const auto number = as_integer(tag);
    std::set<std::int64_t> numbers;
    std::set<std::string_view> words;
    for (const Schema* arm : schema.arms) {
      const Schema& known = tag_of(schema, *arm).schema;
      numbers.insert(known.choices.begin(), known.choices.end());
      words.insert(known.words.begin(), known.words.end());
      const bool fits = number ? std::count(known.choices.begin(), known.choices.end(), *number) > 0
                               : tag.is_string() && std::count(known.words.begin(),
                                                               known.words.end(), text_of(tag)) > 0;
      if (fits) return arm;
    }
    // Discord prints Python's tuples: one of a single element keeps its comma.
    const std::string listed = words.empty() ? fmt::format("{}", fmt::join(numbers, ", "))
                                             : fmt::format("'{}'", fmt::join(words, "', '"));
    add(place, "UNION_TYPE_CHOICES",
        fmt::format("Value of field \"{}\" must be one of ({}{}).", schema.discriminator, listed,
                    numbers.size() + words.size() == 1 ? "," : ""));
    return nullptr;
  }

  /// Of arms that nothing tells apart, those of the value's own kind, and of objects those that
  /// know the most of its members: every arm ignores what it does not know.
  static std::vector<const Schema*> likeliest_arms(const Schema& schema, const value& json) {
    std::vector<const Schema*> likeliest;
    std::ptrdiff_t best = -1;
    for (const Schema* arm : schema.arms) {
      std::ptrdiff_t likelihood = is_of(arm->kind, json) ? 0 : -1;
      if (json.is_object()) {
        likelihood += std::count_if(
            arm->properties.begin(), arm->properties.end(),
            [&json](const Property& one) { return json.get_object().contains(one.name); });
      }
      if (likelihood > best) likeliest.clear();
      best = std::max(best, likelihood);
      if (likelihood == best) likeliest.push_back(arm);
    }
    return likeliest;
  }

  /// One arm must accept the value; else the arm speaks that has the least to say against it.
  void check_any(const std::vector<const Schema*>& arms, value& json, const Place& place) {
    std::optional<FormErrors> least;
    for (const Schema* arm : arms) {
      value attempt = json;
      FormErrors errors;
      Checker(errors).check(*arm, attempt, place);
      if (errors.empty()) {
        json = std::move(attempt);
        return;
      }
      if (!least || errors.size() < least->size()) least = std::move(errors);
    }
    errors_.append(*least);
  }

  FormErrors& errors_;
};

}  // namespace

void check_value(const Schema& schema, value& json, const FieldPath& path, FormErrors& errors) {
  Checker(errors).check(schema, json, Place{&path});
}

}  // namespace pincer::sandbox
