// Paths of operations, filled in and checked. Layer: client. Thread safety: as value types.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/check.hpp"
#include "pincer/error.hpp"
#include "pincer/snowflake.hpp"

namespace pincer {

/// What stands for a name in braces: an id, a text, or a number of a range.
class PathValue {
 public:
  // Implicit: ids and texts are values. A text must outlive the value.
  template <class Kind>
  PathValue(Snowflake<Kind> id) : type_(Type::id), id_(id.value()) {}
  PathValue(const std::string& text) : type_(Type::text), text_(text) {}
  PathValue(std::int64_t number, IntegerRange range)
      : type_(Type::number), number_(number), range_(range) {}

  /// As it stands in a path: percent-encoded.
  [[nodiscard]] std::string encoded() const;
  /// Finds what would make another path of it, or what Discord surely refuses.
  void check(FormCheck& form) const;

 private:
  enum class Type { id, text, number };

  Type type_;
  std::uint64_t id_ = 0;
  std::string_view text_;
  std::int64_t number_ = 0;
  IntegerRange range_;
};

/// A path, and what is wrong with the values in it.
struct CheckedPath {
  // Implicit: a path without values.
  CheckedPath(std::string_view path) : pattern(path), text(path) {}
  CheckedPath(const char* path) : CheckedPath(std::string_view(path)) {}

  std::string_view pattern;  ///< "/guilds/{guild_id}/bans/{user_id}"; of static storage.
  std::string text;
  std::vector<FieldError> errors;  ///< "user_id", ...
};

/// `path("/guilds/{guild_id}/bans/{user_id}", {guild, user})`: one value for each name in braces.
CheckedPath path(std::string_view pattern, std::initializer_list<PathValue> values);

}  // namespace pincer
