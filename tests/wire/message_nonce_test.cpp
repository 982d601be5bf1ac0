#include "wire/message_nonce.hpp"

#include <gtest/gtest.h>

namespace pincer::wire {
namespace {

TEST(MessageNonce, TellsWhatABodySays) {
  using enum MessageNonce;
  const std::pair<const char*, MessageNonce> bodies[] = {
      {R"({"content":"hi"})", absent},
      {R"( {} )", absent},
      {R"({"embeds":[{"nonce":1}]})", absent},
      {R"({"nonce":"1","enforce_nonce":true})", enforced},
      {R"({"enforce_nonce":true,"nonce":7})", enforced},
      {R"({"nonce":"1"})", other},
      {R"({"nonce":"1","enforce_nonce":false})", other},
      {R"({"nonce":null})", other},
      {R"({"enforce_nonce":false})", other},
      {R"({"enforce_nonce":7})", other},
      {R"([1])", other},
      {R"(null)", other},
      {R"({"content":)", other},
      {R"()", other}};
  for (const auto& [json, expected] : bodies) EXPECT_EQ(message_nonce(json), expected) << json;
}

TEST(MessageNonce, IsAddedWithoutTouchingTheRest) {
  const std::pair<const char*, const char*> bodies[] = {
      {R"({"content":"hi"})", R"({"nonce":"42","enforce_nonce":true,"content":"hi"})"},
      {"\n{ }", "\n{\"nonce\":\"42\",\"enforce_nonce\":true }"},
      {"{}", R"({"nonce":"42","enforce_nonce":true})"}};
  for (const auto& [before, after] : bodies) {
    std::string json = before;
    add_message_nonce(json, "42");
    EXPECT_EQ(json, after);
    EXPECT_EQ(message_nonce(json), MessageNonce::enforced);
  }
}

}  // namespace
}  // namespace pincer::wire
