#include "sandbox/scenario_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <numeric>

#include "base/result.hpp"
#include "pincer/snowflake.hpp"
#include "sandbox/permissions.hpp"

namespace pincer::sandbox {
namespace {

constexpr std::size_t text_size_max = 1024;
constexpr double seconds_min = 0.001;
constexpr double seconds_max = 30.0 * 24 * 3600;
/// How far a misspelt key may be from a known one to be offered instead.
constexpr std::size_t typo_distance_max = 2;

/// Levenshtein's distance, by the usual row of costs: keys are short.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

std::string listed(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

std::string unknown_key(const std::string& key, const std::string& what,
                        const std::vector<std::string_view>& known) {
  std::string hint;
  const auto nearest = std::min_element(known.begin(), known.end(), [&](auto a, auto b) {
    return edit_distance(key, a) < edit_distance(key, b);
  });
  if (nearest != known.end() && edit_distance(key, *nearest) <= typo_distance_max) {
    hint = fmt::format("; did you mean \"{}\"?", *nearest);
  }
  return fmt::format("unknown key \"{}\" in {}{} (known keys: {})", key, what, hint, listed(known));
}

}  // namespace

void fail_scenario(const std::string& file_name, const YAML::Mark& mark,
                   const std::string& message) {
  // Marks count from zero; a null mark belongs to a node that the file does not have.
  const std::string position =
      mark.is_null() ? std::string() : fmt::format("{}:{}:", mark.line + 1, mark.column + 1);
  throw Exception(
      Error(ErrorKind::invalid_argument, fmt::format("{}:{} {}", file_name, position, message)));
}

std::string NameSet::listed() const {
  std::string text;
  for (const std::string& name : names_) text.append(text.empty() ? "" : ", ").append(name);
  return text.empty() ? "there is none" : text;
}

ScenarioReader::ScenarioReader(const std::string& file_name, const YAML::Node& node,
                               std::string what, std::initializer_list<std::string_view> known_keys)
    : file_name_(file_name), node_(node), what_(std::move(what)) {
  const std::vector<std::string_view> known(known_keys);
  if (!node.IsMap()) {
    fail_at(node.Mark(),
            fmt::format("expected {} as a map with the keys {}", what_, listed(known)));
  }
  std::set<std::string> seen;
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) fail_at(entry.first.Mark(), "expected a key that is plain text");
    const std::string& key = entry.first.Scalar();
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      fail_at(entry.first.Mark(), unknown_key(key, what_, known));
    }
    if (!seen.insert(key).second) {
      fail_at(entry.first.Mark(), fmt::format("the key \"{}\" is there twice in {}", key, what_));
    }
  }
}

std::optional<YAML::Node> ScenarioReader::find(const char* key) const {
  for (const auto& entry : node_) {
    if (entry.first.Scalar() == key && !entry.second.IsNull()) return entry.second;
  }
  return std::nullopt;
}

void ScenarioReader::fail(const char* key, const std::string& message) const {
  const auto node = find(key);
  fail_at(node ? node->Mark() : node_.Mark(), message);
}

void ScenarioReader::fail_at(const YAML::Mark& mark, const std::string& message) const {
  fail_scenario(file_name_, mark, message);
}

std::string ScenarioReader::scalar(const YAML::Node& node, const char* key) const {
  if (!node.IsScalar() || node.Scalar().empty() || node.Scalar().size() > text_size_max) {
    fail_at(node.Mark(), fmt::format("expected text of 1 to {} bytes as \"{}\" of {}",
                                     text_size_max, key, what_));
  }
  return node.Scalar();
}

std::string ScenarioReader::text(const char* key, const std::string& otherwise) const {
  const auto node = find(key);
  return node ? scalar(*node, key) : otherwise;
}

std::string ScenarioReader::required_text(const char* key) const {
  if (!has(key)) fail(key, fmt::format("{} needs the key \"{}\"", what_, key));
  return text(key, {});
}

std::int64_t ScenarioReader::integer(const char* key, std::int64_t otherwise, std::int64_t least,
                                     std::int64_t most) const {
  const auto node = find(key);
  if (!node) return otherwise;
  std::int64_t value = 0;
  if (!node->IsScalar() || !YAML::convert<std::int64_t>::decode(*node, value) || value < least ||
      value > most) {
    fail_at(node->Mark(), fmt::format("expected a whole number from {} to {} as \"{}\" of {}",
                                      least, most, key, what_));
  }
  return value;
}

