#include "sandbox/request_check.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "sandbox/described.hpp"

namespace pincer::sandbox {
namespace {

std::string errors_of(std::string_view operation, const PathParameters& parameters,
                      std::string_view query, RequestBody body = {}) {
  FormErrors errors;
  check_request(described(operation), parameters, query, body, errors);
  return boost::json::serialize(errors.tree());
}

std::string one_error(std::string_view name, std::string_view code, std::string_view message) {
  FormErrors errors;
  errors.add({std::string(name)}, code, message);
  return boost::json::serialize(errors.tree());
}

TEST(RequestCheck, ReadsThePath) {
  EXPECT_EQ(errors_of("get_channel", {{"channel_id", "7"}}, ""), "{}");
  EXPECT_EQ(errors_of("get_channel", {{"channel_id", "general"}}, ""),
            one_error("channel_id", "NUMBER_TYPE_COERCE", "Value \"general\" is not snowflake."));
  EXPECT_EQ(
      errors_of("get_answer_voters",
                {{"channel_id", "7"}, {"message_id", "8"}, {"answer_id", "11"}}, ""),
      one_error("answer_id", "NUMBER_TYPE_MAX", "int value should be less than or equal to 10."));
}

TEST(RequestCheck, ReadsTheQuery) {
  const PathParameters guild{{"guild_id", "7"}};
  EXPECT_EQ(errors_of("search_guild_members", guild, "query=a&limit=5"), "{}");
  EXPECT_EQ(errors_of("search_guild_members", guild, "limit=5"),
            one_error("query", "BASE_TYPE_REQUIRED", "This field is required"));
  EXPECT_EQ(errors_of("search_guild_members", guild, "query=a&limit=x"),
            one_error("limit", "NUMBER_TYPE_COERCE", "Value \"x\" is not int."));
  EXPECT_EQ(errors_of("get_guild", guild, "with_counts=perhaps"),
            one_error("with_counts", "BOOLEAN_TYPE_CONVERT", "Must be either true or false."));
  EXPECT_EQ(errors_of("get_guild", guild, "unknown=x"), "{}");
}

TEST(RequestCheck, AListIsANameThatIsRepeated) {
  const PathParameters guild{{"guild_id", "7"}};
  EXPECT_EQ(errors_of("guild_search", guild, "author_id=1&author_id=2"), "{}");
  EXPECT_EQ(errors_of("guild_search", guild, "author_id=1&author_id=x"),
            R"({"author_id":{"1":{"_errors":[{"code":"NUMBER_TYPE_COERCE",)"
            R"("message":"Value \"x\" is not snowflake."}]}}})");
  EXPECT_EQ(errors_of("preview_prune_guild", guild, "include_roles=1,2"), "{}");
  EXPECT_EQ(errors_of("preview_prune_guild", guild, "include_roles=1&include_roles=2"), "{}");
}

TEST(RequestCheck, ReadsTheBodyAndDemandsItsFile) {
  RequestBody body;
  body.json = boost::json::parse(R"({"name":"wave","tags":"x"})");
  EXPECT_EQ(errors_of("create_guild_sticker", {{"guild_id", "7"}}, "", body),
            one_error("file", "BASE_TYPE_REQUIRED", "This field is required"));
  body.file_parts.insert("file");
  EXPECT_EQ(errors_of("create_guild_sticker", {{"guild_id", "7"}}, "", body), "{}");
}

}  // namespace
}  // namespace pincer::sandbox
