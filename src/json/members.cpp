#include "json/members.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <memory>
#include <string>

namespace pincer::json {
namespace {

/// A thread keeps its parser's memory up to this size of document, and drops it above.
constexpr std::size_t retained_bytes_max = 1024U * 1024U;
constexpr std::size_t capacity_min = 4096;

struct ThreadParser {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
  std::string buffer;  // for text that has no padding of its own
  bool in_use = false;

  [[nodiscard]] std::size_t capacity() const { return parser ? parser->capacity() : 0; }

  simdjson::error_code find_structure(std::string_view text) {
    if (parser == nullptr || capacity() < text.size()) {
      const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
          std::max({text.size(), 2 * capacity(), capacity_min}), /*max_depth=*/1, parser);
      if (error != simdjson::SUCCESS) return error;
    }
    return parser->stage1(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                          simdjson::stage1_mode::regular);
  }
};

ThreadParser& thread_parser() {
  thread_local ThreadParser instance;
  return instance;
}

/// How much deeper the text is behind this character. A table, because the branches of a condition
/// would be mispredicted at every bracket.
constexpr auto steps = [] {
  std::array<std::int8_t, 256> all{};
  all['{'] = all['['] = 1;
  all['}'] = all[']'] = -1;
  return all;
}();
std::ptrdiff_t step(char c) { return steps[static_cast<unsigned char>(c)]; }

bool begins_scalar(char c) {
  return c == '"' || c == '-' || (c >= '0' && c <= '9') || c == 't' || c == 'f' || c == 'n';
}

}  // namespace

Members::Members(Text text) {
  ThreadParser& mine = thread_parser();
  assert(!mine.in_use);
  mine.in_use = true;
  text_ = padded(text, mine.buffer);
  if (const auto error = mine.find_structure(text_)) {
    fail(simdjson::error_message(error));
    return;
  }
  place_ = mine.parser->structural_indexes.get();
  end_ = place_ + mine.parser->n_structural_indexes;
  if (!take('{')) {
    fail("not an object");
  } else if (take('}')) {
    close();
  } else {
    awaits_member_ = true;
  }
}

Members::~Members() {
  ThreadParser& mine = thread_parser();
  mine.in_use = false;
  if (std::max(mine.buffer.capacity(), mine.capacity()) <= retained_bytes_max) return;
  std::string().swap(mine.buffer);  // an assignment would keep the memory
  mine.parser.reset();
}

std::optional<Member> Members::next() {
  if (!awaits_member_) return std::nullopt;
  if (here() == '"') {
    Member member{key_at(&text_[*place_] + 1), {}};
    ++place_;
    if (take(':') && take_value(member.raw)) {
      if (take(',')) return member;
      if (take('}')) {
        close();
        return member;
      }
    }
  }
  fail(simdjson::error_message(simdjson::TAPE_ERROR));
  return std::nullopt;
}

Result<void> Members::status() const {
  if (flaw_ == nullptr) return {};
  return Error(ErrorKind::protocol, std::string("JSON: ") + flaw_);
}

bool Members::take(char wanted) noexcept {
  const bool taken = here() == wanted;
  if (taken) ++place_;
  return taken;
}

bool Members::take_value(std::string_view& raw) noexcept {
  if (place_ == end_) return false;
  const std::uint32_t begin = *place_;
  const char first = text_[begin];
  // In local variables, which a character cannot alias: this loop is most of the walk.
  const char* const text = text_.data();
  const std::uint32_t* const end = end_;
  const std::uint32_t* place = place_ + 1;
  if (step(first) > 0) {
    for (std::ptrdiff_t depth = 1; depth > 0; ++place) {
      if (place == end) return false;
      depth += step(text[*place]);
    }
    place_ = place;
    raw = text_.substr(begin, place[-1] + 1 - begin);
    return true;
  }
  if (!begins_scalar(first)) return false;
  place_ = place;
  raw = text_.substr(begin, (place == end ? text_.size() : *place) - begin);
  raw = without_trailing_space(raw);
  return true;
}

void Members::close() noexcept {
  awaits_member_ = false;
  if (place_ != end_) fail(simdjson::error_message(simdjson::TRAILING_CONTENT));
}

void Members::fail(const char* flaw) noexcept {
  awaits_member_ = false;
  flaw_ = flaw;
}

std::optional<std::int64_t> integer_of(std::string_view raw) noexcept {
  const std::string_view digits = raw.substr(raw.starts_with('-') ? 1 : 0);
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  std::int64_t number = 0;
  const char* const end = raw.data() + raw.size();
  const auto [stop, error] = std::from_chars(raw.data(), end, number);
  return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

}  // namespace pincer::json
