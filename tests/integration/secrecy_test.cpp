// The bot's token is nowhere but on the wire to Discord: not in log lines at the finest level, not
// in errors, not in what the sandbox remembers.
#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/json/serialize.hpp>
#include <sstream>

#include "pincer/bot.hpp"
#include "pincer/error.hpp"
#include "support/http_calls.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view secret = "MTA1NjI1.GyTq2x.4-most-secret-part";

class SecrecyTest : public SandboxFixture {
 protected:
  void SetUp() override {
    sandbox::ServerOptions options = quick_options();
    options.scenario.applications.at(0).token = Token(secret);
    options.scenario.gateway.heartbeat_interval = std::chrono::milliseconds(300);
    serve(std::move(options));
  }

  std::string traffic() {
    std::ostringstream text;
    for (const auto& entry :
         server().sandbox().traffic().after(0, sandbox::TrafficLog::entries_max)) {
      text << entry.summary << ' ' << boost::json::serialize(entry.details) << '\n';
    }
    return text.str();
  }
};

TEST_F(SecrecyTest, TheTokenIsInNoLogLineAndNoError) {
  const CapturedLog log(LogLevel::trace);
  std::string errors;
  {
    RecordedGateway gateway(*this, RecordedGateway::options(), Intents::all, secret);
    RecordedGateway wrong(*this, RecordedGateway::options(), Intents(1U << 30U), secret);
    HTTPClient http(context().get_executor(), Token(secret), http_options());
    const auto note = [&errors](const Error& error) {
      EXPECT_NE(error, no_error);
      errors += error.to_string() + "\n";
    };
    run([&]() -> awaitable<void> {
      co_await gateway.log_in();
      co_await post("hello");
      co_await gateway.until_message("hello");
      for (const char* fault : {"op7", "drop", "garbage", "stop_acks"}) {
        const std::size_t resumes = gateway.count("RESUMED");
        co_await inject(std::string(R"({"kind": ")") + fault + "\"}");
        co_await gateway.until_event("RESUMED", resumes + 1);
      }
      co_await inject(R"({"kind": "op9", "resumable": false})");
      co_await gateway.until_event("READY", 2);
      wrong.start();
      note((co_await wrong.ended()).value_or(no_error));

      co_await http.get("/users/@me");
      note(co_await error_of(http.get("/channels/1")));
      // A webhook's token stands in the path.
      note(co_await error_of(http.post("webhooks/1/" + std::string(secret))));
      note(co_await error_of(http.post("/webhooks/1/" + std::string(secret) + " ")));
      co_await inject(R"({"kind": "rest_edge_502"})");
      co_await http.get("/users/@me");
      co_await inject(R"({"kind": "rest_429", "scope": "global", "retry_after": 0.05})");
      co_await http.get("/users/@me");
      co_await inject(R"({"kind": "rest_cut", "where": "inside"})");
      // Not repeated: Discord may have done it.
      note(co_await error_of(http.post("/channels/" + channel().to_string() + "/typing")));
      co_await inject(R"({"kind": "rest_status", "status": 401})");
      note(co_await error_of(http.get("/users/@me")));
      note(co_await error_of(http.get("/users/@me")));
      http.close();
      gateway->stop();
      co_await gateway.ended();
    }());
  }
  EXPECT_THAT(log.text(), HasSubstr("resumed"));
  EXPECT_THAT(log.text(), HasSubstr("-> 200"));
  EXPECT_THAT(traffic(), HasSubstr("Identify"));
  EXPECT_THAT(log.text(), Not(HasSubstr("most-secret")));
  EXPECT_THAT(errors, Not(HasSubstr("most-secret")));
  EXPECT_THAT(traffic(), Not(HasSubstr("most-secret")));
}

}  // namespace
}  // namespace pincer::test
