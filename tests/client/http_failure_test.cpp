// HTTPClient against the sandbox's faults, over real sockets: what is sent again, and what is not.
#include <gmock/gmock.h>

#include <boost/asio/ip/tcp.hpp>

#include "pincer/rest.hpp"
#include "support/http_calls.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;

class HTTPFailureTest : public SandboxFixture {
 protected:
  void SetUp() override {
    serve();
    open(http_options());
  }
  void open(HTTPClientOptions options) {
    http_.emplace(context().get_executor(), Token(token_text), std::move(options));
    messages_ = "/channels/" + channel().to_string() + "/messages";
  }
  void TearDown() override {
    if (http_) http_->close();
    SandboxFixture::TearDown();
  }
  [[nodiscard]] std::size_t posts() { return count_traffic("POST " + messages_ + " -> 200"); }

  std::optional<HTTPClient> http_;
  std::string messages_;
};

TEST_F(HTTPFailureTest, TriesAgainAfterServerErrors) {
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "rest_status", "status": 500})");
    co_await inject(R"({"kind": "rest_edge_502"})");
    const Response response = co_await http_->get("/users/@me");
    EXPECT_EQ(response.status, 200);
  }());
  EXPECT_EQ(count_traffic("rest_status hit"), 1U);
  EXPECT_EQ(count_traffic("rest_edge_502 hit"), 1U);
}

TEST_F(HTTPFailureTest, GivesUpAfterTtlFurtherAttempts) {
  HTTPClientOptions options = http_options();
  options.ttl = 1;
  open(std::move(options));
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "rest_status", "status": 500, "times": 0})");
    const auto error = co_await error_of(http_->get("/users/@me"));
    EXPECT_EQ(error.kind, ErrorKind::http);
    EXPECT_EQ(error.http_status, 500);
    EXPECT_EQ(error.attempts, 2);
  }());
  EXPECT_EQ(count_traffic("rest_status hit"), 2U);
}

TEST_F(HTTPFailureTest, DoesNotRepeatAPostThatMayHaveBeenCarriedOut) {
  HTTPClientOptions without_nonce = http_options();
  without_nonce.add_nonce = false;
  open(std::move(without_nonce));
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "rest_cut", "where": "inside"})");
    auto error = co_await error_of(http_->post(messages_, R"({"content": "once"})"));
    EXPECT_TRUE(error.kind == ErrorKind::network) << error;
    EXPECT_EQ(posts(), 1U);
    co_await inject(R"({"kind": "rest_cut", "where": "before"})");
    error = co_await error_of(http_->post(messages_, R"({"content": "perhaps"})"));
    EXPECT_TRUE(error.kind == ErrorKind::network) << error;
    EXPECT_EQ(posts(), 1U);
    co_await inject(R"({"kind": "rest_status", "status": 500})");
    error = co_await error_of(http_->post(messages_, R"({"content": "perhaps"})"));
    EXPECT_TRUE(error.http_status == 500 && error.attempts == 1) << error;
  }());
}

TEST_F(HTTPFailureTest, RepeatsAPostThatDiscordCannotHaveSeen) {
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "rest_edge_502"})");
    const Response response = co_await http_->post(messages_, R"({"content": "once"})");
    EXPECT_EQ(response.status, 200);
  }());
  EXPECT_EQ(posts(), 1U);
}

TEST_F(HTTPFailureTest, RepeatsAPostThatTheCallerCallsSafe) {
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "rest_cut", "where": "inside"})");
    RequestOptions options(R"({"content": "x", "nonce": "1", "enforce_nonce": true})");
    options.safe_to_repeat();
    const Response response = co_await http_->post(messages_, std::move(options));
    EXPECT_EQ(response.status, 200);
  }());
  EXPECT_EQ(posts(), 2U);
}

TEST_F(HTTPFailureTest, RepeatsAGetWhoseConnectionWasCut) {
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "rest_cut", "where": "before"})");
    EXPECT_EQ((co_await http_->get("/users/@me")).status, 200);
    co_await inject(R"({"kind": "rest_cut", "where": "inside"})");
    EXPECT_EQ((co_await http_->get("/users/@me")).status, 200);
  }());
}

TEST_F(HTTPFailureTest, SendsFilesAgainWhole) {
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "rest_edge_502"})");
    RequestOptions options;
    options.file(RequestOptions::File("a.txt", std::string(50'000, 'a')));
    const Response response = co_await http_->post(messages_, std::move(options));
    EXPECT_THAT(response.body, HasSubstr("\"size\":50000"));
  }());
}

TEST_F(HTTPFailureTest, SaysThatTheEdgeHasBannedTheAddressAndWaits) {
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "rest_edge_429", "retry_after": 60})");
    const auto error = co_await error_of(http_->get("/users/@me"));
    EXPECT_TRUE(error.kind == ErrorKind::rate_limited) << error;
    EXPECT_THAT(error.message, HasSubstr("HTML"));
    // Nothing is sent for a minute, to whatever route.
    RequestOptions options;
    options.not_later_than(Clock::now() + std::chrono::seconds(50));
    const auto later = co_await error_of(http_->get("/gateway", std::move(options)));
    EXPECT_TRUE(later.kind == ErrorKind::rate_limited) << later;
  }());
  EXPECT_EQ(count_traffic("GET "), 0U);
}

TEST_F(HTTPFailureTest, ABodyThatIsNoJsonIsAProtocolErrorOfTheTypedCall) {
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "rest_not_json", "times": 2})");
    EXPECT_EQ((co_await http_->get("/users/@me")).body, "<this is not JSON>");
    try {
      co_await Rest(*http_).get_my_user();
      ADD_FAILURE() << "a body that is no JSON was read";
    } catch (const Exception& exception) {
      EXPECT_EQ(exception.kind(), ErrorKind::protocol);
    }
  }());
}

TEST_F(HTTPFailureTest, AnswersWithoutHeadersDoNotStallTheirRoute) {
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "rest_no_headers", "times": 3})");
    for (int i = 0; i < 6; ++i) EXPECT_EQ((co_await http_->get("/users/@me")).status, 200);
  }());
}

TEST_F(HTTPFailureTest, SaysThatNobodyListens) {
  asio::ip::tcp::acceptor closed(context(), {asio::ip::address_v4::loopback(), 0});
  HTTPClientOptions options;
  options.base_url = "http://127.0.0.1:" + std::to_string(closed.local_endpoint().port());
  options.ttl = 0;
  closed.close();
  open(std::move(options));
  run([&]() -> awaitable<void> {
    const auto error = co_await error_of(http_->get("/users/@me"));
    EXPECT_TRUE(error.kind == ErrorKind::network) << error;
    EXPECT_THAT(error.message, HasSubstr("cannot connect to 127.0.0.1 port"));
    EXPECT_EQ(error.attempts, 1);
  }());
}

TEST_F(HTTPFailureTest, SaysThatNobodyAnswersInTime) {
  HTTPClientOptions options = http_options();
  options.ttl = 0;
  options.timeouts.attempt = std::chrono::milliseconds(50);
  open(std::move(options));
  run([&]() -> awaitable<void> {
    co_await inject(R"({"kind": "rest_delay", "milliseconds": 1000})");
    const auto error = co_await error_of(http_->get("/users/@me"));
    EXPECT_TRUE(error.kind == ErrorKind::timeout) << error;
  }());
}

}  // namespace
}  // namespace pincer::test
