#include "sandbox/validate.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "pincer/snowflake.hpp"
#include "sandbox/api_errors.hpp"

namespace pincer::sandbox {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::size_t character_count(std::string_view text) noexcept {
  // Every byte but the continuation bytes of UTF-8 begins a character.
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  }));
}

void FormErrors::add(const FieldPath& path, std::string_view code, std::string_view message) {
  object* node = &tree_;
  for (const std::string& key : path) {
    value& child = (*node)[key];
    if (!child.is_object()) child = object();
    node = &child.get_object();
  }
  value& list = (*node)["_errors"];
  if (!list.is_array()) list = array();
  list.get_array().emplace_back(object{{"code", code}, {"message", message}});
}

HttpReply FormErrors::reply() const {
  return json_reply(400,
                    object{{"message", "Invalid Form Body"}, {"code", 50035}, {"errors", tree_}});
}

void FormErrors::refuse_if_any() const {
  if (!empty()) throw Refused(reply());
}

FieldPath FieldReader::path_of(std::string_view key) const {
  FieldPath path = path_;
  path.emplace_back(key);
  return path;
}

void FieldReader::add(std::string_view key, std::string_view code, std::string_view message) const {
  errors_.add(path_of(key), code, message);
}

void FieldReader::add(std::string_view code, std::string_view message) const {
  errors_.add(path_, code, message);
}

const value* FieldReader::find(std::string_view key) const {
  const value* member = object_.if_contains(key);
  return member == nullptr || member->is_null() ? nullptr : member;
}

bool FieldReader::is_null(std::string_view key) const {
  const value* member = object_.if_contains(key);
  return member != nullptr && member->is_null();
}

bool FieldReader::require(std::string_view key) const {
  if (find(key) != nullptr) return true;
  add(key, "BASE_TYPE_REQUIRED", "This field is required");
  return false;
}

std::optional<std::string> FieldReader::text(std::string_view key, std::size_t length_max,
                                             std::size_t length_min) const {
  const value* member = find(key);
  if (member == nullptr) return std::nullopt;
  if (!member->is_string()) {
    add(key, "STRING_TYPE_CONVERT",
        fmt::format("Could not interpret \"{}\" as string.", boost::json::serialize(*member)));
    return std::nullopt;
  }
  std::string text(member->get_string());
  const std::size_t length = character_count(text);
  if (length >= length_min && length <= length_max) return text;
  if (length_min > 0) {
    add(key, "BASE_TYPE_BAD_LENGTH",
        fmt::format("Must be between {} and {} in length.", length_min, length_max));
  } else {
    add(key, "BASE_TYPE_MAX_LENGTH", fmt::format("Must be {} or fewer in length.", length_max));
  }
  return std::nullopt;
}

std::optional<std::int64_t> FieldReader::integer(std::string_view key, std::int64_t least,
                                                 std::int64_t most) const {
  const value* member = find(key);
  if (member == nullptr) return std::nullopt;
  if (!member->is_int64()) {
    add(key, "NUMBER_TYPE_COERCE",
        fmt::format("Value \"{}\" is not int.", boost::json::serialize(*member)));
    return std::nullopt;
  }
  const std::int64_t number = member->get_int64();
  if (number < least) {
    add(key, "NUMBER_TYPE_MIN",
        fmt::format("int value should be greater than or equal to {}.", least));
  } else if (number > most) {
    add(key, "NUMBER_TYPE_MAX", fmt::format("int value should be less than or equal to {}.", most));
  } else {
    return number;
  }
  return std::nullopt;
}

std::optional<bool> FieldReader::boolean(std::string_view key) const {
  const value* member = find(key);
  if (member == nullptr) return std::nullopt;
  if (member->is_bool()) return member->get_bool();
  add(key, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
  return std::nullopt;
}

std::optional<std::uint64_t> FieldReader::snowflake(std::string_view key) const {
  const value* member = find(key);
  if (member == nullptr) return std::nullopt;
  // Discord accepts numbers too, for clients that can hold them.
  if (member->is_int64() && member->get_int64() >= 0) {
    return static_cast<std::uint64_t>(member->get_int64());
  }
  if (member->is_string()) {
    if (const auto id = parse_snowflake(member->get_string())) return id;
  }
  add(key, "NUMBER_TYPE_COERCE",
      fmt::format("Value {} is not snowflake.", boost::json::serialize(*member)));
  return std::nullopt;
}

std::optional<std::string> FieldReader::url(std::string_view key, bool attachments) const {
  constexpr std::size_t url_length_max = 2048;
  auto found = text(key, url_length_max);
  if (!found) return std::nullopt;
  const std::string_view url = *found;
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos || scheme_end + 3 == url.size() ||
      url.find_first_of(" \t\r\n") != std::string_view::npos) {
    add(key, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
    return std::nullopt;
  }
  const std::string_view scheme = url.substr(0, scheme_end);
  if (scheme == "http" || scheme == "https" || (attachments && scheme == "attachment")) {
    return found;
  }
  add(key, "URL_TYPE_INVALID_SCHEME",
      fmt::format("Scheme \"{}\" is not supported. Scheme must be one of {}.", scheme,
                  attachments ? "('http', 'https', 'attachment')" : "('http', 'https')"));
  return std::nullopt;
}

const object* FieldReader::object(std::string_view key) const {
  const value* member = find(key);
  if (member == nullptr) return nullptr;
  if (member->is_object()) return &member->get_object();
  add(key, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
  return nullptr;
}

const array* FieldReader::list(std::string_view key, std::size_t count_max,
                               std::size_t count_min) const {
  const value* member = find(key);
  if (member == nullptr) return nullptr;
  if (!member->is_array()) {
    add(key, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
    return nullptr;
  }
  const array& list = member->get_array();
  if (list.size() >= count_min && list.size() <= count_max) return &list;
  if (count_min > 0) {
    add(key, "BASE_TYPE_BAD_LENGTH",
        fmt::format("Must be between {} and {} in length.", count_min, count_max));
  } else {
    add(key, "BASE_TYPE_MAX_LENGTH", fmt::format("Must be {} or fewer in length.", count_max));
  }
  return nullptr;
}

std::optional<std::int64_t> FieldReader::choice(std::string_view key,
                                                std::initializer_list<std::int64_t> choices) const {
  const auto number = integer(key);
  if (!number) return std::nullopt;
  if (std::find(choices.begin(), choices.end(), *number) != choices.end()) return number;
  std::string listed;
  for (const std::int64_t choice : choices) {
    listed += fmt::format("{}{}", listed.empty() ? "" : ", ", choice);
  }
  add(key, "BASE_TYPE_CHOICES", fmt::format("Value must be one of {{{}}}.", listed));
  return std::nullopt;
}

std::optional<FieldReader> FieldReader::child(std::string_view key) const {
  const auto* found = object(key);
  if (found == nullptr) return std::nullopt;
  return FieldReader(*found, path_of(key), errors_);
}

std::optional<FieldReader> FieldReader::child(std::string_view key, const array& list,
                                              std::size_t index) const {
  FieldPath path = path_of(key);
  path.push_back(std::to_string(index));
  if (list[index].is_object()) return FieldReader(list[index].get_object(), path, errors_);
  errors_.add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
  return std::nullopt;
}

}  // namespace pincer::sandbox
