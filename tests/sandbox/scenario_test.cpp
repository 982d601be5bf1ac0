#include "sandbox/scenario.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/permissions.hpp"

namespace pincer::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

std::string error_of(std::string_view text) {
  const auto scenario = parse_scenario(text, "my.yaml");
  return scenario ? "(no error)" : scenario.error().message;
}

TEST(Scenario, TheDefaultHasOneGuildThreeChannelsThreePeopleOneBot) {
  const Scenario scenario = default_scenario();
  ASSERT_EQ(scenario.guilds.size(), 1U);
  EXPECT_EQ(scenario.guilds[0].name, "Harbour");
  EXPECT_EQ(scenario.guilds[0].channels.size(), 3U);
  EXPECT_EQ(scenario.guilds[0].members.size(), 4U);
  EXPECT_EQ(scenario.people.size(), 3U);
  ASSERT_EQ(scenario.applications.size(), 1U);
  EXPECT_EQ(scenario.applications[0].token.reveal(), "sandbox-token");
  EXPECT_EQ(scenario.applications[0].privileged_intents, Intents::privileged);
}

TEST(Scenario, TheDefaultFileStatesTheDefaultsOfTheCode) {
  const Scenario stated = default_scenario();
  const Scenario silent = parse_scenario("people: []", "empty.yaml").value();
  EXPECT_EQ(stated.gateway.heartbeat_interval, silent.gateway.heartbeat_interval);
  EXPECT_EQ(stated.gateway.session_expiry, silent.gateway.session_expiry);
  EXPECT_EQ(stated.gateway.session_starts_total, silent.gateway.session_starts_total);
  EXPECT_EQ(stated.gateway.commands, silent.gateway.commands);
  EXPECT_EQ(stated.rate_limits.global, silent.rate_limits.global);
  EXPECT_EQ(stated.rate_limits.invalid_requests, silent.rate_limits.invalid_requests);
  EXPECT_EQ(stated.interactions.acknowledge_within, silent.interactions.acknowledge_within);
  EXPECT_EQ(stated.interactions.token_lifetime, silent.interactions.token_lifetime);
  EXPECT_EQ(stated.start, silent.start);
  EXPECT_EQ(stated.seed, silent.seed);
}

TEST(Scenario, ReadsWhatTheFileSays) {
  const Scenario scenario = parse_scenario(R"(
seed: 7
start: 2024-02-29T23:59:58Z
people: [{name: eve, id: 42, status: dnd}]
applications: [{name: A, bot: abot, token: t, privileged_intents: [message_content]}]
guilds:
  - name: G
    everyone: [view_channel]
    roles: [{name: R, permissions: [administrator], color: 0xff}]
    channels:
      - {name: cat, type: category}
      - {name: room, parent: cat, overwrites: [{role: R, deny: [send_messages]}]}
    members: [{user: abot, roles: [R]}, {user: "42", nick: E}]
gateway: {heartbeat_interval: 0.5, max_concurrency: 16, session_starts: {total: 5}}
rate_limits: {buckets: {create_message: {limit: 2}}}
)",
                                           "my.yaml")
                                .value();
  EXPECT_EQ(scenario.seed, 7U);
  EXPECT_EQ(scenario.start.time_since_epoch(), milliseconds(1709251198000));
  EXPECT_EQ(scenario.people[0].id, 42U);
  EXPECT_EQ(scenario.applications[0].owner, "eve");
  EXPECT_EQ(scenario.applications[0].privileged_intents, Intents::message_content);
  EXPECT_EQ(scenario.guilds[0].everyone_permissions, permission::view_channel);
  EXPECT_EQ(scenario.guilds[0].roles[0].color, 0xff);
  EXPECT_EQ(scenario.guilds[0].channels[1].parent, "cat");
  EXPECT_EQ(scenario.guilds[0].channels[1].overwrites[0].deny, permission::send_messages);
  EXPECT_EQ(scenario.gateway.heartbeat_interval, milliseconds(500));
  EXPECT_EQ(scenario.gateway.max_concurrency, 16);
  EXPECT_EQ(scenario.gateway.session_starts_remaining, 5);
  EXPECT_EQ(scenario.rate_limits.buckets.at("create_message"), (RateLimit{2, seconds(5)}));
}

TEST(Scenario, SaysWhereAnUnknownKeyIsAndWhatItMayMean) {
  EXPECT_EQ(
      error_of("people:\n  - name: ada\n    nmae: x\n"),
      "my.yaml:3:5: unknown key \"nmae\" in a person; did you mean \"name\"? (known keys: id, "
      "name, display_name, locale, status)");
  EXPECT_THAT(error_of("zzzzzzzz: 1\n"),
              HasSubstr("my.yaml:1:1: unknown key \"zzzzzzzz\" in the scenario (known keys: seed"));
}

TEST(Scenario, RefusesReferencesToNothing) {
  EXPECT_EQ(
      error_of("people: [{name: ada}]\nguilds:\n  - name: G\n    members:\n      - user: bob\n"),
      "my.yaml:5:15: \"user\" of a member names no person or bot: \"bob\" (known: ada)");
  EXPECT_THAT(error_of("people: [{name: ada}]\nguilds: [{name: G, owner: bob}]"),
              HasSubstr("\"owner\" of a guild names no person: \"bob\""));
  EXPECT_THAT(
      error_of("people: [{name: ada}]\nguilds: [{name: G, members: [{user: ada, roles: [X]}]}]"),
      HasSubstr("names no role of the guild: \"X\""));
  EXPECT_THAT(
      error_of("people: [{name: ada}]\nguilds: [{name: G, channels: [{name: c, parent: p}]}]"),
      HasSubstr("names no category listed before it: \"p\" (known: there is none)"));
  EXPECT_THAT(error_of("people: [{name: ada}]\nguilds: [{name: G, channels: [{name: c, overwrites: "
                       "[{allow: [speak]}]}]}]"),
              HasSubstr("an overwrite needs either \"role\" or \"user\""));
}

