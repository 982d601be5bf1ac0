// The members of one object, each value as the text it is: for readers that look at few of them.
// Layer: json. Thread safety: one thread at a time; a parser is kept for each thread.
//
// simdjson finds the structure. Its On-Demand takes longer to skip what lies between, and an event
// is skipped whole (docs/performance.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "json/key.hpp"
#include "json/text.hpp"

namespace pincer::json {

struct Member {
  Key key;
  std::string_view raw;  ///< The value, without space around it.
};

/// Of the inside of a value this is known: it is UTF-8, its strings are closed, and it closes as
/// many braces and brackets as it opens.
class Members {
 public:
  /// `text` must stay until all is read. One at a time for each thread; nested use is a mistake of
  /// ours and is asserted.
  explicit Members(Text text);
  Members(const Members&) = delete;
  Members& operator=(const Members&) = delete;
  ~Members();

  /// The next member, in the document's order; nothing after the last one, and after a flaw.
  std::optional<Member> next();

  /// Once `next` has returned nothing: whether the text was one whole object. The error is of kind
  /// `protocol`.
  [[nodiscard]] Result<void> status() const;

 private:
  [[nodiscard]] char here() const noexcept { return place_ == end_ ? '\0' : text_[*place_]; }
  bool take(char wanted) noexcept;
  bool take_value(std::string_view& raw) noexcept;
  void close() noexcept;
  void fail(const char* flaw) noexcept;

  std::string_view text_;
  // Of the braces, brackets, colons and commas, and of the first character of each value.
  const std::uint32_t* place_ = nullptr;
  const std::uint32_t* end_ = nullptr;
  bool awaits_member_ = false;
  const char* flaw_ = nullptr;
};

/// The value of a number without point and exponent.
[[nodiscard]] std::optional<std::int64_t> integer_of(std::string_view raw) noexcept;

}  // namespace pincer::json
