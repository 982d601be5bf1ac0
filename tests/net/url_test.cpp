#include "net/url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace pincer::net {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Url parsed(std::string_view text) {
  const Result<Url> url = Url::parse(text);
  EXPECT_TRUE(url.has_value()) << text;
  return url ? *url : Url();
}

Url make(std::string scheme, std::string host, std::uint16_t port, std::string path,
         std::string query = {}) {
  Url url;
  url.scheme = std::move(scheme);
  url.host = std::move(host);
  url.port = port;
  url.path = std::move(path);
  url.query = std::move(query);
  return url;
}

TEST(Url, DoesNotShowAPasswordInAnError) {
  for (const char* const text :
       {"https://user:secret@a/b", "https://secret@a", "user:secret@a/x", "ftp://user:se@cret@a/",
        "https://user:se/cret@a/", "http://user:secret@a b/"}) {
    const Result<Url> url = Url::parse(text);
    ASSERT_FALSE(url) << text;
    EXPECT_THAT(url.error().message, Not(HasSubstr("secret"))) << text;
    EXPECT_THAT(url.error().message, Not(HasSubstr("cret@"))) << text;
  }
}

TEST(Url, ParsesDiscordsOwn) {
  EXPECT_EQ(parsed("https://discord.com/api/v10"), make("https", "discord.com", 443, "/api/v10"));
  EXPECT_EQ(parsed("wss://gateway.discord.gg/?v=10&encoding=json"),
            make("wss", "gateway.discord.gg", 443, "/", "v=10&encoding=json"));
}

TEST(Url, KnowsTheDefaultPorts) {
  EXPECT_EQ(parsed("http://a").port, 80);
  EXPECT_EQ(parsed("ws://a").port, 80);
  EXPECT_EQ(parsed("https://a").port, 443);
  EXPECT_EQ(parsed("wss://a").port, 443);
  EXPECT_EQ(parsed("http://a:443").port, 443);
}

TEST(Url, KnowsTlsByTheScheme) {
  EXPECT_TRUE(parsed("https://a").uses_tls());
  EXPECT_TRUE(parsed("wss://a").uses_tls());
  EXPECT_FALSE(parsed("http://a:443").uses_tls());
  EXPECT_FALSE(parsed("ws://a").uses_tls());
}

TEST(Url, TakesTheSchemeInAnyCase) { EXPECT_EQ(parsed("HTTPS://a/").scheme, "https"); }

TEST(Url, HasAPathEvenWithoutOne) {
  EXPECT_EQ(parsed("wss://a?v=10").target(), "/?v=10");
  EXPECT_EQ(parsed("wss://a").target(), "/");
}

TEST(Url, KeepsPathAndQueryAsGiven) {
  EXPECT_EQ(parsed("http://a/x%2Fy/%F0%9F%91%8D/@me?q=a%20b").target(),
            "/x%2Fy/%F0%9F%91%8D/@me?q=a%20b");
}

TEST(Url, TakesIpAddresses) {
  const Url four = parsed("http://127.0.0.1:8080/");
  EXPECT_EQ(four.host, "127.0.0.1");
  EXPECT_EQ(four.authority(), "127.0.0.1:8080");
  const Url six = parsed("http://[::1]:8080/");
  EXPECT_EQ(six.host, "::1");
  EXPECT_EQ(six.authority(), "[::1]:8080");
}

TEST(Url, NamesThePortOnlyWhenItIsNotTheDefault) {
  EXPECT_EQ(parsed("https://a:443/").authority(), "a");
  EXPECT_EQ(parsed("https://a:80/").authority(), "a:80");
}

TEST(Url, PrintsWhatItParsed) {
  for (const char* text :
       {"https://discord.com/api/v10", "wss://gateway.discord.gg/?v=10", "http://[::1]:8080/x"}) {
    EXPECT_EQ(parsed(text).to_string(), text);
  }
}

TEST(Url, RefusesWithAReason) {
  const std::vector<std::pair<const char*, const char*>> bad_urls = {
      {"", "RFC 3986"},
      {"discord.com", "RFC 3986"},
      {"/api/v10", "RFC 3986"},
      {"https://a b/", "RFC 3986"},
      {"https://a/%zz", "RFC 3986"},
      {"ftp://a/", "scheme"},
      {"mailto:a@example.com", "scheme"},
      {"https://user:password@a/", "user information"},
      {"https://a/#top", "fragment"},
      {"https:///path", "no host"},
      {"https://a:0/", "port"},
      {"https://a:65536/", "port"},
      {"https://a:/", "port"}};
  for (const auto& [text, reason] : bad_urls) {
    const Result<Url> url = Url::parse(text);
    ASSERT_TRUE(url.has_error()) << text;
    EXPECT_EQ(url.error().kind, ErrorKind::invalid_argument) << text;
    EXPECT_THAT(url.error().message, HasSubstr(reason)) << text;
  }
}

TEST(IsLoopback, KnowsNamesAndAddressesOfThisMachine) {
  for (const char* host : {"localhost", "discord.localhost", "127.0.0.1", "127.200.0.9", "::1"}) {
    EXPECT_TRUE(is_loopback(host)) << host;
  }
  for (const char* host : {"", "nirn", "localhost.example", "notlocalhost", "128.0.0.1", "::2",
                           "10.0.0.1", "0.0.0.0"}) {
    EXPECT_FALSE(is_loopback(host)) << host;
  }
}

TEST(PercentDecode, ReadsEscapesOfEitherCase) {
  EXPECT_EQ(percent_decode("%f0%9F%91%8d"), "\xf0\x9f\x91\x8d");
  EXPECT_EQ(percent_decode("a%20b%2Fc%00"), std::string("a b/c\0", 6));
}

TEST(PercentDecode, KeepsMalformedEscapes) {
  EXPECT_EQ(percent_decode("%"), "%");
  EXPECT_EQ(percent_decode("%4"), "%4");
  EXPECT_EQ(percent_decode("%g0%4g"), "%g0%4g");
  EXPECT_EQ(percent_decode("%%41"), "%A");
  EXPECT_EQ(percent_decode("a+b"), "a+b");
}

}  // namespace
}  // namespace pincer::net
