// Reads lines of "<name> <JSON>" from standard input, and answers each with a line: what Discord
// sends is decoded ("ok"), what bots send is read and written again (the JSON). "! <message>" says
// what went wrong. tools/check_model feeds it and compares.
#include <boost/json/parse.hpp>
#include <iostream>
#include <string>
#include <string_view>

#include "model/received_kinds.hpp"
#include "model/sent_kinds.hpp"

namespace pincer::test {
namespace {

std::string answer(std::string_view name, std::string_view json) {
  if (const SentKind* const kind = find_sent_kind(name)) {
    try {
      return kind->rewrite(dom::parse(json));
    } catch (const std::exception& error) {
      return std::string("! ") + error.what();
    }
  }
  const auto decoder = received_kinds().find(name);
  if (decoder == received_kinds().end()) return "! no such type";
  const std::string problem = decoder->second(json);
  return problem.empty() ? "ok" : "! " + problem;
}

}  // namespace
}  // namespace pincer::test

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    const auto space = line.find(' ');
    const std::string_view all = line;
    std::cout << pincer::test::answer(all.substr(0, space), all.substr(space + 1)) << '\n';
  }
}
