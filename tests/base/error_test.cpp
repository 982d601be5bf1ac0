#include "pincer/error.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "base/result.hpp"

namespace pincer {
namespace {

Error http_error() {
  Error error(ErrorKind::http, "Invalid Form Body");
  error.method = "POST";
  error.route = "/channels/{channel_id}/messages";
  error.http_status = 400;
  error.discord_code = JsonErrorCode::invalid_form_body;
  return error;
}

TEST(Error, SaysKindAndMessage) {
  EXPECT_EQ(Error(ErrorKind::timeout, "no answer within 30 s").to_string(),
            "timeout: no answer within 30 s");
}

TEST(Error, SaysRouteStatusAndCode) {
  EXPECT_EQ(http_error().to_string(),
            "http (POST /channels/{channel_id}/messages): HTTP 400, Discord error 50035, "
            "Invalid Form Body");
}

TEST(Error, SaysTheCloseCode) {
  Error error(ErrorKind::gateway, "Disallowed intent(s)");
  error.close_code = 4014;
  EXPECT_EQ(error.to_string(), "gateway: close code 4014, Disallowed intent(s)");
}

TEST(Error, SaysHowOftenItTried) {
  Error error(ErrorKind::network, "connection refused");
  error.attempts = 1;
  EXPECT_EQ(error.to_string(), "network: connection refused");
  error.attempts = 3;
  EXPECT_EQ(error.to_string(), "network: connection refused (after 3 attempts)");
}

TEST(Error, HasALineForEachField) {
  Error error = http_error();
  error.field_errors = {
      {"embeds[0].title", "BASE_TYPE_MAX_LENGTH", "Must be 256 or fewer in length."},
      {"", "BASE_TYPE_REQUIRED", "This field is required"}};
  EXPECT_EQ(error.to_string(), http_error().to_string() +
                                   "\n  embeds[0].title: BASE_TYPE_MAX_LENGTH: Must be 256 or "
                                   "fewer in length."
                                   "\n  BASE_TYPE_REQUIRED: This field is required");
}

TEST(Error, StreamsAsItsText) {
  std::ostringstream out;
  out << http_error();
  EXPECT_EQ(out.str(), http_error().to_string());
}

TEST(ErrorKind, NamesDiffer) {
  std::set<std::string_view> names;
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::gateway); ++kind) {
    names.insert(to_string(static_cast<ErrorKind>(kind)));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(ErrorKind::gateway) + 1);
  EXPECT_FALSE(names.contains("unknown"));
}

TEST(Exception, CarriesTheError) {
  const Exception exception(http_error());
  EXPECT_EQ(exception.error(), http_error());
  EXPECT_EQ(exception.kind(), ErrorKind::http);
  EXPECT_EQ(exception.what(), http_error().to_string());
}

TEST(Result, HoldsAValueOrAnError) {
  const Result<int> value = 7;
  EXPECT_EQ(value.value(), 7);
  const Result<int> failed = http_error();
  ASSERT_TRUE(failed.has_error());
  EXPECT_EQ(failed.error(), http_error());
}

TEST(Result, ThrowsItsErrorWhenAskedForTheValue) {
  const Result<int> number = http_error();
  const Result<void> nothing = http_error();
  for (const auto& ask : {std::function<void()>([&] { static_cast<void>(number.value()); }),
                          std::function<void()>([&] { nothing.value(); })}) {
    try {
      ask();
      ADD_FAILURE() << "no pincer::Exception was thrown";
    } catch (const Exception& exception) {
      EXPECT_EQ(exception.error(), http_error());
    }
  }
}

}  // namespace
}  // namespace pincer
