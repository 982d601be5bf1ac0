// Finds what Discord would refuse of a request, before one is spent. Layer: model.
// Thread safety: one thread at a time.
//
// A type has limits when a function `void check(FormCheck&, const Type&)` exists beside it;
// argument-dependent look-up finds it, as `write`. Only what Discord surely refuses is an error:
// its own answer is the last word.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pincer/boxed.hpp"
#include "pincer/color.hpp"
#include "pincer/error.hpp"

namespace pincer {

/// How many characters a text may have, or elements a list, or entries a map.
struct Length {
  static constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();
  std::size_t min = 0;
  std::size_t max = unbounded;
};

template <class Number>
struct Range {
  Number min = std::numeric_limits<Number>::lowest();
  Number max = std::numeric_limits<Number>::max();
};
using IntegerRange = Range<std::int64_t>;
using NumberRange = Range<double>;

/// The limit of each element of a list, or of each value of a map.
template <class Limit>
struct Each {
  Limit limit;
};
template <class Limit>
Each(Limit) -> Each<Limit>;

/// Characters as Discord counts them: code points of UTF-8.
[[nodiscard]] std::size_t character_count(std::string_view text) noexcept;

/// `character_count` without the white space at both ends, which Discord trims before it measures.
/// https://discord.com/developers/docs/resources/message#embed-object-embed-limits
[[nodiscard]] std::size_t trimmed_character_count(std::string_view text) noexcept;

/// Collects errors with the paths, codes and words that Discord gives them.
/// https://discord.com/developers/docs/reference#error-messages
class FormCheck {
 public:
  /// Errors that are kept; a form with more is wrong throughout.
  static constexpr std::size_t errors_max = 100;

  /// The place of errors, one level deeper, for as long as the step lives.
  class Step {
   public:
    Step(FormCheck& form, std::string_view key);
    Step(FormCheck& form, std::size_t index);
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;
    ~Step() { form_.path_.resize(size_before_); }

   private:
    FormCheck& form_;
    std::size_t size_before_;
  };

  void add(std::string_view code, std::string message);
  /// A text that must be there, and in which white space is nothing.
  void required(std::string_view text);
  void length(std::string_view text, Length limit);
  void count(std::size_t count, Length limit);
  void range(std::int64_t number, IntegerRange limit);
  void range(double number, NumberRange limit);

  [[nodiscard]] std::vector<FieldError> take() { return std::move(errors_); }

 private:
  std::string path_;
  std::vector<FieldError> errors_;
};

inline void check_limit(FormCheck& form, const std::string& text, Length limit) {
  form.length(text, limit);
}
inline void check_limit(FormCheck& form, std::int64_t number, IntegerRange limit) {
  form.range(number, limit);
}
inline void check_limit(FormCheck& form, double number, NumberRange limit) {
  form.range(number, limit);
}
inline void check_limit(FormCheck& form, Color color, IntegerRange limit) {
  form.range(color.rgb(), limit);
}
/// The limit is in the duration's own unit.
template <class Number, class Period, class Bound>
void check_limit(FormCheck& form, std::chrono::duration<Number, Period> duration,
                 Range<Bound> limit) {
  form.range(Bound{duration.count()}, limit);
}
template <class T>
void check_limit(FormCheck& form, const std::vector<T>& list, Length limit) {
  form.count(list.size(), limit);
}
template <class T>
void check_limit(FormCheck& form, const std::map<std::string, T>& map, Length limit) {
  form.count(map.size(), limit);
}
template <class T, class Limit>
void check_limit(FormCheck& form, const std::vector<T>& list, Each<Limit> each) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const FormCheck::Step step(form, i);
    check_limit(form, list[i], each.limit);
  }
}
template <class T, class Limit>
void check_limit(FormCheck& form, const std::map<std::string, T>& map, Each<Limit> each) {
  for (const auto& [key, value] : map) {
    const FormCheck::Step step(form, key);
    check_limit(form, value, each.limit);
  }
}
template <class T, class Limit>
void check_limit(FormCheck& form, const std::optional<T>& value, Limit limit) {
  if (value) check_limit(form, *value, limit);
}

template <class T>
concept HasLimits = requires(FormCheck& form, const T& value) {
  check(form, value);
};

template <HasLimits T>
void check_elements(FormCheck& form, const std::vector<T>& list) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const FormCheck::Step step(form, i);
    check(form, list[i]);
  }
}
/// A list that has bounds wherever it stands has a `check` of its own, which is preferred.
template <HasLimits T>
void check(FormCheck& form, const std::vector<T>& list) {
  check_elements(form, list);
}
template <HasLimits T>
void check(FormCheck& form, const std::map<std::string, T>& map) {
  for (const auto& [key, value] : map) {
    const FormCheck::Step step(form, key);
    check(form, value);
  }
}
template <HasLimits T>
void check(FormCheck& form, const std::optional<T>& value) {
  if (value) check(form, *value);
}
template <HasLimits T>
void check(FormCheck& form, const Boxed<T>& value) {
  if (value) check(form, *value);
}

/// A field against its limits.
template <class T, class... Limits>
requires(sizeof...(Limits) > 0) void check_field(FormCheck& form, std::string_view key,
                                                 const T& value, Limits... limits) {
  const FormCheck::Step step(form, key);
  (check_limit(form, value, limits), ...);
}

/// A field whose parts have limits.
template <HasLimits T>
void check_parts(FormCheck& form, std::string_view key, const T& value) {
  const FormCheck::Step step(form, key);
  check(form, value);
}

/// What Discord would refuse of a body; nothing where it publishes no limits.
template <class Body>
std::vector<FieldError> errors_in(const Body& body) {
  FormCheck form;
  if constexpr (HasLimits<Body>) check(form, body);
  return form.take();
}

}  // namespace pincer
