#include "wire/query.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace pincer::wire {
namespace {

TEST(Query, WritesValuesAsDiscordReadsThem) {
  const std::string text = "a b&c=\xc3\xa9";
  Query query;
  EXPECT_TRUE(query.empty());
  query.add("limit", 100)
      .add("with_counts", true)
      .add("wait", false)
      .add("before", MessageId(175928847299117063))
      .add("q", text)
      .add("name", "x~y-z_0.")
      .add("negative", -5);
  EXPECT_EQ(query.text(),
            "limit=100&with_counts=true&wait=false&before=175928847299117063"
            "&q=a%20b%26c%3D%C3%A9&name=x~y-z_0.&negative=-5");
}

TEST(Query, RepeatsTheNameOfAnArray) {
  Query query;
  query.add("id", std::vector<int>{123, 456}).add("s", std::vector<std::string>{"a", "b"});
  query.add("none", std::vector<int>{});
  EXPECT_EQ(query.text(), "id=123&id=456&s=a&s=b");
}

TEST(Query, LeavesOutWhatIsAbsent) {
  Query query;
  query.add("a", std::optional<int>()).add("b", std::optional<bool>(false));
  query.add("c", std::optional<std::vector<int>>({1, 2})).add("d", std::optional<std::string>());
  EXPECT_EQ(query.text(), "b=false&c=1&c=2");
}

TEST(Query, EncodesNames) {
  Query query;
  query.add("a[]", "1");
  EXPECT_EQ(query.text(), "a%5B%5D=1");
}

TEST(PercentEncode, ServesAsAPathSegment) {
  EXPECT_EQ(percent_encode("wave:99/\xf0\x9f\x91\x8b"), "wave%3A99%2F%F0%9F%91%8B");
}

TEST(AuditLogReason, IsEncodedAndCutBetweenCharacters) {
  EXPECT_EQ(encode_audit_log_reason("spam \xc3\xa9\n"), "spam%20%C3%A9%0A");
  std::string reason;
  std::string expected;
  for (std::size_t i = 0; i < audit_log_reason_length_max; ++i) {
    reason += "\xc3\xa9";
    expected += "%C3%A9";
  }
  EXPECT_EQ(encode_audit_log_reason(reason), expected);
  EXPECT_EQ(encode_audit_log_reason(reason + "\xc3\xa9"), expected);
  EXPECT_EQ(encode_audit_log_reason(""), "");
}

}  // namespace
}  // namespace pincer::wire
