// Gateway::request_guild_members against the sandbox, over real sockets: whatever happens to the
// connection, the answer is whole or the caller learns why not.
#include <gmock/gmock.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <set>

#include "pincer/error.hpp"
#include "support/sandbox_fixture.hpp"

namespace pincer::test {
namespace {

namespace asio = boost::asio;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

class GatewayMembersTest : public SandboxFixture {
 protected:
  /// A request that runs beside the test.
  struct Asked {
    std::optional<GuildMembers> members;
    std::optional<Error> error;
    bool ended = false;
    asio::cancellation_signal cancel;
  };

  void ask(RecordedGateway& gateway, RequestGuildMembers request, Asked& asked) {
    asio::co_spawn(context(), gateway->request_guild_members(std::move(request)),
                   asio::bind_cancellation_slot(
                       asked.cancel.slot(),
                       [this, &asked](const std::exception_ptr& thrown, GuildMembers members) {
                         try {
                           if (thrown) std::rethrow_exception(thrown);
                           asked.members = std::move(members);
                         } catch (const Exception& exception) {
                           asked.error = exception.error();
                         } catch (const std::exception&) {
                           // Cancelled.
                         }
                         asked.ended = true;
                         changed().notify();
                       }));
  }
  awaitable<void> until_ended(Asked& asked) {
    return changed().until([&asked] { return asked.ended; });
  }
  awaitable<std::optional<Error>> error_of(RecordedGateway& gateway, RequestGuildMembers request) {
    Asked asked;
    ask(gateway, std::move(request), asked);
    co_await until_ended(asked);
    co_return asked.error;
  }

  static std::vector<std::string> names_of(const GuildMembers& members) {
    std::vector<std::string> names;
    for (const Member& member : members.members) names.push_back(member.user.value().username);
    return names;
  }

  /// A sandbox that finds dead connections soon, and yet lets a busy machine live.
  static sandbox::ServerOptions quick_heart() {
    sandbox::ServerOptions options = quick_options();
    options.scenario.gateway.heartbeat_interval = std::chrono::milliseconds(700);
    return options;
  }
  /// A sandbox whose guild has so many members.
  static sandbox::ServerOptions large_guild(std::size_t members) {
    sandbox::ServerOptions options = quick_options();
    auto& known = options.scenario.guilds.at(0).members;
    while (known.size() < members) {
      sandbox::Scenario::Person person;
      person.name = "p" + std::to_string(known.size());
      options.scenario.people.push_back(person);
      known.emplace_back().user = person.name;
    }
    return options;
  }

  static constexpr Intents intents = Intents::unprivileged | Intents::guild_members;
};

TEST_F(GatewayMembersTest, GathersAllChunks) {
  serve(large_guild(2500));
  RecordedGateway gateway(*this, RecordedGateway::options(TransportCompression::zstd_stream),
                          intents);
  GuildMembers members;
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    members = co_await gateway->request_guild_members(RequestGuildMembers(guild()));
  }());
  std::set<UserId> ids;
  for (const Member& member : members.members) ids.insert(member.user.value().id);
  EXPECT_EQ(members.members.size(), 2500U);
  EXPECT_EQ(ids.size(), 2500U);
  EXPECT_TRUE(members.presences.empty());
  EXPECT_TRUE(members.not_found.empty());
  EXPECT_EQ(gateway.count("GUILD_MEMBERS_CHUNK"), 3U) << "the handlers see them too";
}

TEST_F(GatewayMembersTest, FindsMembersByNameAndById) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    const GuildMembers named = co_await gateway->request_guild_members(
        RequestGuildMembers(guild()).query("a").presences().nonce("named"));
    EXPECT_THAT(names_of(named), UnorderedElementsAre("ada", "grace"));  // "Amazing Grace"
    EXPECT_EQ(named.presences.size(), 2U);
    EXPECT_THAT(gateway.events.back().data, HasSubstr(R"("nonce":"named")"));
    const UserId ada = named.members.at(0).user.value().id;
    const GuildMembers chosen = co_await gateway->request_guild_members(
        RequestGuildMembers(guild()).user(ada).user(UserId(5)));
    EXPECT_THAT(names_of(chosen), ElementsAre("ada"));
    EXPECT_THAT(chosen.not_found, ElementsAre(UserId(5)));
  }());
}

TEST_F(GatewayMembersTest, KeepsRequestsAtTheSameTimeApart) {
  serve();
  RecordedGateway gateway(*this);
  Asked a;
  Asked g;
  Asked all;
  run([&]() -> awaitable<void> {
    gateway.start();
    ask(gateway, RequestGuildMembers(guild()).query("ad"), a);
    ask(gateway, RequestGuildMembers(guild()).query("gr"), g);
    ask(gateway, RequestGuildMembers(guild()), all);
    co_await until_ended(a);
    co_await until_ended(g);
    co_await until_ended(all);
  }());
  EXPECT_THAT(names_of(a.members.value()), ElementsAre("ada"));
  EXPECT_THAT(names_of(g.members.value()), ElementsAre("grace"));
  EXPECT_EQ(all.members.value().members.size(), 4U);
}

TEST_F(GatewayMembersTest, SaysWhichIntentIsMissing) {
  serve();
  RecordedGateway gateway(*this, RecordedGateway::options(), Intents::unprivileged);
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    auto error = co_await error_of(gateway, RequestGuildMembers(guild()));
    EXPECT_TRUE(error && error->kind == ErrorKind::invalid_argument);
    EXPECT_THAT(error ? error->message : "", HasSubstr("guild_members"));
    error = co_await error_of(gateway, RequestGuildMembers(guild()).query("a").presences());
    EXPECT_THAT(error ? error->message : "", HasSubstr("guild_presences"));
    error = co_await error_of(gateway, RequestGuildMembers(guild()).query("a", 1000));
    EXPECT_TRUE(error && error->kind == ErrorKind::invalid_argument);
  }());
  EXPECT_EQ(count_traffic("Request Guild Members"), 0U);
}

