#include "sandbox/request_check.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "sandbox/schema_check.hpp"

namespace pincer::sandbox {
namespace {

using boost::json::value;

bool is_list(const Schema& schema) {
  return schema.kind == Schema::Kind::list ||
         std::any_of(schema.arms.begin(), schema.arms.end(),
                     [](const Schema* arm) { return is_list(*arm); });
}

void check_path(const Operation& operation, const PathParameters& parameters, FormErrors& errors) {
  for (const Property& property : operation.path_parameters) {
    const auto found =
        std::find_if(parameters.begin(), parameters.end(),
                     [&](const auto& parameter) { return parameter.first == property.name; });
    // A template without the parameter has a literal in its place.
    if (found == parameters.end()) continue;
    value text(found->second);
    check_value(property.schema, text, {std::string(property.name)}, errors);
  }
}

void check_query(const Operation& operation, std::string_view query, FormErrors& errors) {
  if (operation.query.empty()) return;
  const QueryValues values = query_values(query);
  for (const Property& property : operation.query) {
    boost::json::array texts;
    for (const auto& [name, text] : values) {
      if (name == property.name) texts.emplace_back(text);
    }
    const FieldPath path{std::string(property.name)};
    if (texts.empty()) {
      if (property.required) errors.add(path, "BASE_TYPE_REQUIRED", "This field is required");
      continue;
    }
    // A list is a name that is repeated; of anything else the first counts.
    const bool one_text = texts.size() == 1 && property.schema.kind != Schema::Kind::list;
    value json = one_text || !is_list(property.schema) ? texts.front() : value(texts);
    check_value(property.schema, json, path, errors);
  }
}

void check_body(const Operation& operation, RequestBody& body, FormErrors& errors) {
  if (operation.media == schema::no_body) return;
  check_value(operation.body, body.json, {}, errors);
  if (operation.file.required && !body.file_parts.contains(operation.file.name)) {
    errors.add({std::string(operation.file.name)}, "BASE_TYPE_REQUIRED", "This field is required");
  }
}

}  // namespace

void check_request(const Operation& operation, const PathParameters& parameters,
                   std::string_view query, RequestBody& body, FormErrors& errors) {
  check_path(operation, parameters, errors);
  check_query(operation, query, errors);
  check_body(operation, body, errors);
}

}  // namespace pincer::sandbox
