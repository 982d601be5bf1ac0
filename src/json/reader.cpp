#include "json/reader.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cstring>

namespace pincer::json {
namespace {

using simdjson::ondemand::json_type;

/// A thread keeps its parser's memory up to this size of document, and drops it above.
constexpr std::size_t retained_bytes_max = 1024U * 1024U;

struct ThreadParser {
  simdjson::ondemand::parser parser;
  std::string buffer;  // for text that has no padding of its own
  bool in_use = false;
};

ThreadParser& thread_parser() {
  thread_local ThreadParser instance;
  return instance;
}

template <class Number>
bool read_number(Value& value, Number& out, std::string_view what) {
  return value.json().get(out) == simdjson::SUCCESS || value.null_or_expected(what);
}

}  // namespace

json_type Value::type() {
  json_type type = json_type::null;
  return json_.type().get(type) == simdjson::SUCCESS ? type : json_type::null;
}

bool Value::is_null() {
  json_type type = json_type::object;
  return json_.type().get(type) == simdjson::SUCCESS && type == json_type::null;
}

bool Value::is_integer() {
  return json_.raw_json_token().find_first_of(".eE") == std::string_view::npos;
}

bool Value::expected(std::string_view what) { return fail("expected " + std::string(what)); }

bool Value::null_or_expected(std::string_view what) { return is_null() || expected(what); }

bool Value::fail(std::string reason) {
  if (walk_->reason.empty()) walk_->reason = std::move(reason);
  return false;
}

bool Value::leave_out(int depth) {
  // Where simdjson has lost its place, it says so again at the next element.
  if (!walk_->leaves_out) return false;
  walk_->path.clear();
  walk_->reason.clear();
  walk_->depth = depth;
  ++walk_->left_out;
  return true;
}

void Value::fail_in_field(std::string_view name) {
  std::string path(name);
  if (!walk_->path.empty() && walk_->path.front() != '[') path += '.';
  walk_->path.insert(0, path);
}

void Value::fail_in_element(std::size_t index) {
  std::string path = '[' + std::to_string(index) + ']';
  if (!walk_->path.empty() && walk_->path.front() != '[') path += '.';
  walk_->path.insert(0, path);
}

bool read(Value& value, bool& out) {
  return value.json().get(out) == simdjson::SUCCESS || value.null_or_expected("a boolean");
}

bool read(Value& value, std::string& out) {
  std::string_view text;
  if (value.json().get(text) != simdjson::SUCCESS) {
    return value.null_or_expected("a string");
  }
  out.assign(text);
  return true;
}

bool read(Value& value, double& out) { return read_number(value, out, "a number"); }

bool read(Value& value, std::int64_t& out) { return read_number(value, out, "an integer"); }

bool read(Value& value, std::uint64_t& out) {
  return read_number(value, out, "an integer that is not negative");
}

bool read(Value& value, std::int32_t& out) {
  std::int64_t number = out;
  if (!read(value, number)) return false;
  if (number < std::numeric_limits<std::int32_t>::min() ||
      number > std::numeric_limits<std::int32_t>::max()) {
    return value.expected("an integer of 32 bits");
  }
  out = static_cast<std::int32_t>(number);
  return true;
}

bool read_snowflake(Value& value, std::uint64_t& out) {
  simdjson::ondemand::raw_json_string text;
  if (value.json().get(text) != simdjson::SUCCESS) {
    return value.null_or_expected("a snowflake string");
  }
  // The digits are read where they stand; simdjson vouches for the closing quote.
  constexpr std::size_t digits_max = 20;
  const char* const begin = text.raw();
  const char* const end = static_cast<const char*>(std::memchr(begin, '"', digits_max + 1));
  if (end == nullptr) return value.expected("a snowflake string");
  const auto [stop, error] = std::from_chars(begin, end, out);
  return (error == std::errc() && stop == end) || value.expected("a snowflake string");
}

bool read_text_or_number(Value& value, std::string& out) {
  return value.type() == json_type::number ? read_raw(value, out) : read(value, out);
}

bool read_raw(Value& value, std::string& out) {
  simdjson::simdjson_result<std::string_view> text;
  switch (value.type()) {
    case json_type::object: {
      simdjson::ondemand::object object;
      if (value.json().get_object().get(object) != simdjson::SUCCESS) return value.expected("JSON");
      text = object.raw_json();
      break;
    }
    case json_type::array: {
      simdjson::ondemand::array array;
      if (value.json().get_array().get(array) != simdjson::SUCCESS) return value.expected("JSON");
      text = array.raw_json();
      break;
    }
    default: text = value.json().raw_json_token(); break;
  }
  std::string_view view;
  if (std::move(text).get(view) != simdjson::SUCCESS) return value.expected("JSON");
  out.assign(without_trailing_space(view));
  return true;
}

Document::Document(Text text) {
  ThreadParser& mine = thread_parser();
  assert(!mine.in_use);
  mine.in_use = true;
  const std::string_view view = padded(text, mine.buffer);
  // simdjson grows by what it lacks, with every document that is longer than all before it; we
  // double. If this fails, `iterate` says so.
  if (mine.parser.capacity() < view.size()) {
    [[maybe_unused]] const auto error =
        mine.parser.allocate(std::max(view.size(), 2 * mine.parser.capacity()));
  }
  error_ =
      mine.parser
          .iterate(simdjson::padded_string_view(view.data(), view.size(), view.size() + padding))
          .get(document_);
}

Document::~Document() {
  ThreadParser& mine = thread_parser();
  mine.in_use = false;
  if (std::max(mine.buffer.capacity(), mine.parser.capacity()) <= retained_bytes_max) return;
  std::string().swap(mine.buffer);  // an assignment would keep the memory
  mine.parser = simdjson::ondemand::parser();
}

Error Document::malformed(simdjson::error_code error) {
  return {ErrorKind::protocol, std::string("JSON: ") + simdjson::error_message(error)};
}

Error Document::failure() const {
  return {ErrorKind::protocol,
          walk_.path.empty() ? walk_.reason : walk_.path + ": " + walk_.reason};
}

Result<void> parse_erased(Text text, void* out, bool (*read)(Value&, void*), int* left_out) {
  Document document(text);
  if (left_out != nullptr) document.leave_out_what_does_not_fit();
  Result<void> status = document.read_with([&](Value& value) { return read(value, out); });
  if (left_out != nullptr) *left_out = document.left_out();
  return status;
}

}  // namespace pincer::json
