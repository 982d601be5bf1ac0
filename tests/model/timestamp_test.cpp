#include "pincer/timestamp.hpp"

#include <gtest/gtest.h>

namespace pincer {
namespace {

std::string again(std::string_view text) {
  const auto time = Timestamp::from_string(text);
  return time ? time->to_string() : "none";
}

TEST(Timestamp, ReadsAndWritesIso8601) {
  EXPECT_EQ(again("2017-07-11T17:27:07.299000+00:00"), "2017-07-11T17:27:07.299000+00:00");
  EXPECT_EQ(again("2024-02-29T23:59:59Z"), "2024-02-29T23:59:59.000000+00:00");
  EXPECT_EQ(again("1969-12-31T23:59:59.5Z"), "1969-12-31T23:59:59.500000+00:00");
  EXPECT_EQ(Timestamp().to_string(), "1970-01-01T00:00:00.000000+00:00");
}

TEST(Timestamp, KeepsMicrosecondsAndDropsTheRest) {
  EXPECT_EQ(again("2020-01-01T00:00:00.1Z"), "2020-01-01T00:00:00.100000+00:00");
  EXPECT_EQ(again("2020-01-01T00:00:00.123456789Z"), "2020-01-01T00:00:00.123456+00:00");
}

TEST(Timestamp, AppliesTheOffset) {
  EXPECT_EQ(again("2020-01-01T00:30:00+01:00"), "2019-12-31T23:30:00.000000+00:00");
  EXPECT_EQ(again("2020-01-01T00:30:00-05:30"), "2020-01-01T06:00:00.000000+00:00");
}

TEST(Timestamp, RefusesOtherText) {
  for (const char* text :
       {"", "2020", "2020-01-01", "2020-01-01 00:00:00Z", "2020-02-30T00:00:00Z",
        "2020-13-01T00:00:00Z", "2020-01-01T24:00:00Z", "2020-01-01T00:60:00Z",
        "2020-01-01T00:00:61Z", "2020-01-01T00:00:00", "2020-01-01T00:00:00.Z",
        "2020-01-01T00:00:00+0100", "2020-01-01T00:00:00Zx", "2020-01-01T00:00:00.1234567890Z",
        "20a0-01-01T00:00:00Z", "-020-01-01T00:00:00Z"}) {
    EXPECT_FALSE(Timestamp::from_string(text).has_value()) << text;
  }
}

TEST(Timestamp, Compares) {
  EXPECT_LT(*Timestamp::from_string("2020-01-01T00:00:00Z"),
            *Timestamp::from_string("2020-01-01T00:00:00.000001Z"));
  EXPECT_LT(Timestamp(), Timestamp::now());
}

}  // namespace
}  // namespace pincer
