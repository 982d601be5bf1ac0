#include "wire/stream_decoder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "base/random.hpp"

namespace pincer::wire {
namespace {

using testing::HasSubstr;

/// The sending end of a zlib stream, as the gateway has it: one context, a flush a payload.
class ZlibSender {
 public:
  explicit ZlibSender(int level = Z_DEFAULT_COMPRESSION) { deflateInit(&stream_, level); }
  ZlibSender(const ZlibSender&) = delete;
  ZlibSender& operator=(const ZlibSender&) = delete;
  ~ZlibSender() { deflateEnd(&stream_); }

  std::string send(std::string_view payload, int flush = Z_SYNC_FLUSH) {
    std::string out(deflateBound(&stream_, payload.size()) + 64, '\0');
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(payload.data()));
    stream_.avail_in = static_cast<uInt>(payload.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    deflate(&stream_, flush);
    out.resize(out.size() - stream_.avail_out);
    return out;
  }

 private:
  z_stream stream_{};
};

class ZstdSender {
 public:
  explicit ZstdSender(int window_log = 18) {
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_windowLog, window_log);
  }

  std::string send(std::string_view payload, ZSTD_EndDirective mode = ZSTD_e_flush) {
    std::string out(ZSTD_compressBound(payload.size()) + 64, '\0');
    ZSTD_inBuffer input{payload.data(), payload.size(), 0};
    ZSTD_outBuffer output{out.data(), out.size(), 0};
    EXPECT_EQ(ZSTD_compressStream2(context_.get(), &output, &input, mode), 0U);
    out.resize(output.pos);
    return out;
  }

 private:
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context_{ZSTD_createCCtx(), ZSTD_freeCCtx};
};

std::optional<std::string> push(StreamDecoder& decoder, std::string_view message,
                                bool binary = true) {
  const auto text = decoder.push(message, binary).value();
  if (text && binary) {
    // The sanitizer would notice if the padding were not ours.
    EXPECT_TRUE(text->is_padded());
    std::array<char, json::padding> behind{};
    std::memcpy(behind.data(), text->view().data() + text->view().size(), behind.size());
  }
  return text ? std::optional<std::string>(text->view()) : std::nullopt;
}

Error error_of(StreamDecoder& decoder, std::string_view message) {
  const auto result = decoder.push(message, true);
  return result ? Error(ErrorKind::cancelled, "no error") : result.error();
}

/// Payloads of many sizes, compressible and not.
std::vector<std::string> payloads() {
  Random random(7);
  std::vector<std::string> all{R"({"op":10,"d":{"heartbeat_interval":41250}})"};
  for (const std::size_t size : {1U, 100U, 8191U, 8192U, 8193U, 70000U, 300000U, 20U}) {
    std::string text(size, 'a');
    for (std::size_t i = 0; i < size; i += 1 + random.below(40))
      text[i] = static_cast<char>('a' + random.below(26));
    all.push_back(std::move(text));
  }
  return all;
}

class EachStream : public testing::TestWithParam<TransportCompression> {
 protected:
  std::string send(std::string_view payload) {
    return GetParam() == TransportCompression::zlib_stream ? zlib_.send(payload)
                                                           : zstd_.send(payload);
  }
  std::unique_ptr<StreamDecoder> decoder(std::size_t size_max = inflated_size_max_default) {
    return StreamDecoder::create(GetParam(), size_max);
  }

