#include "json/members.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/random.hpp"

namespace pincer::json {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs pairs_of(Members& members) {
  Pairs all;
  while (const auto member = members.next()) {
    EXPECT_EQ(member->key.hash, key_at(member->key.text.data()).hash);
    all.emplace_back(member->key.text, member->raw);
  }
  return all;
}

Pairs pairs_of(Text text) {
  Members members(text);
  Pairs all = pairs_of(members);
  EXPECT_TRUE(members.status()) << text.view();
  return all;
}

std::string flaw_of(std::string_view text) {
  Members members{Text(text)};
  (void)pairs_of(members);
  return members.status() ? "no flaw" : members.status().error().message;
}

TEST(Members, GivesEachValueAsItStands) {
  EXPECT_EQ(pairs_of(R"({"a":1,"b":"}","c":{"d":[1,{"e":"]"}]},"f":[],"g":null,"h":-1.5e3})"),
            (Pairs{{"a", "1"},
                   {"b", R"("}")"},
                   {"c", R"({"d":[1,{"e":"]"}]})"},
                   {"f", "[]"},
                   {"g", "null"},
                   {"h", "-1.5e3"}}));
}

TEST(Members, LeavesOutTheSpaceAroundAValue) {
  EXPECT_EQ(pairs_of(" {\t\"a\" :\n1 ,\r\n\"b\" : [ 1 , 2 ] , \"c\" : \" x \" } \n"),
            (Pairs{{"a", "1"}, {"b", "[ 1 , 2 ]"}, {"c", "\" x \""}}));
}

TEST(Members, OfAnEmptyObjectAreNone) {
  EXPECT_EQ(pairs_of("{}"), Pairs());
  EXPECT_EQ(pairs_of(" { } "), Pairs());
}

TEST(Members, MayHaveTheSameNameTwice) {
  EXPECT_EQ(pairs_of(R"({"a":1,"a":2})"), (Pairs{{"a", "1"}, {"a", "2"}}));
}

TEST(Members, SkipsEscapedQuotesAndBackslashes) {
  EXPECT_EQ(pairs_of(R"({"a":"\"}\\","b":{"\"]":"\\\""}})"),
            (Pairs{{"a", R"("\"}\\")"}, {"b", R"({"\"]":"\\\""})"}}));
}

TEST(Members, FindsNoObject) {
  for (const char* const text : {"1", "null", "[]", R"("{}")", "x", "}", ":", ","}) {
    EXPECT_EQ(flaw_of(text), "JSON: not an object") << text;
  }
  // In a thread of its own, whose first document it is.
  std::thread([] { EXPECT_NE(flaw_of(""), "no flaw"); }).join();
  EXPECT_NE(flaw_of("  "), "no flaw");
}

TEST(Members, FindsWhatIsWrongWithTheStructure) {
  for (const char* const text : {"{",
                                 "{,}",
                                 "{1}",
                                 R"({"a")",
                                 R"({"a"})",
                                 R"({"a":)",
                                 R"({"a":})",
                                 R"({"a":,})",
                                 R"({"a"::1})",
                                 R"({"a" 1})",
                                 R"({"a":1)",
                                 R"({"a":1,)",
                                 R"({"a":1,})",
                                 R"({"a":1,,"b":2})",
                                 R"({"a":1 "b":2})",
                                 R"({"a":1 2})",
                                 R"({"a":"x" "y"})",
                                 R"({"a":"x"y})",
                                 R"({"a":x})",
                                 R"({"a":]})",
                                 R"({"a":[1})",
                                 R"({"a":{"b":1})",
                                 R"({"a":"x)",
                                 R"({"a":1}})",
                                 R"({"a":1}{})",
                                 R"({"a":1} 2)",
                                 R"({}{})",
                                 "{\"a\":\"\xff\"}",
                                 "{\"a\":\"\n\"}"}) {
    EXPECT_EQ(flaw_of(text).substr(0, 6), "JSON: ") << text;
  }
}

TEST(Members, GivesNothingMoreAfterAFlaw) {
  Members members(R"({"a":1,"b"})");
  EXPECT_EQ(pairs_of(members), (Pairs{{"a", "1"}}));
  EXPECT_FALSE(members.next());
  EXPECT_FALSE(members.status());
}

TEST(Members, ReadsPaddedTextWhereItLies) {
  const std::string_view text = R"({"a":{"b":1}})";
  std::string spacious;
  spacious.reserve(text.size() + padding);
  spacious = text;
  Members members{Text(spacious)};
  EXPECT_EQ(members.next()->raw.data(), spacious.data() + 5);
}

TEST(Members, ReadsOtherTextFromACopy) {
  // The sanitizer would notice a byte read from behind it.
  const std::string_view text = R"({"a":"x"})";
  const std::unique_ptr<char[]> exact(new char[text.size()]);  // NOLINT(*-avoid-c-arrays)
  std::memcpy(exact.get(), text.data(), text.size());
  EXPECT_EQ(pairs_of(std::string_view(exact.get(), text.size())), (Pairs{{"a", R"("x")"}}));
}

TEST(Members, ReadsSmallTextsAfterOneThatIsLargerThanWhatIsKept) {
  const std::string large = R"({"a":")" + std::string(std::size_t{3} << 20U, 'x') + "\"}";
  EXPECT_EQ(pairs_of(large).at(0).second.size(), large.size() - 6);
  EXPECT_EQ(pairs_of(R"({"b":2})"), (Pairs{{"b", "2"}}));
}

/// Text whose structure a random number decides: valid JSON, or with one character changed.
std::string random_value(Random& random, int depth) {
  switch (random.below(depth > 3 ? 4 : 6)) {
    case 0: return "-12.5e1";
    case 1: return random.below(2) == 0 ? "null" : "true";
    case 2: return R"("a\\\"}")";
    case 3: return R"( "[,:" )";
    case 4: {
      std::string array = "[";
      for (std::uint64_t i = random.below(4); i > 0; --i)
        array += random_value(random, depth + 1) + (i > 1 ? "," : "");
      return array + "]";
    }
    default: {
      std::string object = "{ ";
      for (std::uint64_t i = random.below(4); i > 0; --i) {
        object += "\"k" + std::to_string(i) + "\" :" + random_value(random, depth + 1) +
                  (i > 1 ? " ," : "\n");
      }
      return object + "}";
    }
  }
}

TEST(Members, AgreesWithAParserOfWholeDocuments) {
  Random random(11);
  int objects = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text = random_value(random, 0);
    if (random.below(2) == 0) text[random.below(text.size())] = R"({}[]:,"1 n\)"[random.below(11)];
    boost::system::error_code error;
    const auto whole = boost::json::parse(text, error);
    if (error || !whole.is_object()) continue;
    ++objects;
    boost::json::object ours;
    for (const auto& [name, raw] : pairs_of(text)) ours[name] = boost::json::parse(raw);
    ASSERT_EQ(ours, whole.as_object()) << text;
  }
  EXPECT_GT(objects, 2'000);
}

TEST(IntegerOf, ReadsWhatJSONCallsANumber) {
  EXPECT_EQ(integer_of("0"), 0);
  EXPECT_EQ(integer_of("-0"), 0);
  EXPECT_EQ(integer_of("-17"), -17);
  EXPECT_EQ(integer_of("9223372036854775807"), 9223372036854775807);
}

TEST(IntegerOf, RefusesEverythingElse) {
  for (const char* const text : {"", "-", "+1", "01", "-01", "00", "1.0", "1e2", "1x", " 1", "null",
                                 "\"1\"", "--1", "9223372036854775808"}) {
    EXPECT_EQ(integer_of(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace pincer::json
