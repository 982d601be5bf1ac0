// Whether a text is JSON at all. Layer: json. Thread safety: safe; a parser is kept for each
// thread.
#pragma once

#include <string_view>

namespace pincer::json {

/// What makes `text` no JSON value, in simdjson's words; empty when it is one.
[[nodiscard]] std::string_view flaw_of(std::string_view text);

}  // namespace pincer::json
