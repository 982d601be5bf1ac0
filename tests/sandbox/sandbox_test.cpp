// The aggregate: one HTTP request changes the world, and the gateway tells of it; faults of REST
// meet real requests; the control interface works on both.
#include "sandbox/sandbox.hpp"

#include "sandbox/gateway_fixture.hpp"

namespace pincer::sandbox {
namespace {

class SandboxTest : public testing::Test {
 protected:
  HttpReply send(std::string method, std::string path, std::string body = "") {
    HttpRequest request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.headers = {{"Authorization", "Bot sandbox-token"},
                       {"Content-Type", "application/json"}};
    request.body = std::move(body);
    return sandbox_.handle_http(request, now_);
  }
  Lines lines() {
    Lines lines;
    for (const auto& output : sandbox_.take_output()) lines.push_back(line_of(output));
    return lines;
  }
  void log_in(ConnectionId connection = 1) {
    sandbox_.open(connection, "v=10&encoding=json", now_);
    sandbox_.receive(connection,
                     R"({"op":2,"d":{"token":"sandbox-token","properties":{},"intents":512}})",
                     now_);
    EXPECT_EQ(lines().back(), std::to_string(connection) + " READY #1");
  }
  std::string general() {
    for (const auto& [id, channel] : sandbox_.world().channels()) {
      if (channel.name == "general") return std::to_string(id);
    }
    return "";
  }
  HttpReply inject(const std::string& fault) { return send("POST", "/sandbox/faults", fault); }

  static std::string_view header(const HttpReply& reply, std::string_view name) {
    for (const auto& [known, value] : reply.headers) {
      if (known == name) return value;
    }
    return {};
  }

