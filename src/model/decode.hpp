// From JSON to the types of pincer/model and pincer/events.hpp. Layer: model.
// Thread-safe. Light to include: the decoders are instantiated in model/'s .cpp files, for every
// object and event type and for vectors of the objects that Discord lists.
#pragma once

#include "base/result.hpp"
#include "json/text.hpp"

namespace pincer {

/// Reads one JSON object (or array, for a vector): an event's `d`, or a response's body.
/// Unknown fields are skipped, absent ones keep their default. What does not fit is an error of
/// kind `protocol` with the path: "author.id: expected a snowflake string".
template <class T>
Result<T> decode(json::Text raw_json);

/// The same, but elements of lists that do not fit are left out, and counted in `left_out`. For
/// events only.
template <class T>
Result<T> decode_what_fits(json::Text raw_json, int& left_out);

}  // namespace pincer
