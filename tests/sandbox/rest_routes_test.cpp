// docs/sandbox.md tells which operations are performed: all of them, and no other.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "sandbox/router.hpp"

namespace pincer::sandbox {
namespace {

/// The words in backticks below a heading of the document, up to the next one.
std::set<std::string> words_below(const std::string& heading) {
  std::ifstream file(PINCER_SANDBOX_DOCUMENT);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const auto begin = text.find(heading);
  const std::string section = text.substr(begin, text.find("\n## ", begin) - begin);
  std::set<std::string> words;
  for (std::size_t at = section.find('`'); at != std::string::npos;
       at = section.find('`', at + 1)) {
    const std::size_t end = section.find('`', at + 1);
    words.insert(section.substr(at + 1, end - at - 1));
    at = end;
  }
  return words;
}

TEST(RestRoutes, AreDocumentedWhereTheyArePerformed) {
  std::set<std::string> performed;
  for (const Route& route : rest_routes()) {
    if (route.handler != nullptr) performed.emplace(route.operation->id);
  }
  EXPECT_EQ(words_below("## What it performs"), performed);
}

}  // namespace
}  // namespace pincer::sandbox
