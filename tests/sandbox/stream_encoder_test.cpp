// The gateway's compression, undone with zlib and zstd directly.
#include "sandbox/stream_encoder.hpp"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

namespace pincer::sandbox {
namespace {

/// Inflates what it is given, on one context.
class Inflater {
 public:
  Inflater() { inflateInit(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  std::string operator()(std::string bytes, std::size_t size_max = 1U << 20U) {
    std::string out(size_max, '\0');
    stream_.next_in = reinterpret_cast<Bytef*>(bytes.data());
    stream_.avail_in = static_cast<uInt>(bytes.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    last_result = inflate(&stream_, Z_SYNC_FLUSH);
    out.resize(out.size() - stream_.avail_out);
    return out;
  }

  int last_result = Z_OK;

 private:
  z_stream stream_{};
};

class ZstdReader {
 public:
  ZstdReader() : context_(ZSTD_createDCtx()) {}
  ZstdReader(const ZstdReader&) = delete;
  ZstdReader& operator=(const ZstdReader&) = delete;
  ~ZstdReader() { ZSTD_freeDCtx(context_); }

  std::string operator()(const std::string& bytes, std::size_t size_max = 1U << 20U) {
    std::string out(size_max, '\0');
    ZSTD_inBuffer source{bytes.data(), bytes.size(), 0};
    ZSTD_outBuffer target{out.data(), out.size(), 0};
    while (source.pos < source.size && target.pos < target.size) {
      const auto result = ZSTD_decompressStream(context_, &target, &source);
      if (ZSTD_isError(result) != 0) return ZSTD_getErrorName(result);
    }
    out.resize(target.pos);
    return out;
  }

 private:
  ZSTD_DCtx* context_;
};

const std::string hello = R"({"op":10,"d":{"heartbeat_interval":41250}})";

TEST(StreamEncoderTest, SendsTextAsItIsWithoutCompression) {
  StreamEncoder encoder(TransportCompression::none);
  EXPECT_EQ(encoder.encode(hello), hello);
}

TEST(StreamEncoderTest, EndsEachZlibMessageWithTheFlushSuffix) {
  StreamEncoder encoder(TransportCompression::zlib_stream);
  Inflater inflater;
  for (int i = 0; i < 100; ++i) {
    const std::string text = hello + std::string(static_cast<std::size_t>(i) * 37, 'x');
    const std::string bytes = encoder.encode(text);
    ASSERT_EQ(bytes.substr(bytes.size() - 4), std::string("\x00\x00\xff\xff", 4));
    ASSERT_EQ(inflater(bytes), text);
  }
}

TEST(StreamEncoderTest, SharesTheZlibContextBetweenMessages) {
  StreamEncoder encoder(TransportCompression::zlib_stream);
  const auto first = encoder.encode(hello).size();
  EXPECT_LT(encoder.encode(hello).size(), first / 2);
}

TEST(StreamEncoderTest, FlushesEachZstdMessageIntoOneEndlessFrame) {
  StreamEncoder encoder(TransportCompression::zstd_stream);
  ZstdReader read;
  for (int i = 0; i < 100; ++i) {
    const std::string text = hello + std::string(static_cast<std::size_t>(i) * 37, 'x');
    ASSERT_EQ(read(encoder.encode(text)), text);
  }
}

TEST(StreamEncoderTest, CarriesMessagesLargerThanTheWindow) {
  std::string text;
  for (int i = 0; i < 60'000; ++i) text += std::to_string(i);
  StreamEncoder zlib(TransportCompression::zlib_stream);
  EXPECT_EQ(Inflater()(zlib.encode(text)), text);
  StreamEncoder zstd(TransportCompression::zstd_stream);
  EXPECT_EQ(ZstdReader()(zstd.encode(text)), text);
}

TEST(StreamEncoderTest, CompressesAPayloadAsADocumentOfItsOwn) {
  Inflater inflater;
  EXPECT_EQ(inflater(compress_payload(hello)), hello);
  EXPECT_EQ(inflater.last_result, Z_STREAM_END);
}

TEST(StreamEncoderTest, BombsInflateToWhatWasAskedFor) {
  constexpr std::size_t size = 64U << 20U;
  for (const auto compression : {TransportCompression::none, TransportCompression::zlib_stream}) {
    StreamEncoder encoder(compression);
    const auto bomb = encoder.encode_bomb(size);
    EXPECT_LT(bomb.size(), size / 500);
    const auto text = Inflater()(bomb, size + 1024);
    EXPECT_GE(text.size(), size);
    EXPECT_EQ(text.find_first_not_of(' '), text.npos);
  }
  StreamEncoder encoder(TransportCompression::zstd_stream);
  const auto bomb = encoder.encode_bomb(size);
  EXPECT_LT(bomb.size(), size / 10'000);
  const auto text = ZstdReader()(bomb, size + 1024);
  EXPECT_GE(text.size(), size);
  EXPECT_EQ(text.find_first_not_of(' '), text.npos);
}

TEST(StreamEncoderTest, AZlibStreamGoesOnAfterABomb) {
  StreamEncoder encoder(TransportCompression::zlib_stream);
  Inflater inflater;
  inflater(encoder.encode(hello));
  inflater(encoder.encode_bomb(4U << 20U), 8U << 20U);
  EXPECT_EQ(inflater(encoder.encode(hello)), hello);
}

}  // namespace
}  // namespace pincer::sandbox
