// Checks of request bodies, with Discord's nested error tree as their outcome.
// https://discord.com/developers/docs/reference#error-messages
// Thread safety: one thread.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/http.hpp"

namespace pincer::sandbox {

/// The keys and indices from the body's root to a value.
using FieldPath = std::vector<std::string>;

/// Collects what is wrong, and where.
class FormErrors {
 public:
  void add(const FieldPath& path, std::string_view code, std::string_view message);
  [[nodiscard]] bool empty() const noexcept { return tree_.empty(); }
  /// The `errors` member of the reply.
  [[nodiscard]] const boost::json::object& tree() const noexcept { return tree_; }
  /// 400, code 50035.
  [[nodiscard]] HttpReply reply() const;
  /// Throws `Refused` when anything was wrong.
  void refuse_if_any() const;

 private:
  boost::json::object tree_;
};

/// Reads the members of one object of the body. Each reader adds an error when the member is there
/// but wrong, and answers nothing when it is absent, null or wrong.
class FieldReader {
 public:
  static constexpr std::int64_t integer_max = std::numeric_limits<std::int64_t>::max();

  FieldReader(const boost::json::object& object, FieldPath path, FormErrors& errors)
      : object_(object), path_(std::move(path)), errors_(errors) {}

  /// The raw member; null when it is absent or null.
  [[nodiscard]] const boost::json::value* find(std::string_view key) const;
  /// True when the member is there and null: in an edit that clears it.
  [[nodiscard]] bool is_null(std::string_view key) const;
  /// Adds BASE_TYPE_REQUIRED when the member is absent or null.
  bool require(std::string_view key) const;

  /// Text whose length in characters is between the two.
  std::optional<std::string> text(std::string_view key, std::size_t length_max,
                                  std::size_t length_min = 0) const;
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t least = -integer_max,
                                      std::int64_t most = integer_max) const;
  std::optional<bool> boolean(std::string_view key) const;
  std::optional<std::uint64_t> snowflake(std::string_view key) const;
  /// An http or https URL, or with `attachments` an attachment:// reference.
  std::optional<std::string> url(std::string_view key, bool attachments = false) const;
  const boost::json::object* object(std::string_view key) const;
  const boost::json::array* list(std::string_view key, std::size_t count_max,
                                 std::size_t count_min = 0) const;
  /// An integer of `choices`.
  std::optional<std::int64_t> choice(std::string_view key,
                                     std::initializer_list<std::int64_t> choices) const;

  /// The object at a member or at `list[index]`. Adds an error, and answers nothing, when what is
  /// there is not an object.
  std::optional<FieldReader> child(std::string_view key) const;
  std::optional<FieldReader> child(std::string_view key, const boost::json::array& list,
                                   std::size_t index) const;

  void add(std::string_view key, std::string_view code, std::string_view message) const;
  /// An error of this object itself.
  void add(std::string_view code, std::string_view message) const;
  [[nodiscard]] FormErrors& errors() const noexcept { return errors_; }

 private:
  [[nodiscard]] FieldPath path_of(std::string_view key) const;

  const boost::json::object& object_;
  FieldPath path_;
  FormErrors& errors_;
};

/// Characters (code points) of a UTF-8 text.
std::size_t character_count(std::string_view text) noexcept;

}  // namespace pincer::sandbox
