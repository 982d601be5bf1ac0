// Reading YAML with errors that say where, and what was expected. Throws `Exception`
// (invalid_argument); `parse_scenario` turns that into a result. Thread safety: one thread.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "sandbox/scenario.hpp"

namespace pincer::sandbox {

/// Names (and ids) of one kind of thing, to refuse doubles and references to nothing.
class NameSet {
 public:
  explicit NameSet(std::string kind) : kind_(std::move(kind)) {}

  /// False when the name is taken.
  bool add(const std::string& name) { return names_.insert(name).second; }
  [[nodiscard]] bool contains(const std::string& name) const { return names_.contains(name); }
  [[nodiscard]] const std::string& kind() const noexcept { return kind_; }
  [[nodiscard]] std::string listed() const;

 private:
  std::string kind_;
  std::set<std::string> names_;
};

/// One map of the file: its keys are checked against the known ones when it is opened.
class ScenarioReader {
 public:
  /// `what` names the map in errors: "a channel".
  ScenarioReader(const std::string& file_name, const YAML::Node& node, std::string what,
                 std::initializer_list<std::string_view> known_keys);

  /// The text of a key, between 1 and 100 characters; `otherwise` when it is absent.
  [[nodiscard]] std::string text(const char* key, const std::string& otherwise) const;
  [[nodiscard]] std::string required_text(const char* key) const;
  [[nodiscard]] std::int64_t integer(const char* key, std::int64_t otherwise, std::int64_t least,
                                     std::int64_t most) const;
  [[nodiscard]] bool boolean(const char* key, bool otherwise) const;
  [[nodiscard]] Duration seconds(const char* key, Duration otherwise) const;
  [[nodiscard]] std::optional<std::uint64_t> id() const;
  [[nodiscard]] std::uint64_t permissions(const char* key, std::uint64_t otherwise) const;
  [[nodiscard]] RateLimit rate_limit(const char* key, const RateLimit& otherwise) const;
  /// One of the words of `choices`, by its position.
  [[nodiscard]] std::size_t choice(const char* key, std::size_t otherwise,
                                   std::initializer_list<std::string_view> choices) const;
  /// A reference: a name of `names`.
  [[nodiscard]] std::string reference(const char* key, const NameSet& names,
                                      const std::string& otherwise) const;
  [[nodiscard]] std::string required_reference(const char* key, const NameSet& names) const;
  /// The scalars of a list; empty when the key is absent.
  [[nodiscard]] std::vector<std::string> texts(const char* key) const;
  /// Calls `each` for every entry of a list; nothing when the key is absent.
  void for_each(const char* key, const std::function<void(const YAML::Node&)>& each) const;
  /// The `name` of the map, entered (with the id, if there is one) into `names`.
  std::string new_name(const char* key, NameSet& names) const;

  [[nodiscard]] bool has(const char* key) const { return find(key).has_value(); }
  [[nodiscard]] std::optional<YAML::Node> find(const char* key) const;
  [[nodiscard]] const std::string& file_name() const noexcept { return file_name_; }

  /// Throws with the position of the key, or of the map when it has no such key.
  [[noreturn]] void fail(const char* key, const std::string& message) const;

 private:
  [[noreturn]] void fail_at(const YAML::Mark& mark, const std::string& message) const;
  [[nodiscard]] std::string scalar(const YAML::Node& node, const char* key) const;

  const std::string& file_name_;
  YAML::Node node_;
  std::string what_;
};

/// Throws `file:line:column: message`.
[[noreturn]] void fail_scenario(const std::string& file_name, const YAML::Mark& mark,
                                const std::string& message);

}  // namespace pincer::sandbox
