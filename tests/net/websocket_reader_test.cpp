#include "net/websocket_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "net/websocket.hpp"
#include "net/websocket_frame.hpp"

namespace pincer::net {
namespace {

using namespace std::string_literals;
using Kind = WebSocketReader::Kind;

struct Got {
  Kind kind;
  std::string data;
  int close_code = 0;
  friend bool operator==(const Got&, const Got&) = default;
};

std::ostream& operator<<(std::ostream& out, const Got& got) {
  return out << "{" << static_cast<int>(got.kind) << ", \"" << got.data.substr(0, 40) << "\" ("
             << got.data.size() << " bytes), " << got.close_code << "}";
}

/// Everything that a stream of bytes brings, and the error that ended it.
struct Outcome {
  std::vector<Got> all;
  std::string error;
};

/// Feeds `bytes` in pieces of `piece_size`, after each taking out all that is there.
Outcome read_all(std::string_view bytes, std::size_t piece_size = 1U << 20U,
                 std::size_t message_size_max = 1U << 20U) {
  WebSocketReader reader(message_size_max);
  Outcome outcome;
  while (!bytes.empty()) {
    const auto room = reader.prepare();
    EXPECT_GE(room.size(), WebSocketReader::read_size);
    const std::string_view piece = bytes.substr(0, std::min(piece_size, room.size()));
    std::memcpy(room.data(), piece.data(), piece.size());
    reader.commit(piece.size());
    bytes.remove_prefix(piece.size());
    for (;;) {
      const auto incoming = reader.next();
      if (!incoming) {
        outcome.error = incoming.error().message;
        EXPECT_EQ(incoming.error().kind, ErrorKind::protocol);
        EXPECT_FALSE(reader.next()) << "an error that is forgotten";
        return outcome;
      }
      if (!*incoming) break;
      outcome.all.push_back(
          {(*incoming)->kind, std::string((*incoming)->data), (*incoming)->close_code});
    }
  }
  return outcome;
}

/// A frame as a server sends it. `first`: FIN, the reserved bits and the opcode.
std::string frame(unsigned first, std::string_view payload) {
  std::string bytes(1, static_cast<char>(first));
  if (payload.size() < 126) {
    bytes += static_cast<char>(payload.size());
  } else if (payload.size() < 65'536) {
    bytes += "\x7e"s + static_cast<char>(payload.size() >> 8U) + static_cast<char>(payload.size());
  } else {
    bytes += '\x7f';
    for (unsigned shift = 64; shift > 0;)
      bytes += static_cast<char>(payload.size() >> (shift -= 8));
  }
  return bytes.append(payload);
}

std::string close_frame(unsigned code, std::string_view reason) {
  return frame(0x88, close_payload(static_cast<std::uint16_t>(code), reason));
}

/// For every way to cut the stream in equal pieces, large and small.
void expect_everywhere(const std::string& bytes, const std::vector<Got>& expected) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7},
                                  std::size_t{4096}, bytes.size() + 1}) {
    const Outcome outcome = read_all(bytes, piece);
    EXPECT_EQ(outcome.error, "") << "in pieces of " << piece;
    EXPECT_EQ(outcome.all, expected) << "in pieces of " << piece;
  }
}

// The examples of RFC 6455, section 5.7, as far as a server sends them.

TEST(WebSocketReader, ReadsTheTextOfTheRfc) {
  expect_everywhere("\x81\x05Hello"s, {{Kind::text, "Hello"}});
}

TEST(WebSocketReader, ReadsTheFragmentsOfTheRfc) {
  expect_everywhere("\x01\x03Hel\x80\x02lo"s, {{Kind::text, "Hello"}});
}

TEST(WebSocketReader, ReadsThePingAndThePongOfTheRfc) {
  expect_everywhere("\x89\x05Hello\x8a\x05Hello"s, {{Kind::ping, "Hello"}, {Kind::pong, "Hello"}});
}

