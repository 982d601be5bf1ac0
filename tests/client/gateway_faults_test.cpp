// Gateway against every fault that the sandbox can inject into a connection, over real sockets. One
// table says what each must lead to; whatever it is, no event is lost or doubled within a session.
#include <gmock/gmock.h>

#include <ostream>
#include <set>

#include "pincer/error.hpp"
#include "sandbox/fault_kinds.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

enum class Outcome {
  survives,     ///< The connection stays.
  resumes,      ///< Another connection carries the session on.
  starts_anew,  ///< A new session; what happened in between is lost with the old one.
  fails,        ///< The loop ends with the close code.
};

struct Row {
  std::string name;
  std::vector<std::string> faults;  ///< Injected, or armed, in this order.
  Outcome outcome = Outcome::resumes;
  /// Whether it is about the bytes of messages, so that each compression must be tried.
  bool damages = false;
};

Row at_once(const std::string& kind, Outcome outcome, const std::string& parameters = {}) {
  return {kind, {R"({"kind": ")" + kind + '"' + parameters + "}"}, outcome};
}
Row damage(const std::string& kind, Outcome outcome, const std::string& parameters = {}) {
  Row row = at_once(kind, outcome, parameters);
  row.damages = true;
  return row;
}
Row close(int code, Outcome outcome) {
  Row row = at_once("close", outcome, R"(, "code": )" + std::to_string(code));
  row.name += "_" + std::to_string(code);
  return row;
}
/// The connection is cut, and the next ones do not fare better at first.
Row on_the_way_back(const std::string& name, const std::string& fault) {
  return {name, {fault, R"({"kind": "drop"})"}, Outcome::resumes};
}

std::vector<Row> table() {
  std::vector<Row> rows{
      at_once("drop", Outcome::resumes),
      at_once("op1", Outcome::survives),
      at_once("op7", Outcome::resumes),
      {"op9_resumable", {R"({"kind": "op9", "resumable": true})"}, Outcome::resumes},
      {"op9", {R"({"kind": "op9", "resumable": false})"}, Outcome::starts_anew},
      at_once("forget_session", Outcome::starts_anew),
      at_once("stop_acks", Outcome::resumes),
      at_once("half_open", Outcome::resumes),
      at_once("unknown_opcode", Outcome::survives),
      at_once("unknown_event", Outcome::survives),
      damage("garbage", Outcome::resumes),
      damage("huge_message", Outcome::resumes, R"(, "megabytes": 17)"),
      damage("bomb", Outcome::resumes, R"(, "megabytes": 80)"),
      damage("split", Outcome::survives, R"(, "fragments": 20, "times": 3)"),
      damage("corrupt", Outcome::resumes),
      damage("truncate", Outcome::resumes),
      damage("delay", Outcome::survives, R"(, "milliseconds": 20, "times": 2)"),
      on_the_way_back("refuse", R"({"kind": "refuse"})"),
      on_the_way_back("before_hello_close", R"({"kind": "before_hello", "what": "close"})"),
      on_the_way_back("before_hello_drop", R"({"kind": "before_hello", "what": "drop"})"),
      on_the_way_back("before_hello_op7", R"({"kind": "before_hello", "what": "op7"})"),
  };
  // https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
  for (const int code : {1000, 1001, 1011, 3000, 4000, 4001, 4002, 4005, 4008, 4999}) {
    rows.push_back(close(code, Outcome::resumes));
  }
  for (const int code : {4003, 4007, 4009}) rows.push_back(close(code, Outcome::starts_anew));
  for (const int code : {4004, 4010, 4011, 4012, 4013, 4014}) {
    rows.push_back(close(code, Outcome::fails));
  }
  return rows;
}

struct Case {
  Row row;
  TransportCompression compression = TransportCompression::none;
};

std::vector<Case> cases() {
  std::vector<Case> cases;
  for (const Row& row : table()) {
    cases.push_back({row, TransportCompression::zstd_stream});
    if (!row.damages) continue;
    cases.push_back({row, TransportCompression::zlib_stream});
    cases.push_back({row, TransportCompression::none});
  }
  return cases;
}

std::string name_of(const Case& tried) {
  switch (tried.compression) {
    case TransportCompression::none: return tried.row.name + "_none";
    case TransportCompression::zlib_stream: return tried.row.name + "_zlib";
    case TransportCompression::zstd_stream: return tried.row.name + "_zstd";
  }
  return tried.row.name;
}
std::ostream& operator<<(std::ostream& out, const Case& tried) { return out << name_of(tried); }

class GatewayFaultsTest : public SandboxFixture, public testing::WithParamInterface<Case> {
 protected:
  static sandbox::ServerOptions quick_heart() {
    sandbox::ServerOptions options = quick_options();
    // Short, because it is what finds a dead connection; long enough for a busy machine.
    options.scenario.gateway.heartbeat_interval = std::chrono::milliseconds(700);
    return options;
  }

  /// READY is the first event of a session, and each next one follows without a gap.
  static void expect_no_gap(const RecordedGateway& gateway) {
    std::int64_t last = 0;
    for (const GatewayDispatch& event : gateway.events) {
      if (event.event_name == "READY") last = 0;
      EXPECT_EQ(event.seq.value_or(-1), last + 1) << event.event_name;
      last = event.seq.value_or(-1);
    }
  }

  awaitable<void> until_outcome(RecordedGateway& gateway) {
    switch (GetParam().row.outcome) {
      case Outcome::survives: co_return;
      case Outcome::resumes: co_return co_await gateway.until_event("RESUMED");
      case Outcome::starts_anew: co_return co_await gateway.until_event("READY", 2);
      case Outcome::fails: co_return;
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Each, GatewayFaultsTest, testing::ValuesIn(cases()),
                         [](const auto& tried) { return name_of(tried.param); });

TEST_P(GatewayFaultsTest, LosesAndDoublesNothing) {
  const Row& row = GetParam().row;
  serve(quick_heart());
  RecordedGateway gateway(*this, RecordedGateway::options(GetParam().compression));
  std::vector<std::string> posted;
  const auto post_as = [&](std::string text) -> awaitable<void> {
    posted.push_back(text);
    co_await post(std::move(text));
  };
  std::optional<Error> error;
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await post_as("before");
    co_await gateway.until_message("before");
    for (const std::string& fault : row.faults) {
      co_await inject(fault);
    }
    for (int i = 0; i < 5; ++i) {
      co_await post_as(std::to_string(i));
    }
    if (row.outcome == Outcome::fails) {
      error = co_await gateway.ended();
      co_return;
    }
    co_await until_outcome(gateway);
    co_await post_as("after");
    co_await gateway.until_message("after");
  }());

  expect_no_gap(gateway);
  const auto& counters = gateway->counters();
  switch (row.outcome) {
    case Outcome::survives:
      EXPECT_THAT(gateway.messages(), ElementsAreArray(posted));
      EXPECT_EQ(counters.reconnects, 0U);
      break;
    case Outcome::resumes:
      EXPECT_THAT(gateway.messages(), ElementsAreArray(posted));
      EXPECT_EQ(counters.sessions, 1U);
      EXPECT_EQ(counters.resumes, 1U);
      // These would have ended the session.
      EXPECT_EQ(count_traffic("connection ended by the client: 1000"), 0U);
      EXPECT_EQ(count_traffic("connection ended by the client: 1001"), 0U);
      break;
    case Outcome::starts_anew:
      EXPECT_EQ(gateway.messages().back(), "after");
      EXPECT_EQ(counters.sessions, 2U);
      EXPECT_EQ(counters.resumes, 0U);
      // What cannot be resumed is not tried, unless only the gateway knows that it cannot.
      EXPECT_EQ(count_traffic("Resume from"), row.name == "forget_session" ? 1U : 0U);
      break;
    case Outcome::fails:
      ASSERT_TRUE(error);
      EXPECT_EQ("close_" + std::to_string(error->close_code), row.name);
      EXPECT_THAT(gateway.messages(), ElementsAre("before"));
      break;
  }
}

TEST(GatewayFaults, TheTableHasEveryKind) {
  std::set<std::string_view> missing;
  for (const sandbox::FaultKindInfo& kind : sandbox::fault_kinds()) {
    if (kind.trigger != sandbox::FaultTrigger::next_request) missing.insert(kind.name);
  }
  for (const Row& row : table()) {
    std::erase_if(missing, [&row](std::string_view name) { return row.name.starts_with(name); });
  }
  EXPECT_THAT(missing, ElementsAre());
}

}  // namespace
}  // namespace pincer::test
