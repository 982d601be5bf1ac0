#include "json/writer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace pincer::json {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

TEST(Writer, PlacesCommasAndColons) {
  Writer writer;
  writer.begin_object().field("a", 1).key("b").begin_array().value("x").value(true).value(nullptr);
  writer.end_array().key("c").begin_object().end_object().field("d", 2).end_object();
  EXPECT_EQ(writer.take(), R"({"a":1,"b":["x",true,null],"c":{},"d":2})");
}

TEST(Writer, IsEmptyAfterTake) {
  Writer writer;
  writer.value(1);
  EXPECT_EQ(writer.take(), "1");
  writer.value(2);
  EXPECT_EQ(writer.take(), "2");
}

TEST(Writer, WritesTheEdgesOfNumbers) {
  Writer writer;
  writer.begin_array()
      .value(std::numeric_limits<std::int64_t>::min())
      .value(std::numeric_limits<std::uint64_t>::max())
      .value(0.5)
      .value(std::nan(""))
      .value(std::numeric_limits<double>::infinity())
      .end_array();
  EXPECT_EQ(writer.take(), "[-9223372036854775808,18446744073709551615,0.5,null,null]");
}

TEST(AppendQuoted, EscapesWhatJsonDemands) {
  EXPECT_EQ(quoted("a\"b\\c\n\t\r\b\f\x01"), R"("a\"b\\c\n\t\r\b\f\u0001")");
  EXPECT_EQ(quoted(std::string_view("\0", 1)), R"("\u0000")");
}

TEST(AppendQuoted, KeepsUtf8) {
  EXPECT_EQ(quoted("h\xc3\xa9llo \xe2\x82\xac \xf0\x9f\x98\x80"),
            "\"h\xc3\xa9llo \xe2\x82\xac \xf0\x9f\x98\x80\"");
}

TEST(AppendQuoted, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(quoted("a\xff\x62"), "\"a\xef\xbf\xbd\x62\"");
  EXPECT_EQ(quoted("\xc0\xaf"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");                  // overlong
  EXPECT_EQ(quoted("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");  // surrogate
  EXPECT_EQ(quoted("\xe2\x82"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");                  // cut short
}

}  // namespace
}  // namespace pincer::json
