// The definitions behind pincer/model/json.hpp. Layer: model. Thread-safe. To be included where
// they are instantiated: src/model/write_*.cpp and src/model/generated/write_*.cpp.
#pragma once

#include <string>
#include <string_view>

#include "model/generated/write_objects.hpp"
#include "model/read.hpp"
#include "model/write.hpp"
#include "pincer/model/json.hpp"

namespace pincer {

struct ApplicationCommand;
struct Interaction;

void write(json::Writer& writer, const ApplicationCommand& command);
void write(json::Writer& writer, const Embed& embed);
void write(json::Writer& writer, const Interaction& interaction);

template <class T>
std::string to_json(const T& object) {
  json::Writer writer;
  write(writer, object);
  return writer.take();
}

template <class T>
T from_json(std::string_view text) {
  T object;
  json::parse_into(text, object).value();
  return object;
}

}  // namespace pincer
