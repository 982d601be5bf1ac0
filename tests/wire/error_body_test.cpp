#include "wire/error_body.hpp"

#include <gtest/gtest.h>

namespace pincer::wire {
namespace {

Error parse(int status, std::string_view body) {
  return parse_error_body(status, "POST", "/channels/{channel_id}/messages", body);
}

TEST(ErrorBody, FlattensDiscordsErrors) {
  const Error error = parse(400, R"({"code": 50035, "message": "Invalid Form Body", "errors": {
      "embeds": {"0": {"fields": {"3": {"value": {"_errors": [
        {"code": "BASE_TYPE_REQUIRED", "message": "This field is required"}]}}}}},
      "_errors": [{"code": "TOO_LARGE", "message": "Too large"}],
      "content": {"_errors": [{"code": "A", "message": "a"}, {"code": "B", "message": "b"}]}}})");
  EXPECT_EQ(error.kind, ErrorKind::http);
  EXPECT_EQ(error.http_status, 400);
  EXPECT_EQ(error.discord_code, JsonErrorCode::invalid_form_body);
  EXPECT_EQ(error.message, "Invalid Form Body");
  EXPECT_EQ(error.method, "POST");
  EXPECT_EQ(error.route, "/channels/{channel_id}/messages");
  const std::vector<FieldError> expected{
      {"embeds[0].fields[3].value", "BASE_TYPE_REQUIRED", "This field is required"},
      {"", "TOO_LARGE", "Too large"},
      {"content", "A", "a"},
      {"content", "B", "b"}};
  EXPECT_EQ(error.field_errors, expected);
}

TEST(ErrorBody, KnowsTheKindByTheStatus) {
  EXPECT_EQ(parse(401, R"({"message":"401: Unauthorized","code":0})").kind,
            ErrorKind::unauthorized);
  EXPECT_EQ(parse(429, R"({"message":"x"})").kind, ErrorKind::rate_limited);
  EXPECT_EQ(parse(500, R"({"message":"x"})").kind, ErrorKind::http);
}

TEST(ErrorBody, ReadsOldAndForeignShapes) {
  const Error old = parse(400, R"({"code":50035,"message":"m","errors":{"content":["too long"]}})");
  EXPECT_EQ(old.field_errors, (std::vector<FieldError>{{"content", "", "too long"}}));
  const Error oauth =
      parse(400, R"({"error":"invalid_grant","error_description":"Invalid \"code\""})");
  EXPECT_EQ(oauth.message, "Invalid \"code\"");
  EXPECT_EQ(parse(400, R"({"error":"invalid_grant"})").message, "invalid_grant");
}

TEST(ErrorBody, SaysWhenTheBodyIsNotDiscords) {
  EXPECT_EQ(parse(502, "").message, "the response has no body");
  EXPECT_EQ(parse(502, "oops").message, "a body of 4 bytes that is not a JSON object");
  EXPECT_EQ(parse(502, "[1]").message, "a body of 3 bytes that is not a JSON object");
  EXPECT_EQ(parse(403, "\n<!DOCTYPE html><head><title>Access\ndenied</title></head>").message,
            "an HTML page instead of JSON, from a proxy or from the edge before Discord's API "
            "(\"Access denied\")");
  EXPECT_EQ(parse(403, "<html>").message,
            "an HTML page instead of JSON, from a proxy or from the edge before Discord's API");
  EXPECT_EQ(parse(400, "{}").message, "the response gives no message");
  EXPECT_EQ(parse(400, R"({"code":"50035","message":["a"]})").discord_code, JsonErrorCode{});
  EXPECT_EQ(parse(400, R"({"code":99999999999})").discord_code, JsonErrorCode{});
}

TEST(ErrorBody, IsBounded) {
  const std::string large = R"({"message":")" + std::string(error_body_size_max, 'x') + "\"}";
  EXPECT_EQ(parse(400, large).message,
            "a body of " + std::to_string(large.size()) + " bytes that is not a JSON object");

  const std::string long_message = R"({"message":")" + std::string(511, 'x') + "\u00e9" + "\"}";
  EXPECT_EQ(parse(400, long_message).message, std::string(511, 'x') + "...");

  std::string many = R"({"message":"m","errors":{"a":{"_errors":[)";
  for (int i = 0; i < 200; ++i) many += R"({"code":"C","message":"m"},)";
  many.back() = ']';
  EXPECT_EQ(parse(400, many + "}}}").field_errors.size(), field_errors_max);

  std::string deep = R"({"message":"m","errors":)";
  for (int i = 0; i < 500; ++i) deep += R"({"a":)";
  deep += "1" + std::string(501, '}');
  EXPECT_EQ(parse(400, deep).field_errors.size(), 0U);
}

}  // namespace
}  // namespace pincer::wire