bool ScenarioReader::boolean(const char* key, bool otherwise) const {
  const auto node = find(key);
  if (!node) return otherwise;
  bool value = false;
  if (!YAML::convert<bool>::decode(*node, value)) {
    fail_at(node->Mark(), fmt::format("expected true or false as \"{}\" of {}", key, what_));
  }
  return value;
}

Duration ScenarioReader::seconds(const char* key, Duration otherwise) const {
  const auto node = find(key);
  if (!node) return otherwise;
  double value = 0;
  // Written so that a NaN fails too.
  if (!node->IsScalar() || !YAML::convert<double>::decode(*node, value) ||
      !(value >= seconds_min && value <= seconds_max)) {
    fail_at(node->Mark(), fmt::format("expected seconds from {} to {} as \"{}\" of {}", seconds_min,
                                      seconds_max, key, what_));
  }
  return from_seconds(value);
}

std::optional<std::uint64_t> ScenarioReader::id() const {
  const auto node = find("id");
  if (!node) return std::nullopt;
  const auto value = parse_snowflake(scalar(*node, "id"));
  if (!value || *value == 0) {
    fail_at(node->Mark(), fmt::format("expected an id (a number from 1 to 2^64-1) for {}", what_));
  }
  return value;
}

std::uint64_t ScenarioReader::permissions(const char* key, std::uint64_t otherwise) const {
  if (!has(key)) return otherwise;
  std::uint64_t bits = 0;
  for (const std::string& name : texts(key)) {
    const auto bit = permission::from_name(name);
    if (!bit) {
      fail(key, fmt::format("unknown permission \"{}\" (known permissions: {})", name,
                            permission::known_names()));
    }
    bits |= *bit;
  }
  return bits;
}

RateLimit ScenarioReader::rate_limit(const char* key, const RateLimit& otherwise) const {
  const auto node = find(key);
  if (!node) return otherwise;
  const ScenarioReader reader(file_name_, *node, fmt::format("the rate limit \"{}\"", key),
                              {"limit", "per"});
  return {static_cast<int>(reader.integer("limit", otherwise.limit, 1, 1'000'000'000)),
          reader.seconds("per", otherwise.per)};
}

std::size_t ScenarioReader::choice(const char* key, std::size_t otherwise,
                                   std::initializer_list<std::string_view> choices) const {
  const auto node = find(key);
  if (!node) return otherwise;
  const std::vector<std::string_view> words(choices);
  const auto word = std::find(words.begin(), words.end(), scalar(*node, key));
  if (word == words.end()) {
    fail_at(node->Mark(),
            fmt::format("expected one of {} as \"{}\" of {}", listed(words), key, what_));
  }
  return static_cast<std::size_t>(word - words.begin());
}

std::string ScenarioReader::reference(const char* key, const NameSet& names,
                                      const std::string& otherwise) const {
  std::string name = text(key, otherwise);
  if (!name.empty() && !names.contains(name)) {
    fail(key, fmt::format("\"{}\" of {} names no {}: \"{}\" (known: {})", key, what_, names.kind(),
                          name, names.listed()));
  }
  return name;
}

std::string ScenarioReader::required_reference(const char* key, const NameSet& names) const {
  if (!has(key)) fail(key, fmt::format("{} needs the key \"{}\"", what_, key));
  return reference(key, names, {});
}

std::vector<std::string> ScenarioReader::texts(const char* key) const {
  std::vector<std::string> found;
  for_each(key, [&](const YAML::Node& node) { found.push_back(scalar(node, key)); });
  return found;
}

void ScenarioReader::for_each(const char* key,
                              const std::function<void(const YAML::Node&)>& each) const {
  const auto node = find(key);
  if (!node) return;
  if (!node->IsSequence()) {
    fail_at(node->Mark(), fmt::format("expected a list as \"{}\" of {}", key, what_));
  }
  for (const auto& entry : *node) each(entry);
}

std::string ScenarioReader::new_name(const char* key, NameSet& names) const {
  std::string name = required_text(key);
  if (!names.add(name)) {
    fail(key, fmt::format("the {} \"{}\" is there twice", names.kind(), name));
  }
  if (const auto number = id(); number && !names.add(std::to_string(*number))) {
    fail("id", fmt::format("the id {} is there twice", *number));
  }
  return name;
}

}  // namespace pincer::sandbox
