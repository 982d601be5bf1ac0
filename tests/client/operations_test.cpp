#include "pincer/operations.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <optional>

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

TEST_F(OperationLimits, CanBeLeftToDiscord) {
  options_.check_limits = false;
  const auto error = error_of(
      [](Rest& rest) { return rest.create_message(ChannelId(1001), std::string(2001, 'x')); });
  EXPECT_FALSE(error) << *error;
  EXPECT_EQ(server_.accepted(), 1);
}

TEST(OperationPath, TakesIdsNumbersAndText) {
  EXPECT_EQ(path("/guilds/{}/bans/{}", GuildId(1), UserId(2)), "/guilds/1/bans/2");
  EXPECT_EQ(path("/channels/{}/polls/{}/answers/{}", ChannelId(1), MessageId(2), 3),
            "/channels/1/polls/2/answers/3");
  EXPECT_EQ(path("/invites/{}", std::string("a/b c")), "/invites/a%2Fb%20c");
}

}  // namespace
}  // namespace pincer