TEST(Scenario, RefusesDoubles) {
  EXPECT_THAT(error_of("people: [{name: ada}, {name: ada}]"),
              HasSubstr("my.yaml:1:30: the person or bot \"ada\" is there twice"));
  EXPECT_THAT(error_of("people: [{name: a, id: 5}, {name: b, id: 5}]"),
              HasSubstr("id 5 is there twice"));
  EXPECT_THAT(error_of("people: [{name: a, name: b}]"),
              HasSubstr("the key \"name\" is there twice"));
  EXPECT_THAT(error_of("people: [{name: a}]\napplications: [{name: A, bot: a, token: t}]"),
              HasSubstr("the user \"a\" is there twice"));
}

TEST(Scenario, NeverShowsAToken) {
  const std::string twice = error_of(
      "people: [{name: a}]\napplications: [{name: A, bot: b, token: s3cret}, {name: B, bot: c, "
      "token: "
      "s3cret}]");
  EXPECT_THAT(twice, HasSubstr("two applications have the same token"));
  EXPECT_THAT(twice, ::testing::Not(HasSubstr("s3cret")));
  const std::string spaces =
      error_of("people: [{name: a}]\napplications: [{name: A, bot: b, token: s3cret s3cret}]");
  EXPECT_THAT(spaces, HasSubstr("expected a token without spaces"));
  EXPECT_THAT(spaces, ::testing::Not(HasSubstr("s3cret")));
}

TEST(Scenario, SaysWhatAValueMustBe) {
  EXPECT_THAT(error_of("seed: -1"), HasSubstr("my.yaml:1:7: expected a whole number from 0 to"));
  EXPECT_THAT(error_of("start: yesterday"), HasSubstr("expected a UTC time"));
  EXPECT_THAT(error_of("start: 2023-02-29T00:00:00Z"), HasSubstr("expected a UTC time"));
  EXPECT_THAT(error_of("people: {}"), HasSubstr("expected a list as \"people\" of the scenario"));
  EXPECT_THAT(error_of("people: [ada]"), HasSubstr("expected a person as a map"));
  EXPECT_THAT(error_of("people: [{display_name: x}]"),
              HasSubstr("a person needs the key \"name\""));
  EXPECT_THAT(error_of("people: [{name: a, id: 0}]"), HasSubstr("expected an id"));
  EXPECT_THAT(error_of("people: [{name: a, status: happy}]"),
              HasSubstr("one of online, idle, dnd"));
  EXPECT_THAT(error_of("guilds: [{name: G}]"), HasSubstr("an owner is needed"));
  EXPECT_THAT(error_of("gateway: {heartbeat_interval: 0}"), HasSubstr("expected seconds from"));
  EXPECT_THAT(error_of("gateway: {heartbeat_interval: .nan}"), HasSubstr("expected seconds from"));
  EXPECT_THAT(error_of("gateway: {shards: 1.5}"), HasSubstr("expected a whole number"));
  EXPECT_THAT(error_of("rate_limits: {enabled: maybe}"), HasSubstr("expected true or false"));
  EXPECT_THAT(error_of("rate_limits: {buckets: {nothing: {limit: 1}}}"),
              HasSubstr("unknown bucket \"nothing\" (known buckets: applications"));
  EXPECT_THAT(error_of("people: [{name: a}]\nguilds: [{name: G, everyone: [fly]}]"),
              HasSubstr("unknown permission \"fly\" (known permissions: administrator"));
  EXPECT_THAT(error_of("people: [{name: a}]\napplications: [{name: A, bot: b, token: t, "
                       "privileged_intents: [guilds]}]"),
              HasSubstr("\"guilds\" is no privileged intent"));
}

TEST(Scenario, SurvivesWhatIsNotYaml) {
  EXPECT_THAT(error_of("people: [unclosed"), HasSubstr("this is not YAML"));
  EXPECT_THAT(error_of(""), HasSubstr("expected the scenario as a map"));
  EXPECT_THAT(error_of("just text"), HasSubstr("expected the scenario as a map"));
  EXPECT_THAT(error_of("\t- x"), HasSubstr("my.yaml:1:"));
  EXPECT_THAT(error_of(std::string_view("\xff\xfe\x00\x01", 4)), HasSubstr("my.yaml"));
}

TEST(Scenario, ReportsAFileThatCannotBeRead) {
  const auto scenario = load_scenario("/nowhere/at all.yaml");
  ASSERT_FALSE(scenario);
  EXPECT_THAT(scenario.error().message, HasSubstr("/nowhere/at all.yaml: cannot read"));
}

TEST(Scenario, SpeedDividesEverySpan) {
  Scenario scenario = default_scenario();
  speed_up(scenario, 10);
  EXPECT_EQ(scenario.gateway.heartbeat_interval, milliseconds(4125));
  EXPECT_EQ(scenario.gateway.session_expiry, seconds(18));
  EXPECT_EQ(scenario.interactions.acknowledge_within, milliseconds(300));
  EXPECT_EQ(scenario.rate_limits.global.per, milliseconds(100));
  EXPECT_EQ(scenario.rate_limits.buckets.at("reactions"), (RateLimit{1, milliseconds(25)}));
  EXPECT_EQ(scenario.rate_limits.buckets.at("create_message"), (RateLimit{5, milliseconds(500)}));
}

}  // namespace
}  // namespace pincer::sandbox
