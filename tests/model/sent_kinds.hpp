// Test-only: everything that bots send, as functions that tests can go through.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "model/check.hpp"
#include "model/random.hpp"
#include "model/request_reader.hpp"
#include "model/write.hpp"

namespace pincer::test {

/// A type that bots send: a body, a part of one, or what a gateway command carries.
struct SentKind {
  struct Random {
    std::string json;
    std::vector<FieldError> errors;  ///< What the local check finds in it.
  };

  std::string_view name;
  /// Reads it and writes it again. Throws `NotReadable`.
  std::string (*rewrite)(const dom::value& value);
  Random (*make)(test::Random& random);
};

template <class T>
std::string written(const T& value) {
  if constexpr (requires { value.to_json(); }) {
    return value.to_json();
  } else {
    json::Writer writer;
    write(writer, value);
    return writer.take();
  }
}

template <class T>
std::vector<FieldError> found_in(const T& value) {
  if constexpr (requires { value.check(); }) {
    const auto error = value.check();
    return error ? std::vector<FieldError>{{"", "", error->message}} : std::vector<FieldError>();
  } else {
    return errors_in(value);
  }
}

template <class T>
SentKind kind_of(std::string_view name) {
  return {name, [](const dom::value& value) { return written(from_json(As<T>(), value)); },
          [](Random& random) {
            const T made = random_of(As<T>(), random);
            return SentKind::Random{written(made), found_in(made)};
          }};
}

void add_generated_kinds_1(std::vector<SentKind>& kinds);
void add_generated_kinds_2(std::vector<SentKind>& kinds);
void add_generated_kinds_3(std::vector<SentKind>& kinds);
void add_message_kinds(std::vector<SentKind>& kinds);
void add_component_kinds(std::vector<SentKind>& kinds);
void add_command_kinds(std::vector<SentKind>& kinds);
void add_gateway_kinds(std::vector<SentKind>& kinds);

/// All of them.
const std::vector<SentKind>& sent_kinds();
/// Null when there is none of that name.
const SentKind* find_sent_kind(std::string_view name);

}  // namespace pincer::test
