#include "sandbox/websocket_frame.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pincer::sandbox {
namespace {

using testing::ElementsAre;

TEST(WebsocketFrameTest, WritesTheThreeLengthForms) {
  EXPECT_EQ(websocket_frame("hi", false, true, true), "\x81\x02hi");
  const std::string medium(300, 'x');
  EXPECT_EQ(websocket_frame(medium, true, true, true), std::string("\x82\x7e\x01\x2c", 4) + medium);
  const std::string large(70'000, 'x');
  EXPECT_EQ(websocket_frame(large, true, true, true),
            std::string("\x82\x7f\x00\x00\x00\x00\x00\x01\x11\x70", 10) + large);
}

TEST(WebsocketFrameTest, FragmentsAMessage) {
  EXPECT_THAT(websocket_fragments("abcde", false, 2),
              ElementsAre(std::string("\x01\x02") + "ab", std::string("\x80\x03") + "cde"));
  EXPECT_THAT(websocket_fragments("ab", true, 9), ElementsAre("\x02\x01"
                                                              "a",
                                                              "\x80\x01"
                                                              "b"));
  EXPECT_THAT(websocket_fragments("", false, 3), ElementsAre(std::string("\x81\x00", 2)));
}

}  // namespace
}  // namespace pincer::sandbox
