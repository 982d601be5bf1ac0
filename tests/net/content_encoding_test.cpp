#include "net/content_encoding.hpp"

#include <gmock/gmock.h>
#include <zlib.h>

#include <ctime>

namespace pincer::net {
namespace {

using testing::HasSubstr;

constexpr int gzip = 15 + 16;
constexpr int zlib = 15;
constexpr int bare = -15;

std::string compress(std::string text, int window_bits) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919);
  return text;
}

constexpr std::size_t size_max = 1'000'000;

TEST(ContentEncoding, UndoesEachCoding) {
  for (const std::string& text : {std::string("x"), std::string(), long_text()}) {
    EXPECT_EQ(decode_content("gzip", compress(text, gzip), size_max).value(), text);
    EXPECT_EQ(decode_content("x-gzip", compress(text, gzip), size_max).value(), text);
    EXPECT_EQ(decode_content("deflate", compress(text, zlib), size_max).value(), text);
    EXPECT_EQ(decode_content("deflate", compress(text, bare), size_max).value(), text);
    EXPECT_EQ(decode_content("identity", text, size_max).value(), text);
    EXPECT_EQ(decode_content("", text, size_max).value(), text);
    EXPECT_EQ(decode_content(" GZip ", compress(text, gzip), size_max).value(), text);
  }
}

TEST(ContentEncoding, UndoesTheLastCodingFirst) {
  const std::string twice = compress(compress("hello", zlib), gzip);
  EXPECT_EQ(decode_content("deflate, gzip", twice, size_max).value(), "hello");
  EXPECT_EQ(decode_content("identity ,deflate,, gzip,", twice, size_max).value(), "hello");
  EXPECT_FALSE(decode_content("gzip, deflate", twice, size_max));
  const std::string thrice = compress(twice, gzip);
  EXPECT_THAT(decode_content("deflate, gzip, gzip", thrice, size_max).error().message,
              HasSubstr("too many times"));
}

TEST(ContentEncoding, ReadsEveryMemberOfAGzipBody) {
  EXPECT_EQ(
      decode_content("gzip", compress("one ", gzip) + compress("two", gzip), size_max).value(),
      "one two");
}

/// The work grows with the body: members that bring nothing cost nothing but themselves.
TEST(ContentEncoding, ReadsManyEmptyMembersInTimeThatGrowsWithThem) {
  std::string body = compress(std::string(20'000'000, 'x'), gzip);
  const std::string nothing = compress("", gzip);
  for (int i = 0; i < 20'000; ++i) body += nothing;
  const auto before = std::clock();
  const auto result = decode_content("gzip", body, 64'000'000);
  EXPECT_EQ(result.value().size(), 20'000'000U);
  // It is 0.1 s; a turn for each member that touches the whole output takes a hundred times as
  // long.
  EXPECT_LT(std::clock() - before, 5 * CLOCKS_PER_SEC);
}

TEST(ContentEncoding, TakesAnEmptyBodyForWhatItIs) {
  EXPECT_EQ(decode_content("gzip", "", size_max).value(), "");
}

TEST(ContentEncoding, BoundsTheResultExactly) {
  const std::string text(50'000, 'x');
  EXPECT_TRUE(decode_content("gzip", compress(text, gzip), 50'000));
  EXPECT_THAT(decode_content("gzip", compress(text, gzip), 49'999).error().message,
              HasSubstr("larger than 49999 bytes"));
}

TEST(ContentEncoding, RefusesWhatIsCutDamagedOrUnknown) {
  const std::string whole = compress(long_text(), gzip);
  for (std::size_t size = 1; size < whole.size(); size += 97) {
    const auto result = decode_content("gzip", whole.substr(0, size), size_max);
    ASSERT_FALSE(result) << size;
    EXPECT_THAT(result.error().message, HasSubstr("ends too early")) << size;
  }
  std::string damaged = whole;
  damaged[damaged.size() / 2] ^= 0x55;
  EXPECT_FALSE(decode_content("gzip", damaged, size_max));
  EXPECT_FALSE(decode_content("gzip", whole + "garbage", size_max));
  const auto unknown = decode_content("br", "x", size_max);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::protocol);
}

}  // namespace
}  // namespace pincer::net
