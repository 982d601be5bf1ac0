// The table of faults, the registry, and what each fault of REST does to a reply.
#include "sandbox/faults.hpp"

#include "sandbox/gateway_fixture.hpp"

namespace pincer::sandbox {
namespace {

Fault fault(const std::string& text) { return parse_fault(json_of(text).as_object()).value(); }
std::string mistake(const std::string& text) {
  const auto parsed = parse_fault(json_of(text).as_object());
  return parsed ? "" : parsed.error().message;
}

HttpRequest request(std::string method, std::string path) {
  HttpRequest made;
  made.method = std::move(method);
  made.path = std::move(path);
  return made;
}

TEST(FaultsTest, KnowsEveryKindByItsPlaceInTheTable) {
  for (const auto& kind : fault_kinds()) {
    EXPECT_EQ(info(kind.kind).name, kind.name);
    EXPECT_EQ(fault("{\"kind\":\"" + std::string(kind.name) + "\"}").kind, kind.kind);
    EXPECT_FALSE(kind.help.empty());
  }
}

TEST(FaultsTest, FillsInDefaults) {
  const auto close = fault(R"({"kind":"close"})");
  EXPECT_EQ(close.code, 4000);
  EXPECT_EQ(close.reason, "Injected by the sandbox");
  EXPECT_EQ(fault(R"({"kind":"delay"})").times, 0U);
  EXPECT_EQ(fault(R"({"kind":"delay"})").delay, 1s);
  EXPECT_EQ(fault(R"({"kind":"rest_429","retry_after":0.25})").retry_after, 250ms);
}

TEST(FaultsTest, ExplainsMistakes) {
  EXPECT_THAT(mistake("{}"), testing::StartsWith("\"kind\" is missing; known: drop, close, op1, "));
  EXPECT_THAT(mistake(R"({"kind":"dorp"})"),
              testing::StartsWith("unknown kind \"dorp\"; known: drop, "));
  EXPECT_EQ(mistake(R"({"kind":"drop","code":4000})"),
            "unknown parameter; drop knows: kind, connection, session, shard, application");
  EXPECT_EQ(mistake(R"({"kind":"close","code":99})"),
            "\"code\" must be an integer from 1000 to 4999 (close)");
  EXPECT_EQ(mistake(R"({"kind":"close","code":"4000"})"),
            "\"code\" must be an integer from 1000 to 4999 (close)");
  EXPECT_EQ(mistake(R"({"kind":"op9","resumable":1})"),
            "\"resumable\" must be true or false (op9)");
  EXPECT_EQ(mistake(R"({"kind":"rest_429","scope":"mine"})"),
            "\"scope\" must be one of user, global, shared (rest_429)");
}

TEST(FaultsTest, IsUsedUpAfterItsTimes) {
  Faults faults;
  const auto any = [](const Fault&) { return true; };
  ASSERT_TRUE(faults.arm(fault(R"({"kind":"rest_status","times":2})")));
  EXPECT_FALSE(faults.take(FaultTrigger::next_message, any));
  EXPECT_TRUE(faults.take(FaultTrigger::next_request, any));
  EXPECT_TRUE(faults.any(FaultTrigger::next_request));
  EXPECT_TRUE(faults.take(FaultTrigger::next_request, any));
  EXPECT_FALSE(faults.take(FaultTrigger::next_request, any));
  EXPECT_FALSE(faults.any(FaultTrigger::next_request));
}

TEST(FaultsTest, StandsUntilItIsDisarmed) {
  Faults faults;
  const auto any = [](const Fault&) { return true; };
  const auto id = faults.arm(fault(R"({"kind":"delay"})")).value();
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(faults.take(FaultTrigger::next_message, any));
  EXPECT_TRUE(faults.disarm(id));
  EXPECT_FALSE(faults.disarm(id));
  EXPECT_FALSE(faults.take(FaultTrigger::next_message, any));
}

TEST(FaultsTest, IsBounded) {
  Faults faults;
  for (std::size_t i = 0; i < Faults::armed_max; ++i) {
    ASSERT_TRUE(faults.arm(fault(R"({"kind":"refuse"})")));
  }
  EXPECT_FALSE(faults.arm(fault(R"({"kind":"refuse"})")));
}

TEST(FaultsTest, MatchesMethodAndRoute) {
  const auto route =
      fault(R"({"kind":"rest_status","method":"post","route":"/channels/*/messages"})");
  EXPECT_TRUE(matches(route, request("POST", "/api/v10/channels/123/messages")));
  EXPECT_TRUE(matches(route, request("POST", "/api/channels/123/messages")));
  EXPECT_FALSE(matches(route, request("GET", "/api/v10/channels/123/messages")));
  EXPECT_FALSE(matches(route, request("POST", "/api/v10/channels/123/messages/5")));
  EXPECT_FALSE(matches(route, request("POST", "/api/v10/channels/123")));
  const auto named = fault(R"({"kind":"rest_status","route":"/users/{user_id}"})");
  EXPECT_TRUE(matches(named, request("GET", "/api/v9/users/@me")));
  EXPECT_TRUE(matches(fault(R"({"kind":"rest_status"})"), request("GET", "/api/v10/gateway")));
}

TEST(FaultsTest, MatchesGatewayTargets) {
  GatewayTarget target;
  target.connection = 3;
  EXPECT_TRUE(matches(fault(R"({"kind":"drop"})"), target));
  EXPECT_TRUE(matches(fault(R"({"kind":"drop","connection":3})"), target));
  EXPECT_FALSE(matches(fault(R"({"kind":"drop","connection":4})"), target));
  EXPECT_FALSE(matches(fault(R"({"kind":"drop","shard":0})"), target));
  target.shard = 0;
  target.application = 77;
  target.session = "abc";
  EXPECT_TRUE(
      matches(fault(R"({"kind":"drop","shard":0,"application":"77","session":"abc"})"), target));
  EXPECT_TRUE(matches(fault(R"({"kind":"drop","application":77})"), target));
  EXPECT_FALSE(matches(fault(R"({"kind":"drop","session":"abd"})"), target));
}

TEST(FaultsTest, AnswersInsteadOfTheApi) {
  const auto status = reply_instead(fault(R"({"kind":"rest_status","status":503})"));
  ASSERT_TRUE(status);
  EXPECT_EQ(status->status, 503);
  EXPECT_EQ(json_of(status->body).at("code"), 0);
  const auto edge = reply_instead(fault(R"({"kind":"rest_edge_429","retry_after":30})"));
  ASSERT_TRUE(edge);
  EXPECT_EQ(edge->status, 429);
  const auto has_header = [](const HttpReply& reply, std::string_view name) {
    return std::any_of(reply.headers.begin(), reply.headers.end(),
                       [&](const auto& header) { return header.first == name; });
  };
  EXPECT_FALSE(has_header(*edge, "Via"));
  EXPECT_TRUE(has_header(*edge, "Retry-After"));
  EXPECT_NE(edge->body.find("<"), std::string::npos);
  const auto gateway = reply_instead(fault(R"({"kind":"rest_edge_502"})"));
  ASSERT_TRUE(gateway);
  EXPECT_EQ(gateway->status, 502);
  EXPECT_THAT(gateway->body, testing::StartsWith("<!DOCTYPE html>"));
  const auto cut = reply_instead(fault(R"({"kind":"rest_cut","where":"before"})"));
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->cut, HttpReply::Cut::before);
  for (const char* kind :
       {"rest_cut", "rest_429", "rest_delay", "rest_not_json", "rest_no_headers"}) {
    EXPECT_FALSE(reply_instead(fault("{\"kind\":\"" + std::string(kind) + "\"}"))) << kind;
  }
}

TEST(FaultsTest, ChangesTheReplyOfTheApi) {
  const auto changed = [](const std::string& text) {
    HttpReply reply;
    reply.headers = {{"Via", "1.1 google"}};
    reply.body = "{}";
    alter(fault(text), reply);
    return reply;
  };
  EXPECT_EQ(changed(R"({"kind":"rest_not_json"})").body, "<this is not JSON>");
  EXPECT_TRUE(changed(R"({"kind":"rest_no_headers"})").headers.empty());
  EXPECT_EQ(changed(R"({"kind":"rest_delay","milliseconds":250})").delay, 250ms);
  EXPECT_EQ(changed(R"({"kind":"rest_cut"})").cut, HttpReply::Cut::inside);
}

}  // namespace
}  // namespace pincer::sandbox
