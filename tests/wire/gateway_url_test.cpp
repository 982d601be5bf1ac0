#include "wire/gateway_url.hpp"

#include <gtest/gtest.h>

namespace pincer::wire {
namespace {

std::string url(std::string_view base, TransportCompression compression) {
  return gateway_url(base, compression).value();
}

TEST(GatewayUrl, NamesVersionEncodingAndCompression) {
  EXPECT_EQ(url("wss://gateway.discord.gg/", TransportCompression::none),
            "wss://gateway.discord.gg/?v=10&encoding=json");
  EXPECT_EQ(url("wss://gateway.discord.gg", TransportCompression::zlib_stream),
            "wss://gateway.discord.gg/?v=10&encoding=json&compress=zlib-stream");
  EXPECT_EQ(url("ws://[::1]:8080/", TransportCompression::zstd_stream),
            "ws://[::1]:8080/?v=10&encoding=json&compress=zstd-stream");
}

TEST(GatewayUrl, KeepsPathAndForeignParametersAndReplacesItsOwn) {
  EXPECT_EQ(url("ws://proxy/a/b?key=x%20y&v=6&compress=zlib-stream", TransportCompression::none),
            "ws://proxy/a/b?key=x%20y&v=10&encoding=json");
}

TEST(GatewayUrl, RefusesOtherUrls) {
  for (const std::string_view base : {"", "gateway.discord.gg", "https://discord.com", "ws://a b",
                                      "wss://", "wss://a:0", "wss://a:65536"}) {
    const auto result = gateway_url(base, TransportCompression::none);
    ASSERT_FALSE(result) << base;
    EXPECT_EQ(result.error().kind, ErrorKind::invalid_argument) << base;
  }
}

TEST(ResumeUrlIsAcceptable, NeverGivesUpEncryption) {
  EXPECT_TRUE(resume_url_is_acceptable("wss://a.discord.gg", "wss://gateway.discord.gg"));
  EXPECT_TRUE(resume_url_is_acceptable("wss://a", "ws://localhost"));
  EXPECT_TRUE(resume_url_is_acceptable("ws://localhost:2", "ws://localhost:1"));
  EXPECT_FALSE(resume_url_is_acceptable("ws://a.discord.gg", "wss://gateway.discord.gg"));
}

TEST(ResumeUrlIsAcceptable, RefusesWhatIsNoUrl) {
  for (const std::string_view url : {"", "x", "https://discord.com", "wss://"}) {
    EXPECT_FALSE(resume_url_is_acceptable(url, "wss://gateway.discord.gg")) << url;
  }
}

TEST(TransportCompression, HasNames) {
  for (const auto compression : {TransportCompression::none, TransportCompression::zlib_stream,
                                 TransportCompression::zstd_stream}) {
    EXPECT_EQ(transport_compression_from_name(to_string(compression)), compression);
  }
  EXPECT_EQ(to_string(TransportCompression::zstd_stream), "zstd-stream");
  EXPECT_EQ(transport_compression_from_name("gzip"), std::nullopt);
}

}  // namespace
}  // namespace pincer::wire