TEST_F(GatewayMembersTest, ObeysTheLimitOfItsGuildBeforeDiscordDoes) {
  serve();
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await gateway->request_guild_members(RequestGuildMembers(guild()));
    const auto error = co_await error_of(gateway, RequestGuildMembers(guild()).fail_when_limited());
    EXPECT_TRUE(error && error->kind == ErrorKind::rate_limited);
    EXPECT_GT(error ? error->retry_after : std::chrono::milliseconds(0), std::chrono::seconds(20));
  }());
  EXPECT_EQ(count_traffic("Request Guild Members"), 1U);
}

TEST_F(GatewayMembersTest, ALimitThatAnotherProcessUsedUpIsAnError) {
  serve();
  RecordedGateway other_process(*this);
  RecordedGateway gateway(*this);
  run([&]() -> awaitable<void> {
    co_await other_process.log_in();
    co_await gateway.log_in();
    co_await other_process->request_guild_members(RequestGuildMembers(guild()));
    const auto error = co_await error_of(gateway, RequestGuildMembers(guild()));
    EXPECT_TRUE(error && error->kind == ErrorKind::rate_limited);
    EXPECT_GT(error ? error->retry_after : std::chrono::milliseconds(0), std::chrono::seconds(20));
  }());
  EXPECT_EQ(gateway.count("RATE_LIMITED"), 1U);
}

TEST_F(GatewayMembersTest, ChunksThatWereMissedAreReplayed) {
  serve(large_guild(2500));
  RecordedGateway gateway(*this, RecordedGateway::options(), intents);
  Asked asked;
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await inject(R"({"kind": "truncate"})");  // cuts the connection in the first chunk
    ask(gateway, RequestGuildMembers(guild()), asked);
    co_await until_ended(asked);
  }());
  EXPECT_EQ(asked.members.value().members.size(), 2500U);
  EXPECT_EQ(gateway->counters().resumes, 1U);
  EXPECT_EQ(count_traffic("Request Guild Members"), 1U);
}

TEST_F(GatewayMembersTest, ARequestThatWasLostIsSentAgain) {
  serve(quick_heart());
  RecordedGateway gateway(*this);
  Asked asked;
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await inject(R"({"kind": "half_open"})");  // nobody reads it
    ask(gateway, RequestGuildMembers(guild()).query("ad"), asked);
    co_await until_ended(asked);
  }());
  EXPECT_THAT(names_of(asked.members.value()), ElementsAre("ada"));
  EXPECT_EQ(gateway->counters().resumes, 1U);
  EXPECT_EQ(count_traffic("Request Guild Members"), 1U);
}

TEST_F(GatewayMembersTest, ARequestOfASessionThatIsNoMoreIsSentAgain) {
  serve(quick_heart());
  RecordedGateway gateway(*this);
  Asked asked;
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await inject(R"({"kind": "half_open"})");
    ask(gateway, RequestGuildMembers(guild()).query("ad"), asked);
    co_await inject(R"({"kind": "forget_session"})");
    co_await until_ended(asked);
  }());
  EXPECT_THAT(names_of(asked.members.value()), ElementsAre("ada"));
  EXPECT_EQ(gateway->counters().sessions, 2U);
  EXPECT_EQ(count_traffic("Request Guild Members"), 1U);
}

TEST_F(GatewayMembersTest, StoppingEndsRequests) {
  serve();
  RecordedGateway gateway(*this);
  Asked sent;
  Asked waiting;
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await inject(R"({"kind": "half_open"})");
    ask(gateway, RequestGuildMembers(guild()), sent);
    ask(gateway, RequestGuildMembers(guild()), waiting);
    gateway->stop();
    co_await until_ended(sent);
    co_await until_ended(waiting);
    const auto error = co_await error_of(gateway, RequestGuildMembers(guild()).query("a"));
    EXPECT_TRUE(error && error->kind == ErrorKind::cancelled) << "it does not run";
  }());
  EXPECT_TRUE(sent.error && sent.error->kind == ErrorKind::cancelled);
  EXPECT_TRUE(waiting.error && waiting.error->kind == ErrorKind::cancelled);
}

TEST_F(GatewayMembersTest, AFatalErrorEndsRequestsWithItself) {
  serve();
  RecordedGateway gateway(*this);
  Asked asked;
  run([&]() -> awaitable<void> {
    co_await gateway.log_in();
    co_await inject(R"({"kind": "half_open"})");
    ask(gateway, RequestGuildMembers(guild()), asked);
    co_await inject(R"({"kind": "close", "code": 4014})");
    co_await until_ended(asked);
  }());
  EXPECT_EQ(asked.error.value().close_code, 4014);
}

TEST_F(GatewayMembersTest, ACancelledRequestLeavesNoTrace) {
  serve();
  RecordedGateway gateway(*this);
  Asked cancelled;
  Asked next;
  run([&]() -> awaitable<void> {
    gateway.start();
    ask(gateway, RequestGuildMembers(guild()).query("gr").nonce("n"), cancelled);
    cancelled.cancel.emit(asio::cancellation_type::terminal);
    co_await until_ended(cancelled);
    co_await gateway.until_event("GUILD_MEMBERS_CHUNK");  // it was sent all the same
    ask(gateway, RequestGuildMembers(guild()).query("ad").nonce("n"), next);
    co_await until_ended(next);
  }());
  EXPECT_FALSE(cancelled.members || cancelled.error);
  EXPECT_THAT(names_of(next.members.value()), ElementsAre("ada"));
}

}  // namespace
}  // namespace pincer::test
