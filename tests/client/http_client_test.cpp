// HTTPClient against the sandbox, over real sockets: verbs, bodies, answers, and its own end.
#include <gmock/gmock.h>

#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <thread>

#include "pincer/rest.hpp"
#include "support/http_calls.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;
using testing::Not;

class HTTPClientTest : public SandboxFixture {
 protected:
  void open(sandbox::ServerOptions options = quick_options(), std::string_view token = token_text) {
    serve(std::move(options));
    http_.emplace(context().get_executor(), Token(token), http_options());
    messages_ = "/channels/" + channel().to_string() + "/messages";
  }
  void TearDown() override {
    if (http_) http_->close();
    SandboxFixture::TearDown();
  }

  static boost::json::object object(const Response& response) {
    return boost::json::parse(response.body).as_object();
  }
  static std::string id_of(const Response& response) {
    return std::string(object(response).at("id").as_string());
  }

  std::optional<HTTPClient> http_;
  std::string messages_;
};

TEST_F(HTTPClientTest, KnowsTheVerbs) {
  open();
  run([&]() -> awaitable<void> {
    const Response me = co_await http_->get("/users/@me");
    EXPECT_EQ(me.status, 200);
    EXPECT_EQ(me.header("content-TYPE"), "application/json");
    EXPECT_EQ(object(me).at("username").as_string(), "pincer");
    const Response head = co_await http_->head("/users/@me");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.body, "");
    const Response posted = co_await http_->post(messages_, R"({"content": "hello"})");
    const std::string message = messages_ + "/" + id_of(posted);
    const Response patched = co_await http_->patch(message, R"({"content": "hi"})");
    EXPECT_EQ(object(patched).at("content").as_string(), "hi");
    const Response put = co_await http_->put(message + "/reactions/%F0%9F%91%8D/@me");
    EXPECT_EQ(put.status, 204);
    EXPECT_EQ(put.body, "");
    const Response deleted = co_await http_->delete_(message);
    EXPECT_EQ(deleted.status, 204);
    const auto gone = co_await error_of(http_->get(message));
    EXPECT_TRUE(gone.discord_code == JsonErrorCode::unknown_message) << gone;
    const Response options = co_await http_->options("/users/@me");
    EXPECT_EQ(options.header("Allow"), "GET, HEAD, PATCH, OPTIONS");
  }());
}

TEST_F(HTTPClientTest, SendsQueries) {
  open();
  run([&]() -> awaitable<void> {
    std::string first;
    for (const char* text : {"one", "two", "three"}) {
      const std::string id = co_await post(text);
      if (first.empty()) first = id;
    }
    RequestOptions options;
    options.query("limit", 1).query("after", first);
    const Response response = co_await http_->get(messages_, std::move(options));
    const auto list = boost::json::parse(response.body).as_array();
    EXPECT_EQ(list.size(), 1U);
  }());
}

TEST_F(HTTPClientTest, UploadsFilesThatTheCdnGivesBack) {
  open();
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>(i * 31);
  bytes += "\r\n--\r\n";
  run([&]() -> awaitable<void> {
    RequestOptions options(R"({"content": "two files"})");
    options.file(RequestOptions::File("data.bin", bytes));
    options.file(RequestOptions::File("na\"me \xc3\xa9.txt", "text", "text/plain"));
    const Response response = co_await http_->post(messages_, std::move(options));
    const auto attachments = object(response).at("attachments").as_array();
    EXPECT_EQ(attachments.size(), 2U);
    EXPECT_EQ(object(response).at("content").as_string(), "two files");
    EXPECT_EQ(attachments.at(0).at("size").to_number<std::size_t>(), bytes.size());
    const std::string url(attachments.at(0).at("url").as_string());
    EXPECT_EQ((co_await download(url)).body, bytes);
    const std::string second(attachments.at(1).at("url").as_string());
    EXPECT_EQ((co_await download(second)).body, "text");
  }());
}

