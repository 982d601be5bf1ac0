// The library's requests, compared with Discord's description by the sandbox, which was written
// apart from what makes them.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "client/broken_bodies.hpp"
#include "client/operations_caller.hpp"
#include "sandbox/rest_api.hpp"
#include "sandbox/router.hpp"
#include "sandbox/scenario.hpp"

namespace pincer {
namespace {

namespace json = boost::json;
using sandbox::HttpReply;
using sandbox::HttpRequest;
using sandbox::Operation;
using sandbox::Route;

class OperationsInTheSandbox : public testing::Test {
 protected:
  OperationsInTheSandbox() { test::call_every_operation(caller_); }

  /// The recorded request, with the token that the sandbox's bot has.
  [[nodiscard]] HttpRequest request_of(const Operation& operation) const {
    const test::OperationsCaller::Received& received =
        caller_.recorded().at(std::string(operation.id));
    HttpRequest request;
    request.method = operation.method;
    const auto begin = received.head.find(' ') + 1;
    std::string target = received.head.substr(begin, received.head.find(' ', begin) - begin);
    const auto question_mark = std::min(target.find('?'), target.size());
    request.path = target.substr(0, question_mark);
    if (question_mark < target.size()) request.query = target.substr(question_mark + 1);
    const std::string credentials = received.header("Authorization");
    const bool is_user = credentials.starts_with("Bearer ");
    request.headers = {{"Content-Type", received.header("Content-Type")},
                       {"Authorization", is_user ? credentials : "Bot sandbox-token"}};
    request.body = received.body;
    return request;
  }

  HttpReply answer_to(const HttpRequest& request) { return api_.handle(request, TimePoint()); }

  static sandbox::Scenario scenario() {
    sandbox::Scenario scenario = sandbox::default_scenario();
    scenario.rate_limits.enabled = false;
    return scenario;
  }

  test::OperationsCaller caller_;
  sandbox::World world_{scenario(), TimePoint()};
  sandbox::Limits limits_{scenario().rate_limits, 1, TimePoint(), 0.0};
  sandbox::TrafficLog log_{TimePoint()};
  sandbox::RestApi api_{world_, limits_, log_};
};

TEST_F(OperationsInTheSandbox, AreNotRefusedForTheirForm) {
  std::size_t performed = 0;
  std::size_t checked = 0;
  for (const Route& route : sandbox::rest_routes()) {
    SCOPED_TRACE(route.operation->id);
    const HttpReply reply = answer_to(request_of(*route.operation));
    if (route.handler == nullptr) {
      EXPECT_EQ(reply.status, 501) << reply.body;
      ++checked;
      continue;
    }
    ++performed;
    // The ids of the request are nobody's: 404 and the like, with a code that says whose.
    if (reply.status < 300) continue;
    const json::value error = json::parse(reply.body);
    EXPECT_NE(error.at("code"), 0) << reply.body;
    EXPECT_NE(error.at("code"), 50035) << reply.body;
    EXPECT_NE(error.at("code"), 50109) << reply.body;
  }
  EXPECT_EQ(performed + checked, 242U);
}

TEST_F(OperationsInTheSandbox, AreRefusedWithThePathToWhatIsBroken) {
  std::size_t broken_count = 0;
  std::size_t operation_count = 0;
  for (const Route& route : sandbox::rest_routes()) {
    HttpRequest request = request_of(*route.operation);
    json::error_code no_json;
    const json::value body = json::parse(request.body, no_json);
    if (no_json) continue;
    ++operation_count;
    for (const test::BrokenBody& broken : test::broken_bodies(route.operation->body, body)) {
      request.body = json::serialize(broken.body);
      const HttpReply reply = answer_to(request);
      ASSERT_EQ(reply.status, 400)
          << route.operation->id << ": " << broken.what << " at " << broken.pointer << "\n"
          << request.body << "\n"
          << reply.body;
      const json::value error = json::parse(reply.body);
      EXPECT_EQ(error.at("code"), 50035);
      json::error_code not_named;
      error.at("errors").find_pointer(broken.pointer + "/_errors", not_named);
      EXPECT_FALSE(not_named) << route.operation->id << ": " << broken.what << " at "
                              << broken.pointer << "\n"
                              << request.body << "\n"
                              << reply.body;
      ++broken_count;
    }
  }
  // What the description has today; a new version of it has more.
  EXPECT_GE(operation_count, 85U);
  EXPECT_GE(broken_count, 1600U);
  RecordProperty("broken_bodies", static_cast<int>(broken_count));
}

}  // namespace
}  // namespace pincer
