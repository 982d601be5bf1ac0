#include "pincer/operations.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <optional>
#include <tuple>

#include "client/operation.hpp"
#include "client/operations_caller.hpp"
#include "pincer/error.hpp"
#include "pincer/rest.hpp"
#include "support/run_coroutine.hpp"
#include "support/stub_server.hpp"

namespace pincer {
namespace {

TEST(Operations, SendWhatDiscordDescribesAndReadTheAnswer) {
  test::OperationsCaller caller;
  test::call_every_operation(caller);
  EXPECT_EQ(caller.called(), caller.described());
  EXPECT_EQ(caller.described().size(), 242U);
}

/// Calls that go to a server which counts connections.
class OperationLimits : public testing::Test {
 protected:
  OperationLimits() { options_.base_url = server_.url() + "/api/v10"; }

  /// The error of one call; none when it succeeds.
  std::optional<Error> error_of(const std::function<awaitable<Message>(Rest&)>& call) {
    HTTPClient http(context_.get_executor(), Token("token"), options_);
    Rest rest(http);
    std::optional<Error> error;
    try {
      test::run_coroutine(context_, [](awaitable<Message> made) -> awaitable<void> {
        co_await std::move(made);
      }(call(rest)));
    } catch (const Exception& exception) {
      error = exception.error();
    }
    http.close();
    return error;
  }

  boost::asio::io_context context_;
  test::StubServer server_{
      context_, [](test::StubConnection& connection, int) -> awaitable<void> {
        co_await connection.read_request();
        co_await connection.write(test::ok_response(R"({"id":"7","channel_id":"7"})"));
      }};
  HTTPClientOptions options_;
};

TEST_F(OperationLimits, AreCheckedBeforeARequestIsSpent) {
  Embed embed;
  for (int i = 0; i < 3; ++i) embed.field("name", "value");
  embed.field("name", "");
  const auto error = error_of([&](Rest& rest) {
    return rest.create_message(ChannelId(1001), CreateMessage(std::string(2001, 'x')).embed(embed));
  });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ErrorKind::invalid_argument);
  EXPECT_EQ(error->discord_code, JsonErrorCode::invalid_form_body);
  EXPECT_EQ(error->http_status, 0);
  EXPECT_EQ(error->attempts, 0);
  EXPECT_EQ(error->method, "POST");
  EXPECT_EQ(error->route, "/channels/{channel_id}/messages");
  EXPECT_EQ(error->to_string(),
            "invalid argument (POST /channels/{channel_id}/messages): Discord error 50035, Invalid "
            "Form Body (found here: nothing was sent, and no rate limit was spent)\n"
            "  content: BASE_TYPE_MAX_LENGTH: Must be 2000 or fewer in length.\n"
            "  embeds[0].fields[3].value: BASE_TYPE_REQUIRED: This field is required");
  EXPECT_EQ(server_.accepted(), 0);
}

TEST_F(OperationLimits, OfGeneratedOperationsAreChecked) {
  const auto error = error_of([](Rest& rest) {
    return rest.update_webhook_message(WebhookId(1), "token", MessageId(2),
                                       EditMessage(std::string(2001, 'x')));
  });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->route, "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}");
  EXPECT_EQ(server_.accepted(), 0);
}

TEST_F(OperationLimits, OfQueriesAndPathsComeFirst) {
  const auto error = error_of([](Rest& rest) -> awaitable<Message> {
    co_await rest.list_message_reactions_by_emoji(ChannelId(), MessageId(2), "",
                                                  RequestOptions().query("limit", 101));
    co_return Message();
  });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->discord_code, JsonErrorCode::invalid_form_body);
  EXPECT_EQ(error->route, "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}");
  EXPECT_THAT(
      error->field_errors,
      testing::ElementsAre(FieldError{"channel_id", "BASE_TYPE_REQUIRED", "This field is required"},
                           FieldError{"emoji_name", "BASE_TYPE_REQUIRED", "This field is required"},
                           FieldError{"limit", "NUMBER_TYPE_MAX",
                                      "int value should be less than or equal to 100."}));
  EXPECT_EQ(server_.accepted(), 0);
}

TEST_F(OperationLimits, OfHandwrittenQueriesAreChecked) {
  const auto error = error_of([](Rest& rest) -> awaitable<Message> {
    co_await rest.list_messages(ChannelId(1), 101);
    co_return Message();
  });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->field_errors.front().path, "limit");
  EXPECT_EQ(server_.accepted(), 0);
}

TEST_F(OperationLimits, HoldForABodyThatIsNoJson) {
  for (const char* const body : {"", "{", "{'content':'x'}", "{} {}", "{\"a\":tru}"}) {
    const auto error = error_of([body](Rest& rest) -> awaitable<Message> {
      co_await rest.http().post("/channels/1/messages", RequestOptions(body));
      co_return Message();
    });
    ASSERT_TRUE(error) << body;
    EXPECT_EQ(error->kind, ErrorKind::invalid_argument);
    EXPECT_EQ(error->discord_code, JsonErrorCode::invalid_json);
    EXPECT_THAT(error->message, testing::StartsWith("The request body contains invalid JSON"));
    EXPECT_EQ(error->method, "POST");
    EXPECT_EQ(error->route, "/channels/{channel_id}/messages");
  }
  EXPECT_EQ(server_.accepted(), 0);
}

