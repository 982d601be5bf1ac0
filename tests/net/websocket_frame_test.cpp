#include "net/websocket_frame.hpp"

#include <gtest/gtest.h>

namespace pincer::net {
namespace {

using namespace std::string_literals;

// RFC 6455, section 5.7: "A single-frame masked text message".
TEST(WebSocketFrame, MasksTheTextOfTheRfc) {
  EXPECT_EQ(client_frame(FrameOpcode::text, "Hello", 0x37fa213d),
            "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s);
}

TEST(WebSocketFrame, AnswersThePingOfTheRfc) {
  EXPECT_EQ(client_frame(FrameOpcode::pong, "Hello", 0x37fa213d),
            "\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s);
}

TEST(WebSocketFrame, WritesEachFormOfTheLength) {
  const auto header = [](std::size_t size) {
    const std::string frame = client_frame(FrameOpcode::binary, std::string(size, 'x'), 0);
    return frame.substr(0, frame.size() - size);
  };
  EXPECT_EQ(header(0), "\x82\x80\0\0\0\0"s);
  EXPECT_EQ(header(125), "\x82\xfd\0\0\0\0"s);
  EXPECT_EQ(header(126), "\x82\xfe\0\x7e\0\0\0\0"s);
  EXPECT_EQ(header(65'535), "\x82\xfe\xff\xff\0\0\0\0"s);
  EXPECT_EQ(header(65'536), "\x82\xff\0\0\0\0\0\x01\0\0\0\0\0\0"s);
}

TEST(WebSocketFrame, ACloseCarriesItsCodeAndReason) {
  EXPECT_EQ(close_payload(1000, ""), "\x03\xe8"s);
  EXPECT_EQ(close_payload(4900, "bye"), "\x13\x24"s + "bye");
}

TEST(WebSocketFrame, ALongReasonIsCutBetweenCharacters) {
  EXPECT_EQ(close_payload(1000, std::string(200, 'x')).size(), control_payload_size_max);
  // 122 letters leave one byte, which the crab does not fit into.
  EXPECT_EQ(close_payload(1000, std::string(122, 'x') + "🦀"),
            "\x03\xe8"s + std::string(122, 'x'));
}

}  // namespace
}  // namespace pincer::net