TEST_F(HTTPClientTest, TurnsRefusalsIntoErrorsWithFlattenedFields) {
  open();
  run([&]() -> awaitable<void> {
    const auto error = co_await error_of(http_->post(
        messages_, R"({"embeds": [{"fields": [{"name": "a", "value": "b"}, {"name": "c"}]}]})"));
    EXPECT_EQ(error.kind, ErrorKind::http);
    EXPECT_EQ(error.http_status, 400);
    EXPECT_EQ(error.discord_code, JsonErrorCode::invalid_form_body);
    EXPECT_EQ(error.method, "POST");
    EXPECT_EQ(error.route, "/channels/{channel_id}/messages");
    EXPECT_EQ(error.attempts, 1);
    EXPECT_EQ(error.field_errors.size(), 1U);
    if (error.field_errors.empty()) co_return;
    EXPECT_EQ(error.field_errors[0].path, "embeds[0].fields[1].value");
    EXPECT_EQ(error.field_errors[0].code, "BASE_TYPE_REQUIRED");
  }());
}

TEST_F(HTTPClientTest, SaysWhatIsNotThere) {
  open();
  run([&]() -> awaitable<void> {
    auto error = co_await error_of(http_->get("/channels/1"));
    EXPECT_TRUE(error.http_status == 404 && error.discord_code == JsonErrorCode::unknown_channel)
        << error;
    error = co_await error_of(http_->get("/nothing/here"));
    EXPECT_TRUE(error.http_status == 404) << error;
    error = co_await error_of(http_->delete_("/users/@me"));
    EXPECT_TRUE(error.http_status == 405) << error;
    EXPECT_EQ(error.kind, ErrorKind::http);
  }());
}

TEST_F(HTTPClientTest, RefusesPathsThatWouldBreakTheRequest) {
  open();
  run([&]() -> awaitable<void> {
    for (const char* path : {"", "users/@me", "/a b", "/a\r\nX-Y: z", "/a\tb"}) {
      const auto error = co_await error_of(http_->get(path));
      EXPECT_TRUE(error.kind == ErrorKind::invalid_argument) << path;
    }
    const auto error = co_await error_of(http_->request("GET / HTTP/1.1\r\n\r\nGET", "/users/@me"));
    EXPECT_TRUE(error.kind == ErrorKind::invalid_argument) << "a bad method";
  }());
}

TEST_F(HTTPClientTest, ABaseUrlThatCannotWorkFailsTheFirstCall) {
  open();
  for (const char* url : {"", "discord.com", "ftp://discord.com", "ws://discord.com", "http://"}) {
    HTTPClientOptions options;
    options.base_url = url;
    HTTPClient http(context().get_executor(), Token(token_text), options);
    run([&]() -> awaitable<void> {
      const auto error = co_await error_of(http.get("/users/@me"));
      EXPECT_TRUE(error.kind == ErrorKind::invalid_argument) << url;
    }());
  }
}

TEST_F(HTTPClientTest, ARefusedTokenIsNotSentAgain) {
  open(quick_options(), "not-the-right-secret");
  run([&]() -> awaitable<void> {
    for (int i = 0; i < 3; ++i) {
      const auto error = co_await error_of(http_->get("/users/@me"));
      EXPECT_TRUE(error.kind == ErrorKind::unauthorized);
      EXPECT_THAT(error.to_string(), Not(HasSubstr("not-the-right-secret")));
    }
  }());
  EXPECT_EQ(count_traffic("GET /users/@me -> 401"), 1U);
  EXPECT_EQ(count_traffic("GET /users/@me"), 1U);
}

TEST_F(HTTPClientTest, AnotherTokenLetsCallsThroughAgain) {
  open(quick_options(), "not-the-right-secret");
  run([&]() -> awaitable<void> {
    const auto refused = co_await error_of(http_->get("/users/@me"));
    EXPECT_TRUE(refused.kind == ErrorKind::unauthorized);
    std::optional<ErrorKind> unusable;
    try {
      co_await http_->set_token(Token("two\nlines"));
    } catch (const Exception& exception) {
      unusable = exception.kind();
    }
    EXPECT_EQ(unusable, ErrorKind::invalid_argument);
    co_await http_->set_token(Token(token_text));
    co_await http_->get("/users/@me");
  }());
  EXPECT_EQ(count_traffic("GET /users/@me -> 200"), 1U);
}

