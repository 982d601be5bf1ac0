#include "wire/rate_limit_headers.hpp"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace pincer::wire {
namespace {

/// More than any limit of Discord's; keeps the arithmetic of those who count far from overflow.
constexpr std::uint32_t count_max = 1'000'000;
/// Bytes of a bucket's hash; Discord's have 32.
constexpr std::size_t bucket_size_max = 128;
/// Bytes of a 429's body that are looked at.
constexpr std::size_t body_size_max = 64U << 10U;

bool equal_ignoring_case(std::string_view a, std::string_view lower_case) {
  return a.size() == lower_case.size() &&
         std::equal(a.begin(), a.end(), lower_case.begin(), [](char x, char y) {
           return x == y || (x >= 'A' && x <= 'Z' && x - 'A' + 'a' == y);
         });
}

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> to_number(std::string_view text) {
  text = trimmed(text);
  double number = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && std::isfinite(number) && number >= 0.0 ? std::optional(number) : std::nullopt;
}

std::optional<std::uint32_t> to_count(std::string_view text) {
  const std::optional<double> number = to_number(text);
  if (!number || *number > count_max) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

Duration to_wait(double seconds) {
  constexpr double seconds_max = std::chrono::duration<double>(rate_limit_wait_max).count();
  return from_seconds(std::min(seconds, seconds_max));
}

std::optional<Duration> to_wait(std::string_view text) {
  const std::optional<double> seconds = to_number(text);
  return seconds ? std::optional(to_wait(*seconds)) : std::nullopt;
}

RateLimitScope to_scope(std::string_view text) {
  if (equal_ignoring_case(text, "user")) return RateLimitScope::user;
  if (equal_ignoring_case(text, "global")) return RateLimitScope::global;
  if (equal_ignoring_case(text, "shared")) return RateLimitScope::shared;
  return RateLimitScope::none;
}

/// X-RateLimit-<field>: <value>
void read_field(RateLimitHeaders& read, std::string_view field, std::string_view value) {
  const auto is = [field](std::string_view name) { return equal_ignoring_case(field, name); };
  if (is("limit")) {
    read.limit = to_count(value);
  } else if (is("remaining")) {
    read.remaining = to_count(value);
  } else if (is("reset")) {
    read.reset = to_number(value);
  } else if (is("reset-after")) {
    read.reset_after = to_wait(value);
  } else if (is("scope")) {
    read.scope = to_scope(value);
  } else if (is("global")) {
    read.global = read.global || equal_ignoring_case(value, "true");
  } else if (is("bucket") && value.size() <= bucket_size_max) {
    read.bucket = value;
  }
}

}  // namespace

RateLimitHeaders parse_rate_limit_headers(
    std::span<const std::pair<std::string, std::string>> headers) {
  RateLimitHeaders read;
  for (const auto& [name, value] : headers) {
    constexpr std::string_view prefix = "x-ratelimit-";
    if (equal_ignoring_case(name, "via")) {
      read.has_via = true;
    } else if (equal_ignoring_case(name, "retry-after")) {
      read.retry_after = to_wait(value);
    } else if (equal_ignoring_case(std::string_view(name).substr(0, prefix.size()), prefix)) {
      read_field(read, std::string_view(name).substr(prefix.size()), trimmed(value));
    }
  }
  read.global = read.global || read.scope == RateLimitScope::global;
  return read;
}

void add_rate_limit_body(RateLimitHeaders& headers, std::string_view body) {
  if (body.empty() || body.size() > body_size_max) return;
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(body.data(), body.size()).get(object) != simdjson::SUCCESS) return;
  bool global = false;
  if (object["global"].get(global) == simdjson::SUCCESS) headers.global = headers.global || global;
  double seconds = 0.0;
  if (object["retry_after"].get(seconds) == simdjson::SUCCESS && seconds >= 0.0) {
    headers.retry_after =
        std::max(headers.retry_after.value_or(Duration::zero()), to_wait(seconds));
  }
}

}  // namespace pincer::wire