 private:
  ZlibSender zlib_;
  ZstdSender zstd_;
};

INSTANTIATE_TEST_SUITE_P(StreamDecoder, EachStream,
                         testing::Values(TransportCompression::zlib_stream,
                                         TransportCompression::zstd_stream));

TEST_P(EachStream, InflatesPayloadsOfOneContext) {
  const auto receiver = decoder();
  for (const std::string& payload : payloads())
    ASSERT_TRUE(push(*receiver, send(payload)) == payload) << payload.size() << " bytes";
}

TEST_P(EachStream, ReturnsTextMessagesAsTheyCame) {
  const auto receiver = decoder();
  ASSERT_EQ(push(*receiver, send("first")), "first");
  EXPECT_EQ(push(*receiver, "plain", false), "plain");
  EXPECT_EQ(push(*receiver, send("second")), "second");
}

TEST_P(EachStream, TakesAPayloadOfTheLargestSizeAndNoByteMore) {
  const std::string largest(20000, 'x');
  const auto receiver = decoder(largest.size());
  EXPECT_EQ(push(*receiver, send(largest)), largest);
  EXPECT_EQ(push(*receiver, send(largest)), largest);
  const Error error = error_of(*receiver, send(largest + "y"));
  EXPECT_EQ(error.kind, ErrorKind::protocol);
  EXPECT_THAT(error.message, HasSubstr("beyond 20000 bytes"));
}

TEST_P(EachStream, RefusesABomb) {
  const std::string message = send(std::string(std::size_t{100} << 20U, '\0'));
  ASSERT_LT(message.size(), 200'000U);
  const auto receiver = decoder();
  EXPECT_THAT(error_of(*receiver, message).message, HasSubstr("beyond 67108864 bytes"));
}

TEST_P(EachStream, RefusesCorruptData) {
  const auto receiver = decoder();
  const Error error = error_of(*receiver, "this is no compressed stream");
  EXPECT_EQ(error.kind, ErrorKind::protocol);
  EXPECT_THAT(error.message, HasSubstr("corrupt"));
}

TEST_P(EachStream, SurvivesEveryFlippedBit) {
  // Whatever the damage, the decoder answers with a payload, with nothing or with an error.
  const std::string message = send(R"({"op":0,"d":{"content":"hello, hello, hello"}})");
  int refused = 0;
  for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
    std::string damaged = message;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    const auto receiver = decoder();
    refused += receiver->push(damaged, true) ? 0 : 1;
  }
  EXPECT_GT(refused, 0);
}

TEST_P(EachStream, TakesAnEmptyMessageForNoPayload) {
  const auto receiver = decoder();
  EXPECT_EQ(push(*receiver, ""), std::nullopt);
  EXPECT_EQ(push(*receiver, send("x")), "x");
}

TEST(ZlibStream, WaitsForTheFlushAcrossMessages) {
  for (std::size_t piece = 1; piece < 8; ++piece) {
    ZlibSender sender;
    const auto decoder = StreamDecoder::create(TransportCompression::zlib_stream);
    for (const std::string payload : {"the first payload", "the second payload", "the third"}) {
      const std::string bytes = sender.send(payload);
      std::optional<std::string> text;
      for (std::size_t at = 0; at < bytes.size(); at += piece) {
        ASSERT_EQ(text, std::nullopt) << "before the flush, in pieces of " << piece;
        text = push(*decoder, std::string_view(bytes).substr(at, piece));
      }
      ASSERT_EQ(text, payload) << "in pieces of " << piece;
    }
  }
}

TEST(ZlibStream, DoesNotTakeTheSuffixInsideOfABlockForAFlush) {
  // A stored block holds its bytes as they are, and so may hold the suffix.
  const std::string payload("before \x00\x00\xff\xff after", 17);
  ZlibSender sender(Z_NO_COMPRESSION);
  const std::string bytes = sender.send(payload);
  const std::size_t behind_suffix = bytes.find("\xff\xff aft") + 2;
  ASSERT_NE(behind_suffix, std::string::npos + 2);
  const auto decoder = StreamDecoder::create(TransportCompression::zlib_stream);
  EXPECT_EQ(push(*decoder, bytes.substr(0, behind_suffix)), std::nullopt);
  EXPECT_EQ(push(*decoder, bytes.substr(behind_suffix)), payload);
}

TEST(ZlibStream, RefusesASplitBomb) {
  // No message is a bomb by itself, and no flush ever comes.
  ZlibSender sender;
  const std::string bytes = sender.send(std::string(std::size_t{1} << 20U, 'x'), Z_BLOCK);
  const auto decoder = StreamDecoder::create(TransportCompression::zlib_stream, 100'000);
  bool refused = false;
  for (std::size_t at = 0; at < bytes.size() && !refused; at += 50)
    refused = !decoder->push(std::string_view(bytes).substr(at, 50), true);
  EXPECT_TRUE(refused);
}

TEST(ZlibStream, RefusesTheEndOfTheStream) {
  ZlibSender sender;
  const auto decoder = StreamDecoder::create(TransportCompression::zlib_stream);
  EXPECT_THAT(error_of(*decoder, sender.send("x", Z_FINISH)).message, HasSubstr("end"));
}

TEST(ZstdStream, GoesOnAfterTheEndOfAFrame) {
  ZstdSender sender;
  const auto decoder = StreamDecoder::create(TransportCompression::zstd_stream);
  EXPECT_EQ(push(*decoder, sender.send("one", ZSTD_e_end)), "one");
  EXPECT_EQ(push(*decoder, sender.send("two")), "two");
  EXPECT_EQ(push(*decoder, sender.send("three")), "three");
}

TEST(ZstdStream, JoinsTheFramesOfOneMessage) {
  ZstdSender sender;
  std::string message = sender.send("one ", ZSTD_e_end);
  message += sender.send("payload");
  EXPECT_EQ(push(*StreamDecoder::create(TransportCompression::zstd_stream), message),
            "one payload");
}

TEST(ZstdStream, TakesNoLargerWindowThanItsBound) {
  const std::string payload(1000, 'x');
  ZstdSender within(zstd_window_log_max);
  EXPECT_EQ(push(*StreamDecoder::create(TransportCompression::zstd_stream), within.send(payload)),
            payload);
  ZstdSender beyond(zstd_window_log_max + 1);
  EXPECT_EQ(
      error_of(*StreamDecoder::create(TransportCompression::zstd_stream), beyond.send(payload))
          .kind,
      ErrorKind::protocol);
}

TEST(PayloadCompression, InflatesEachBinaryMessageByItself) {
  const auto decoder = StreamDecoder::create(TransportCompression::none);
  EXPECT_EQ(push(*decoder, R"({"op":11})", false), R"({"op":11})");
  for (const std::string& payload : payloads())
    ASSERT_EQ(push(*decoder, ZlibSender().send(payload, Z_FINISH)), payload);
  EXPECT_EQ(push(*decoder, "plain again", false), "plain again");
}

TEST(PayloadCompression, RefusesWhatIsNotOneWholeStream) {
  const auto decoder = StreamDecoder::create(TransportCompression::none, 1000);
  const std::string whole = ZlibSender().send("payload", Z_FINISH);
  EXPECT_THAT(error_of(*decoder, whole.substr(0, whole.size() - 1)).message,
              HasSubstr("cut short"));
  EXPECT_THAT(error_of(*decoder, whole + "x").message, HasSubstr("bytes follow"));
  EXPECT_THAT(error_of(*decoder, "").message, HasSubstr("cut short"));
  EXPECT_THAT(error_of(*decoder, ZlibSender().send(std::string(1001, 'x'), Z_FINISH)).message,
              HasSubstr("beyond 1000 bytes"));
  EXPECT_EQ(push(*decoder, whole), "payload") << "an error spoils one payload only";
}

}  // namespace
}  // namespace pincer::wire
