#include "base/base64.hpp"

#include <gtest/gtest.h>

namespace pincer {
namespace {

// RFC 4648, section 10.
TEST(Base64, KnowsTheVectorsOfItsRfc) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(base64_encode(bytes), text);
    EXPECT_EQ(base64_decode(text), bytes);
  }
}

TEST(Base64, CarriesEveryByteInBothAlphabets) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  std::string text = base64_encode(bytes);
  EXPECT_EQ(base64_decode(text), bytes);
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  while (text.ends_with('=')) text.pop_back();
  EXPECT_EQ(base64_decode(text), bytes);
}

TEST(Base64, RefusesOtherText) {
  for (const char* text : {"A", "AAAAA", "A A=", "Zg=x", "\xc3\xa9", "*"}) {
    EXPECT_FALSE(base64_decode(text)) << text;
  }
}

}  // namespace
}  // namespace pincer
