#include "sandbox/schema_check.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "sandbox/described.hpp"

namespace pincer::sandbox {
namespace {

using namespace schema;  // NOLINT(google-build-using-namespace): as the tables.

/// "path.to.field CODE: message" of each error, and what became of the value.
struct Outcome {
  std::string errors;
  boost::json::value value;
};

void list_errors(const boost::json::object& tree, const std::string& path, std::string& listed) {
  for (const auto& [key, child] : tree) {
    if (key == "_errors") {
      for (const auto& error : child.as_array()) {
        listed += (listed.empty() ? "" : "\n") + path + " " +
                  std::string(error.at("code").as_string()) + ": " +
                  std::string(error.at("message").as_string());
      }
    } else {
      list_errors(child.as_object(), path + (path.empty() ? "" : ".") + std::string(key), listed);
    }
  }
}

Outcome checked(const Schema& schema, std::string_view text) {
  Outcome outcome{{}, boost::json::parse(text)};
  FormErrors errors;
  check_value(schema, outcome.value, {}, errors);
  list_errors(errors.tree(), "", outcome.errors);
  return outcome;
}

std::string errors_of(const Schema& schema, std::string_view text) {
  return checked(schema, text).errors;
}

/// The value after a check that finds nothing wrong.
std::string read(const Schema& schema, std::string_view text) {
  const Outcome outcome = checked(schema, text);
  EXPECT_EQ(outcome.errors, "");
  return boost::json::serialize(outcome.value);
}

TEST(SchemaCheck, ReadsIntegersAsDiscordDoes) {
  EXPECT_EQ(read(integer(), "5"), "5");
  EXPECT_EQ(read(integer(), "\"-5\""), "-5") << "forms have nothing but text";
  EXPECT_EQ(read(integer(), "5.0"), "5");
  EXPECT_EQ(errors_of(integer(), "5.5"), " NUMBER_TYPE_COERCE: Value 5.5E0 is not int.");
  EXPECT_EQ(errors_of(integer(), "\"5x\""), " NUMBER_TYPE_COERCE: Value \"5x\" is not int.");
  EXPECT_EQ(errors_of(integer(), "[]"), " NUMBER_TYPE_COERCE: Value [] is not int.");
  EXPECT_EQ(errors_of(integer(), "1e300"), " NUMBER_TYPE_COERCE: Value 1E300 is not int.");
  EXPECT_EQ(errors_of(integer(1, 9), "0"),
            " NUMBER_TYPE_MIN: int value should be greater than or equal to 1.");
  EXPECT_EQ(errors_of(integer(1, 9), "10"),
            " NUMBER_TYPE_MAX: int value should be less than or equal to 9.");
  EXPECT_EQ(errors_of(integer(1, 9), "18446744073709551615"),
            " NUMBER_TYPE_MAX: int value should be less than or equal to 9.");
  EXPECT_EQ(read(integer(0, 18014398509481983), "8"), "\"8\"") << "permissions are text";
  EXPECT_EQ(errors_of(choice<1, 2>(), "3"), " BASE_TYPE_CHOICES: Value must be one of {1, 2}.");
}

TEST(SchemaCheck, ReadsNumbersAndBooleans) {
  EXPECT_EQ(read(number(0, 2), "1"), "1");
  EXPECT_EQ(read(number(0, 2), "\"1.5\""), "1.5E0");
  EXPECT_EQ(errors_of(number(), "\"nan\""), " NUMBER_TYPE_COERCE: Value \"nan\" is not float.");
  EXPECT_EQ(errors_of(number(0, 2), "2.5"),
            " NUMBER_TYPE_MAX: float value should be less than or equal to 2.");
  EXPECT_EQ(errors_of(number(0, 2), "-0.5"),
            " NUMBER_TYPE_MIN: float value should be greater than or equal to 0.");
  EXPECT_EQ(read(boolean(), "\"true\""), "true");
  EXPECT_EQ(read(boolean(), "0"), "false");
  EXPECT_EQ(errors_of(boolean(), "2"), " BOOLEAN_TYPE_CONVERT: Must be either true or false.");
}

TEST(SchemaCheck, CountsTheCharactersOfTexts) {
  EXPECT_EQ(read(text(1, 2), "\"\xc3\xa9\xc3\xa9\""), "\"\xc3\xa9\xc3\xa9\"");
  EXPECT_EQ(errors_of(text(1, 2), "\"\""),
            " BASE_TYPE_BAD_LENGTH: Must be between 1 and 2 in length.");
  EXPECT_EQ(errors_of(text(0, 2), "\"abc\""),
            " BASE_TYPE_MAX_LENGTH: Must be 2 or fewer in length.");
  EXPECT_EQ(errors_of(text(2), "\"a\""), " BASE_TYPE_MIN_LENGTH: Must be 2 or more in length.");
  EXPECT_EQ(errors_of(text(), "5"), " STRING_TYPE_CONVERT: Could not interpret \"5\" as string.");
  constexpr std::string_view words[] = {"a", "b"};
  EXPECT_EQ(read(word(words), "\"b\""), "\"b\"");
  EXPECT_EQ(errors_of(word(words), "\"c\""),
            " BASE_TYPE_CHOICES: Value must be one of {'a', 'b'}.");
  EXPECT_EQ(read(matching(0, 4, "^#[0-9]+$"), "\"#12\""), "\"#12\"");
  EXPECT_EQ(errors_of(matching(0, 4, "^#[0-9]+$"), "\"12\""),
            " STRING_TYPE_REGEX: String value did not match validation regex.");
}

TEST(SchemaCheck, KnowsTheFormatsOfTexts) {
  EXPECT_EQ(errors_of(timestamp(), "\"2025-01-01T00:00:00Z\""), "");
  EXPECT_EQ(errors_of(timestamp(), "\"soon\""),
            " DATE_TIME_TYPE_PARSE: Could not parse \"soon\". Should be ISO8601.");
  EXPECT_EQ(errors_of(url(20), "\"attachment://a.png\""), "");
  EXPECT_EQ(errors_of(url(), "\"https:// x\""), " URL_TYPE_INVALID_URL: Not a well formed URL.");
  EXPECT_EQ(errors_of(url(9), "\"https://example.com\""),
            " BASE_TYPE_MAX_LENGTH: Must be 9 or fewer in length.");
  EXPECT_EQ(errors_of(snowflake(), "\"123\""), "");
  EXPECT_EQ(errors_of(snowflake(), "123"), "");
  EXPECT_EQ(errors_of(snowflake(), "18446744073709551615"), "");
  EXPECT_EQ(errors_of(snowflake(), "-1"), " NUMBER_TYPE_COERCE: Value -1 is not snowflake.");
  EXPECT_EQ(errors_of(snowflake(), "\"a\""), " NUMBER_TYPE_COERCE: Value \"a\" is not snowflake.");
}

TEST(SchemaCheck, NullIsAValueOfItsOwn) {
  EXPECT_EQ(errors_of(text().or_null(), "null"), "");
  EXPECT_EQ(errors_of(anything(), "null"), "");
  EXPECT_EQ(errors_of(text(), "null"), " BASE_TYPE_REQUIRED: This field is required");
}

TEST(SchemaCheck, WalksListsAndMaps) {
  static constexpr Schema small = integer(0, 9);
  EXPECT_EQ(read(list(small, 0, 3), "[\"1\",2,2]"), "[1,2,2]");
  EXPECT_EQ(errors_of(list(small), "[1,10,\"x\"]"),
            "1 NUMBER_TYPE_MAX: int value should be less than or equal to 9.\n"
            "2 NUMBER_TYPE_COERCE: Value \"x\" is not int.");
  EXPECT_EQ(errors_of(list(small, 1, 2), "[1,2,30]"),
            " BASE_TYPE_BAD_LENGTH: Must be between 1 and 2 in length.");
  EXPECT_EQ(errors_of(list(small), "{}"),
            " LIST_TYPE_CONVERT: Only iterables may be used in a ListType");
  EXPECT_EQ(errors_of(set(small), "[1,2,1]"),
            "2 SET_TYPE_ALREADY_CONTAINS_VALUE: The set already contains this value");
  EXPECT_EQ(errors_of(map(small, 0, 2), R"({"a":1,"b":10})"),
            "b NUMBER_TYPE_MAX: int value should be less than or equal to 9.");
  EXPECT_EQ(errors_of(map(small, 0, 1), R"({"a":1,"b":1})"),
            " BASE_TYPE_MAX_LENGTH: Must be 1 or fewer in length.");
  EXPECT_EQ(errors_of(map(small), "[]"),
            " DICT_TYPE_CONVERT: Only dictionaries may be used in a DictType");
}

TEST(SchemaCheck, WalksObjectsAndIgnoresWhatItDoesNotKnow) {
  static constexpr Property members[] = {
      {"name", text(1, 2), required}, {"topic", text().or_null()}, {"nsfw", boolean()}};
  EXPECT_EQ(read(object(members), R"({"name":"a","nsfw":"1","colour":{}})"),
            R"({"name":"a","nsfw":true,"colour":{}})");
  EXPECT_EQ(errors_of(object(members), R"({"topic":7,"nsfw":null})"),
            "name BASE_TYPE_REQUIRED: This field is required\n"
            "topic STRING_TYPE_CONVERT: Could not interpret \"7\" as string.\n"
            "nsfw BASE_TYPE_REQUIRED: This field is required");
  EXPECT_EQ(errors_of(object(members), "[]"),
            " MODEL_TYPE_CONVERT: Only dictionaries may be used in a ModelType");
}

TEST(SchemaCheck, ADiscriminatorChoosesTheArm) {
  static constexpr Property button[] = {{"type", choice<2>(), required},
                                        {"label", text(0, 3), required}};
  static constexpr Property row[] = {{"type", choice<1, 7>(), required},
                                     {"width", integer(0, 5), required}};
  static constexpr Schema one_button = object(button);
  static constexpr Schema one_row = object(row);
  static constexpr const Schema* arms[] = {&one_button, &one_row};
  const Schema either = any_of(arms, "type");
  EXPECT_EQ(errors_of(either, R"({"type":7,"width":3})"), "");
  EXPECT_EQ(errors_of(either, R"({"type":2,"label":"long","width":9})"),
            "label BASE_TYPE_MAX_LENGTH: Must be 3 or fewer in length.");
  EXPECT_EQ(errors_of(either, R"({"type":3})"),
            "type UNION_TYPE_CHOICES: Value of field \"type\" must be one of (1, 2, 7).");
  EXPECT_EQ(errors_of(either, R"({"width":3})"), "type BASE_TYPE_REQUIRED: This field is required");
  EXPECT_EQ(errors_of(either, "7"),
            " MODEL_TYPE_CONVERT: Only dictionaries may be used in a ModelType");
}

TEST(SchemaCheck, WithoutADiscriminatorTheLikeliestArmSpeaks) {
  static constexpr Property dm[] = {{"name", text(0, 9).or_null()}};
  static constexpr Property guild[] = {{"name", text(1, 9)}, {"bitrate", integer(8000)}};
  static constexpr Property thread[] = {{"name", text(0, 9)}, {"bitrate", integer(9000, 9999)}};
  static constexpr Schema one_dm = object(dm);
  static constexpr Schema one_guild = object(guild);
  static constexpr Schema one_thread = object(thread);
  static constexpr const Schema* arms[] = {&one_dm, &one_guild, &one_thread};
  const Schema any = any_of(arms, "");
  EXPECT_EQ(errors_of(any, R"({"name":null})"), "") << "a direct message may have no name";
  EXPECT_EQ(errors_of(any, R"({"bitrate":20000})"), "") << "a voice channel may";
  EXPECT_EQ(errors_of(any, R"({"bitrate":5})"),
            "bitrate NUMBER_TYPE_MIN: int value should be greater than or equal to 8000.");
  EXPECT_EQ(errors_of(any, R"({"bitrate":5,"name":null})").substr(0, 4), "name");
}

TEST(SchemaCheck, TheKindOfAValueChoosesAmongScalars) {
  static constexpr Schema as_number = integer();
  static constexpr Schema as_text = text(0, 3);
  static constexpr const Schema* arms[] = {&as_number, &as_text};
  const Schema nonce = any_of(arms, "");
  EXPECT_EQ(read(nonce, "7"), "7");
  EXPECT_EQ(read(nonce, "\"7\""), "\"7\"") << "a text stays one";
  EXPECT_EQ(errors_of(nonce, "\"1234\""), " BASE_TYPE_MAX_LENGTH: Must be 3 or fewer in length.");
  EXPECT_EQ(errors_of(nonce, "{}"), " NUMBER_TYPE_COERCE: Value {} is not int.");
}

TEST(SchemaCheck, TellsABoundedNumberOfErrors) {
  static constexpr Schema element = integer();
  std::string many = "[\"x\"";
  for (std::size_t i = 0; i < 2 * form_errors_max; ++i) many += ",\"x\"";
  boost::json::value value = boost::json::parse(many + "]");
  FormErrors errors;
  check_value(list(element), value, {}, errors);
  EXPECT_EQ(errors.size(), form_errors_max);
}

TEST(DescribedOperations, Are242WithNamesAndRoutesOfTheirOwn) {
  std::set<std::string_view> ids;
  std::set<std::pair<std::string_view, std::string_view>> routes;
  for (const Operation& operation : described_operations()) {
    ids.insert(operation.id);
    routes.emplace(operation.method, operation.path);
    EXPECT_NE(operation.credentials, 0) << operation.id;
  }
  EXPECT_EQ(ids.size(), 242U);
  EXPECT_EQ(routes.size(), 242U);
}

}  // namespace
}  // namespace pincer::sandbox
