// JSON that stays text. Layer: model. Thread safety: as a value type.
#pragma once

#include <string>
#include <utility>

namespace pincer {

/// A JSON value as it came, or as it shall go: for parts of Discord's objects that are handed
/// through rather than read. Empty when there was none. Not validated, but a body that is no JSON
/// because of it is refused before it is sent.
struct RawJson {
  RawJson() = default;
  explicit RawJson(std::string json) : text(std::move(json)) {}

  [[nodiscard]] bool empty() const noexcept { return text.empty(); }
  friend bool operator==(const RawJson&, const RawJson&) = default;

  std::string text;
};

}  // namespace pincer