TEST(WebSocketReader, ReadsTheBinaryMessagesOfTheRfc) {
  const std::string small(256, '\xff');
  const std::string large(65'536, '\0');
  expect_everywhere("\x82\x7e\x01\x00"s + small + "\x82\x7f\0\0\0\0\0\x01\0\0"s + large,
                    {{Kind::binary, small}, {Kind::binary, large}});
}

TEST(WebSocketReader, RefusesTheMaskedTextOfTheRfc) {
  const Outcome outcome = read_all("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s);
  EXPECT_EQ(outcome.error, "the WebSocket's peer sent a masked frame from a server");
}

// Messages

TEST(WebSocketReader, ReadsSizesAroundEachFormOfTheLength) {
  std::string bytes;
  std::vector<Got> expected;
  for (const std::size_t size : {0U, 1U, 125U, 126U, 127U, 65'535U, 65'536U, 200'000U}) {
    bytes += frame(0x82, std::string(size, 'b')) + frame(0x81, std::string(size, 't'));
    expected.push_back({Kind::binary, std::string(size, 'b')});
    expected.push_back({Kind::text, std::string(size, 't')});
  }
  expect_everywhere(bytes, expected);
}

TEST(WebSocketReader, ReadsControlFramesBetweenFragments) {
  expect_everywhere(
      frame(0x02, "a") + frame(0x89, "1") + frame(0x00, "") + frame(0x8a, "2") + frame(0x80, "b") +
          frame(0x81, "c"),
      {{Kind::ping, "1"}, {Kind::pong, "2"}, {Kind::binary, "ab"}, {Kind::text, "c"}});
}

TEST(WebSocketReader, ReadsEmptyFragments) {
  expect_everywhere(
      frame(0x01, "") + frame(0x00, "") + frame(0x80, "") + frame(0x01, "") + frame(0x80, "x"),
      {{Kind::text, ""}, {Kind::text, "x"}});
}

TEST(WebSocketReader, JoinsACharacterThatFragmentsDivide) {
  expect_everywhere(frame(0x01, "\xf0\x9f") + frame(0x80, "\xa6\x80"), {{Kind::text, "🦀"}});
}

TEST(WebSocketReader, GivesTheMemoryOfALargeMessageBack) {
  WebSocketReader reader(1U << 20U);
  const auto feed = [&reader](std::string_view bytes) {
    while (!bytes.empty()) {
      const auto room = reader.prepare();
      const std::string_view piece = bytes.substr(0, room.size());
      std::memcpy(room.data(), piece.data(), piece.size());
      reader.commit(piece.size());
      bytes.remove_prefix(piece.size());
      while (*reader.next()) {
      }
    }
  };
  feed(frame(0x82, std::string(500'000, 'x')));
  EXPECT_LT(reader.prepare().size(), WebSocketReader::retained_bytes_max);
  feed(frame(0x02, std::string(500'000, 'x')) + frame(0x80, std::string(100, 'x')));
  EXPECT_LT(reader.prepare().size(), WebSocketReader::retained_bytes_max);
}

TEST(WebSocketReader, APromisedLengthTakesNoMemory) {
  WebSocketReader reader(std::size_t{1} << 40U);
  const std::string header = "\x82\x7f\0\0\0\x80\0\0\0\0"s;  // 512 GB
  std::memcpy(reader.prepare().data(), header.data(), header.size());
  reader.commit(header.size());
  EXPECT_FALSE(*reader.next());
  EXPECT_LT(reader.prepare().size(), WebSocketReader::retained_bytes_max);
}

// Close frames

TEST(WebSocketReader, ReadsCloseFrames) {
  expect_everywhere(frame(0x88, ""), {{Kind::close, "", close_code_none}});
  expect_everywhere(close_frame(1000, ""), {{Kind::close, "", 1000}});
  expect_everywhere(close_frame(4004, "Authentication failed."),
                    {{Kind::close, "Authentication failed.", 4004}});
}

TEST(WebSocketReader, NothingComesAfterAClose) {
  expect_everywhere(close_frame(4000, "bye") + frame(0x81, "late") + "\xff\xff"s,
                    {{Kind::close, "bye", 4000}});
}

TEST(WebSocketReader, ACloseMayComeInsideAFragmentedMessage) {
  expect_everywhere(frame(0x01, "a") + close_frame(1001, ""), {{Kind::close, "", 1001}});
}

TEST(WebSocketReader, KnowsTheCloseCodesThatMayBeSent) {
  for (const unsigned code : {1000U, 1001U, 1002U, 1003U, 1007U, 1011U, 1012U, 1013U, 1014U, 3000U,
                              3999U, 4000U, 4999U}) {
    EXPECT_EQ(read_all(close_frame(code, "")).error, "") << code;
  }
  for (const unsigned code :
       {0U, 999U, 1004U, 1005U, 1006U, 1015U, 1016U, 2000U, 2999U, 5000U, 65'535U}) {
    EXPECT_EQ(read_all(close_frame(code, "")).error,
              "the WebSocket's peer sent a close frame with code " + std::to_string(code));
  }
}

// What breaks the protocol

struct Broken {
  const char* name;
  std::string bytes;
  const char* error;
};

// NOLINTNEXTLINE(readability-identifier-naming): the name that GoogleTest looks for
void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.name; }

class WebSocketReaderErrors : public testing::TestWithParam<Broken> {};

TEST_P(WebSocketReaderErrors, AreNamedAfterWhatCameBefore) {
  const std::string good = frame(0x81, "good");
  for (const std::size_t piece : {1U, 2U, 5U, 100'000U}) {
    const Outcome outcome = read_all(good + GetParam().bytes + good, piece);
    EXPECT_EQ(outcome.all, std::vector<Got>({{Kind::text, "good"}}));
    EXPECT_EQ(outcome.error, "the WebSocket's peer sent "s + GetParam().error);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, WebSocketReaderErrors,
    testing::Values(
        Broken{"Rsv1", frame(0xc1, "x"), "a frame with reserved bits"},
        Broken{"Rsv2", frame(0xa1, "x"), "a frame with reserved bits"},
        Broken{"Rsv3", frame(0x91, "x"), "a frame with reserved bits"},
        Broken{"ReservedData", frame(0x83, "x"), "a frame with an unknown opcode"},
        Broken{"ReservedControl", frame(0x8b, "x"), "a frame with an unknown opcode"},
        Broken{"LastOpcode", frame(0x8f, ""), "a frame with an unknown opcode"},
        Broken{"Masked", "\x81\x80\0\0\0\0"s, "a masked frame from a server"},
        Broken{"LongForm16", "\x81\x7e\0\x7d"s + std::string(125, 'x'),
               "a frame whose length is not in its shortest form"},
        Broken{"LongForm64", "\x81\x7f\0\0\0\0\0\0\xff\xff"s,
               "a frame whose length is not in its shortest form"},
        Broken{"Negative", "\x81\x7f\x80\0\0\0\0\0\0\0"s, "a frame whose length is negative"},
        Broken{"Continuation", frame(0x80, "x"), "a continuation of no message"},
        Broken{"ContinuationAfterTheLast", frame(0x00, "x"), "a continuation of no message"},
        Broken{"TextInside", frame(0x01, "x") + frame(0x81, "y"), "a message inside of another"},
        Broken{"BinaryInside", frame(0x02, "x") + frame(0x02, "y"), "a message inside of another"},
        Broken{"PingInFragments", frame(0x09, "x"), "a control frame in fragments"},
        Broken{"CloseInFragments", frame(0x08, ""), "a control frame in fragments"},
        Broken{"LongPing", frame(0x89, std::string(126, 'x')), "a control frame that is too long"},
        Broken{"LongClose", frame(0x88, std::string(70'000, 'x')),
               "a control frame that is too long"},
        Broken{"HalfACode", frame(0x88, "\x03"), "half of a close code"},
        Broken{"Reason", frame(0x88, "\x03\xe8\xff"),
               "a close frame with a reason that is not UTF-8"},
        Broken{"Text", frame(0x81, "\xc0\xaf"), "text that is not UTF-8"},
        Broken{"HalfACharacter", frame(0x01, "\xf0\x9f") + frame(0x80, "\xa6"),
               "text that is not UTF-8"},
        Broken{"Surrogate", frame(0x81, "\xed\xa0\x80"), "text that is not UTF-8"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(WebSocketReader, BinaryNeedNotBeUtf8) {
  expect_everywhere(frame(0x82, "\xc0\xaf"), {{Kind::binary, "\xc0\xaf"}});
}

// Limits

TEST(WebSocketReader, TakesTheLargestMessageAndNoLarger) {
  constexpr std::size_t limit = 1000;
  const std::string error = "a message is larger than 1000 bytes";
  EXPECT_EQ(read_all(frame(0x82, std::string(limit, 'x')), 1, limit).all.size(), 1U);
  EXPECT_EQ(read_all(frame(0x82, std::string(limit + 1, 'x')), 1, limit).error, error);
  // Before a byte of it has come.
  EXPECT_EQ(read_all("\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"s, 1, limit).error, error);
}

TEST(WebSocketReader, CountsAllFragmentsOfAMessage) {
  constexpr std::size_t limit = 1000;
  const std::string start = frame(0x02, std::string(600, 'x'));
  const std::string ping = frame(0x89, std::string(125, 'x'));
  EXPECT_EQ(read_all(start + ping + frame(0x80, std::string(400, 'x')), 7, limit).all.size(), 2U);
  EXPECT_EQ(read_all(start + ping + frame(0x80, std::string(401, 'x')), 7, limit).error,
            "a message is larger than 1000 bytes");
}

}  // namespace
}  // namespace pincer::net
