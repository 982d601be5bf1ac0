// Reading a whole document into a value, for those who need not see how it is read: without
// simdjson, which costs a source 1.5 s to compile. Layer: json. Thread-safe.
#pragma once

#include "base/result.hpp"
#include "json/text.hpp"

namespace pincer::json {

class Value;
struct Key;

/// Reads a whole document into `*out`, which `read` knows the type of: so that all this is compiled
/// once. With `left_out`, elements of lists that do not fit are left out and counted there.
Result<void> parse_erased(Text text, void* out, bool (*read)(Value&, void*), int* left_out);

/// Reads an object or an array. The error is of kind `protocol` and names the path:
/// "author.id: expected a snowflake string"; `out` may then be read in part. With
/// `left_out`, elements of lists that do not fit are left out and counted there.
template <class T>
Result<void> parse_into(Text text, T& out, int* left_out = nullptr) {
  return parse_erased(
      text, &out, [](Value& value, void* target) { return read(value, *static_cast<T*>(target)); },
      left_out);
}

/// The same as a new value.
template <class T>
Result<T> parse(Text text, int* left_out = nullptr) {
  // Made where it is returned: to move a large object costs a fifth as much as to read it.
  Result<T> result(boost::system::in_place_value);
  const Result<void> status = parse_into(text, *result, left_out);
  if (!status) result = Result<T>(status.error());
  return result;
}

}  // namespace pincer::json
