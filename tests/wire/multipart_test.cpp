#include "wire/multipart.hpp"

#include <gtest/gtest.h>

namespace pincer::wire {
namespace {

std::string boundary_of(const MultipartBody& body) {
  const std::string key = "boundary=";
  return body.content_type.substr(body.content_type.find(key) + key.size());
}

TEST(Multipart, WritesJsonFilesAndFields) {
  Random random(1);
  Multipart multipart;
  multipart.add_payload_json(R"({"content":"hi"})")
      .add_file("cat.png", "image/png", std::string_view("\0\r\n\xff", 4))
      .add_file("a.txt", "", "")
      .add_field("tags", "x");
  const MultipartBody encoded = multipart.encode(random);
  const std::string boundary = boundary_of(encoded);
  EXPECT_EQ(encoded.content_type, "multipart/form-data; boundary=" + boundary);
  EXPECT_LE(boundary.size(), 70U) << "RFC 2046, 5.1.1";
  EXPECT_EQ(encoded.body, "--" + boundary +
                              "\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n"
                              "Content-Type: application/json\r\n\r\n"
                              "{\"content\":\"hi\"}\r\n--" +
                              boundary +
                              "\r\nContent-Disposition: form-data; name=\"files[0]\"; "
                              "filename=\"cat.png\"\r\nContent-Type: image/png\r\n\r\n" +
                              std::string("\0\r\n\xff", 4) + "\r\n--" + boundary +
                              "\r\nContent-Disposition: form-data; name=\"files[1]\"; "
                              "filename=\"a.txt\"\r\n\r\n\r\n--" +
                              boundary +
                              "\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\nx\r\n--" +
                              boundary + "--\r\n");
}

TEST(Multipart, KeepsFileNamesInsideTheirHeader) {
  Random random(1);
  Multipart multipart;
  multipart.add_file("a\"\r\nX: y\xc3\xa9", "text/plain\r\nX: y", "");
  const std::string body = multipart.encode(random).body;
  EXPECT_NE(body.find("filename=\"a%22%0D%0AX: y\xc3\xa9\"\r\n"), std::string::npos) << body;
  EXPECT_NE(body.find("Content-Type: text/plainX: y\r\n"), std::string::npos) << body;
}

TEST(Multipart, NeverUsesABoundaryThatTheContentHas) {
  Random same_seed(7);
  const std::string first = boundary_of(Multipart().add_field("a", "b").encode(same_seed));
  const std::string content = "before --" + first + "-- after";
  Random random(7);
  const MultipartBody encoded = Multipart().add_file("f", "", content).encode(random);
  EXPECT_NE(boundary_of(encoded), first);
  EXPECT_EQ(content.find(boundary_of(encoded)), std::string::npos);
}

TEST(Multipart, EncodesTwiceAlikeForARetry) {
  Multipart multipart;
  multipart.add_file("f", "", "content");
  Random first(3);
  Random second(3);
  EXPECT_EQ(multipart.encode(first).body, multipart.encode(second).body);
}

}  // namespace
}  // namespace pincer::wire
