// One type's round trip, for the test that tries all of them: encode, decode, equal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pincer/model/json.hpp"

namespace pincer {

class RandomValues;

struct RoundTrip {
  std::string_view type;
  /// Makes a value and tries it. What is wrong, or nothing.
  std::string (*attempt)(RandomValues& random);
};

template <class T>
std::string round_trip(RandomValues& random) {
  T before;
  fill(random, before);
  const std::string text = to_json(before);
  const T after = from_json<T>(text);
  if (!(after == before)) return "another value was read from " + text;
  const std::string again = to_json(after);
  if (again != text) return "written " + text + " first, then " + again;
  // And equality looks at everything that is written.
  T other;
  fill(random, other);
  const std::string other_text = to_json(other);
  if ((other == before) != (other_text == text)) {
    return "equality is wrong for " + text + " and " + other_text;
  }
  return {};
}

}  // namespace pincer
