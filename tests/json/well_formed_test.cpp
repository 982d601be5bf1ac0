#include "json/well_formed.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pincer::json {
namespace {

TEST(WellFormed, TakesAnyValue) {
  for (const char* const text : {"{}", "[]", "0", "-1.5e3", "\"\"", "true", "null",
                                 " {\"a\":[1,{\"b\":null}]} \n", "\"\xc3\xa9 \\u00e9\""}) {
    EXPECT_EQ(flaw_of(text), "") << text;
  }
}

TEST(WellFormed, SaysWhatIsWrongAnywhere) {
  for (const char* const text :
       {"", " ", "{", "{'a':1}", "{} {}", "[1,]", "{\"a\":tru}", "{\"a\":01}", "\"\\x\"",
        "\"\xff\"", "\"a\nb\"", "{\"a\":{\"b\":[1,2,{\"c\":nul}]}}"}) {
    EXPECT_NE(flaw_of(text), "") << text;
  }
}

TEST(WellFormed, TakesDocumentsOfAnySize) {
  constexpr std::size_t size = 2U << 20U;
  const std::string text = '"' + std::string(size, 'x') + '"';
  EXPECT_EQ(flaw_of(text), "");
  EXPECT_NE(flaw_of(text.substr(0, size)), "");
  EXPECT_EQ(flaw_of("{}"), "");
}

}  // namespace
}  // namespace pincer::json
