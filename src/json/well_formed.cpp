#include "json/well_formed.hpp"

#include <simdjson.h>

#include <optional>

namespace pincer::json {

std::string_view flaw_of(std::string_view text) {
  // Unlike On-Demand, the parser of whole documents looks at every byte.
  constexpr std::size_t retained_bytes_max = 1024U * 1024U;
  thread_local std::optional<simdjson::dom::parser> parser;
  if (!parser) parser.emplace();
  const simdjson::error_code error = parser->parse(text.data(), text.size()).error();
  if (text.size() > retained_bytes_max) parser.reset();
  return error == simdjson::SUCCESS ? std::string_view() : simdjson::error_message(error);
}

}  // namespace pincer::json
