// Compares the values of a request with a schema, and says what is wrong as Discord does.
// https://discord.com/developers/docs/reference#error-messages
// Thread-safe: pure functions.
#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "sandbox/schema.hpp"
#include "sandbox/validate.hpp"

namespace pincer::sandbox {

/// Checks `json`, which is at `path` of the request. Numbers and booleans that are written as text
/// become what they mean, as Discord reads them: forms and queries have nothing but text. Members
/// that the schema does not name are ignored.
void check_value(const Schema& schema, boost::json::value& json, const FieldPath& path,
                 FormErrors& errors);

}  // namespace pincer::sandbox
