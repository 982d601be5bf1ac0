#include "wire/multipart.hpp"

#include <gtest/gtest.h>

namespace pincer::wire {
namespace {

std::string boundary_of(const Multipart& multipart) {
  const std::string key = "boundary=";
  const std::string type = multipart.content_type();
  return type.substr(type.find(key) + key.size());
}

TEST(Multipart, FramesJsonFilesAndFields) {
  Random random(1);
  Multipart multipart(random);
  const std::string boundary = boundary_of(multipart);
  EXPECT_EQ(multipart.content_type(), "multipart/form-data; boundary=" + boundary);
  EXPECT_LE(boundary.size(), 70U) << "RFC 2046, 5.1.1";
  EXPECT_EQ(multipart.payload_json_head(),
            "--" + boundary +
                "\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n"
                "Content-Type: application/json\r\n\r\n");
  EXPECT_EQ(multipart.file_head("cat.png", "image/png"),
            "\r\n--" + boundary +
                "\r\nContent-Disposition: form-data; name=\"files[0]\"; "
                "filename=\"cat.png\"\r\nContent-Type: image/png\r\n\r\n");
  EXPECT_EQ(multipart.file_head("a.txt", ""),
            "\r\n--" + boundary +
                "\r\nContent-Disposition: form-data; name=\"files[1]\"; "
                "filename=\"a.txt\"\r\n\r\n");
  EXPECT_EQ(multipart.file_field_head("file", "s.png", ""),
            "\r\n--" + boundary +
                "\r\nContent-Disposition: form-data; name=\"file\"; "
                "filename=\"s.png\"\r\n\r\n");
  EXPECT_EQ(multipart.field_head("tags"),
            "\r\n--" + boundary + "\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\n");
  EXPECT_EQ(multipart.end(), "\r\n--" + boundary + "--\r\n");
}

TEST(Multipart, KeepsFileNamesInsideTheirHeader) {
  Random random(1);
  Multipart multipart(random);
  const std::string head = multipart.file_head("a\"\r\nX: y\xc3\xa9", "text/plain\r\nX: y");
  EXPECT_NE(head.find("filename=\"a%22%0D%0AX: y\xc3\xa9\"\r\n"), std::string::npos) << head;
  EXPECT_NE(head.find("Content-Type: text/plainX: y\r\n"), std::string::npos) << head;
}

TEST(Multipart, DrawsAnotherBoundaryEachTime) {
  Random random(7);
  EXPECT_NE(Multipart(random).content_type(), Multipart(random).content_type());
}

}  // namespace
}  // namespace pincer::wire
