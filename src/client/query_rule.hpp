// What the parameters of a query may be, and whether they are. Layer: client.
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "model/check.hpp"

namespace pincer {

/// A parameter of an operation's query, by Discord's description.
struct QueryRule {
  enum class Type {
    integer,    ///< `least` to `most`
    boolean,    ///< true or false
    snowflake,  ///< an id
    text,       ///< of `least` to `most` characters
    choice,     ///< one of `choices`
  };

  std::string_view name;
  Type type;
  std::int64_t least = IntegerRange().min;
  std::int64_t most = IntegerRange().max;
  std::string_view choices = {};               ///< Divided by spaces.
  std::size_t values_max = Length::unbounded;  ///< How often it may be there.
  bool is_required = false;
};

/// Holds a query, percent-encoded as `RequestOptions` has it, against its rules. A name without a
/// rule is none of ours: Discord overlooks it.
void check_query(FormCheck& form, std::string_view query, std::span<const QueryRule> rules);

}  // namespace pincer
