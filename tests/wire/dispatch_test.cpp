#include "wire/dispatch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <sstream>

namespace pincer::wire {
namespace {

GatewayDispatch parse(std::string_view text) {
  GatewayDispatch dispatch;
  parse_dispatch(text, dispatch).value();
  return dispatch;
}

Error error_of(std::string_view text) {
  GatewayDispatch dispatch;
  const Result<void> status = parse_dispatch(text, dispatch);
  return status ? Error(ErrorKind::cancelled, "no error") : status.error();
}

TEST(ParseDispatch, ReadsAnEvent) {
  EXPECT_EQ(parse(R"({"t":"TYPING_START","s":42,"op":0,"d":{"a":[1,{"b":"}"}]}})"),
            GatewayDispatch(0, R"({"a":[1,{"b":"}"}]})", 42, "TYPING_START"));
}

TEST(ParseDispatch, ReadsMembersInAnyOrderAndSpacing) {
  EXPECT_EQ(parse(" { \"d\" : [ 1 , 2 ] , \"op\" : 0 ,\n \"t\":\"A\", \"s\" : 7 } "),
            GatewayDispatch(0, "[ 1 , 2 ]", 7, "A"));
}

TEST(ParseDispatch, ReadsScalarsInD) {
  EXPECT_EQ(parse(R"({"op":9,"d":false})"), GatewayDispatch(9, "false"));
  EXPECT_EQ(parse(R"({"op":1,"d":251})"), GatewayDispatch(1, "251"));
  EXPECT_EQ(parse(R"({"op":1,"d":"x \" y" })"), GatewayDispatch(1, R"("x \" y")"));
}

TEST(ParseDispatch, TakesWhatIsMissingNullOrOddAsAbsent) {
  EXPECT_EQ(parse(R"({"op":11})"), GatewayDispatch(11));
  EXPECT_EQ(parse(R"({"op":11,"d":null,"s":null,"t":null})"), GatewayDispatch(11));
  EXPECT_EQ(parse(R"({"op":0,"d":{},"s":"12","t":5})"), GatewayDispatch(0, "{}"));
  EXPECT_EQ(parse(R"({"op":0,"d":{},"s":1.5,"t":{"a":1}})"), GatewayDispatch(0, "{}"));
  EXPECT_EQ(parse(R"({"op":0,"d":{},"s":99999999999999999999,"t":[]})"), GatewayDispatch(0, "{}"));
}

TEST(ParseDispatch, KeepsUnknownOpcodesAndSkipsUnknownMembers) {
  EXPECT_EQ(parse(R"({"op":4711,"_trace":["x",{"op":1}],"d":{}})"), GatewayDispatch(4711, "{}"));
  EXPECT_EQ(parse(R"({"op":-3})"), GatewayDispatch(-3));
}

TEST(ParseDispatch, RefusesWhatIsNoPayload) {
  for (const std::string_view text : {"",
                                      " ",
                                      "null",
                                      "12",
                                      "[]",
                                      "{}",
                                      "hello",
                                      R"({"op":)",
                                      R"({"op":null})",
                                      R"({"op":"0"})",
                                      R"({"op":1.5})",
                                      R"({"op":99999999999})",
                                      R"({"d":{}})",
                                      R"({"op":0,"d":})",
                                      R"({"op":0,"d":{"a":1})",
                                      R"({"op":0,"d":"x)",
                                      R"({"op":0,"d":x})",
                                      R"({"op":0,"d"::1})",
                                      R"({"op":0}{"op":1})",
                                      R"({"op":0} x)",
                                      "{\"op\":0,\"d\":\"\xff\"}"}) {
    EXPECT_EQ(error_of(text).kind, ErrorKind::protocol) << text;
  }
}

TEST(ParseDispatch, ReplacesAllThatWasThere) {
  GatewayDispatch dispatch(0, "{\"old\":1}", 5, "OLD");
  ASSERT_TRUE(parse_dispatch(R"({"op":11})", dispatch));
  EXPECT_EQ(dispatch, GatewayDispatch(11));
}

TEST(ParseDispatch, KeepsItsMemoryAndLeavesRoomForPadding) {
  const std::string text = R"({"t":"A_NAME_TOO_LONG_FOR_THE_STRING_ITSELF","s":1,"op":0,"d":")" +
                           std::string(500, 'x') + "\"}";
  GatewayDispatch dispatch = parse(text);
  const char* const data = dispatch.data.data();
  const char* const name = dispatch.event_name.data();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(parse_dispatch(text, dispatch));
  EXPECT_EQ(dispatch.data.data(), data);
  EXPECT_EQ(dispatch.event_name.data(), name);
  EXPECT_GE(dispatch.data.capacity(), dispatch.data.size() + simdjson::SIMDJSON_PADDING);
}

TEST(ParseDispatch, GivesTheMemoryOfALargePayloadBack) {
  const std::string large = R"({"op":0,"d":")" + std::string(100'000, 'x') + "\"}";
  GatewayDispatch dispatch = parse(large);
  EXPECT_GE(dispatch.data.capacity(), 100'000U);
  ASSERT_TRUE(parse_dispatch(R"({"op":0,"d":"small"})", dispatch));
  EXPECT_EQ(dispatch.data, R"("small")");
  EXPECT_LT(dispatch.data.capacity(), 1000U);
}

TEST(ParseDispatch, TakesTheLastOfMembersWithOneName) {
  EXPECT_EQ(parse(R"({"op":"x","op":1,"d":1,"d":2,"s":1,"s":null,"t":5,"t":"A"})"),
            GatewayDispatch(1, "2", std::nullopt, "A"));
  EXPECT_EQ(error_of(R"({"op":1,"op":"x"})").kind, ErrorKind::protocol);
}

TEST(ParseDispatch, ReadsANameWithEscapes) {
  EXPECT_EQ(parse(R"({"op":0,"t":"A\"\u0042\\"})"), GatewayDispatch(0, "null", {}, "A\"B\\"));
}

TEST(GatewayDispatchFromString, ThrowsWhatTheParserFound) {
  EXPECT_EQ(GatewayDispatch::from_string(R"({"op":11})"), GatewayDispatch(11));
  try {
    (void)GatewayDispatch::from_string("{}");
    FAIL() << "no exception";
  } catch (const Exception& exception) {
    EXPECT_EQ(exception.kind(), ErrorKind::protocol);
    EXPECT_THAT(exception.what(), testing::HasSubstr("\"op\""));
  }
}

TEST(GatewayDispatchToString, WritesWhatItReads) {
  const GatewayDispatch event(0, R"({"a":1})", 42, "A\"B");
  EXPECT_EQ(event.to_string(), R"({"op":0,"d":{"a":1},"s":42,"t":"A\"B"})");
  EXPECT_EQ(GatewayDispatch::from_string(event.to_string()), event);
  EXPECT_EQ(GatewayDispatch(3, "{}").to_string(), R"({"op":3,"d":{}})");
  std::ostringstream out;
  out << GatewayDispatch(11);
  EXPECT_EQ(out.str(), R"({"op":11,"d":null})");
}

}  // namespace
}  // namespace pincer::wire