TEST_F(OperationLimits, CanBeLeftToDiscord) {
  options_.check_limits = false;
  const auto error = error_of(
      [](Rest& rest) { return rest.create_message(ChannelId(1001), std::string(2001, 'x')); });
  EXPECT_FALSE(error) << *error;
  EXPECT_EQ(server_.accepted(), 1);
}

/// What a server saw, to which one call was made and which answered with `body`.
test::OperationsCaller::Received received_from(const std::string& body,
                                               const std::function<awaitable<void>(Rest)>& call) {
  boost::asio::io_context context;
  test::OperationsCaller::Received received;
  test::StubServer server(context, [&](test::StubConnection& connection, int) -> awaitable<void> {
    std::tie(received.head, received.body) = co_await connection.read_request();
    co_await connection.write(test::ok_response(body));
  });
  HTTPClientOptions options;
  options.base_url = server.url() + "/api/v10";
  HTTPClient http(context.get_executor(), Token("token"), options);
  test::run_coroutine(context, call(Rest(http)));
  http.close();
  return received;
}

TEST(Operations, ListSkusThoughTheyAreNotDescribed) {
  const auto received = received_from(
      R"([{"id":"7","type":5,"application_id":"2","name":"Pass","slug":"pass","flags":128}])",
      [](Rest rest) -> awaitable<void> {
        const std::vector<Sku> skus = co_await rest.list_skus(ApplicationId(2));
        EXPECT_EQ(skus.size(), 1U);
        EXPECT_EQ(skus.front().id, SkuId(7));
        EXPECT_EQ(skus.front().type, SkuType::subscription);
        EXPECT_TRUE(skus.front().flags.contains(SkuFlag::guild_subscription));
      });
  EXPECT_THAT(received.head, testing::StartsWith("GET /api/v10/applications/2/skus HTTP/1.1\r\n"));
}

TEST(Operations, DeleteAMessageForAReason) {
  const auto received = received_from("", [](Rest rest) -> awaitable<void> {
    co_await rest.delete_message(ChannelId(1), MessageId(2), "spam");
  });
  EXPECT_EQ(received.header("X-Audit-Log-Reason"), "spam");
}

TEST(Operations, TakeFurtherQueriesBesideTheirArguments) {
  const auto received = received_from("[]", [](Rest rest) -> awaitable<void> {
    co_await rest.list_messages(ChannelId(1), 100, {},
                                RequestOptions().query("after", MessageId(7)));
  });
  EXPECT_THAT(received.head,
              testing::StartsWith("GET /api/v10/channels/1/messages?after=7&limit=100 HTTP"));
}

TEST(OperationPath, TakesIdsNumbersAndText) {
  EXPECT_EQ(path("/guilds/{guild_id}/bans/{user_id}", {GuildId(1), UserId(2)}).text,
            "/guilds/1/bans/2");
  EXPECT_EQ(path("/polls/{message_id}/answers/{answer_id}/end",
                 {MessageId(2), {3, IntegerRange{.min = 1, .max = 10}}})
                .text,
            "/polls/2/answers/3/end");
  const std::string code = "a/b c";
  EXPECT_EQ(path("/invites/{code}", {code}).text, "/invites/a%2Fb%20c");
}

TEST(OperationPath, RefusesWhatNamesNothingOrSomethingElse) {
  const FieldError missing{"", "BASE_TYPE_REQUIRED", "This field is required"};
  const auto errors_of = [](const CheckedPath& checked) { return checked.errors; };
  const auto at = [](FieldError error, std::string place) {
    error.path = std::move(place);
    return error;
  };
  const std::string empty;
  const std::string blank = " ";
  const std::string up = "..";
  EXPECT_THAT(errors_of(path("/guilds/{guild_id}/bans/{user_id}", {GuildId(), UserId()})),
              testing::ElementsAre(at(missing, "guild_id"), at(missing, "user_id")));
  // It would name all reactions of the message.
  EXPECT_THAT(errors_of(path("/reactions/{emoji_name}", {empty})),
              testing::ElementsAre(at(missing, "emoji_name")));
  EXPECT_THAT(errors_of(path("/reactions/{emoji_name}", {blank})),
              testing::ElementsAre(at(missing, "emoji_name")));
  EXPECT_THAT(errors_of(path("/invites/{code}", {up})),
              testing::ElementsAre(FieldError{"code", "STRING_TYPE_REGEX",
                                              "String value did not match validation regex."}));
  EXPECT_THAT(errors_of(path("/answers/{answer_id}", {{11, IntegerRange{.min = 1, .max = 10}}})),
              testing::ElementsAre(FieldError{"answer_id", "NUMBER_TYPE_MAX",
                                              "int value should be less than or equal to 10."}));
}

}  // namespace
}  // namespace pincer
