#include "client/query_rule.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "client/generated/query_rules.hpp"
#include "pincer/error.hpp"
#include "pincer/http_client.hpp"

namespace pincer {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<FieldError> errors_in_query(const RequestOptions& options,
                                        std::span<const QueryRule> rules) {
  FormCheck form;
  check_query(form, options.query_string(), rules);
  return form.take();
}

TEST(QueryRule, BoundsNumbers) {
  const auto limit = [](const std::string& text) {
    return errors_in_query(RequestOptions().query("limit", text), query_rules::list_messages);
  };
  EXPECT_THAT(limit("1"), IsEmpty());
  EXPECT_THAT(limit("100"), IsEmpty());
  EXPECT_THAT(limit("0"),
              ElementsAre(FieldError{"limit", "NUMBER_TYPE_MIN",
                                     "int value should be greater than or equal to 1."}));
  EXPECT_THAT(limit("101"),
              ElementsAre(FieldError{"limit", "NUMBER_TYPE_MAX",
                                     "int value should be less than or equal to 100."}));
  for (const char* const text : {"", "many", "5x", "99999999999999999999"}) {
    EXPECT_THAT(limit(text),
                ElementsAre(FieldError{"limit", "NUMBER_TYPE_COERCE",
                                       "Value \"" + std::string(text) + "\" is not int."}));
  }
}

TEST(QueryRule, KnowsIdsBooleansAndClosedChoices) {
  EXPECT_THAT(
      errors_in_query(RequestOptions().query("before", MessageId(7)).query("around", "x"),
                      query_rules::list_messages),
      ElementsAre(FieldError{"around", "NUMBER_TYPE_COERCE", "Value \"x\" is not snowflake."}));
  EXPECT_THAT(errors_in_query(RequestOptions().query("with_counts", true), query_rules::get_guild),
              IsEmpty());
  EXPECT_THAT(errors_in_query(RequestOptions().query("with_counts", "yes"), query_rules::get_guild),
              ElementsAre(FieldError{"with_counts", "BOOLEAN_TYPE_CONVERT",
                                     "Must be either true or false."}));
  EXPECT_THAT(errors_in_query(RequestOptions().query("sort_order", "asc").query("sort_by", "new"),
                              query_rules::guild_search),
              IsEmpty());
  EXPECT_THAT(
      errors_in_query(RequestOptions().query("sort_order", "up"), query_rules::guild_search),
      ElementsAre(
          FieldError{"sort_order", "BASE_TYPE_CHOICES", "Value must be one of (asc desc)."}));
}

TEST(QueryRule, BoundsTextsInCharactersAndListsInValues) {
  const std::string two_bytes = "\u00e9";
  std::string name;
  for (int i = 0; i < 100; ++i) name += two_bytes;
  const auto query = [](const std::string& text) {
    return errors_in_query(RequestOptions().query("query", text),
                           query_rules::search_guild_members);
  };
  EXPECT_THAT(query(name), IsEmpty());
  EXPECT_THAT(query(name + "x"), ElementsAre(FieldError{"query", "BASE_TYPE_BAD_LENGTH",
                                                        "Must be between 1 and 100 in length."}));
  const std::vector<UserId> authors(101, UserId(7));
  EXPECT_THAT(
      errors_in_query(RequestOptions().query("author_id", authors), query_rules::guild_search),
      ElementsAre(
          FieldError{"author_id", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length."}));
  EXPECT_THAT(errors_in_query(RequestOptions().query("author_id", "7").query("author_id", "x"),
                              query_rules::guild_search),
              ElementsAre(FieldError{"author_id[1]", "NUMBER_TYPE_COERCE",
                                     "Value \"x\" is not snowflake."}));
}

TEST(QueryRule, DemandsWhatIsRequiredAndOverlooksTheUnknown) {
  EXPECT_THAT(
      errors_in_query(RequestOptions().query("limti", "5"), query_rules::search_guild_members),
      ElementsAre(FieldError{"query", "BASE_TYPE_REQUIRED", "This field is required"}));
}

}  // namespace
}  // namespace pincer
