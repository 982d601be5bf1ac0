// Decodes lines of "<type or event name> <JSON>" from standard input, and writes a line for each
// that fails. tools/check_decoders feeds it. Exit code: 1 when a line failed.
#include <functional>
#include <iostream>
#include <map>
#include <string>

#include "model/decode.hpp"
#include "model/generated/event_list.hpp"
#include "model/generated/object_list.hpp"
#include "pincer/events.hpp"

namespace {

using pincer::decode;

/// The error's message; empty when the text could be decoded.
template <class T>
std::string attempt(const std::string& json) {
  const pincer::Result<T> result = decode<T>(json);
  return result ? "" : result.error().message;
}

std::map<std::string, std::function<std::string(const std::string&)>> decoders() {
  using namespace pincer;  // NOLINT: the lists name types of it
  std::map<std::string, std::function<std::string(const std::string&)>> all;
#define PINCER_ADD(Type) all[#Type] = attempt<Type>;
  PINCER_FOR_EACH_ANSWER(PINCER_ADD)
#undef PINCER_ADD
#define PINCER_ADD(Event) all[std::string(event_name_of<Event>)] = attempt<Event>;
  PINCER_FOR_EACH_EVENT(PINCER_ADD)
#undef PINCER_ADD
  return all;
}

}  // namespace

int main() {
  const auto all = decoders();
  bool failed = false;
  for (std::string line; std::getline(std::cin, line);) {
    const auto space = line.find(' ');
    const std::string name = line.substr(0, space);
    const auto decoder = all.find(name);
    const std::string problem =
        decoder == all.end() ? "no such type" : decoder->second(line.substr(space + 1));
    if (problem.empty()) continue;
    failed = true;
    std::cout << name << ": " << problem << '\n';
  }
  return failed ? 1 : 0;
}
