#include "json/writer.hpp"

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <utility>

namespace pincer::json {
namespace {

/// The length of the well-formed UTF-8 sequence at `at`, or 0 (RFC 3629: no overlong forms, no
/// surrogates, nothing above U+10FFFF).
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xc0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80U) return 1;
  if (first >= 0xc2U && first <= 0xdfU) return continues(1) ? 2 : 0;
  if (first >= 0xe0U && first <= 0xefU) {
    const unsigned low = first == 0xe0U ? 0xa0U : 0x80U;
    const unsigned high = first == 0xedU ? 0x9fU : 0xbfU;
    return byte(1) >= low && byte(1) <= high && continues(2) ? 3 : 0;
  }
  if (first >= 0xf0U && first <= 0xf4U) {
    const unsigned low = first == 0xf0U ? 0x90U : 0x80U;
    const unsigned high = first == 0xf4U ? 0x8fU : 0xbfU;
    return byte(1) >= low && byte(1) <= high && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  constexpr std::string_view digits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += digits[byte >> 4U];
  out += digits[byte & 0xfU];
}

template <class Number>
void append_number(std::string& out, Number number) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  assert(error == std::errc());
  out.append(buffer.data(), end);
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  std::size_t copied = 0;  // all before it is in `out`; plain runs are appended in one go
  std::size_t at = 0;
  const auto flush = [&] { out.append(text, copied, at - copied); };
  while (at < text.size()) {
    const char c = text[at];
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20U || c == '"' || c == '\\') {
      flush();
      append_escaped(out, c);
      copied = ++at;
    } else if (byte < 0x80U) {
      ++at;
    } else if (const std::size_t length = utf8_length(text, at); length != 0) {
      at += length;
    } else {
      flush();
      out += "\xef\xbf\xbd";
      copied = ++at;
    }
  }
  flush();
  out += '"';
}

void Writer::separate() {
  if (needs_comma_) out_ += ',';
  needs_comma_ = true;
}

Writer& Writer::begin_object() {
  separate();
  out_ += '{';
  ++depth_;
  needs_comma_ = false;
  return *this;
}

Writer& Writer::end_object() {
  assert(depth_ > 0);
  --depth_;
  out_ += '}';
  needs_comma_ = true;
  return *this;
}

Writer& Writer::begin_array() {
  separate();
  out_ += '[';
  ++depth_;
  needs_comma_ = false;
  return *this;
}

Writer& Writer::end_array() {
  assert(depth_ > 0);
  --depth_;
  out_ += ']';
  needs_comma_ = true;
  return *this;
}

Writer& Writer::key(std::string_view name) {
  separate();
  append_quoted(out_, name);
  out_ += ':';
  needs_comma_ = false;
  return *this;
}

Writer& Writer::value(std::string_view text) {
  separate();
  append_quoted(out_, text);
  return *this;
}

Writer& Writer::value(bool truth) { return raw(truth ? "true" : "false"); }

Writer& Writer::value(double number) {
  if (!std::isfinite(number)) return value(nullptr);
  separate();
  append_number(out_, number);
  return *this;
}

Writer& Writer::real(double number) {
  const std::size_t before = out_.size();
  value(number);
  if (out_.find_first_of(".en", before) == std::string::npos) out_ += ".0";
  return *this;
}

Writer& Writer::value(std::nullptr_t) { return raw("null"); }

Writer& Writer::signed_value(std::int64_t number) {
  separate();
  append_number(out_, number);
  return *this;
}

Writer& Writer::unsigned_value(std::uint64_t number) {
  separate();
  append_number(out_, number);
  return *this;
}

Writer& Writer::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

std::string Writer::take() {
  assert(depth_ == 0);
  needs_comma_ = false;
  return std::exchange(out_, {});
}

}  // namespace pincer::json
