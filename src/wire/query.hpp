// Query strings and form bodies. Layer: wire. Thread safety: one thread at a time.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>

#include "pincer/snowflake.hpp"

namespace pincer::wire {

/// Builds `name=value&...` as Discord reads it: booleans as true and false, an array as the same
/// name repeated, an empty optional as nothing at all. Names and values are percent-encoded, so the
/// text serves as a query and as a body of type application/x-www-form-urlencoded.
/// https://discord.com/developers/docs/reference#boolean-query-strings
/// https://discord.com/developers/docs/reference#array-query-strings
class Query {
 public:
  Query& add(std::string_view name, std::string_view value);
  Query& add(std::string_view name, const char* value) {
    return add(name, std::string_view(value));
  }
  Query& add(std::string_view name, const std::string& value) {
    return add(name, std::string_view(value));
  }
  template <std::integral Integer>
  Query& add(std::string_view name, Integer value) {
    if constexpr (std::same_as<Integer, bool>) return add(name, value ? "true" : "false");
    return add(name, std::to_string(value));
  }
  template <class Kind>
  Query& add(std::string_view name, Snowflake<Kind> id) {
    return add(name, id.to_string());
  }
  template <class Value>
  Query& add(std::string_view name, const std::optional<Value>& value) {
    return value ? add(name, *value) : *this;
  }
  template <std::ranges::input_range Range>
  requires(!std::convertible_to<const Range&, std::string_view>) Query& add(std::string_view name,
                                                                            const Range& values) {
    for (const auto& value : values) add(name, value);
    return *this;
  }

  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
  /// Without the question mark.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

/// All but RFC 3986's unreserved characters as %XX. Also for path segments (an emoji).
std::string percent_encode(std::string_view text);

/// Characters that Discord takes in X-Audit-Log-Reason.
inline constexpr std::size_t audit_log_reason_length_max = 512;

/// The value of the header X-Audit-Log-Reason: cut to `audit_log_reason_length_max` characters
/// (never inside one), then percent-encoded, because a header carries no UTF-8.
/// https://discord.com/developers/docs/resources/audit-log
std::string encode_audit_log_reason(std::string_view reason);

}  // namespace pincer::wire
