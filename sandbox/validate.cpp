#include "sandbox/validate.hpp"

#include <fmt/core.h>

#include <algorithm>

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
  if (errors_.size() == form_errors_max) return;
  errors_.push_back({path, std::string(code), std::string(message)});
}

void FormErrors::append(const FormErrors& others) {
  for (const FormError& error : others.errors_) add(error.path, error.code, error.message);
}

object FormErrors::tree() const {
  object tree;
  for (const FormError& error : errors_) {
    object* node = &tree;
    for (const std::string& key : error.path) {
      value& child = (*node)[key];
      if (!child.is_object()) child = object();
      node = &child.get_object();
    }
    value& list = (*node)["_errors"];
    if (!list.is_array()) list = array();
    list.get_array().emplace_back(object{{"code", error.code}, {"message", error.message}});
  }
  return tree;
}

HttpReply FormErrors::reply() const {
  return json_reply(400,
                    object{{"message", "Invalid Form Body"}, {"code", 50035}, {"errors", tree()}});
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

std::optional<std::string> FieldReader::text(std::string_view key) const {
  const value* member = find(key);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return std::string(member->get_string());
}

std::optional<std::int64_t> FieldReader::integer(std::string_view key) const {
  const value* member = find(key);
  if (member == nullptr || !member->is_int64()) return std::nullopt;
  return member->get_int64();
}

std::optional<bool> FieldReader::boolean(std::string_view key) const {
  const value* member = find(key);
  if (member == nullptr || !member->is_bool()) return std::nullopt;
  return member->get_bool();
}

std::optional<std::uint64_t> FieldReader::snowflake(std::string_view key) const {
  const value* member = find(key);
  if (member == nullptr) return std::nullopt;
  if (member->is_uint64()) return member->get_uint64();
  if (member->is_int64()) return static_cast<std::uint64_t>(member->get_int64());
  if (!member->is_string()) return std::nullopt;
  return parse_snowflake(member->get_string());
}

const object* FieldReader::object(std::string_view key) const {
  const value* member = find(key);
  return member == nullptr ? nullptr : member->if_object();
}

const array* FieldReader::list(std::string_view key) const {
  const value* member = find(key);
  return member == nullptr ? nullptr : member->if_array();
}

std::optional<FieldReader> FieldReader::child(std::string_view key) const {
  const auto* found = object(key);
  if (found == nullptr) return std::nullopt;
  return FieldReader(*found, path_of(key), errors_);
}

std::vector<FieldReader> FieldReader::children(std::string_view key) const {
  std::vector<FieldReader> children;
  const array* found = list(key);
  for (std::size_t i = 0; found != nullptr && i < found->size(); ++i) {
    const auto* element = (*found)[i].if_object();
    if (element == nullptr) continue;
    FieldPath path = path_of(key);
    path.push_back(std::to_string(i));
    children.emplace_back(*element, std::move(path), errors_);
  }
  return children;
}

void FieldReader::check_length(std::string_view key, std::size_t least, std::size_t most) const {
  const value* member = find(key);
  if (member == nullptr) return;
  std::size_t length = 0;
  if (member->is_string()) length = character_count(member->get_string());
  if (member->is_array()) length = member->get_array().size();
  if (length >= least && length <= most) return;
  if (least > 0) {
    add(key, "BASE_TYPE_BAD_LENGTH",
        fmt::format("Must be between {} and {} in length.", least, most));
  } else {
    add(key, "BASE_TYPE_MAX_LENGTH", fmt::format("Must be {} or fewer in length.", most));
  }
}

void FieldReader::check_scheme(std::string_view key, bool attachments) const {
  const auto url = text(key);
  if (!url) return;
  const std::string scheme = url->substr(0, url->find("://"));
  if (scheme == "http" || scheme == "https" || (attachments && scheme == "attachment")) return;
  add(key, "URL_TYPE_INVALID_SCHEME",
      fmt::format("Scheme \"{}\" is not supported. Scheme must be one of {}.", scheme,
                  attachments ? "('http', 'https', 'attachment')" : "('http', 'https')"));
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

}  // namespace pincer::sandbox
