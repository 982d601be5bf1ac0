#include "sandbox/multipart_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pincer::sandbox {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view type = "multipart/form-data; boundary=XX";

std::string error_of(std::string_view content_type, std::string_view body) {
  const auto parts = read_multipart(content_type, body);
  return parts ? "(no error)" : parts.error().message;
}

TEST(Multipart, ReadsFieldsAndFiles) {
  const std::string body =
      "--XX\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n"
      "Content-Type: application/json\r\n\r\n{\"a\":1}\r\n"
      "--XX\r\ncontent-disposition: form-data; name=\"files[0]\"; filename=\"a "
      "\\\"b\\\".txt\"\r\n\r\n"
      "line\r\n--X not a boundary\r\n\r\n--XX--\r\n";
  const auto parts = read_multipart(type, body).value();
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].name, "payload_json");
  EXPECT_EQ(parts[0].content_type, "application/json");
  EXPECT_EQ(parts[0].body, "{\"a\":1}");
  EXPECT_EQ(parts[1].name, "files[0]");
  EXPECT_EQ(parts[1].filename, "a \"b\".txt");
  EXPECT_EQ(parts[1].body, "line\r\n--X not a boundary\r\n");
}

TEST(Multipart, SkipsAPreambleAndKeepsBinaryBytes) {
  const std::string bytes("\0\xff\r\n--X", 7);
  const std::string body =
      "preamble\r\n--XX\r\nContent-Disposition: form-data; name=f\r\n\r\n" + bytes + "\r\n--XX--";
  const auto parts =
      read_multipart("multipart/form-data; charset=x; BOUNDARY=\"XX\"", body).value();
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0].body, bytes);
}

TEST(Multipart, ReadsEmptyBodies) {
  EXPECT_TRUE(read_multipart(type, "--XX--").value().empty());
  const auto parts =
      read_multipart(type, "--XX\r\nContent-Disposition: form-data; name=f\r\n\r\n\r\n--XX--")
          .value();
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0].body, "");
}

TEST(Multipart, RefusesWhatIsMalformed) {
  EXPECT_THAT(error_of("multipart/form-data", "--XX--"), HasSubstr("no usable boundary"));
  EXPECT_THAT(error_of("multipart/form-data; boundary=", "--"), HasSubstr("no usable boundary"));
  EXPECT_THAT(error_of("multipart/form-data; boundary=" + std::string(71, 'x'), ""),
              HasSubstr("no usable boundary"));
  EXPECT_THAT(error_of(type, ""), HasSubstr("boundary does not occur"));
  EXPECT_THAT(error_of(type, "--XXrubbish"), HasSubstr("not followed by a line end"));
  EXPECT_THAT(error_of(type, "--XX\r\nContent-Disposition: form-data; name=a"),
              HasSubstr("headers of a part do not end"));
  EXPECT_THAT(error_of(type, "--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--"),
              HasSubstr("no name"));
  EXPECT_THAT(error_of(type, "--XX\r\nrubbish\r\n\r\nx\r\n--XX--"), HasSubstr("no colon"));
  EXPECT_THAT(error_of(type, "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nx"),
              HasSubstr("closing boundary is missing"));
}

TEST(Multipart, BoundsTheParts) {
  std::string body;
  for (std::size_t i = 0; i <= multipart_parts_max; ++i) {
    body += "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n";
  }
  EXPECT_THAT(error_of(type, body + "--XX--"), HasSubstr("too many parts"));
}

}  // namespace
}  // namespace pincer::sandbox