// ---- Other executors

TEST_F(HTTPClientTest, TakesCallsFromAnotherThread) {
  open();
  asio::io_context other;
  bool ended = false;
  int answers = 0;
  for (int i = 0; i < 4; ++i) {
    asio::co_spawn(
        other,
        [&]() -> awaitable<void> {
          for (int call = 0; call < 5; ++call) {
            const Response response = co_await http_->get("/users/@me");
            EXPECT_TRUE(other.get_executor().running_in_this_thread());
            answers += response.status == 200 ? 1 : 0;
          }
        },
        asio::detached);
  }
  std::thread thread([&] {
    other.run();
    asio::post(context(), [&] {
      ended = true;
      changed().notify();
    });
  });
  run(changed().until([&] { return ended; }));
  thread.join();
  EXPECT_EQ(answers, 20);
}

TEST_F(HTTPClientTest, ACallFromAnotherThreadCanBeCancelledThere) {
  open();
  run(inject(R"({"kind": "rest_delay", "milliseconds": 30000})"));
  asio::io_context other;
  asio::cancellation_signal signal;
  bool cancelled = false;
  bool ended = false;
  asio::co_spawn(other, http_->get("/users/@me"),
                 asio::bind_cancellation_slot(
                     signal.slot(), [&](const std::exception_ptr& exception, const Response&) {
                       cancelled = exception != nullptr;
                       asio::post(context(), [&] {
                         ended = true;
                         changed().notify();
                       });
                     }));
  std::thread thread([&] { other.run(); });
  run([&]() -> awaitable<void> {
    co_await until_traffic("GET /users/@me -> 200");
    asio::post(other, [&] { signal.emit(asio::cancellation_type::terminal); });
    co_await changed().until([&] { return ended; });
    // The line is free: requests of an unknown bucket go one at a time.
    const Response response = co_await http_->get("/users/@me");
    EXPECT_EQ(response.status, 200);
  }());
  thread.join();
  EXPECT_TRUE(cancelled);
}

// ---- Closing

TEST_F(HTTPClientTest, CloseEndsCallsWhereverTheyAre) {
  sandbox::ServerOptions options = quick_options();
  options.scenario.rate_limits.buckets["create_message"] = {1, std::chrono::hours(1)};
  open(std::move(options));
  std::optional<BackgroundCall> in_flight;
  std::optional<BackgroundCall> limited;
  std::optional<BackgroundCall> retrying;
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "rest_delay", "milliseconds": 30000, "route": "/users/@me"})");
    co_await inject(R"({"kind": "rest_status", "status": 503, "times": 0, "route": "/gateway"})");
    co_await http_->post(messages_, R"({"content": "the only one in an hour"})");
    limited.emplace(*this, http_->post(messages_, R"({"content": "waits"})"));
    in_flight.emplace(*this, http_->get("/users/@me"));
    retrying.emplace(*this, http_->get("/gateway"));
    co_await until_traffic("GET /users/@me -> 200");
    co_await until_traffic("rest_status hit", 3);  // the next wait is a second or longer
    const TimePoint before = Clock::now();
    http_->close();
    co_await changed().until([&] { return in_flight->ended && limited->ended && retrying->ended; });
    EXPECT_LT(Clock::now() - before, std::chrono::milliseconds(500));
    const auto later = co_await error_of(http_->get("/users/@me"));
    EXPECT_TRUE(later.kind == ErrorKind::cancelled);
  }());
  for (const auto* call : {&*in_flight, &*limited, &*retrying}) {
    ASSERT_TRUE(call->error);
    EXPECT_EQ(call->error->kind, ErrorKind::cancelled) << *call->error;
  }
}

}  // namespace
}  // namespace pincer::test
