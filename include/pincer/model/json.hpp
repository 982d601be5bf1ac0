// The objects and events that Discord sends, as JSON and back: for a cache on disk, and for tests
// of bots. Layer: model. Thread-safe. No JSON library is needed.
//
//   const std::string saved = pincer::to_json(message);
//   const auto message = pincer::from_json<pincer::Message>(saved);
//
// Both are there for every object and event of this library that Discord sends, Embed,
// ApplicationCommand and Interaction among them, and for nothing else: any other type does not
// link. What bots send has `to_json()` of its own.
#pragma once

#include <string>
#include <string_view>

namespace pincer {

/// What is none or empty in `object` is not written. `from_json` gives back an equal object.
template <class T>
[[nodiscard]] std::string to_json(const T& object);

/// Unknown fields are skipped, absent ones keep their default.
/// Errors: `Exception` (`protocol`) with the path to what does not fit: "author.id: expected a
/// snowflake string".
template <class T>
[[nodiscard]] T from_json(std::string_view text);

}  // namespace pincer
