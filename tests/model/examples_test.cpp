// Examples of our own, in examples/*.json: objects, events and bodies by the name of their type.
// What Discord sends must be readable; what bots send must be written as it stands there.
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "model/received_kinds.hpp"
#include "model/sent_kinds.hpp"

namespace pincer::test {
namespace {

using testing::IsEmpty;

/// Type or event -> its examples, of all files.
std::map<std::string, dom::array, std::less<>> read_examples() {
  std::map<std::string, dom::array, std::less<>> found;
  for (const auto& entry : std::filesystem::directory_iterator(PINCER_EXAMPLES)) {
    std::ifstream file(entry.path());
    const dom::value whole = dom::parse(std::string(std::istreambuf_iterator<char>(file), {}));
    for (const auto& [name, list] : whole.as_object()) {
      dom::array& all = found[std::string(name)];
      all.insert(all.end(), list.as_array().begin(), list.as_array().end());
    }
  }
  return found;
}

/// What is wrong with an example; empty when nothing is.
std::string flaw_of(std::string_view name, const dom::value& example) {
  if (const SentKind* const kind = find_sent_kind(name)) {
    try {
      const std::string written = kind->rewrite(example);
      return dom::parse(written) == example ? "" : "written as " + written;
    } catch (const NotReadable& error) {
      return error.what();
    }
  }
  const auto decoder = received_kinds().find(name);
  return decoder == received_kinds().end() ? "no such type"
                                           : decoder->second(dom::serialize(example));
}

TEST(Examples, AreReadAndWrittenAsTheyStand) {
  for (const auto& [name, examples] : read_examples()) {
    for (const dom::value& example : examples) {
      EXPECT_THAT(flaw_of(name, example), IsEmpty()) << name << ": " << example;
    }
  }
}

TEST(Examples, AreThereForEveryType) {
  const auto examples = read_examples();
  for (const auto& [name, decoder] : received_kinds()) EXPECT_TRUE(examples.contains(name)) << name;
  for (const SentKind& kind : sent_kinds()) EXPECT_TRUE(examples.contains(kind.name)) << kind.name;
}

TEST(Examples, AreNotTakenForAnythingElse) {
  // A test of the tests: what does not fit is told.
  EXPECT_EQ(flaw_of("EditRole", dom::parse(R"({"nmae":"x"})")), "nmae: no setter takes it");
  EXPECT_EQ(flaw_of("Role", dom::parse(R"({"id":"1","name":7})")), "name: expected a string");
  EXPECT_EQ(flaw_of("AllowedMentions", dom::parse(R"({"users":["1"]})")),
            R"(written as {"parse":[],"users":["1"]})");
}

}  // namespace
}  // namespace pincer::test
