#include "sandbox/request_body.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "sandbox/api_errors.hpp"
#include "sandbox/described.hpp"

namespace pincer::sandbox {
namespace {

HttpRequest request_with(std::string content_type, std::string body) {
  HttpRequest request;
  request.headers = {{"Content-Type", std::move(content_type)}};
  request.body = std::move(body);
  return request;
}

std::string json_of(const HttpRequest& request, std::string_view operation = "create_message") {
  return boost::json::serialize(read_request_body(request, described(operation)).json);
}

/// The JSON of the reply that a body is refused with.
boost::json::value refusal(const HttpRequest& request, std::string_view operation) {
  try {
    read_request_body(request, described(operation));
  } catch (Refused& refused) {
    return boost::json::parse(refused.take_reply().body);
  }
  return "not refused";
}

std::string part(const std::string& head, const std::string& body) {
  return "--XX\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + body + "\r\n";
}

constexpr const char* multipart_type = "multipart/form-data; boundary=XX";

TEST(RequestBody, IsJsonOrAForm) {
  EXPECT_EQ(json_of(request_with("application/json", "[1]")), "[1]");
  EXPECT_EQ(json_of(request_with("APPLICATION/JSON; charset=utf-8", "{}")), "{}");
  EXPECT_EQ(json_of(request_with("application/x-www-form-urlencoded", "content=a+b&tts=1")),
            R"({"content":"a b","tts":"1"})");
  EXPECT_EQ(json_of(request_with(multipart_type, part("name=\"content\"", "hi") + "--XX--")),
            R"({"content":"hi"})");
  EXPECT_EQ(json_of(request_with(multipart_type, part("name=\"payload_json\"", R"({"a":1})") +
                                                     part("name=\"b\"", "2") + "--XX--")),
            R"({"a":1,"b":"2"})");
}

TEST(RequestBody, MayBeLeftOut) {
  EXPECT_EQ(json_of(HttpRequest{}, "ban_user_from_guild"), "{}");
  EXPECT_EQ(json_of(HttpRequest{}, "get_my_user"), "null");
  EXPECT_EQ(refusal(request_with("application/json", ""), "create_message").at("code"), 50109);
}

TEST(RequestBody, HasATypeThatTheOperationTakes) {
  const auto error = [](std::string type, std::string_view operation) {
    const auto json = refusal(request_with(std::move(type), "{}"), operation);
    return std::string(json.at("errors").at("_errors").at(0).at("message").as_string());
  };
  EXPECT_EQ(error("text/plain", "create_message"),
            "Expected \"Content-Type\" header to be one of {'application/json', "
            "'application/x-www-form-urlencoded', 'multipart/form-data'}.");
  EXPECT_EQ(error("multipart/form-data", "create_dm"),
            "Expected \"Content-Type\" header to be one of {'application/json'}.");
  EXPECT_EQ(error("application/json", "create_guild_sticker"),
            "Expected \"Content-Type\" header to be one of {'multipart/form-data'}.");
}

TEST(RequestBody, KeepsFilesApart) {
  const auto body = read_request_body(
      request_with(multipart_type, part("name=\"file\"; filename=\"a b.png\"", "bytes") +
                                       part("name=\"files[3]\"; filename=\"c.png\"", "more") +
                                       "--XX--"),
      described("create_guild_sticker"));
  EXPECT_TRUE(body.file_parts.contains("file"));
  EXPECT_EQ(body.files.at(3).bytes, "more");
  EXPECT_EQ(boost::json::serialize(body.json), "{}");
}

}  // namespace
}  // namespace pincer::sandbox
