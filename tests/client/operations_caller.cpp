#include "client/operations_caller.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <iterator>

#include "pincer/error.hpp"
#include "support/run_coroutine.hpp"

namespace pincer::test {
namespace {

namespace json = boost::json;
using testing::AnyOf;
using testing::Contains;
using testing::UnorderedElementsAreArray;

constexpr std::string_view bot_token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.secret.part";
constexpr std::string_view user_token = "a-token-of-a-user";
constexpr std::string_view base_path = "/api/v10";
constexpr std::string_view upload = "the bytes of a file";

std::string text_of(const json::value& value) { return std::string(value.as_string()); }

std::map<std::string, json::object, std::less<>> read_expected() {
  std::ifstream file(PINCER_OPERATIONS_JSON);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  std::map<std::string, json::object, std::less<>> found;
  const json::value rows = json::parse(text);
  for (const json::value& row : rows.as_array()) {
    found.emplace(text_of(row.at("operation")), row.as_object());
  }
  return found;
}

std::string http_answer(const json::object& answer) {
  const json::value* const body = answer.if_contains("body");
  const std::string text = body == nullptr     ? ""
                           : body->is_string() ? text_of(*body)
                                               : json::serialize(*body);
  return "HTTP/1.1 " + std::to_string(answer.at("status").as_int64()) + " Word\r\n" +
         (body == nullptr ? "" : "Content-Length: " + std::to_string(text.size()) + "\r\n") +
         "\r\n" + text;
}

HTTPClientOptions client_options(const std::string& base_url) {
  HTTPClientOptions options;
  options.base_url = base_url + std::string(base_path);
  options.global_requests_per_second = 100'000;  // Nobody counts here.
  options.add_nonce = false;
  return options;
}

/// A part of a form: its head without the line break at the end, and its content.
using Part = std::pair<std::string, std::string>;

/// The parts of a multipart body, read by RFC 2046 alone. Empty when it is none.
std::vector<Part> parts_of(const std::string& content_type, std::string_view body) {
  constexpr std::string_view boundary_begin = "multipart/form-data; boundary=";
  if (!content_type.starts_with(boundary_begin)) return {};
  const std::string delimiter = "\r\n--" + content_type.substr(boundary_begin.size());
  const std::string text = "\r\n" + std::string(body);
  std::vector<Part> parts;
  std::size_t begin = 0;
  for (;;) {
    begin = text.find(delimiter, begin);
    if (begin == std::string::npos) return {};  // Without an end.
    begin += delimiter.size();
    if (text.compare(begin, 2, "--") == 0) return parts;
    const auto head_end = text.find("\r\n\r\n", begin);
    const auto end = text.find(delimiter, begin);
    if (head_end == std::string::npos || end == std::string::npos) return {};
    parts.emplace_back(text.substr(begin + 2, head_end - begin - 2),
                       text.substr(head_end + 4, end - head_end - 4));
  }
}

/// Every field of the description, and nothing else.
std::vector<Part> described_parts(const json::object& expected) {
  const std::string head = "Content-Disposition: form-data; name=\"";
  std::vector<Part> parts;
  for (const json::value& field : expected.at("files").as_array()) {
    parts.emplace_back(head + text_of(field) + "\"; filename=\"file.bin\"", upload);
  }
  for (const auto& [name, value] : expected.at("form").as_object()) {
    parts.emplace_back(head + std::string(name) + "\"", text_of(value));
  }
  return parts;
}

}  // namespace

std::string OperationsCaller::Received::header(std::string_view name) const {
  const std::string line = "\r\n" + std::string(name) + ": ";
  const auto begin = head.find(line);
  if (begin == std::string::npos) return {};
  const auto value = begin + line.size();
  return head.substr(value, head.find("\r\n", value) - value);
}

OperationsCaller::OperationsCaller()
    : expected_(read_expected()),
      server_(context_,
              [this](StubConnection& connection, int) -> awaitable<void> {
                for (;;) {
                  auto [head, body] = co_await connection.read_request();
                  if (head.empty()) co_return;
                  received_.push_back({std::move(head), std::move(body)});
                  co_await connection.write(answer_);
                }
              }),
      http_(context_.get_executor(), Token(std::string(bot_token)), client_options(server_.url())) {
}

const json::object& OperationsCaller::expected(std::string_view operation) const {
  return expected_.find(operation)->second;
}

std::set<std::string> OperationsCaller::described() const {
  std::set<std::string> all;
  for (const auto& [name, row] : expected_) {
    all.insert(text_of(row.at("method")) + " " + text_of(row.at("path")));
  }
  return all;
}

RequestOptions OperationsCaller::reason() {
  return RequestOptions().reason("for a good caf\u00e9");
}

RequestOptions OperationsCaller::options(std::string_view operation) const {
  const json::object& row = expected(operation);
  RequestOptions options = reason();
  for (const json::value& parameter : row.at("query").as_array()) {
    options.query(text_of(parameter.at(0)), text_of(parameter.at(1)));
  }
  if (row.at("authorization").as_array().front() == "Bearer") {
    options.bearer(Token(std::string(user_token)));
  }
  if (row.contains("untyped_body")) options.json(json::serialize(row.at("untyped_body")));
  if (row.contains("files")) {
    for (const auto& [name, value] : row.at("form").as_object()) {
      options.form(std::string(name), text_of(value));
    }
    for (const json::value& field : row.at("files").as_array()) {
      RequestOptions::File file("file.bin", std::string(upload));
      file.field = text_of(field);
      options.file(std::move(file));
    }
  }
  return options;
}

void OperationsCaller::run(std::string_view operation, Given given, awaitable<void> made) {
  SCOPED_TRACE(operation);
  const json::object& row = expected(operation);
  answer_ = http_answer(row.at("answer").as_object());
  received_.clear();
  try {
    run_coroutine(context_, std::move(made));
  } catch (const Exception& exception) {
    ADD_FAILURE() << exception.error();
  }
  ASSERT_EQ(received_.size(), 1U);
  check_target(row, given, received_.front());
  check_headers(row, received_.front());
  check_body(row, given, received_.front());
  recorded_[std::string(operation)] = received_.front();
  called_.insert(text_of(row.at("method")) + " " + text_of(row.at("path")));
}

void OperationsCaller::check_target(const json::object& expected, Given given,
                                    const Received& request) {
  const std::string begin = text_of(expected.at("method")) + " " + std::string(base_path) +
                            text_of(expected.at("target"));
  const std::string line = request.head.substr(0, request.head.find(" HTTP/1.1\r\n"));
  const auto question_mark = line.find('?');
  EXPECT_EQ(line.substr(0, question_mark), begin);
  const std::string query =
      question_mark == std::string::npos ? "" : line.substr(question_mark + 1);

  if (given == Given::all) {
    EXPECT_EQ(query, text_of(expected.at("query_string")));
    return;
  }
  std::vector<std::string> known;
  for (const json::value& parameter : expected.at("query").as_array()) {
    known.push_back(text_of(parameter.at(0)));
  }
  for (std::string_view rest = query; !rest.empty();) {
    const auto end = std::min(rest.find('&'), rest.size() - 1);
    EXPECT_THAT(known, Contains(rest.substr(0, rest.find('='))));
    rest.remove_prefix(end + 1);
  }
}

void OperationsCaller::check_headers(const json::object& expected, const Received& request) {
  const std::string credentials = request.header("Authorization");
  EXPECT_THAT(credentials,
              AnyOf("", "Bot " + std::string(bot_token), "Bearer " + std::string(user_token)));
  const json::string kind(credentials.substr(0, credentials.find(' ')));
  EXPECT_THAT(expected.at("authorization").as_array(), Contains(json::value(kind)));
  EXPECT_EQ(request.header("X-Audit-Log-Reason"), "for%20a%20good%20caf%C3%A9");
  const std::string content_type = request.header("Content-Type");
  const json::string media(content_type.substr(0, content_type.find(';')));
  const json::array& allowed = expected.at("content_types").as_array();
  if (allowed.empty()) {
    EXPECT_EQ(media, "");
  } else {
    EXPECT_THAT(allowed, Contains(json::value(media)));
  }
}

void OperationsCaller::check_body(const json::object& expected, Given given,
                                  const Received& request) {
  if (expected.at("content_types").as_array().empty()) {
    EXPECT_EQ(request.body, "");
    return;
  }
  if (expected.contains("files")) {
    EXPECT_THAT(parts_of(request.header("Content-Type"), request.body),
                UnorderedElementsAreArray(described_parts(expected)));
    return;
  }
  boost::system::error_code failure;
  const json::value body = json::parse(request.body, failure);
  ASSERT_FALSE(failure) << request.body;
  if (given == Given::all) {
    const char* const key = expected.contains("body") ? "body" : "untyped_body";
    EXPECT_EQ(body, expected.at(key));
    return;
  }
  const json::value& object = body.is_array() ? body.as_array().at(0) : body;
  for (const auto& field : object.as_object()) {
    EXPECT_THAT(expected.at("known").as_array(), Contains(json::value(field.key())));
  }
  for (const json::value& field : expected.at("required").as_array()) {
    EXPECT_TRUE(object.as_object().contains(field.as_string())) << field;
  }
}

}  // namespace pincer::test
