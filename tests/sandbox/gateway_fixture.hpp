// A gateway in virtual time: world, hub and faults, driven as the server would drive them.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "sandbox/faults.hpp"
#include "sandbox/gateway_hub.hpp"
#include "sandbox/scenario.hpp"
#include "sandbox/traffic_log.hpp"
#include "sandbox/world.hpp"

namespace pincer::sandbox {

using namespace std::chrono_literals;
using testing::ElementsAre;

using Lines = std::vector<std::string>;

inline boost::json::value json_of(const std::string& text) { return boost::json::parse(text); }

inline boost::json::value id_json(Id id) { return boost::json::string(std::to_string(id)); }

/// One output as a short line: "1 op 10", "1 READY #1", "2 close 4004 Authentication failed".
inline std::string line_of(const GatewayOutput& output) {
  const std::string who = std::to_string(output.connection) + " ";
  switch (output.kind) {
    case GatewayOutput::Kind::truncated: return who + "truncated";
    case GatewayOutput::Kind::drop: return who + "drop";
    case GatewayOutput::Kind::close:
      return who + "close " + std::to_string(output.close_code) + " " + output.reason;
    case GatewayOutput::Kind::message: break;
  }
  boost::system::error_code error;
  const auto value = boost::json::parse(output.bytes, error);
  if (error) return who + "not JSON";
  const auto& payload = value.as_object();
  if (payload.at("op") != 0) {
    const auto& data = payload.at("d");
    const bool shows = data.is_bool() || data.is_object();
    return who + "op " + boost::json::serialize(payload.at("op")) +
           (shows ? " " + boost::json::serialize(data) : "");
  }
  return who + std::string(payload.at("t").as_string()) + " #" +
         boost::json::serialize(payload.at("s"));
}

class GatewayFixture : public testing::Test {
 protected:
  explicit GatewayFixture(Scenario scenario = default_scenario())
      : world_(scenario, start), log_(start), hub_(world_, faults_, log_, scenario.seed) {
    // What the scenario set up is no news.
    static_cast<void>(world_.take_events());
  }

  static constexpr TimePoint start{};

  void open(ConnectionId connection, std::string_view query = "v=10&encoding=json") {
    hub_.open(connection, query, now_);
    publish();
  }
  void receive(ConnectionId connection, const std::string& text) {
    hub_.receive(connection, text, now_);
    publish();
  }
  void closed(ConnectionId connection, int code = 1006) {
    hub_.closed(connection, code, now_);
    publish();
  }
  /// Time passes; the hub is woken at each deadline on the way, as the server's timer does.
  void pass(Duration span) {
    const TimePoint end = now_ + span;
    for (auto deadline = hub_.deadline(); deadline && *deadline <= end;
         deadline = hub_.deadline()) {
      now_ = std::max(now_, *deadline);
      hub_.tick(now_);
      publish();
      const auto next = hub_.deadline();
      ASSERT_TRUE(!next || *next > now_) << "a tick must move the deadline";
    }
    now_ = end;
  }
  void publish() {
    for (const Event& event : world_.take_events()) hub_.dispatch(event, now_);
  }
  std::size_t inject(const std::string& fault) {
    const auto met = hub_.inject(parse_fault(json_of(fault).as_object()).value(), now_);
    publish();
    return met;
  }
  void arm(const std::string& fault) {
    ASSERT_TRUE(faults_.arm(parse_fault(json_of(fault).as_object()).value()));
  }

  GatewayOutputs take() { return hub_.take_output(); }
  Lines lines() {
    Lines lines;
    for (const auto& output : take()) lines.push_back(line_of(output));
    return lines;
  }

  static std::string identify(const std::string& more = "", const std::string& intents = "513") {
    return R"({"op":2,"d":{"token":"sandbox-token","properties":{"os":"linux","browser":"test",)"
           R"("device":"test"},"intents":)" +
           intents + (more.empty() ? "" : "," + more) + "}}";
  }
  static std::string resume(const std::string& session, std::uint64_t sequence) {
    return R"({"op":6,"d":{"token":"sandbox-token","session_id":")" + session + R"(","seq":)" +
           std::to_string(sequence) + "}}";
  }
  static std::string heartbeat() { return R"({"op":1,"d":null})"; }

  /// Opens a connection, logs in and forgets what was sent. Returns the session's id.
  std::string log_in(ConnectionId connection, const std::string& more = "",
                     const std::string& intents = "513") {
    open(connection);
    receive(connection, identify(more, intents));
    std::string session;
    for (const auto& output : take()) {
      const auto payload = json_of(output.bytes).as_object();
      if (output.connection == connection && payload.at("t") == "READY") {
        session = payload.at("d").at("session_id").as_string().c_str();
      }
    }
    EXPECT_FALSE(session.empty());
    return session;
  }

  [[nodiscard]] Id bot() const { return world_.applications().begin()->first; }
  [[nodiscard]] Id guild() const { return world_.guilds().begin()->first; }
  [[nodiscard]] Id person(std::string_view name) const {
    for (const auto& [id, user] : world_.users()) {
      if (user.name == name) return id;
    }
    return 0;
  }
  [[nodiscard]] Id channel(std::string_view name) const {
    for (const auto& [id, channel] : world_.channels()) {
      if (channel.name == name) return id;
    }
    return 0;
  }
  /// A person writes a message in a channel.
  void say(Id channel, std::string_view author, std::string content) {
    MessageDraft draft;
    draft.channel_id = channel;
    draft.author_id = person(author);
    draft.content = std::move(content);
    world_.create_message(std::move(draft));
    publish();
  }

  TimePoint now_ = start;
  World world_;
  Faults faults_;
  TrafficLog log_;
  GatewayHub hub_;
};

}  // namespace pincer::sandbox
