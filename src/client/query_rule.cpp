#include "client/query_rule.hpp"

#include <fmt/core.h>

#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "net/url.hpp"
#include "pincer/snowflake.hpp"

namespace pincer {
namespace {

bool is_word_of(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const auto end = words.find(' ');
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
  }
  return false;
}

void check_integer(FormCheck& form, const QueryRule& rule, std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc() || stop != end) {
    return form.add("NUMBER_TYPE_COERCE", fmt::format("Value \"{}\" is not int.", text));
  }
  form.range(number, IntegerRange{.min = rule.least, .max = rule.most});
}

void check_value(FormCheck& form, const QueryRule& rule, std::string_view text) {
  switch (rule.type) {
    case QueryRule::Type::integer: return check_integer(form, rule, text);
    case QueryRule::Type::boolean:
      // https://discord.com/developers/docs/reference#boolean-query-strings
      if (is_word_of("true false True False 1 0", text)) return;
      return form.add("BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
    case QueryRule::Type::snowflake:
      if (parse_snowflake(text)) return;
      return form.add("NUMBER_TYPE_COERCE", fmt::format("Value \"{}\" is not snowflake.", text));
    case QueryRule::Type::text: {
      Length limit;
      if (rule.least > 0) limit.min = static_cast<std::size_t>(rule.least);
      if (rule.most != IntegerRange().max) limit.max = static_cast<std::size_t>(rule.most);
      return form.length(text, limit);
    }
    case QueryRule::Type::choice:
      if (is_word_of(rule.choices, text)) return;
      return form.add("BASE_TYPE_CHOICES", fmt::format("Value must be one of ({}).", rule.choices));
  }
}

/// The values of a name, in order, decoded.
std::vector<std::string> values_of(std::string_view query, std::string_view name) {
  std::vector<std::string> values;
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    const auto equals = pair.find('=');
    if (net::percent_decode(pair.substr(0, equals)) == name) {
      values.push_back(equals == std::string_view::npos
                           ? std::string()
                           : net::percent_decode(pair.substr(equals + 1)));
    }
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
  }
  return values;
}

}  // namespace

void check_query(FormCheck& form, std::string_view query, std::span<const QueryRule> rules) {
  for (const QueryRule& rule : rules) {
    const std::vector<std::string> values = values_of(query, rule.name);
    const FormCheck::Step step(form, rule.name);
    if (values.empty() && rule.is_required) form.required({});
    form.count(values.size(), Length{0, rule.values_max});
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::optional<FormCheck::Step> element;
      if (values.size() > 1) element.emplace(form, i);
      check_value(form, rule, values[i]);
    }
  }
}

}  // namespace pincer
