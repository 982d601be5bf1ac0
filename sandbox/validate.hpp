// Discord's nested error tree, and the reading of bodies whose schema is checked.
// https://discord.com/developers/docs/reference#error-messages
// Thread safety: one thread.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/http.hpp"

namespace pincer::sandbox {

/// The keys and indices from the body's root to a value.
using FieldPath = std::vector<std::string>;

/// More errors than this are not told.
inline constexpr std::size_t form_errors_max = 100;

/// Collects what is wrong, and where.
class FormErrors {
 public:
  void add(const FieldPath& path, std::string_view code, std::string_view message);
  void append(const FormErrors& others);
  [[nodiscard]] bool empty() const noexcept { return errors_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return errors_.size(); }
  /// The `errors` member of the reply.
  [[nodiscard]] boost::json::object tree() const;
  /// 400, code 50035.
  [[nodiscard]] HttpReply reply() const;
  /// Throws `Refused` when anything was wrong.
  void refuse_if_any() const;

 private:
  struct FormError {
    FieldPath path;
    std::string code;
    std::string message;
  };
  std::vector<FormError> errors_;
};

/// Reads the members of one object of a body that fits its schema, and adds the errors of rules
/// that no schema says. Each reader answers nothing when the member is absent, null or of another
/// kind.
class FieldReader {
 public:
  FieldReader(const boost::json::object& object, FieldPath path, FormErrors& errors)
      : object_(object), path_(std::move(path)), errors_(errors) {}

  /// The raw member; null when it is absent or null.
  [[nodiscard]] const boost::json::value* find(std::string_view key) const;
  /// True when the member is there and null: in an edit that clears it.
  [[nodiscard]] bool is_null(std::string_view key) const;
  /// Adds BASE_TYPE_REQUIRED when the member is absent or null.
  bool require(std::string_view key) const;

  [[nodiscard]] std::optional<std::string> text(std::string_view key) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view key) const;
  [[nodiscard]] std::optional<std::uint64_t> snowflake(std::string_view key) const;
  [[nodiscard]] const boost::json::object* object(std::string_view key) const;
  [[nodiscard]] const boost::json::array* list(std::string_view key) const;

  /// The object that is a member, and the objects of the list that is a member.
  [[nodiscard]] std::optional<FieldReader> child(std::string_view key) const;
  [[nodiscard]] std::vector<FieldReader> children(std::string_view key) const;

  /// Adds an error unless the text or list has a length between the two.
  void check_length(std::string_view key, std::size_t least, std::size_t most) const;
  /// Adds an error unless the scheme of a URL is http or https, or with `attachments` attachment.
  void check_scheme(std::string_view key, bool attachments = false) const;
  /// An integer of `choices`: the sandbox does not perform all that Discord knows.
  std::optional<std::int64_t> choice(std::string_view key,
                                     std::initializer_list<std::int64_t> choices) const;

  void add(std::string_view key, std::string_view code, std::string_view message) const;
  /// An error of this object itself.
  void add(std::string_view code, std::string_view message) const;

 private:
  [[nodiscard]] FieldPath path_of(std::string_view key) const;

  const boost::json::object& object_;
  FieldPath path_;
  FormErrors& errors_;
};

/// Characters (code points) of a UTF-8 text.
std::size_t character_count(std::string_view text) noexcept;

}  // namespace pincer::sandbox
