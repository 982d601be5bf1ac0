#include "model/check.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace pincer {
namespace {

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view white_space = " \t\r\n\v\f";
  const auto begin = text.find_first_not_of(white_space);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(white_space) - begin + 1);
}

}  // namespace

std::size_t character_count(std::string_view text) noexcept {
  // Every byte but the continuation bytes of UTF-8 begins a character.
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::size_t trimmed_character_count(std::string_view text) noexcept {
  return character_count(trimmed(text));
}

FormCheck::Step::Step(FormCheck& form, std::string_view key)
    : form_(form), size_before_(form.path_.size()) {
  if (!form.path_.empty()) form.path_ += '.';
  form.path_ += key;
}

FormCheck::Step::Step(FormCheck& form, std::size_t index)
    : form_(form), size_before_(form.path_.size()) {
  form.path_ += '[' + std::to_string(index) + ']';
}

void FormCheck::add(std::string_view code, std::string message) {
  if (errors_.size() == errors_max) return;
  errors_.push_back(FieldError{path_, std::string(code), std::move(message)});
}

void FormCheck::required(std::string_view text) {
  if (trimmed(text).empty()) add("BASE_TYPE_REQUIRED", "This field is required");
}

void FormCheck::length(std::string_view text, Length limit) {
  // Whether Discord trims a field is not always said: what might pass, passes.
  if (trimmed_character_count(text) > limit.max) return count(limit.max + 1, limit);
  if (const std::size_t size = character_count(text); size < limit.min) count(size, limit);
}

void FormCheck::count(std::size_t count, Length limit) {
  if (count >= limit.min && count <= limit.max) return;
  if (limit.max == Length::unbounded) {
    add("BASE_TYPE_MIN_LENGTH", fmt::format("Must be {} or more in length.", limit.min));
  } else if (limit.min > 0) {
    add("BASE_TYPE_BAD_LENGTH",
        fmt::format("Must be between {} and {} in length.", limit.min, limit.max));
  } else {
    add("BASE_TYPE_MAX_LENGTH", fmt::format("Must be {} or fewer in length.", limit.max));
  }
}

void FormCheck::range(std::int64_t number, IntegerRange limit) {
  if (number < limit.min) {
    add("NUMBER_TYPE_MIN",
        fmt::format("int value should be greater than or equal to {}.", limit.min));
  } else if (number > limit.max) {
    add("NUMBER_TYPE_MAX", fmt::format("int value should be less than or equal to {}.", limit.max));
  }
}

void FormCheck::range(double number, NumberRange limit) {
  if (number < limit.min) {
    add("NUMBER_TYPE_MIN",
        fmt::format("float value should be greater than or equal to {}.", limit.min));
  } else if (number > limit.max) {
    add("NUMBER_TYPE_MAX",
        fmt::format("float value should be less than or equal to {}.", limit.max));
  }
}

}  // namespace pincer
