// What the tests of limits share: texts of a size, and Discord's words for what is too large.
#pragma once

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/check.hpp"

namespace pincer::test {

inline std::string text(std::size_t size) { return std::string(size, 'x'); }

/// "key0", "key1", ... with the same value.
template <class T>
std::map<std::string, T> entries(std::size_t count, const T& value) {
  std::map<std::string, T> made;
  for (std::size_t i = 0; i < count; ++i) made.emplace("key" + std::to_string(i), value);
  return made;
}

inline FieldError too_long(std::string path, std::size_t max) {
  return {std::move(path), "BASE_TYPE_MAX_LENGTH",
          "Must be " + std::to_string(max) + " or fewer in length."};
}
inline FieldError too_short(std::string path, std::size_t min) {
  return {std::move(path), "BASE_TYPE_MIN_LENGTH",
          "Must be " + std::to_string(min) + " or more in length."};
}
inline FieldError bad_length(std::string path, std::size_t min, std::size_t max) {
  return {std::move(path), "BASE_TYPE_BAD_LENGTH",
          "Must be between " + std::to_string(min) + " and " + std::to_string(max) + " in length."};
}
inline FieldError too_small(std::string path, int min, const std::string& kind = "int") {
  return {std::move(path), "NUMBER_TYPE_MIN",
          kind + " value should be greater than or equal to " + std::to_string(min) + "."};
}
inline FieldError too_great(std::string path, int max, const std::string& kind = "int") {
  return {std::move(path), "NUMBER_TYPE_MAX",
          kind + " value should be less than or equal to " + std::to_string(max) + "."};
}

/// One body is refused for nothing, the other for this alone.
template <class Body>
void expect_limit(const FieldError& error, const Body& fits, const Body& beyond) {
  EXPECT_THAT(errors_in(fits), testing::IsEmpty()) << error.path;
  EXPECT_THAT(errors_in(beyond), testing::ElementsAre(error));
}

/// `make(max)` passes, and `make(max + 1)` has one error.
template <class Make>
void expect_at_most(std::size_t max, const FieldError& error, Make make) {
  EXPECT_THAT(errors_in(make(max)), testing::IsEmpty()) << error.path;
  EXPECT_THAT(errors_in(make(max + 1)), testing::ElementsAre(error));
}
/// Of a text or a list with a least size too.
template <class Make>
void expect_between(std::size_t min, std::size_t max, const std::string& path, Make make) {
  EXPECT_THAT(errors_in(make(min)), testing::IsEmpty()) << path;
  EXPECT_THAT(errors_in(make(min - 1)), testing::ElementsAre(bad_length(path, min, max)));
  expect_at_most(max, bad_length(path, min, max), make);
}

}  // namespace pincer::test
