#include "sandbox/world_fixture.hpp"

namespace pincer::sandbox {
namespace {

class CommandsTest : public WorldTest {
 protected:
  std::string global = "/applications/" + app() + "/commands";
  std::string local = "/applications/" + app() + "/guilds/" + guild() + "/commands";
};

TEST_F(CommandsTest, AreCreatedReplacedListedAndDeleted) {
  const Answer created = rest("POST", global, R"({"name":"roll","description":"Rolls dice"})");
  EXPECT_EQ(created.status(), 201);
  EXPECT_EQ(created.text("/application_id"), app());
  EXPECT_EQ(created.at("/type"), 1);
  EXPECT_EQ(created.at("/dm_permission"), true);
  const Answer replaced = rest("POST", global, R"({"name":"roll","description":"Rolls again"})");
  EXPECT_EQ(replaced.status(), 200);
  EXPECT_EQ(replaced.text("/id"), created.text("/id"));
  EXPECT_NE(replaced.text("/version"), created.text("/version"));
  EXPECT_EQ(rest("GET", global).json.as_array().size(), 1U);
  EXPECT_EQ(rest("GET", global + "/" + created.text("/id")).text("/description"), "Rolls again");
  EXPECT_EQ(rest("DELETE", global + "/" + created.text("/id")).status(), 204);
  EXPECT_EQ(rest("GET", global + "/" + created.text("/id")).at("/code"), 10063);
}

TEST_F(CommandsTest, OfAGuildLiveApart) {
  const Answer created = rest("POST", local, R"({"name":"roll","description":"Rolls"})");
  EXPECT_EQ(created.text("/guild_id"), guild());
  EXPECT_EQ(rest("GET", global).json.as_array().size(), 0U);
  EXPECT_EQ(rest("GET", local).json.as_array().size(), 1U);
  EXPECT_EQ(rest("GET", global + "/" + created.text("/id")).at("/code"), 10063);
  EXPECT_EQ(rest("GET", local + "/" + created.text("/id")).status(), 200);
  EXPECT_EQ(rest("DELETE", local + "/" + created.text("/id")).status(), 204);
  EXPECT_EQ(rest("GET", "/applications/" + app() + "/guilds/1/commands").at("/code"), 50001);
}

TEST_F(CommandsTest, BelongToTheirApplication) {
  EXPECT_EQ(rest("GET", "/applications/1/commands").at("/code"), 10002);
}

TEST_F(CommandsTest, BulkSetReplacesAll) {
  const std::string old = rest("POST", global, R"({"name":"a","description":"x"})").text("/id");
  rest("POST", global, R"({"name":"gone","description":"x"})");
  const Answer set =
      rest("PUT", global, R"([{"name":"a","description":"y"},{"name":"b","description":"z"},
      {"name":"Look At","type":2}])");
  EXPECT_EQ(set.status(), 200);
  ASSERT_EQ(set.json.as_array().size(), 3U);
  EXPECT_EQ(set.text("/0/id"), old) << "a command of the same name keeps its id";
  EXPECT_EQ(rest("GET", global).json.as_array().size(), 3U);
  EXPECT_EQ(rest("PUT", global, "[]").json, json("[]"));
  EXPECT_EQ(rest("GET", global).json, json("[]"));
  EXPECT_EQ(rest("PUT", local, R"([{"name":"c","description":"z"}])").status(), 200);
}

TEST_F(CommandsTest, BulkSetChangesNothingWhenItIsRefused) {
  rest("POST", global, R"({"name":"a","description":"x"})");
  const Answer answer =
      rest("PUT", global, R"([{"name":"ok","description":"x"},{"name":"Not OK"}])");
  EXPECT_EQ(answer.at("/code"), 50035);
  EXPECT_EQ(answer.text("/errors/1/name/_errors/0/code"), "APPLICATION_COMMAND_INVALID_NAME");
  EXPECT_EQ(answer.text("/errors/1/description/_errors/0/code"), "BASE_TYPE_REQUIRED");
  EXPECT_EQ(rest("PUT", global, R"([{"name":"ok","description":"x"},5])")
                .text("/errors/1/_errors/0/code"),
            "MODEL_TYPE_CONVERT");
  EXPECT_EQ(rest("GET", global).text("/0/name"), "a");
  EXPECT_EQ(rest("PUT", global, "{}").text("/errors/_errors/0/code"), "LIST_TYPE_CONVERT");
  EXPECT_EQ(
      rest("PUT", global, R"([{"name":"a","description":"x"},{"name":"a","description":"x"}])")
          .text("/errors/1/name/_errors/0/code"),
      "APPLICATION_COMMANDS_DUPLICATE_NAME");
}

TEST_F(CommandsTest, HaveAMaximum) {
  std::string body;
  for (int i = 0; i < 101; ++i) {
    body += (i == 0 ? "[" : ",") + std::string(R"({"name":"c)") + std::to_string(i) +
            R"(","description":"x"})";
  }
  EXPECT_EQ(rest("PUT", global, body + "]").at("/code"), 30032);
  body = body.substr(0, body.rfind(",{"));
  EXPECT_EQ(rest("PUT", global, body + "]").status(), 200);
  EXPECT_EQ(rest("POST", global, R"({"name":"more","description":"x"})").at("/code"), 30032);
  EXPECT_EQ(rest("POST", global, R"({"name":"c7","description":"again"})").status(), 200);
}

TEST_F(CommandsTest, AreRenamedByAnUpdate) {
  const std::string id = rest("POST", global, R"({"name":"a","description":"x"})").text("/id");
  const Answer renamed = rest("PATCH", global + "/" + id, R"({"name":"b"})");
  EXPECT_EQ(renamed.text("/name"), "b");
  EXPECT_EQ(renamed.text("/description"), "x");
  EXPECT_EQ(renamed.text("/id"), id);
  EXPECT_EQ(rest("GET", global).json.as_array().size(), 1U);
  EXPECT_EQ(rest("PATCH", global + "/" + id, R"({"name":"B B"})").at("/code"), 50035);
  EXPECT_EQ(rest("PATCH", global + "/1", R"({"name":"b"})").at("/code"), 10063);
}

}  // namespace
}  // namespace pincer::sandbox