  TimePoint now_{};
  Sandbox sandbox_{default_scenario(), now_, 1'700'000'000};
};

TEST_F(SandboxTest, TellsTheGatewayWhatRestDid) {
  log_in();
  const auto reply =
      send("POST", "/api/v10/channels/" + general() + "/messages", R"({"content":"hi"})");
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(lines(), ElementsAre("1 MESSAGE_CREATE #2"));
}

TEST_F(SandboxTest, TellsTheGatewayWhatAPersonDid) {
  log_in();
  EXPECT_LT(send("POST", "/sandbox/people/ada/messages", R"({"channel":"general","content":"hi"})")
                .status,
            300);
  EXPECT_THAT(lines(), ElementsAre("1 MESSAGE_CREATE #2"));
}

TEST_F(SandboxTest, SharesTheSessionStartsWithRest) {
  log_in();
  const auto reply = json_of(send("GET", "/api/v10/gateway/bot").body);
  EXPECT_EQ(reply.at("session_start_limit").at("remaining"), 999);
  EXPECT_EQ(reply.at("url").as_string(), sandbox_.world().gateway_url().c_str());
}

TEST_F(SandboxTest, ExplainsItselfOnUnknownPaths) {
  EXPECT_EQ(send("GET", "/favicon.ico").status, 404);
  EXPECT_EQ(send("GET", "/sandbox/nothing").status, 404);
  EXPECT_NE(send("GET", "/").body.find("/api/v10"), std::string::npos);
  // A path that only begins alike is not the API.
  EXPECT_NE(send("GET", "/apish").body.find("/api/v10"), std::string::npos);
}

TEST_F(SandboxTest, ListsEveryControlEndpoint) {
  const auto body = send("GET", "/sandbox").body;
  for (const auto& endpoint : FaultControl::endpoints()) {
    EXPECT_NE(body.find(std::string(endpoint.path)), std::string::npos) << endpoint.path;
  }
}

TEST_F(SandboxTest, InjectsAFaultAtOnce) {
  EXPECT_EQ(inject(R"({"kind":"op7"})").status, 409);
  log_in();
  const auto reply = inject(R"({"kind":"op7"})");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(json_of(reply.body).at("connections"), 1);
  EXPECT_THAT(lines(), ElementsAre("1 op 7"));
}

TEST_F(SandboxTest, ExplainsMistakesInAFault) {
  EXPECT_EQ(inject("nonsense").status, 400);
  EXPECT_NE(inject("nonsense").body.find("/sandbox/faults/kinds"), std::string::npos);
  EXPECT_EQ(inject("[]").status, 400);
  const auto unknown = inject(R"({"kind":"op8"})");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_NE(unknown.body.find("op7, op9"), std::string::npos);
  EXPECT_EQ(send("PUT", "/sandbox/faults").status, 405);
}

TEST_F(SandboxTest, ListsAndDisarmsFaults) {
  const auto id = json_of(inject(R"({"kind":"rest_status","times":3})").body).at("id").as_int64();
  inject(R"({"kind":"refuse"})");
  send("GET", "/api/v10/gateway");
  const auto armed = json_of(send("GET", "/sandbox/faults").body).at("armed").as_array();
  ASSERT_EQ(armed.size(), 2U);
  EXPECT_EQ(armed[0].at("kind"), "rest_status");
  EXPECT_EQ(armed[0].at("times_left"), 2);
  EXPECT_EQ(send("DELETE", "/sandbox/faults/" + std::to_string(id)).status, 200);
  EXPECT_EQ(send("DELETE", "/sandbox/faults/" + std::to_string(id)).status, 404);
  EXPECT_EQ(send("DELETE", "/sandbox/faults/x").status, 404);
  EXPECT_EQ(json_of(send("GET", "/sandbox/faults").body).at("armed").as_array().size(), 1U);
  send("DELETE", "/sandbox/faults");
  EXPECT_EQ(json_of(send("GET", "/sandbox/faults").body).at("armed").as_array().size(), 0U);
}

TEST_F(SandboxTest, DocumentsEveryKind) {
  const auto kinds = json_of(send("GET", "/sandbox/faults/kinds").body).at("kinds").as_array();
  ASSERT_EQ(kinds.size(), fault_kinds().size());
  const auto& close = kinds[static_cast<std::size_t>(FaultKind::close)];
  EXPECT_EQ(close.at("kind"), "close");
  EXPECT_EQ(close.at("parameters").at(0),
            json_of(R"({"name":"code","type":"integer","min":1000,"max":4999,"default":4000,)"
                    R"("help":"The close code."})"));
}

TEST_F(SandboxTest, ListsConnections) {
  log_in();
  const auto body = json_of(send("GET", "/sandbox/connections").body);
  EXPECT_EQ(body.at("connections").as_array().size(), 1U);
  EXPECT_EQ(body.at("sessions").as_array().size(), 1U);
}

TEST_F(SandboxTest, FailsTheNextRequests) {
  inject(R"({"kind":"rest_status","status":503,"times":2,"route":"/gateway"})");
  EXPECT_EQ(send("GET", "/api/v10/users/@me").status, 200);
  EXPECT_EQ(send("GET", "/api/v10/gateway").status, 503);
  EXPECT_EQ(send("GET", "/api/v10/gateway").status, 503);
  EXPECT_EQ(send("GET", "/api/v10/gateway").status, 200);
}

TEST_F(SandboxTest, LimitsWithEachScope) {
  for (const std::string scope : {"user", "global", "shared"}) {
    inject(R"({"kind":"rest_429","retry_after":2.5,"scope":")" + scope + "\"}");
    const auto reply = send("GET", "/api/v10/users/@me");
    EXPECT_EQ(reply.status, 429);
    EXPECT_EQ(header(reply, "X-RateLimit-Scope"), scope);
    EXPECT_EQ(header(reply, "Retry-After"), "3");
    EXPECT_EQ(json_of(reply.body).at("retry_after"), 2.5);
    EXPECT_EQ(json_of(reply.body).at("global"), scope == "global");
  }
  inject(R"({"kind":"rest_edge_429","retry_after":60})");
  const auto edge = send("GET", "/api/v10/users/@me");
  EXPECT_EQ(edge.status, 429);
  EXPECT_EQ(header(edge, "Via"), "");
}

TEST_F(SandboxTest, CarriesOutWhatItAnswersBadly) {
  log_in();
  for (const std::string kind : {"rest_not_json", "rest_no_headers", "rest_delay", "rest_cut"}) {
    inject("{\"kind\":\"" + kind + "\"}");
    const auto reply =
        send("POST", "/api/v10/channels/" + general() + "/messages", R"({"content":"hi"})");
    EXPECT_EQ(reply.status, 200) << kind;
    EXPECT_EQ(lines().size(), 1U) << kind;
    now_ += std::chrono::seconds(5);
  }
  inject(R"({"kind":"rest_cut","where":"before"})");
  EXPECT_EQ(send("POST", "/api/v10/channels/" + general() + "/messages", R"({"content":"hi"})").cut,
            HttpReply::Cut::before);
  EXPECT_EQ(lines(), Lines());
}

TEST_F(SandboxTest, LogsFaultsAndPayloads) {
  log_in();
  inject(R"({"kind":"rest_status"})");
  send("GET", "/api/v10/gateway");
  std::vector<std::string> summaries;
  for (const auto& entry : sandbox_.traffic().after(0, 1000)) {
    if (entry.kind != TrafficEntry::Kind::rest) summaries.push_back(entry.summary);
  }
  EXPECT_THAT(summaries,
              ElementsAre("connection opened (connection 1)", "Identify (connection 1)",
                          "session started: shard 0/1 (connection 1)", "READY #1 -> connection 1",
                          "rest_status armed", "rest_status hit GET /api/v10/gateway"));
}

}  // namespace
}  // namespace pincer::sandbox
