// The definitions behind pincer/model/json.hpp. Layer: model. Thread-safe. To be included where
// they are instantiated: src/model/write_*.cpp and src/model/generated/write_*.cpp.
#pragma once

#include <string>
#include <string_view>

#include "model/generated/read_objects.hpp"
#include "model/generated/write_objects.hpp"
#include "model/write.hpp"
#include "pincer/model/json.hpp"

namespace pincer {

struct ApplicationCommand;
class Embed;
struct Interaction;

bool read(json::Value& value, ApplicationCommand& command);
bool read(json::Value& value, Embed& embed);
bool read(json::Value& value, Interaction& interaction);

void write(json::Writer& writer, const ApplicationCommand& command);
void write(json::Writer& writer, const Embed& embed);
void write(json::Writer& writer, const Interaction& interaction);

// What is the same for every type, compiled once: there are 240 of them.
std::string write_erased(const void* object, void (*write)(json::Writer&, const void*));
/// Throws `Exception`.
void read_erased(std::string_view text, void* out, bool (*read)(json::Value&, void*));

template <class T>
std::string to_json(const T& object) {
  return write_erased(&object, [](json::Writer& writer, const void* source) {
    write(writer, *static_cast<const T*>(source));
  });
}

template <class T>
T from_json(std::string_view text) {
  T object;
  read_erased(text, &object, [](json::Value& value, void* target) {
    return read(value, *static_cast<T*>(target));
  });
  return object;
}

}  // namespace pincer
